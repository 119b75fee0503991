// The reference tag in inventory rounds: slots, flags, ACK and Select.

#include "tests/doubles/reference_bits.h"
#include "tests/doubles/reference_tag.h"

#include <algorithm>
#include <variant>

namespace plugtest::doubles {

using gen2::Ack;
using gen2::Inventoried;
using gen2::MemoryBank;
using gen2::Query;
using gen2::QueryAdjust;
using gen2::ReplyKind;
using gen2::Sel;
using gen2::Select;
using gen2::SelectTarget;
using gen2::Session;
using gen2::TagReply;
using gen2::UpDn;

ReferenceTag::Reply ReferenceTag::stay() { return std::nullopt; }

ReferenceTag::Reply ReferenceTag::go_to_arbitrate() {
  state_ = State::arbitrate;
  return std::nullopt;
}

ReferenceTag::Reply ReferenceTag::join_round() {
  const auto& query = as<Query>();
  const bool flag_fits = is_b(query.session, now_) == (query.target == Inventoried::b);
  const bool sl_fits = query.sel == Sel::all || query.sel == Sel::all_alias ||
                       selected_ == (query.sel == Sel::selected);
  if (!flag_fits || !sl_fits) {
    state_ = State::ready;
    return std::nullopt;
  }
  session_ = query.session;
  sel_ = query.sel;
  joined_as_b_ = query.target == Inventoried::b;
  return enter_round(query.q);
}

ReferenceTag::Reply ReferenceTag::leave_and_join() {
  if (as<Query>().session == session_) toggle_inventoried();
  return join_round();
}

ReferenceTag::Reply ReferenceTag::enter_round(std::uint8_t q) {
  q_ = q;
  slot_ = static_cast<std::uint16_t>(drawn_.slot % (1U << q));
  if (slot_ != 0) {
    state_ = State::arbitrate;
    return std::nullopt;
  }
  state_ = State::reply;
  return say_number(ReplyKind::rn16);
}

ReferenceTag::Reply ReferenceTag::draw_again() {
  int q = q_;
  if (as<QueryAdjust>().updn == UpDn::up) q = std::min(15, q + 1);
  if (as<QueryAdjust>().updn == UpDn::down) q = std::max(0, q - 1);
  return enter_round(static_cast<std::uint8_t>(q));
}

ReferenceTag::Reply ReferenceTag::count_slot() {
  slot_ = slot_ == 0 ? 0x7FFF : static_cast<std::uint16_t>(slot_ - 1);
  if (slot_ != 0) return std::nullopt;
  state_ = State::reply;
  return say_number(ReplyKind::rn16);
}

ReferenceTag::Reply ReferenceTag::miss_turn() {
  slot_ = 0x7FFF;
  state_ = State::arbitrate;
  return std::nullopt;
}

ReferenceTag::Reply ReferenceTag::leave_round() {
  toggle_inventoried();
  state_ = State::ready;
  return std::nullopt;
}

ReferenceTag::Reply ReferenceTag::acknowledge() {
  if (as<Ack>().rn != rn_) return go_to_arbitrate();
  if (state_ == State::reply) state_ = State::acknowledged;

  TagReply reply{.kind = ReplyKind::epc};
  Bits plain;
  if (truncate_from_ && (sel_ == Sel::selected || sel_ == Sel::not_selected)) {
    reply.kind = ReplyKind::truncated_epc;
    put(plain, 0, 5);
    const Bits all = identity();  // begins with the PC, which has address 10h
    for (std::size_t i = *truncate_from_ - 16; i < all.size(); ++i) plain.push_back(all[i]);
  } else {
    plain = identity();
    const bool extended = plain[6];
    if (extended && config_.xpc_w1) {
      Bits xpc;
      put(xpc, *config_.xpc_w1, 16);
      plain.insert(plain.begin() + 16, xpc.begin(), xpc.end());
    }
  }
  put_crc16(plain);
  reply.bits = air(plain);
  return reply;
}

ReferenceTag::Reply ReferenceTag::select() {
  const auto& select = as<Select>();
  if (select.bank == MemoryBank::reserved) return std::nullopt;
  if (select.truncate && (select.target != SelectTarget::sl || select.bank != MemoryBank::epc)) {
    return std::nullopt;
  }
  const std::size_t mask_end = std::size_t{select.pointer} + select.mask.size();
  const std::size_t uii_end = 16 + identity().size();
  const bool no_cut = select.truncate && (mask_end < 32 || mask_end > uii_end);
  if (no_cut && !select.mask.empty()) return std::nullopt;
  const bool matching = !no_cut && mask_matches(select);

  truncate_from_.reset();
  if (select.truncate && matching) truncate_from_ = mask_end;

  // Columns: matching, not matching. + sets SL or A, - clears SL or sets B, ~ negates, 0 nothing.
  static constexpr std::array<std::string_view, 8> k_actions{"+-", "+0", "0-", "~0",
                                                             "-+", "-0", "0+", "0~"};
  const char action = k_actions[static_cast<std::size_t>(select.action)][matching ? 0 : 1];
  const bool is_set = select.target == SelectTarget::sl
                          ? selected_
                          : !is_b(static_cast<Session>(select.target), now_);
  if (action == '+') set_flag(select.target, true);
  if (action == '-') set_flag(select.target, false);
  if (action == '~') set_flag(select.target, !is_set);
  state_ = State::ready;
  return std::nullopt;
}

bool ReferenceTag::mask_matches(const Select& select) const {
  // The XPC stands apart, so there are at most two runs of bits that a mask can lie in.
  Bits run = bank(select.bank);
  run.resize(16 * words_seen(select.bank, privileged()));
  std::size_t begin = 0;
  if (select.bank == MemoryBank::epc && config_.xpc_w1 && select.pointer >= k_xpc_w1_bit) {
    run.clear();
    put(run, *config_.xpc_w1, 16);
    begin = k_xpc_w1_bit;
  }
  if (select.pointer < begin || select.pointer >= begin + run.size()) return false;
  const std::size_t first = select.pointer - begin;
  for (std::size_t i = 0; i < select.mask.size(); ++i) {
    if (first + i >= run.size() || run[first + i] != select.mask[i]) return false;
  }
  return true;
}

void ReferenceTag::set_flag(SelectTarget target, bool set) {
  if (target == SelectTarget::sl) {
    selected_ = set;
    return;
  }
  b_[static_cast<std::size_t>(target)] = !set;
  if (target == SelectTarget::s1) s1_set_at_ = now_;
}

bool ReferenceTag::is_b(Session session, Time now) const {
  if (session == Session::s1 && now - s1_set_at_ >= config_.s1_keeps) return false;
  return b_[static_cast<std::size_t>(session)];
}

void ReferenceTag::toggle_inventoried() {
  set_flag(static_cast<SelectTarget>(session_), joined_as_b_);
}

Bits ReferenceTag::identity() const {
  const Bits& epc = bank(MemoryBank::epc);
  Bits plain;
  for (std::size_t i = 16; i < 32 + 16 * uii_words(); ++i)
    plain.push_back(i < epc.size() && epc[i]);
  return plain;
}

/// L of the StoredPC.
std::size_t ReferenceTag::uii_words() const {
  std::size_t words = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    words = 2 * words + (bank(MemoryBank::epc)[16 + i] ? 1U : 0U);
  }
  return words;
}

void ReferenceTag::tell_xi() { config_.banks[1][0x16] = config_.xpc_w1.value_or(0) != 0; }

void ReferenceTag::compute_stored_crc() {
  Bits plain = identity();
  put_crc16(plain);
  std::copy(plain.end() - 16, plain.end(), config_.banks[1].begin());
}

}  // namespace plugtest::doubles
