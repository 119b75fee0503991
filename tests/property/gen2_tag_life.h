#pragma once

#include "protocols/gen2/tag.h"
#include "tests/doubles/reference_tag.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <variant>

#include <gtest/gtest.h>

// Random lives of a Type C tag, side by side with the reference.

namespace plugtest::gen2 {

/// In the order of Command.
inline constexpr std::array k_commands = {
    "Query",      "QueryAdjust", "QueryRep",       "ACK",        "NAK",  "Req_RN",
    "Select",     "Read",        "Write",          "Kill",       "Lock", "Access",
    "BlockWrite", "BlockErase",  "BlockPermalock", "Untraceable"};
static_assert(k_commands.size() == std::variant_size_v<Command>);

/// Numbers that a seed decides.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  bool percent(std::uint64_t chance) { return below(100) < chance; }
  std::uint16_t word() { return static_cast<std::uint16_t>(engine_() >> 20U); }
  template <class T, std::size_t n>
  T of(const std::array<T, n>& choices) {
    return choices[below(n)];
  }

 private:
  std::mt19937_64 engine_;
};

/// What has been exercised.
using Coverage = std::set<std::string>;

/// As in the coverage: "Read: words", "Read: memory overrun".
std::string reply_name(const std::string& command, ReplyKind kind, TagError error);

/// Two tags made alike.
struct Twins {
  TagConfig tag;
  doubles::ReferenceConfig reference;
};

/// Both tags in one field, and what happens to them.
class Life {
 public:
  Life(std::uint64_t seed, Coverage* coverage) : Life(Dice(seed), coverage) {}

  /// One step, as `seed` and the state of the tags decide: the same seed asks for what makes sense
  /// in another state, too, so that steps can be left out. False when the tags differ.
  bool step(std::uint64_t seed);

  /// What happened last, in a line.
  const std::string& told() const { return told_; }
  /// How the tags differ.
  const std::string& difference() const { return difference_; }

 private:
  enum class Kind : std::uint8_t {
    query,
    query_adjust,
    query_rep,
    ack,
    nak,
    req_rn,
    select,
    read,
    write,
    kill,
    lock,
    access,
    block_write,
    block_erase,
    block_permalock,
    untraceable
  };

  Life(Dice dice, Coverage* coverage);
  Life(const Twins& twins, Coverage* coverage)
      : config_(twins.tag), tag_(twins.tag), reference_(twins.reference), coverage_(coverage) {}

  void change_power(Dice& dice);
  void let_time_pass(Dice& dice);
  void count_slots(Dice& dice);
  void hear(const Command& command);

  Command any_command(Dice& dice);
  Kind useful_kind(Dice& dice) const;
  std::uint16_t rn(Dice& dice) const;
  Session session(Dice& dice) const;
  std::uint16_t covered(Dice& dice, std::uint32_t password, bool second) const;
  Select any_select(Dice& dice) const;
  std::uint32_t any_pointer(Dice& dice, MemoryBank bank) const;

  template <class A, class B>
  void same(std::string_view what, const A& tag, const B& reference) {
    if (tag == reference) return;
    std::ostringstream out;
    out << "  " << what << ": tag " << ::testing::PrintToString(tag) << ", reference "
        << ::testing::PrintToString(reference) << '\n';
    difference_ += out.str();
  }
  void compare_states();
  void compare_replies(const std::optional<TagReply>& tag,
                       const std::optional<TagReply>& reference);
  void count(const std::string& what) {
    if (coverage_ != nullptr) coverage_->insert(what);
  }

  TagConfig config_;
  Tag tag_;
  doubles::ReferenceTag reference_;
  Coverage* coverage_;
  Time now_{0};
  std::uint16_t old_rn_ = 0;
  bool can_write_ = true;
  std::string told_;
  std::string difference_;
};

}  // namespace plugtest::gen2
