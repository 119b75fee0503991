#pragma once

#include "protocols/gen2/command.h"
#include "protocols/gen2/reply.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace plugtest::doubles {

using Bits = std::vector<bool>;

/// What a reference tag is made with. Banks are bits from address 0 on: reserved is kill password,
/// access password; EPC is StoredCRC, StoredPC, UII.
struct ReferenceConfig {
  using Time = std::chrono::nanoseconds;

  bool v2 = false;  ///< knows Untraceable and no Recom, else v1.2.0
  std::array<Bits, 4> banks{};
  std::optional<std::uint16_t> xpc_w1{};  ///< at 210h of the EPC bank
  Time s1_keeps{};
  Time s2_keeps{};
  Time s3_keeps{};
  Time sl_keeps{};
  /// Lock bits of kill password, access password, EPC, TID, User: pwd, then permalock.
  std::array<std::pair<bool, bool>, 5> locks{};
  std::size_t block_words = 0;  ///< of BlockPermalock; 0: the tag does not know that command
  Time write_time{};            ///< of a word
};

/// A Type C tag of Gen2 v1.2.0, written from the facts about the standard (6.3.2.4, 6.3.2.11,
/// 6.3.2.12, annexes B and C) and not from protocols/gen2: a second opinion to hold that tag
/// against. It is as plain as can be and as slow: one table of what a command does in a state,
/// memory as single bits, every QueryRep counted.
///
/// Random numbers are the tag's own, so the reference learns them: `hear()` is told what the tag
/// under test has shown after the same command. A drawn slot counter is believed when it fits the
/// Q bits; from there on the reference counts by itself. A drawn RN16 or handle is believed when
/// the reference, too, has to send one.
///
/// Where the text at hand leaves room, the reference reads it so:
/// - Read, Write, ... Untraceable in reply and acknowledged, and Req_RN in reply, send the tag to
///   arbitrate (annex B: rows "all").
/// - Untraceable is noise to a tag of v1.2.0, and a QueryRep or QueryAdjust of another session
///   changes nothing (annex B: row "Invalid").
/// - Write, Kill and Access count only directly after the Req_RN that gave their cover; else they
///   are ignored. The Req_RN that makes the handle gives no cover.
/// - After the first half of Kill or Access only Req_RN and the same command may come (ignored, as
///   ever, with a wrong handle or without cover). A Query is executed; any other command, whatever
///   its handle or session, sends the tag to arbitrate and does nothing else.
/// - Both halves are judged with the second; the first is always answered with the handle.
/// - A tag of v1.2.0 knows no way to recommission and refuses a Kill with Recom other than zero.
/// - Untraceable (Gen2 v2.0.1, 6.3.2.12.3.16) is executed in secured, where the access password,
///   not being zero, gives the privilege; it writes L. To others, hidden memory does not exist. A
///   range toggled is what it was before when power has been lost. StoredCRC follows at once.
/// - XI tells whether XPC_W1 is other than zero.
/// - A Select with Truncate whose mask does not end in the EPC is ignored; where it has no mask, it
///   does not match.
/// - No mask is found at an address that does not exist, and none at all where the bank is missing.
/// - A range that the bank does not have is an overrun before it is a matter of locks. StoredCRC
///   and XPC cannot be written; a StoredPC whose L is longer than the bank is refused as overrun,
///   and its XI stays what XPC_W1 makes it. A weak field is found out last, but by Lock first.
/// - A Read to the end of the EPC bank ends with its last word before the XPC, or with the XPC.
/// - A Lock that changes a bit of a permalocked field is refused as a whole; one that only repeats
///   what is locked already is executed. User memory that does not exist cannot be locked.
/// - BlockPermalock knows the user bank only, and refuses an empty range.
/// - S1 falls back the moment its persistence is over and is set anew by every Select that sets it
///   to B. A tag that is in a round when that happens still leaves it with the opposite of the flag
///   it joined with (6.3.2.2: no persistence ends within a round).
class ReferenceTag {
 public:
  using Time = ReferenceConfig::Time;
  enum class State : std::uint8_t {
    off,
    ready,
    arbitrate,
    reply,
    acknowledged,
    open,
    secured,
    killed,
  };

  /// What the tag under test has drawn while it heard the same command.
  struct Drawn {
    std::uint16_t slot = 0;
    std::uint16_t number = 0;  ///< the first 16 bits of its reply
  };

  explicit ReferenceTag(ReferenceConfig config);

  void power_up(Time now);
  void power_down(Time now);
  /// No command began within T2.
  void expire_t2();
  void set_can_write(bool can) { can_write_ = can; }

  /// `after` of a reply is what the words written ask for, and zero where none are.
  std::optional<gen2::TagReply> hear(const gen2::Command& command, Time now, Drawn drawn);

  State state() const { return state_; }
  std::uint16_t slot() const { return slot_; }
  std::uint16_t rn() const { return rn_; }
  std::uint8_t q() const { return q_; }
  gen2::Session session() const { return session_; }
  bool is_b(gen2::Session session, Time now) const;
  bool selected() const { return selected_; }
  bool range_reduced() const { return reduced_ != toggled_; }
  const Bits& bank(gen2::MemoryBank bank) const {
    return config_.banks[static_cast<std::size_t>(bank)];
  }
  std::array<std::pair<bool, bool>, 5> locks() const { return config_.locks; }
  const std::vector<bool>& locked_blocks() const { return locked_blocks_; }
  /// The first half of a Kill or Access has come.
  bool in_sequence() const { return half_of_ != HalfOf::nothing; }
  bool half_killed() const { return half_of_ == HalfOf::kill; }
  /// The last command was a Req_RN that gave a cover.
  std::optional<std::uint16_t> cover() const { return cover_; }
  bool truncates() const { return truncate_from_.has_value(); }

 private:
  using Reply = std::optional<gen2::TagReply>;
  enum class HalfOf : std::uint8_t { nothing, kill, access };

  // What stands in the cells of the table.
  Reply stay();
  Reply go_to_arbitrate();
  Reply join_round();
  Reply leave_and_join();
  Reply count_slot();
  Reply miss_turn();
  Reply draw_again();
  Reply leave_round();
  Reply acknowledge();
  Reply give_handle();
  Reply give_number();
  Reply select();
  Reply read();
  Reply write();
  Reply kill();
  Reply lock();
  Reply access();
  Reply block_write();
  Reply block_erase();
  Reply block_permalock();
  Reply untraceable();
  using Cell = Reply (ReferenceTag::*)();
  struct Row;
  static const std::array<Row, 16>& table();

  template <class T>
  const T& as() const {
    return std::get<T>(*command_);
  }
  bool other_session() const;
  bool second_half() const;

  Reply enter_round(std::uint8_t q);
  void toggle_inventoried();
  void set_flag(gen2::SelectTarget target, bool set);
  bool mask_matches(const gen2::Select& select) const;
  Bits identity() const;
  std::size_t uii_words() const;
  std::size_t words_seen(gen2::MemoryBank bank, bool privileged) const;
  bool privileged() const { return state_ == State::secured && opened_by_password_; }
  void tell_xi();
  void compute_stored_crc();

  std::optional<gen2::TagError> why_not_write(gen2::MemoryBank bank, std::uint32_t word,
                                              const std::vector<std::uint16_t>& data) const;
  Reply write_words(gen2::MemoryBank bank, std::uint32_t word,
                    const std::vector<std::uint16_t>& data);
  bool may_touch(std::size_t field) const;
  std::size_t words_from(gen2::MemoryBank bank, std::uint32_t word) const;
  std::uint16_t word_at(gen2::MemoryBank bank, std::uint32_t word) const;
  std::uint32_t password(std::size_t first_bit) const;

  Reply say_number(gen2::ReplyKind kind);
  Reply say_words(const Bits& words) const;
  Reply say_done(std::size_t words) const;
  Reply say_error(gen2::TagError error, bool pilot) const;

  ReferenceConfig config_;
  State state_ = State::off;

  // Flags. B and asserted are true.
  std::array<bool, 4> b_{};
  bool selected_ = false;
  Time s1_set_at_{};
  Time off_since_{};

  // Round.
  gen2::Session session_{};
  gen2::Sel sel_{};
  bool joined_as_b_ = false;
  std::uint8_t q_ = 0;
  std::uint16_t slot_ = 0;
  std::uint16_t rn_ = 0;
  std::optional<std::size_t> truncate_from_{};

  // Access.
  std::vector<bool> locked_blocks_;
  HalfOf half_of_ = HalfOf::nothing;
  std::uint16_t first_half_ = 0;
  std::optional<std::uint16_t> cover_{};
  bool opened_by_password_ = false;
  bool hide_epc_ = false;
  bool hide_user_ = false;
  gen2::HideTid hide_tid_ = gen2::HideTid::none;
  bool reduced_ = false;
  bool toggled_ = false;
  bool can_write_ = true;
  bool killed_ = false;

  // While a command is heard.
  const gen2::Command* command_ = nullptr;
  Time now_{};
  Drawn drawn_{};
  std::optional<std::uint16_t> new_cover_{};
};

std::string_view to_string(ReferenceTag::State state);

}  // namespace plugtest::doubles
