#include "protocols/gen2/tag.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace plugtest::gen2 {
namespace {

constexpr std::uint32_t k_slot_values = 0x8000;  // the counter has 15 bits
constexpr std::uint32_t k_epc_start_bit = 0x20;
constexpr std::uint8_t k_highest_q = 15;

/// The session whose inventoried flag `target` names; SL has none.
Session session_of(SelectTarget target) { return static_cast<Session>(target); }

enum class FlagChange : std::uint8_t { none, set, clear, swap };

/// Table of Select actions (6.3.2.11.1.1).
FlagChange change_for(SelectAction action, bool matching) {
  switch (action) {
    case SelectAction::set_clear:
      return matching ? FlagChange::set : FlagChange::clear;
    case SelectAction::set_none:
      return matching ? FlagChange::set : FlagChange::none;
    case SelectAction::none_clear:
      return matching ? FlagChange::none : FlagChange::clear;
    case SelectAction::swap_none:
      return matching ? FlagChange::swap : FlagChange::none;
    case SelectAction::clear_set:
      return matching ? FlagChange::clear : FlagChange::set;
    case SelectAction::clear_none:
      return matching ? FlagChange::clear : FlagChange::none;
    case SelectAction::none_set:
      return matching ? FlagChange::none : FlagChange::set;
    case SelectAction::none_swap:
      return matching ? FlagChange::none : FlagChange::swap;
  }
  return FlagChange::none;
}

void apply(FlagChange change, SelectTarget target, TagFlags& flags, Time now) {
  if (change == FlagChange::none) return;
  if (target == SelectTarget::sl) {
    flags.set_selected(change == FlagChange::swap ? !flags.selected() : change == FlagChange::set);
    return;
  }
  const Session session = session_of(target);
  const Inventoried value = change == FlagChange::swap  ? opposite(flags.inventoried(session, now))
                            : change == FlagChange::set ? Inventoried::a
                                                        : Inventoried::b;
  flags.set_inventoried(session, value, now);
}

}  // namespace

std::string_view to_string(TagState state) {
  switch (state) {
    case TagState::off:
      return "off";
    case TagState::ready:
      return "ready";
    case TagState::arbitrate:
      return "arbitrate";
    case TagState::reply:
      return "reply";
    case TagState::acknowledged:
      return "acknowledged";
    case TagState::open:
      return "open";
    case TagState::secured:
      return "secured";
    case TagState::killed:
      return "killed";
  }
  return "unknown";
}

Tag::Tag(TagConfig config)
    : memory_(std::move(config.memory)),
      epc_reply_(memory_.epc_reply()),
      flags_(config.persistence),
      random_state_(config.seed),
      killed_(config.killed),
      version_(config.version),
      quirks_(config.quirks),
      write_time_(config.write_time) {}

void Tag::power_up(Time now) {
  if (powered()) return;
  flags_.power_up(now);
  memory_.power_up();
  state_ = killed_ ? TagState::killed : TagState::ready;
}

void Tag::power_down(Time now) {
  if (!powered()) return;
  flags_.power_down(now);
  session_.reset();
  truncate_from_.reset();
  truncating_ = false;
  sequence_ = Sequence::none;
  after_req_rn_ = false;
  range_toggled_ = false;
  slot_ = 0;
  state_ = TagState::off;
}

std::optional<TagReply> Tag::receive(const Command& command, Time now) {
  if (state_ == TagState::off || state_ == TagState::killed) return std::nullopt;
  const bool unknown = version_ != TagVersion::v2 && std::holds_alternative<Untraceable>(command);
  if (unknown) return std::nullopt;
  covered_ = std::exchange(after_req_rn_, false);
  if (sequence_ != Sequence::none && interrupts(command)) {
    sequence_ = Sequence::none;
    if (!std::holds_alternative<Query>(command)) {
      state_ = TagState::arbitrate;
      return std::nullopt;
    }
  }
  return std::visit([&](const auto& one) { return on(one, now); }, command);
}

void Tag::expire_t2() {
  if (state_ == TagState::reply || state_ == TagState::acknowledged) state_ = TagState::arbitrate;
}

bool Tag::matches(const Query& query, Time now) const {
  assert(powered());
  if (query.sel == Sel::selected && !flags_.selected()) return false;
  if (query.sel == Sel::not_selected && flags_.selected()) return false;
  return flags_.inventoried(query.session, now) == query.target;
}

std::uint16_t Tag::draw_slot(std::uint8_t q) {
  assert(q <= k_highest_q);
  return q == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(random() >> (64U - q));
}

std::uint16_t Tag::answer_slot() {
  assert(state_ == TagState::arbitrate);
  slot_ = 0;
  rn_ = static_cast<std::uint16_t>(random() >> 48U);
  state_ = TagState::reply;
  return rn_;
}

void Tag::count_down(std::uint32_t count) {
  assert(state_ == TagState::arbitrate);
  assert(count < (slot_ == 0 ? k_slot_values : slot_));
  slot_ = static_cast<std::uint16_t>((slot_ - count) & (k_slot_values - 1U));
}

TagReply Tag::epc_reply() const {
  if (truncating_ && truncate_from_) {
    return {ReplyKind::truncated_epc, memory_.truncated_reply(*truncate_from_)};
  }
  return {ReplyKind::epc, epc_reply_};
}

void Tag::refresh_reply() { epc_reply_ = memory_.epc_reply(); }

std::optional<TagReply> Tag::on(const Query& query, Time now) {
  if (singulated() && session_ == query.session) finish(now);
  if (!matches(query, now)) {
    session_.reset();
    state_ = TagState::ready;
    return std::nullopt;
  }
  query_ = query;
  session_ = query.session;
  q_ = query.q;
  // Truncation holds only for rounds that ask for a value of SL (6.3.2.11.1.1).
  truncating_ = truncate_from_ && (query.sel == Sel::selected || query.sel == Sel::not_selected);
  return enter_slot();
}

std::optional<TagReply> Tag::on(const QueryAdjust& adjust, Time now) {
  if (state_ == TagState::ready || session_ != adjust.session) return std::nullopt;
  if (singulated()) {
    finish(now);
    return std::nullopt;
  }
  if (adjust.updn == UpDn::up && q_ < k_highest_q) ++q_;
  if (adjust.updn == UpDn::down && q_ > 0) --q_;
  return enter_slot();
}

std::optional<TagReply> Tag::on(const QueryRep& rep, Time now) {
  if (state_ == TagState::ready || session_ != rep.session) return std::nullopt;
  if (singulated()) {
    finish(now);
    return std::nullopt;
  }
  if (state_ == TagState::arbitrate && slot_ == 1) {
    return TagReply{ReplyKind::rn16, encode_rn16(answer_slot())};
  }
  // Not answered in reply, or back in arbitrate with a spent counter: 0 wraps to 7FFFh.
  state_ = TagState::arbitrate;
  count_down(1);
  return std::nullopt;
}

std::optional<TagReply> Tag::on(const Ack& ack, Time /*now*/) {
  if (state_ == TagState::ready || state_ == TagState::arbitrate) return std::nullopt;
  if (ack.rn != rn_) {
    state_ = TagState::arbitrate;
    return std::nullopt;
  }
  if (state_ == TagState::reply) state_ = TagState::acknowledged;
  TagReply reply = epc_reply();
  if (quirks_.wrong_crc_one_in != 0 && random() % quirks_.wrong_crc_one_in == 0) {
    reply.bits.flip(reply.bits.size() - 1);
  }
  return reply;
}

std::optional<TagReply> Tag::on(const Nak& /*nak*/, Time /*now*/) {
  if (state_ != TagState::ready) state_ = TagState::arbitrate;
  return std::nullopt;
}

std::optional<TagReply> Tag::on(const ReqRn& req_rn, Time /*now*/) {
  switch (state_) {
    case TagState::reply:
      state_ = TagState::arbitrate;
      return std::nullopt;
    case TagState::acknowledged:
      if (req_rn.rn != rn_) return std::nullopt;
      rn_ = static_cast<std::uint16_t>(random() >> 48U);
      privileged_ = false;
      state_ = memory_.access_password() != 0 ? TagState::open : TagState::secured;
      return TagReply{ReplyKind::handle, encode_handle(rn_)};
    case TagState::open:
    case TagState::secured:
      // A fresh RN16 to cover data with; the handle stays.
      if (req_rn.rn != rn_) return std::nullopt;
      cover_ = static_cast<std::uint16_t>(random() >> 48U);
      after_req_rn_ = true;
      return TagReply{ReplyKind::handle, encode_handle(cover_)};
    default:
      return std::nullopt;
  }
}

std::optional<TagReply> Tag::on(const Select& select, Time now) {
  // Fields the standard reserves, and truncation where there is no EPC to cut: not for this tag.
  if (select.bank == MemoryBank::reserved) return std::nullopt;
  const std::uint64_t end = std::uint64_t{select.pointer} + select.mask.size();
  const bool no_cut = end < k_epc_start_bit || end > memory_.uii_end();
  if (select.truncate && (select.target != SelectTarget::sl || select.bank != MemoryBank::epc ||
                          (no_cut && !select.mask.empty()))) {
    return std::nullopt;
  }
  const std::uint32_t first_word = select.pointer / 16;
  const auto end_word = std::max<std::size_t>(first_word + 1, (end + 15) / 16);
  // An empty mask matches every tag, but not outside the EPC that Truncate is to cut.
  const bool matching = !(select.truncate && no_cut) &&
                        !hidden(select.bank, first_word, end_word - first_word) &&
                        memory_.matches(select.bank, select.pointer, select.mask);
  apply(change_for(select.action, matching), select.target, flags_, now);
  truncate_from_.reset();
  if (select.truncate && matching) truncate_from_ = static_cast<std::uint32_t>(end);
  truncating_ = false;
  session_.reset();
  state_ = TagState::ready;
  return std::nullopt;
}

bool Tag::singulated() const {
  return state_ == TagState::acknowledged || state_ == TagState::open ||
         state_ == TagState::secured;
}

void Tag::finish(Time now) {
  session_.reset();
  state_ = TagState::ready;
  if (quirks_.stuck_flag) return;
  // Opposite of what the round asked for: an S1 flag that decays while its tag takes part does not
  // turn the toggle round.
  flags_.set_inventoried(query_.session, opposite(query_.target), now);
}

std::optional<TagReply> Tag::enter_slot() {
  slot_ = draw_slot(q_);
  state_ = TagState::arbitrate;
  if (slot_ != 0) return std::nullopt;
  return TagReply{ReplyKind::rn16, encode_rn16(answer_slot())};
}

/// splitmix64: one state word, so that ten thousand tags stay small; every seed gives a full
/// period.
std::uint64_t Tag::random() {
  random_state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t mixed = random_state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
  return mixed ^ (mixed >> 31U);
}

}  // namespace plugtest::gen2
