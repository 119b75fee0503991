#include "protocols/gen2/command.h"

#include "protocols/bits/crc.h"
#include "protocols/bits/ebv.h"
#include "protocols/gen2/access_codec.h"

#include <array>
#include <cassert>
#include <cstddef>
#include <utility>

namespace plugtest::gen2 {
namespace {

using bits::BitReader;
using bits::BitString;

template <class Enum>
constexpr std::uint64_t raw(Enum value) {
  return static_cast<std::uint64_t>(value);
}

void append_crc16(BitString& frame) { frame.append(bits::crc16(frame), 16); }

BitString encode_one(const Query& query) {
  assert(query.q <= 15);
  BitString frame{0b1000, 4};
  frame.append(raw(query.dr), 1);
  frame.append(raw(query.m), 2);
  frame.append(query.trext ? 1U : 0U, 1);
  frame.append(raw(query.sel), 2);
  frame.append(raw(query.session), 2);
  frame.append(raw(query.target), 1);
  frame.append(query.q, 4);
  frame.append(bits::crc5(frame), 5);
  return frame;
}

BitString encode_one(const QueryAdjust& adjust) {
  BitString frame{0b1001, 4};
  frame.append(raw(adjust.session), 2);
  frame.append(raw(adjust.updn), 3);
  return frame;
}

BitString encode_one(const QueryRep& rep) { return BitString{raw(rep.session), 4}; }

BitString encode_one(const Ack& ack) {
  BitString frame{0b01, 2};
  frame.append(ack.rn, 16);
  return frame;
}

BitString encode_one(const Nak& /*nak*/) { return BitString{0xC0, 8}; }

BitString encode_one(const ReqRn& req_rn) {
  BitString frame{0xC1, 8};
  frame.append(req_rn.rn, 16);
  append_crc16(frame);
  return frame;
}

BitString encode_one(const Select& select) {
  assert(select.mask.size() <= Select::k_max_mask_bits);
  BitString frame{0b1010, 4};
  frame.append(raw(select.target), 3);
  frame.append(raw(select.action), 3);
  frame.append(raw(select.bank), 2);
  bits::append_ebv8(frame, select.pointer);
  frame.append(select.mask.size(), 8);
  frame.append(select.mask);
  frame.append(select.truncate ? 1U : 0U, 1);
  append_crc16(frame);
  return frame;
}

template <class T>
  requires requires(const T& access) { encode_access(access); }
BitString encode_one(const T& access) {
  return encode_access(access);
}

Result<void> expect_size(const BitString& frame, std::size_t size, std::string_view name) {
  if (frame.size() == size) return {};
  return fail(frame.size() < size ? ErrorCode::truncated : ErrorCode::malformed,
              "expected " + std::to_string(size) + " bits in " + std::string(name) + ", got " +
                  std::to_string(frame.size()));
}

Result<void> expect_crc16(const BitString& frame, std::string_view name) {
  if (bits::crc16_fits(frame)) return {};
  return fail(ErrorCode::check_failed, "the CRC-16 of " + std::string(name) + " does not fit");
}

Result<Command> decode_query(const BitString& frame) {
  if (auto ok = expect_size(frame, 22, "Query"); !ok) return fail(ok.error());
  if (bits::crc5(frame, 17) != frame.value(17, 5)) {
    return fail(ErrorCode::check_failed, "the CRC-5 of Query does not fit");
  }
  return Query{
      .dr = static_cast<DivideRatio>(frame.value(4, 1)),
      .m = static_cast<Modulation>(frame.value(5, 2)),
      .trext = frame[7],
      .sel = static_cast<Sel>(frame.value(8, 2)),
      .session = static_cast<Session>(frame.value(10, 2)),
      .target = static_cast<Inventoried>(frame.value(12, 1)),
      .q = static_cast<std::uint8_t>(frame.value(13, 4)),
  };
}

Result<Command> decode_query_adjust(const BitString& frame) {
  if (auto ok = expect_size(frame, 9, "QueryAdjust"); !ok) return fail(ok.error());
  const auto updn = static_cast<UpDn>(frame.value(6, 3));
  if (updn != UpDn::same && updn != UpDn::up && updn != UpDn::down) {
    return fail(ErrorCode::unsupported, "reserved UpDn in QueryAdjust, expected 000, 011 or 110");
  }
  return QueryAdjust{static_cast<Session>(frame.value(4, 2)), updn};
}

Result<Command> decode_select(const BitString& frame) {
  BitReader reader(frame);
  const auto head = reader.take(12, "Select");
  if (!head) return fail(head.error());
  Select select;
  const auto pointer = bits::take_ebv8(reader);
  if (!pointer) return fail(pointer.error());
  select.pointer = *pointer;
  const auto length = reader.take(8, "the mask length of Select");
  if (!length) return fail(length.error());
  const auto mask = reader.take_bits(*length, "the mask of Select");
  if (!mask) return fail(mask.error());
  select.mask = *mask;
  if (auto ok = expect_size(frame, reader.position() + 17, "Select"); !ok) return fail(ok.error());
  if (auto ok = expect_crc16(frame, "Select"); !ok) return fail(ok.error());
  select.truncate = frame[reader.position()];
  const std::uint64_t target = (*head >> 5U) & 0b111U;
  if (target > raw(SelectTarget::sl)) {
    return fail(ErrorCode::unsupported, "reserved Target in Select, expected 000 to 100");
  }
  select.target = static_cast<SelectTarget>(target);
  select.action = static_cast<SelectAction>((*head >> 2U) & 0b111U);
  select.bank = static_cast<MemoryBank>(*head & 0b11U);
  return select;
}

Result<Command> decode_eight_bit_code(const BitString& frame) {
  if (frame.size() < 8) {
    return fail(ErrorCode::truncated, "the command ends inside its code");
  }
  switch (frame.value(0, 8)) {
    case 0xC0:
      if (auto ok = expect_size(frame, 8, "NAK"); !ok) return fail(ok.error());
      return Nak{};
    case 0xC1:
      if (auto ok = expect_size(frame, 40, "Req_RN"); !ok) return fail(ok.error());
      if (auto ok = expect_crc16(frame, "Req_RN"); !ok) return fail(ok.error());
      return ReqRn{static_cast<std::uint16_t>(frame.value(8, 16))};
    default:
      break;
  }
  auto access = decode_access(frame);
  if (!access) return fail(access.error());
  return std::visit([](auto& one) { return Command(std::move(one)); }, *access);
}

struct NameOf {
  std::string_view operator()(const Query&) const { return "Query"; }
  std::string_view operator()(const QueryAdjust&) const { return "QueryAdjust"; }
  std::string_view operator()(const QueryRep&) const { return "QueryRep"; }
  std::string_view operator()(const Ack&) const { return "ACK"; }
  std::string_view operator()(const Nak&) const { return "NAK"; }
  std::string_view operator()(const ReqRn&) const { return "Req_RN"; }
  std::string_view operator()(const Select&) const { return "Select"; }
  std::string_view operator()(const Read&) const { return "Read"; }
  std::string_view operator()(const Write&) const { return "Write"; }
  std::string_view operator()(const Kill&) const { return "Kill"; }
  std::string_view operator()(const Lock&) const { return "Lock"; }
  std::string_view operator()(const Access&) const { return "Access"; }
  std::string_view operator()(const BlockWrite&) const { return "BlockWrite"; }
  std::string_view operator()(const BlockErase&) const { return "BlockErase"; }
  std::string_view operator()(const BlockPermalock&) const { return "BlockPermalock"; }
  std::string_view operator()(const Untraceable&) const { return "Untraceable"; }
};

std::string hex4(std::uint16_t number) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (unsigned shift = 16; shift > 0; shift -= 4) text += digits[(number >> (shift - 4U)) & 0xFU];
  return text;
}

std::string session_text(Session session) { return " S" + std::to_string(raw(session)); }

struct FieldsOf {
  std::string operator()(const Query& query) const {
    constexpr std::array<std::string_view, 4> sel = {"all", "all", "~SL", "SL"};
    return std::string(" DR=") + (query.dr == DivideRatio::dr8 ? "8" : "64/3") +
           " M=" + std::to_string(cycles_per_bit(query.m)) + " TRext=" + (query.trext ? "1" : "0") +
           " Sel=" + std::string(sel[raw(query.sel)]) + session_text(query.session) +
           " target=" + (query.target == Inventoried::a ? "A" : "B") +
           " Q=" + std::to_string(query.q);
  }
  std::string operator()(const QueryAdjust& adjust) const {
    const char* change = adjust.updn == UpDn::up     ? " Q+1"
                         : adjust.updn == UpDn::down ? " Q-1"
                                                     : " Q";
    return session_text(adjust.session) + change;
  }
  std::string operator()(const QueryRep& rep) const { return session_text(rep.session); }
  std::string operator()(const Ack& ack) const { return " " + hex4(ack.rn); }
  std::string operator()(const Nak&) const { return {}; }
  std::string operator()(const ReqRn& req_rn) const { return " " + hex4(req_rn.rn); }
  std::string operator()(const Select& select) const {
    constexpr std::array<std::string_view, 4> banks = {"reserved", "EPC", "TID", "user"};
    const std::string target =
        select.target == SelectTarget::sl ? "SL" : "S" + std::to_string(raw(select.target));
    return " target=" + target + " action=" + std::to_string(raw(select.action)) +
           " bank=" + std::string(banks[raw(select.bank)]) +
           " pointer=" + std::to_string(select.pointer) + " mask=" + select.mask.to_string() +
           (select.truncate ? " truncate" : "");
  }
  template <class T>
    requires requires(const T& access) { fields_text(access); }
  std::string operator()(const T& access) const {
    return fields_text(access);
  }
};

}  // namespace

std::string_view name_of(const Command& command) { return std::visit(NameOf{}, command); }

std::string to_string(const Command& command) {
  return std::string(name_of(command)) + std::visit(FieldsOf{}, command);
}

BitString encode(const Command& command) {
  return std::visit([](const auto& one) { return encode_one(one); }, command);
}

Result<Command> decode(const BitString& frame) {
  if (frame.size() < 2) return fail(ErrorCode::truncated, "the command ends inside its code");
  // The codes form a prefix code: two bits, four bits, eight bits (6.3.2.11, table 6.18).
  switch (frame.value(0, 2)) {
    case 0b00:
      if (auto ok = expect_size(frame, 4, "QueryRep"); !ok) return fail(ok.error());
      return QueryRep{static_cast<Session>(frame.value(2, 2))};
    case 0b01:
      if (auto ok = expect_size(frame, 18, "ACK"); !ok) return fail(ok.error());
      return Ack{static_cast<std::uint16_t>(frame.value(2, 16))};
    default:
      break;
  }
  if (frame.size() < 4) return fail(ErrorCode::truncated, "the command ends inside its code");
  switch (frame.value(0, 4)) {
    case 0b1000:
      return decode_query(frame);
    case 0b1001:
      return decode_query_adjust(frame);
    case 0b1010:
      return decode_select(frame);
    case 0b1011:
      return fail(ErrorCode::unsupported, "unknown command code 1011");
    default:
      return decode_eight_bit_code(frame);
  }
}

}  // namespace plugtest::gen2
