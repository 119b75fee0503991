#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/gen2/command.h"
#include "protocols/gen2/reply.h"
#include "protocols/gen2/tag_flags.h"
#include "protocols/gen2/tag_memory.h"

#include <cstdint>
#include <optional>
#include <span>
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

/// Which text of the standard a tag was made to.
enum class TagVersion : std::uint8_t {
  v1_2,  ///< a Kill's recommissioning bits have a meaning (this tag refuses them); no Untraceable
  v2,    ///< Untraceable; error codes 01h and 02h
};

/// Planted faults (the lab's tag fault catalogue).
struct TagQuirks {
  std::uint32_t wrong_crc_one_in = 0;  ///< of UII replies; 0 = none
  bool stuck_flag = false;             ///< the inventoried flags stay A
  bool no_write = false;               ///< refuses whatever changes its memory

  bool operator==(const TagQuirks&) const = default;
};

struct TagConfig {
  TagMemory memory;
  Persistence persistence{};
  std::uint64_t seed = 0;  ///< of the tag's own random numbers: RN16s, handles, slots
  bool killed = false;     ///< powers up as a killed tag, which never answers
  TagVersion version = TagVersion::v1_2;
  /// From the end of a command that writes to its reply, for each word; a whole operation takes at
  /// most k_longest_write.
  Time write_time = std::chrono::milliseconds{2};
  TagQuirks quirks{};
};

/// One Type C tag: the whole state machine of inventory and access (Gen2 v1.2.0, 6.3.2.4, annexes B
/// and C).
///
/// Where the text leaves room, this tag takes these readings: a covered half or word counts only
/// directly after the Req_RN that gave its cover; the first half of Kill or Access is always
/// answered with the handle, and judged with the second; between the halves only Req_RN may come,
/// a Query is executed, and anything else sends the tag to arbitrate; an access command in reply or
/// acknowledged sends it to arbitrate as well; a Kill that asks to recommission is refused; a Read
/// to the end of the EPC bank ends before the XPC. tests/doubles/reference_tag.h has the whole
/// list, and tests/property holds this tag against it.
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

  /// Whether the field is strong enough for the tag to write: else it answers with error 0Bh.
  void set_can_write(bool can) { can_write_ = can; }

  /// Whether Untraceable has shortened the tag's range.
  bool range_reduced() const { return range_reduced_ != range_toggled_; }

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
  std::optional<TagReply> on(const Read& read, Time now);
  std::optional<TagReply> on(const Write& write, Time now);
  std::optional<TagReply> on(const Kill& kill, Time now);
  std::optional<TagReply> on(const Lock& lock, Time now);
  std::optional<TagReply> on(const Access& access, Time now);
  std::optional<TagReply> on(const BlockWrite& write, Time now);
  std::optional<TagReply> on(const BlockErase& erase, Time now);
  std::optional<TagReply> on(const BlockPermalock& lock, Time now);
  std::optional<TagReply> on(const Untraceable& untraceable, Time now);

  // tag_access.cpp
  enum class Sequence : std::uint8_t { none, kill, access };
  bool interrupts(const Command& command) const;
  bool accessible(std::uint16_t handle);
  std::optional<std::uint16_t> uncover(std::uint16_t covered) const;
  std::uint32_t words_seen(MemoryBank bank) const;
  bool hidden(MemoryBank bank, std::uint32_t word_pointer, std::size_t words) const;
  bool readable(MemoryBank bank, std::uint32_t word_pointer, std::size_t words) const;
  std::optional<TagError> why_not_write(MemoryBank bank, std::uint32_t word_pointer,
                                        std::span<const std::uint16_t> data) const;
  TagReply done(std::size_t words) const;
  TagReply refuse(TagError error) const;
  TagReply write_words(MemoryBank bank, std::uint32_t word_pointer,
                       std::span<const std::uint16_t> data);
  bool secured() const { return state_ == TagState::secured; }
  void refresh_reply();

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

  // Access.
  TagVersion version_;
  TagQuirks quirks_;
  Sequence sequence_ = Sequence::none;  ///< its first half has come
  bool after_req_rn_ = false;           ///< the last command was a Req_RN that gave a cover
  bool covered_ = false;                ///< the one before the command that is executed was
  bool can_write_ = true;
  bool hide_epc_ = false;  ///< beyond L
  bool hide_user_ = false;
  bool range_reduced_ = false;
  bool range_toggled_ = false;  ///< until power is lost
  bool privileged_ = false;     ///< by a nonzero access password: secured sees what is hidden
  HideTid hide_tid_ = HideTid::none;
  std::uint16_t cover_ = 0;
  std::uint16_t first_half_ = 0;
  Time write_time_;
};

}  // namespace plugtest::gen2
