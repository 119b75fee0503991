#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/gen2/command.h"
#include "protocols/gen2/reply.h"
#include "protocols/gen2/tag_flags.h"
#include "protocols/gen2/tag_memory.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace plugtest::gen2 {

/// The states of a Type C tag (Gen2 v1.2.0, 6.3.2.4). `off` is ours: no power.
enum class TagState : std::uint8_t {
  off,
  ready,
  arbitrate,
  reply,
  acknowledged,
  open,
  secured,
  killed,
};

std::string_view to_string(TagState state);

struct TagConfig {
  TagMemory memory;
  Persistence persistence{};
  std::uint64_t seed = 0;  ///< of the tag's own random numbers: RN16s, handles, slots
  bool killed = false;     ///< powers up as a killed tag, which never answers
};

/// One Type C tag: the state machine of the inventory (Gen2 v1.2.0, 6.3.2.4, annexes B and C).
///
/// `receive` is the reference: give it every command the tag hears and it does all the standard
/// asks. A round engine with many tags need not deliver each QueryRep to each waiting tag: it
/// sorts tags by `slot()` after a Query or QueryAdjust and calls `answer_slot()` on those whose
/// turn has come; `count_down()` brings a tag up to date that leaves the queue early. Both ways
/// give the same replies and states.
///
/// The tag knows no durations. Who drives it calls `expire_t2()` when no command began within
/// T2 max after the tag's reply (6.3.1.6).
class Tag {
 public:
  static constexpr std::uint16_t k_wrapped_slot = 0x7FFF;

  explicit Tag(TagConfig config);

  /// The field is strong enough from now on: off -> ready (or killed). No effect when powered.
  void power_up(Time now);
  /// The field is gone: all but the flags that persist is lost. No effect when off.
  void power_down(Time now);

  /// The tag hears an intact command; the answer is what it backscatters, if anything.
  std::optional<TagReply> receive(const Command& command, Time now);

  /// reply, acknowledged -> arbitrate; no effect in other states.
  void expire_t2();

  // The pieces a round engine uses.

  /// Whether Sel, Session and Target name this tag at `now`. Powered tags only.
  bool matches(const Query& query, Time now) const;

  /// A new random slot counter of `q` bits, as Query and QueryAdjust ask for.
  std::uint16_t draw_slot(std::uint8_t q);

  /// The slot counter. In arbitrate: how many QueryReps are to come before the tag replies, but a
  /// tag that holds 0 there (after a lost ACK or NAK) wraps to k_wrapped_slot at the next one.
  std::uint16_t slot() const { return slot_; }

  /// The QueryRep that ends the wait: slot() becomes 0, a new RN16 is drawn, arbitrate -> reply.
  /// Returns the RN16, to be sent with encode_rn16().
  std::uint16_t answer_slot();

  /// `count` QueryReps at once for a tag in arbitrate, none of which may end its wait: `count`
  /// below slot(), or slot() 0.
  void count_down(std::uint32_t count);

  TagState state() const { return state_; }
  bool powered() const { return state_ != TagState::off; }
  /// The RN16 or handle that an ACK must name.
  std::uint16_t rn() const { return rn_; }
  /// Q of the current round.
  std::uint8_t q() const { return q_; }
  /// Session of the round this tag takes part in, from its last matching Query.
  std::optional<Session> session() const { return session_; }
  /// The Query that started the round of the tag: DR, M and TRext that its replies use.
  const Query& link() const { return query_; }

  /// The complete answer to an ACK that names rn(), truncated where a Select asked for it.
  TagReply epc_reply() const;

  const TagFlags& flags() const { return flags_; }
  const TagMemory& memory() const { return memory_; }

 private:
  std::optional<TagReply> on(const Query& query, Time now);
  std::optional<TagReply> on(const QueryAdjust& adjust, Time now);
  std::optional<TagReply> on(const QueryRep& rep, Time now);
  std::optional<TagReply> on(const Ack& ack, Time now);
  std::optional<TagReply> on(const Nak& nak, Time now);
  std::optional<TagReply> on(const ReqRn& req_rn, Time now);
  std::optional<TagReply> on(const Select& select, Time now);

  bool singulated() const;
  void finish(Time now);
  std::optional<TagReply> enter_slot();
  std::uint64_t random();

  TagMemory memory_;
  bits::BitString epc_reply_;
  TagFlags flags_;
  std::uint64_t random_state_;
  Query query_{};
  std::optional<Session> session_{};
  std::optional<std::uint32_t> truncate_from_{};
  std::uint16_t slot_ = 0;
  std::uint16_t rn_ = 0;
  std::uint8_t q_ = 0;
  bool truncating_ = false;
  bool killed_ = false;
  TagState state_ = TagState::off;
};

}  // namespace plugtest::gen2
