#include "protocols/modules/m100_command.h"

#include "protocols/bits/hex.h"
#include "protocols/modules/byte_reader.h"

#include <algorithm>
#include <array>

namespace plugtest::modules::m100 {

namespace {

constexpr std::size_t k_report_overhead = 5;  // RSSI, PC, CRC
constexpr std::uint8_t k_poll_reserved = 0x22;

/// Where the Gen2 error codes begin that a tag answered to a read, a write, a lock, a kill.
constexpr std::array<std::uint8_t, 4> k_tag_error_bases = {0xA0, 0xB0, 0xC0, 0xD0};

/// `value`, when `reader` has come to the end of its bytes and no further.
template <class T>
Result<T> whole(const ByteReader& reader, T value) {
  if (auto enough = reader.check(); !enough) return fail(enough.error());
  if (reader.left() > 0) {
    return fail(ErrorCode::malformed, "the parameters are longer than this command's",
                {.byte_offset = reader.position()});
  }
  return value;
}

/// Length in bytes, PC, EPC: how answers name the tag.
bool take_tag(ByteReader& reader, std::uint16_t& pc, Data& epc) {
  const std::uint8_t length = reader.u8();
  if (length < 2) return false;
  pc = reader.u16();
  epc = reader.take(length - std::size_t{2});
  return true;
}

void put_tag(std::vector<std::uint8_t>& out, std::uint16_t pc, Data epc) {
  out.push_back(static_cast<std::uint8_t>(2 + epc.size()));
  put_u16(out, pc);
  put(out, epc);
}

}  // namespace

bool ErrorResponse::of_tag() const {
  switch (static_cast<Failure>(code)) {
    case Failure::read_failed:
    case Failure::write_failed:
    case Failure::kill_failed:
    case Failure::lock_failed:
    case Failure::no_tag:
    case Failure::access_failed:
      return true;
    case Failure::command_wrong:
    case Failure::hopping_timed_out:
      return false;
  }
  return tag_error().has_value();
}

std::optional<std::uint8_t> ErrorResponse::tag_error() const {
  const auto base = static_cast<std::uint8_t>(code & 0xF0U);
  if (std::ranges::find(k_tag_error_bases, base) == k_tag_error_bases.end()) return std::nullopt;
  return static_cast<std::uint8_t>(code & 0x0FU);
}

Result<ErrorResponse> parse_error(Data data) {
  ByteReader reader(data);
  ErrorResponse error;
  error.code = reader.u8();
  if (reader.good() && reader.left() > 0) {
    std::uint16_t pc = 0;
    if (!take_tag(reader, pc, error.epc)) {
      return fail(ErrorCode::malformed, "a tag is named by two bytes at least", {.byte_offset = 1});
    }
    error.pc = pc;
  }
  return whole(reader, error);
}

std::vector<std::uint8_t> error_data(const ErrorResponse& error) {
  std::vector<std::uint8_t> out = {error.code};
  if (error.pc) put_tag(out, *error.pc, error.epc);
  return out;
}

std::string failure_text(std::uint8_t code) {
  switch (static_cast<Failure>(code)) {
    case Failure::read_failed:
      return "reading failed: no tag answered, or its CRC was wrong";
    case Failure::write_failed:
      return "writing failed: no tag answered, or its CRC was wrong";
    case Failure::kill_failed:
      return "killing failed";
    case Failure::lock_failed:
      return "locking failed";
    case Failure::no_tag:
      return "no tag answered";
    case Failure::access_failed:
      return "access failed: the password may be wrong";
    case Failure::command_wrong:
      return "there is no such command, or its parameters are wrong";
    case Failure::hopping_timed_out:
      return "no free channel was found";
  }
  const ErrorResponse error{.code = code, .pc = {}};
  if (const auto of_tag = error.tag_error()) {
    return "the tag answered with error code " + std::to_string(*of_tag);
  }
  return "error " + bits::to_hex(std::array{code}) + ", which is not known";
}

Result<InformationAnswer> parse_information(Data data) {
  ByteReader reader(data);
  const std::uint8_t which = reader.u8();
  if (auto enough = reader.check(); !enough) return fail(enough.error());
  if (which > 2) {
    return fail(ErrorCode::unsupported, "there is no module information " + std::to_string(which),
                {.byte_offset = 0});
  }
  const Data text = reader.take(reader.left());
  return InformationAnswer{static_cast<Information>(which),
                           {reinterpret_cast<const char*>(text.data()), text.size()}};
}

std::vector<std::uint8_t> information_data(const InformationAnswer& answer) {
  std::vector<std::uint8_t> out(answer.text.begin(), answer.text.end());
  out.insert(out.begin(), static_cast<std::uint8_t>(answer.which));
  return out;
}

Result<Region> parse_region(Data data) {
  ByteReader reader(data);
  const std::uint8_t region = reader.u8();
  if (auto enough = whole(reader, true); !enough) return fail(enough.error());
  if (region == 0 || region == 5 || region > 6) {
    return fail(ErrorCode::unsupported, "there is no region " + std::to_string(region),
                {.byte_offset = 0});
  }
  return static_cast<Region>(region);
}

std::string_view to_string(Region region) {
  switch (region) {
    case Region::china900:
      return "china-900";
    case Region::us:
      return "us";
    case Region::eu:
      return "eu";
    case Region::china800:
      return "china-800";
    case Region::korea:
      return "korea";
  }
  return "unnamed";
}

std::int64_t channel_hz(Region region, std::uint8_t index) {
  switch (region) {
    case Region::china900:
      return 920'125'000 + std::int64_t{index} * 250'000;
    case Region::us:
      return 902'250'000 + std::int64_t{index} * 500'000;
    case Region::eu:
      return 865'100'000 + std::int64_t{index} * 200'000;
    case Region::china800:
      return 840'125'000 + std::int64_t{index} * 250'000;
    case Region::korea:
      return 917'100'000 + std::int64_t{index} * 200'000;
  }
  return 0;
}

Result<std::int32_t> parse_power_mdbm(Data data) {
  ByteReader reader(data);
  const auto centi_dbm = static_cast<std::int16_t>(reader.u16());
  return whole(reader, std::int32_t{centi_dbm} * 10);
}

std::vector<std::uint8_t> power_data(std::int32_t mdbm) {
  std::vector<std::uint8_t> out;
  put_u16(out, static_cast<std::uint16_t>(mdbm / 10));
  return out;
}

Result<Query> parse_query(Data data) {
  ByteReader reader(data);
  const unsigned bits = reader.u16();
  Query query;
  query.dr = static_cast<std::uint8_t>(bits >> 15U);
  query.m = static_cast<std::uint8_t>((bits >> 13U) & 3U);
  query.pilot = ((bits >> 12U) & 1U) != 0;
  query.sel = static_cast<std::uint8_t>((bits >> 10U) & 3U);
  query.session = static_cast<std::uint8_t>((bits >> 8U) & 3U);
  query.target = static_cast<std::uint8_t>((bits >> 7U) & 1U);
  query.q = static_cast<std::uint8_t>((bits >> 3U) & 15U);
  if (reader.good() && (bits & 7U) != 0) {
    return fail(ErrorCode::malformed, "the last three bits of the query parameters are zero",
                {.byte_offset = 1});
  }
  return whole(reader, query);
}

std::vector<std::uint8_t> query_data(const Query& query) {
  std::vector<std::uint8_t> out;
  const unsigned bits = (unsigned{query.dr} << 15U) | (unsigned{query.m} << 13U) |
                        (query.pilot ? 1U << 12U : 0U) | (unsigned{query.sel} << 10U) |
                        (unsigned{query.session} << 8U) | (unsigned{query.target} << 7U) |
                        (unsigned{query.q} << 3U);
  put_u16(out, static_cast<std::uint16_t>(bits));
  return out;
}

Result<Select> parse_select(Data data) {
  ByteReader reader(data);
  Select select;
  const unsigned fields = reader.u8();
  select.target = static_cast<std::uint8_t>(fields >> 5U);
  select.action = static_cast<std::uint8_t>((fields >> 2U) & 7U);
  select.bank = static_cast<std::uint8_t>(fields & 3U);
  select.bit_pointer = reader.u32();
  select.mask_bits = reader.u8();
  const std::uint8_t truncate = reader.u8();
  if (reader.good() && (truncate & 0x7FU) != 0) {
    return fail(ErrorCode::malformed, "truncation is 00 or 80", {.byte_offset = 6});
  }
  select.truncate = truncate != 0;
  const Data mask = reader.take((std::size_t{select.mask_bits} + 7) / 8);
  select.mask.assign(mask.begin(), mask.end());
  return whole(reader, std::move(select));
}

std::vector<std::uint8_t> select_data(const Select& select) {
  std::vector<std::uint8_t> out = {static_cast<std::uint8_t>(
      (unsigned{select.target} << 5U) | (unsigned{select.action} << 2U) | select.bank)};
  put_u32(out, select.bit_pointer);
  out.push_back(select.mask_bits);
  out.push_back(select.truncate ? 0x80 : 0x00);
  put(out, select.mask);
  return out;
}

Result<std::uint16_t> parse_multi_poll(Data data) {
  ByteReader reader(data);
  const std::uint8_t reserved = reader.u8();
  const std::uint16_t count = reader.u16();
  if (reader.good() && reserved != k_poll_reserved) {
    return fail(ErrorCode::malformed, "the first parameter of a multi-poll is 22",
                {.byte_offset = 0});
  }
  return whole(reader, count);
}

std::vector<std::uint8_t> multi_poll_data(std::uint16_t count) {
  std::vector<std::uint8_t> out = {k_poll_reserved};
  put_u16(out, count);
  return out;
}

Result<TagReport> parse_tag_report(Data data) {
  ByteReader reader(data);
  TagReport report;
  report.rssi_dbm = static_cast<std::int8_t>(reader.u8());
  report.pc = reader.u16();
  report.epc = reader.take(data.size() < k_report_overhead ? 0 : data.size() - k_report_overhead);
  report.crc = reader.u16();
  return whole(reader, report);
}

std::vector<std::uint8_t> tag_report_data(const TagReport& report) {
  std::vector<std::uint8_t> out = {static_cast<std::uint8_t>(report.rssi_dbm)};
  put_u16(out, report.pc);
  put(out, report.epc);
  put_u16(out, report.crc);
  return out;
}

Result<Read> parse_read(Data data) {
  ByteReader reader(data);
  Read read;
  read.password = reader.u32();
  read.bank = reader.u8();
  read.word_pointer = reader.u16();
  read.word_count = reader.u16();
  return whole(reader, read);
}

std::vector<std::uint8_t> read_data(const Read& read) {
  std::vector<std::uint8_t> out;
  put_u32(out, read.password);
  out.push_back(read.bank);
  put_u16(out, read.word_pointer);
  put_u16(out, read.word_count);
  return out;
}

Result<Write> parse_write(Data data) {
  ByteReader reader(data);
  Write write;
  write.password = reader.u32();
  write.bank = reader.u8();
  write.word_pointer = reader.u16();
  const std::uint16_t count = reader.u16();
  for (unsigned i = 0; i < count && reader.good(); ++i) write.words.push_back(reader.u16());
  return whole(reader, std::move(write));
}

std::vector<std::uint8_t> write_data(const Write& write) {
  std::vector<std::uint8_t> out;
  put_u32(out, write.password);
  out.push_back(write.bank);
  put_u16(out, write.word_pointer);
  put_u16(out, static_cast<std::uint16_t>(write.words.size()));
  for (const std::uint16_t word : write.words) put_u16(out, word);
  return out;
}

Result<Lock> parse_lock(Data data) {
  ByteReader reader(data);
  Lock lock;
  lock.password = reader.u32();
  lock.payload = reader.u24();
  if (reader.good() && lock.payload > 0xFFFFF) {
    return fail(ErrorCode::malformed, "mask and action have 20 bits", {.byte_offset = 4});
  }
  return whole(reader, lock);
}

std::vector<std::uint8_t> lock_data(const Lock& lock) {
  std::vector<std::uint8_t> out;
  put_u32(out, lock.password);
  put_u24(out, lock.payload);
  return out;
}

Result<std::uint32_t> parse_kill(Data data) {
  ByteReader reader(data);
  const std::uint32_t password = reader.u32();
  return whole(reader, password);
}

std::vector<std::uint8_t> kill_data(std::uint32_t password) {
  std::vector<std::uint8_t> out;
  put_u32(out, password);
  return out;
}

Result<AccessAnswer> parse_access_answer(Data data) {
  ByteReader reader(data);
  AccessAnswer answer;
  if (!take_tag(reader, answer.pc, answer.epc)) {
    return fail(ErrorCode::malformed, "a tag is named by two bytes at least", {.byte_offset = 0});
  }
  answer.rest = reader.take(reader.left());
  return whole(reader, answer);
}

std::vector<std::uint8_t> access_answer_data(const AccessAnswer& answer) {
  std::vector<std::uint8_t> out;
  put_tag(out, answer.pc, answer.epc);
  put(out, answer.rest);
  return out;
}

}  // namespace plugtest::modules::m100
