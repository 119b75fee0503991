#include "tests/doubles/reference_tag.h"

#include "tests/doubles/reference_bits.h"

#include <algorithm>
#include <array>
#include <variant>

namespace plugtest::doubles {

using gen2::Access;
using gen2::BlockErase;
using gen2::BlockPermalock;
using gen2::BlockWrite;
using gen2::Command;
using gen2::Kill;
using gen2::Lock;
using gen2::MemoryBank;
using gen2::Query;
using gen2::QueryAdjust;
using gen2::QueryRep;
using gen2::Read;
using gen2::ReplyKind;
using gen2::ReqRn;
using gen2::Select;
using gen2::TagError;
using gen2::TagReply;
using gen2::Untraceable;
using gen2::Write;

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
