#include "tests/doubles/reference_tag.h"

#include <algorithm>
#include <variant>

namespace plugtest::doubles {

using gen2::Access;
using gen2::Ack;
using gen2::BlockErase;
using gen2::BlockPermalock;
using gen2::BlockWrite;
using gen2::Command;
using gen2::HideTid;
using gen2::Inventoried;
using gen2::Kill;
using gen2::Lock;
using gen2::MemoryBank;
using gen2::Query;
using gen2::QueryAdjust;
using gen2::QueryRep;
using gen2::RangeChange;
using gen2::Read;
using gen2::ReplyKind;
using gen2::ReqRn;
using gen2::Sel;
using gen2::Select;
using gen2::SelectTarget;
using gen2::Session;
using gen2::TagError;
using gen2::TagReply;
using gen2::Untraceable;
using gen2::UpDn;
using gen2::Write;

namespace {

constexpr std::size_t k_kill_password = 0;
constexpr std::size_t k_access_password = 1;
constexpr std::size_t k_xpc_w1_bit = 0x210;

void put(Bits& bits, std::uint64_t value, std::size_t count) {
  for (std::size_t i = count; i > 0; --i) bits.push_back(((value >> (i - 1)) & 1U) != 0);
}

std::uint16_t word_of(const Bits& bits, std::size_t first) {
  unsigned word = 0;
  for (std::size_t i = 0; i < 16; ++i) word = 2 * word + (bits[first + i] ? 1U : 0U);
  return static_cast<std::uint16_t>(word);
}

/// x^16+x^12+x^5+1, preset to ones, complemented (6.3.1.5).
void put_crc16(Bits& bits) {
  unsigned crc = 0xFFFF;
  for (const bool bit : bits) {
    const bool out = ((crc & 0x8000U) != 0) != bit;
    crc = (crc << 1U) & 0xFFFFU;
    if (out) crc ^= 0x1021U;
  }
  put(bits, ~crc & 0xFFFFU, 16);
}

bits::BitString air(const Bits& plain) {
  bits::BitString string;
  for (const bool bit : plain) string.append(bit ? 1 : 0, 1);
  return string;
}

}  // namespace

struct ReferenceTag::Row {
  Cell ready, arbitrate, reply, acknowledged, open, secured;
};

// Rows in the order of gen2::Command. What is executed in a cell may still end in "ignored", as
// for a wrong handle. Commands that the tag does not know and those of another session never come
// this far, nor do those that break a sequence of two halves.
const std::array<ReferenceTag::Row, 16>& ReferenceTag::table() {
  using T = ReferenceTag;
  constexpr Cell no = &T::stay;
  constexpr Cell arb = &T::go_to_arbitrate;
  constexpr Cell join = &T::join_round;
  constexpr Cell rejoin = &T::leave_and_join;
  constexpr Cell leave = &T::leave_round;
  constexpr Cell redraw = &T::draw_again;
  constexpr Cell ack = &T::acknowledge;
  constexpr Cell sel = &T::select;
  constexpr Cell number = &T::give_number;
  static constexpr std::array<Row, 16> k_table{{
      // ready arbitrate      reply          acknowledged     open                 secured
      {join, join, join, rejoin, rejoin, rejoin},                // Query
      {no, redraw, redraw, leave, leave, leave},                 // QueryAdjust
      {no, &T::count_slot, &T::miss_turn, leave, leave, leave},  // QueryRep
      {no, no, ack, ack, ack, ack},                              // ACK
      {no, no, arb, arb, arb, arb},                              // NAK
      {no, no, arb, &T::give_handle, number, number},            // Req_RN
      {sel, sel, sel, sel, sel, sel},                            // Select
      {no, no, arb, arb, &T::read, &T::read},                    // Read
      {no, no, arb, arb, &T::write, &T::write},                  // Write
      {no, no, arb, arb, &T::kill, &T::kill},                    // Kill
      {no, no, arb, arb, no, &T::lock},                          // Lock
      {no, no, arb, arb, &T::access, &T::access},                // Access
      {no, no, arb, arb, &T::block_write, &T::block_write},      // BlockWrite
      {no, no, arb, arb, &T::block_erase, &T::block_erase},      // BlockErase
      {no, no, arb, arb, no, &T::block_permalock},               // BlockPermalock
      {no, no, arb, arb, no, &T::untraceable},                   // Untraceable
  }};
  return k_table;
}

ReferenceTag::ReferenceTag(ReferenceConfig config) : config_(std::move(config)) {
  const std::size_t user_words = bank(MemoryBank::user).size() / 16;
  if (config_.block_words > 0) {
    locked_blocks_.resize((user_words + config_.block_words - 1) / config_.block_words);
  }
}

void ReferenceTag::power_up(Time now) {
  if (state_ != State::off) return;
  const Time away = now - off_since_;
  b_[0] = false;
  if (away >= config_.s2_keeps) b_[2] = false;
  if (away >= config_.s3_keeps) b_[3] = false;
  if (away >= config_.sl_keeps) selected_ = false;
  truncate_from_.reset();
  toggled_ = false;
  half_of_ = HalfOf::nothing;
  cover_.reset();
  compute_stored_crc();
  state_ = killed_ ? State::killed : State::ready;
}

void ReferenceTag::power_down(Time now) {
  if (state_ == State::off) return;
  off_since_ = now;
  state_ = State::off;
}

void ReferenceTag::expire_t2() {
  if (state_ == State::reply || state_ == State::acknowledged) state_ = State::arbitrate;
}

std::optional<TagReply> ReferenceTag::hear(const Command& command, Time now, Drawn drawn) {
  if (state_ == State::off || state_ == State::killed) return std::nullopt;
  if (!config_.v2 && std::holds_alternative<Untraceable>(command)) return std::nullopt;
  command_ = &command;
  now_ = now;
  drawn_ = drawn;
  new_cover_.reset();

  Reply reply;
  const bool accessible = state_ == State::open || state_ == State::secured;
  const bool harmless = std::holds_alternative<Query>(command) ||
                        std::holds_alternative<ReqRn>(command) || second_half();
  if (accessible && in_sequence() && !harmless) {
    state_ = State::arbitrate;
  } else if (!other_session()) {
    const Row& row = table()[command.index()];
    const std::array<Cell, 6> cells{row.ready,        row.arbitrate, row.reply,
                                    row.acknowledged, row.open,      row.secured};
    reply = (this->*cells[static_cast<std::size_t>(state_) - 1])();
  }
  if (state_ != State::open && state_ != State::secured) half_of_ = HalfOf::nothing;
  cover_ = new_cover_;
  return reply;
}

bool ReferenceTag::other_session() const {
  if (const auto* rep = std::get_if<QueryRep>(command_)) return rep->session != session_;
  if (const auto* adjust = std::get_if<QueryAdjust>(command_)) return adjust->session != session_;
  return false;
}

bool ReferenceTag::second_half() const {
  return half_of_ == HalfOf::kill ? std::holds_alternative<Kill>(*command_)
                                  : std::holds_alternative<Access>(*command_);
}

// --- Inventory

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

// --- Access

ReferenceTag::Reply ReferenceTag::give_handle() {
  if (as<ReqRn>().rn != rn_) return std::nullopt;
  opened_by_password_ = false;
  state_ = password(32) != 0 ? State::open : State::secured;
  return say_number(ReplyKind::handle);
}

ReferenceTag::Reply ReferenceTag::give_number() {
  if (as<ReqRn>().rn != rn_) return std::nullopt;
  new_cover_ = drawn_.number;
  const std::uint16_t handle = rn_;
  Reply reply = say_number(ReplyKind::handle);
  rn_ = handle;
  return reply;
}

ReferenceTag::Reply ReferenceTag::read() {
  const auto& read = as<Read>();
  if (read.handle != rn_) return std::nullopt;
  const std::size_t there = words_from(read.bank, read.word_pointer);
  const std::size_t wanted = read.word_count != 0 ? read.word_count : there;
  if (there == 0 || wanted > there) return say_error(TagError::memory_overrun, false);
  Bits words;
  for (std::uint32_t i = 0; i < wanted; ++i) {
    const std::uint32_t word = read.word_pointer + i;
    if (read.bank == MemoryBank::reserved && !may_touch(word / 2)) {
      return say_error(TagError::memory_locked, false);
    }
    put(words, word_at(read.bank, word), 16);
  }
  return say_words(words);
}

ReferenceTag::Reply ReferenceTag::write() {
  const auto& write = as<Write>();
  if (write.handle != rn_ || !cover_) return std::nullopt;
  const auto word = static_cast<std::uint16_t>(write.covered_data ^ *cover_);
  return write_words(write.bank, write.word_pointer, {word});
}

ReferenceTag::Reply ReferenceTag::block_write() {
  const auto& write = as<BlockWrite>();
  if (write.handle != rn_) return std::nullopt;
  return write_words(write.bank, write.word_pointer, write.data);
}

ReferenceTag::Reply ReferenceTag::block_erase() {
  const auto& erase = as<BlockErase>();
  if (erase.handle != rn_ || erase.word_count == 0) return std::nullopt;
  return write_words(erase.bank, erase.word_pointer,
                     std::vector<std::uint16_t>(erase.word_count, 0));
}

ReferenceTag::Reply ReferenceTag::kill() {
  const auto& kill = as<Kill>();
  if (kill.handle != rn_ || !cover_) return std::nullopt;
  const auto half = static_cast<std::uint16_t>(kill.covered_half ^ *cover_);
  if (half_of_ != HalfOf::kill) {
    half_of_ = HalfOf::kill;
    first_half_ = half;
    drawn_.number = rn_;
    return say_number(ReplyKind::handle);
  }
  half_of_ = HalfOf::nothing;
  if (password(0) == 0) return say_error(TagError::other, true);
  if (password(0) != ((std::uint32_t{first_half_} << 16U) | half)) return go_to_arbitrate();
  if (!can_write_) return say_error(TagError::insufficient_power, true);
  if (!config_.v2 && kill.recommission != 0) return say_error(TagError::other, true);
  state_ = State::killed;
  killed_ = true;
  return say_done(0);
}

ReferenceTag::Reply ReferenceTag::access() {
  const auto& access = as<Access>();
  if (access.handle != rn_ || !cover_) return std::nullopt;
  const auto half = static_cast<std::uint16_t>(access.covered_half ^ *cover_);
  if (half_of_ != HalfOf::access) {
    half_of_ = HalfOf::access;
    first_half_ = half;
  } else {
    half_of_ = HalfOf::nothing;
    if (password(32) != ((std::uint32_t{first_half_} << 16U) | half)) return go_to_arbitrate();
    state_ = State::secured;
    opened_by_password_ = password(32) != 0;
  }
  drawn_.number = rn_;
  return say_number(ReplyKind::handle);
}

ReferenceTag::Reply ReferenceTag::lock() {
  const auto& lock = as<Lock>();
  if (lock.handle != rn_) return std::nullopt;
  if (!can_write_) return say_error(TagError::insufficient_power, true);
  auto wanted = config_.locks;
  for (std::size_t bit = 0; bit < 10; ++bit) {
    const unsigned here = 1U << (9 - bit);
    if ((lock.mask & here) == 0) continue;
    auto& [pwd, permalock] = wanted[bit / 2];
    (bit % 2 == 0 ? pwd : permalock) = (lock.action & here) != 0;
  }
  for (std::size_t field = 0; field < 5; ++field) {
    if (config_.locks[field].second && wanted[field] != config_.locks[field]) {
      return say_error(TagError::memory_locked, true);
    }
  }
  if ((lock.mask & 0b11U) != 0 && bank(MemoryBank::user).empty()) {
    return say_error(TagError::memory_locked, true);
  }
  config_.locks = wanted;
  return say_done(0);
}

ReferenceTag::Reply ReferenceTag::block_permalock() {
  const auto& lock = as<BlockPermalock>();
  if (lock.handle != rn_) return std::nullopt;
  if (lock.bank != MemoryBank::user || lock.block_range == 0) {
    return say_error(TagError::other, lock.permalock);
  }
  const std::size_t first = std::size_t{16} * lock.block_pointer;
  const bool no_user = words_seen(MemoryBank::user, privileged()) == 0;
  if (no_user || first >= locked_blocks_.size() || lock.block_range > 64)
    return say_error(TagError::memory_overrun, lock.permalock);
  if (!lock.permalock) {
    Bits states;
    for (std::size_t i = 0; i < std::size_t{16} * lock.block_range; ++i) {
      states.push_back(first + i < locked_blocks_.size() && locked_blocks_[first + i]);
    }
    return say_words(states);
  }
  auto wanted = locked_blocks_;
  for (std::size_t i = 0; i < 16 * lock.mask.size(); ++i) {
    if (((lock.mask[i / 16] >> (15 - i % 16)) & 1U) == 0) continue;
    if (first + i >= wanted.size()) return say_error(TagError::memory_overrun, true);
    wanted[first + i] = true;
  }
  if (!can_write_) return say_error(TagError::insufficient_power, true);
  locked_blocks_ = wanted;
  return say_done(0);
}

ReferenceTag::Reply ReferenceTag::untraceable() {
  const auto& untraceable = as<Untraceable>();
  if (untraceable.handle != rn_) return std::nullopt;
  if (!privileged()) return say_error(TagError::insufficient_privileges, true);
  if (untraceable.epc_words > bank(MemoryBank::epc).size() / 16 - 2) {
    return say_error(TagError::not_supported, true);
  }
  if (!can_write_) return say_error(TagError::insufficient_power, true);
  const unsigned u = 0x0008;  // 21Ch
  const unsigned xpc = config_.xpc_w1.value_or(0);
  config_.xpc_w1 = static_cast<std::uint16_t>(untraceable.assert_u ? xpc | u : xpc & ~u);
  tell_xi();
  Bits length;
  put(length, untraceable.epc_words, 5);
  std::copy(length.begin(), length.end(), config_.banks[1].begin() + 16);
  compute_stored_crc();
  hide_epc_ = untraceable.hide_epc;
  hide_tid_ = untraceable.tid;
  hide_user_ = untraceable.hide_user;
  if (untraceable.range == RangeChange::toggle) {
    toggled_ = !toggled_;
  } else {
    reduced_ = untraceable.range == RangeChange::reduced;
    toggled_ = false;
  }
  return say_done(0);
}

// --- Memory

/// The words of a bank, without the XPC, up to what Untraceable hides.
std::size_t ReferenceTag::words_seen(MemoryBank bank_number, bool privileged) const {
  const std::size_t words = bank(bank_number).size() / 16;
  if (privileged) return words;
  if (bank_number == MemoryBank::epc && hide_epc_) return std::min(words, 2 + uii_words());
  if (bank_number == MemoryBank::user && hide_user_) return 0;
  if (bank_number != MemoryBank::tid || hide_tid_ == HideTid::none || words == 0) return words;
  if (hide_tid_ == HideTid::all) return 0;
  const bool short_class = word_of(bank(MemoryBank::tid), 0) >> 8U == 0xE0;
  return std::min<std::size_t>(words, short_class ? 1 : 2);
}

/// How many words follow without a gap from this one on; 0 where there is none.
std::size_t ReferenceTag::words_from(MemoryBank bank_number, std::uint32_t word) const {
  const std::size_t words = words_seen(bank_number, privileged());
  if (word < words) return words - word;
  const bool xpc = bank_number == MemoryBank::epc && config_.xpc_w1;
  return xpc && word == k_xpc_w1_bit / 16 ? 1 : 0;
}

std::uint16_t ReferenceTag::word_at(MemoryBank bank_number, std::uint32_t word) const {
  if (bank_number == MemoryBank::epc && word == k_xpc_w1_bit / 16) return *config_.xpc_w1;
  return word_of(bank(bank_number), std::size_t{16} * word);
}

std::uint32_t ReferenceTag::password(std::size_t first_bit) const {
  const Bits& reserved = bank(MemoryBank::reserved);
  return (std::uint32_t{word_of(reserved, first_bit)} << 16U) | word_of(reserved, first_bit + 16);
}

/// pwd and permalock: 00 open and secured, 01 the same for ever, 10 secured only, 11 never.
bool ReferenceTag::may_touch(std::size_t field) const {
  const auto [pwd, permalock] = config_.locks[field];
  if (pwd && permalock) return false;
  return !pwd || state_ == State::secured;
}

std::optional<TagError> ReferenceTag::why_not_write(MemoryBank bank_number, std::uint32_t word,
                                                    const std::vector<std::uint16_t>& data) const {
  if (data.size() > words_from(bank_number, word)) return TagError::memory_overrun;
  for (std::uint32_t i = 0; i < data.size(); ++i) {
    const std::uint32_t here = word + i;
    const bool epc = bank_number == MemoryBank::epc;
    const std::size_t field = bank_number == MemoryBank::reserved
                                  ? (here < 2 ? k_kill_password : k_access_password)
                                  : static_cast<std::size_t>(bank_number) + 1;
    if (!may_touch(field)) return TagError::memory_locked;
    if (epc && (here == 0 || here >= k_xpc_w1_bit / 16)) return TagError::memory_locked;
    if (bank_number == MemoryBank::user && config_.block_words > 0 &&
        locked_blocks_[here / config_.block_words]) {
      return TagError::memory_locked;
    }
  }
  for (std::uint32_t i = 0; i < data.size(); ++i) {
    const std::size_t uii_words = bank(MemoryBank::epc).size() / 16 - 2;
    if (bank_number == MemoryBank::epc && word + i == 1 && (data[i] >> 11U) > uii_words) {
      return TagError::memory_overrun;
    }
  }
  if (!can_write_) return TagError::insufficient_power;
  return std::nullopt;
}

ReferenceTag::Reply ReferenceTag::write_words(MemoryBank bank_number, std::uint32_t word,
                                              const std::vector<std::uint16_t>& data) {
  if (const auto error = why_not_write(bank_number, word, data)) return say_error(*error, true);
  Bits& memory = config_.banks[static_cast<std::size_t>(bank_number)];
  for (std::size_t i = 0; i < 16 * data.size(); ++i) {
    memory[std::size_t{16} * word + i] = ((data[i / 16] >> (15 - i % 16)) & 1U) != 0;
  }
  tell_xi();
  return say_done(data.size());
}

// --- Replies

ReferenceTag::Reply ReferenceTag::say_number(ReplyKind kind) {
  rn_ = drawn_.number;
  Bits plain;
  put(plain, rn_, 16);
  if (kind == ReplyKind::handle) put_crc16(plain);
  return TagReply{.kind = kind, .bits = air(plain)};
}

ReferenceTag::Reply ReferenceTag::say_words(const Bits& words) const {
  Bits plain;
  put(plain, 0, 1);
  plain.insert(plain.end(), words.begin(), words.end());
  put(plain, rn_, 16);
  put_crc16(plain);
  return TagReply{.kind = ReplyKind::words, .bits = air(plain)};
}

ReferenceTag::Reply ReferenceTag::say_done(std::size_t words) const {
  Bits plain;
  put(plain, 0, 1);
  put(plain, rn_, 16);
  put_crc16(plain);
  const Time work = std::min<Time>(static_cast<std::int64_t>(words) * config_.write_time,
                                   std::chrono::milliseconds(20));
  return TagReply{
      .kind = ReplyKind::success, .bits = air(plain), .with_pilot = true, .after = work};
}

ReferenceTag::Reply ReferenceTag::say_error(TagError error, bool pilot) const {
  Bits plain;
  put(plain, 1, 1);
  put(plain, static_cast<std::uint8_t>(error), 8);
  put(plain, rn_, 16);
  put_crc16(plain);
  return TagReply{.kind = ReplyKind::error, .bits = air(plain), .with_pilot = pilot};
}

std::string_view to_string(ReferenceTag::State state) {
  static constexpr std::array<std::string_view, 8> k_names{
      "off", "ready", "arbitrate", "reply", "acknowledged", "open", "secured", "killed"};
  return k_names[static_cast<std::size_t>(state)];
}

}  // namespace plugtest::doubles
