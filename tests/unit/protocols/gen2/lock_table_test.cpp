// Every payload of Lock for every field from every lock state, and what may then be read and
// written from open and secured (Gen2 v1.2.0, 6.3.2.12.3.5, tables of the Lock payload and of its
// action fields).

#include "protocols/gen2/tag.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

constexpr std::uint32_t k_access_password = 0x12345678;
constexpr std::uint32_t k_kill_password = 0x9ABCDEF0;
constexpr Time k_now{1'000};

/// One lockable field: where its words are.
struct Field {
  const char* name;
  MemoryBank bank;
  std::uint32_t word;  ///< a word of the field that can be written
  bool password;       ///< locked against reading as well
};

// In the order of the payload.
constexpr std::array<Field, TagLocks::k_fields> k_fields{{
    {"kill_password", MemoryBank::reserved, 1, true},
    {"access_password", MemoryBank::reserved, 3, true},
    {"epc", MemoryBank::epc, 3, false},
    {"tid", MemoryBank::tid, 1, false},
    {"user", MemoryBank::user, 2, false},
}};

/// pwd-write (or pwd-read/write) and permalock, as two bits: what a field's lock is, and what the
/// two bits of a mask or action are.
using Pair = unsigned;
constexpr std::array<const char*, 4> k_pairs{"00", "01", "10", "11"};

constexpr LockBits bits_of(Pair pair) { return {.pwd = pair >= 2, .permalock = pair % 2 == 1}; }

/// The lock after a payload, by lock before, mask and action; x: the tag refuses the payload.
constexpr std::array<std::array<std::array<std::string_view, 4>, 4>, 4> k_after{{
    // action        00    01    10    11
    {{/* mask 00 */ {"00", "00", "00", "00"},  // before 00
      /* mask 01 */ {"00", "01", "00", "01"},
      /* mask 10 */ {"00", "00", "10", "10"},
      /* mask 11 */ {"00", "01", "10", "11"}}},
    {{/* mask 00 */ {"01", "01", "01", "01"},  // before 01
      /* mask 01 */ {"x", "01", "x", "01"},
      /* mask 10 */ {"01", "01", "x", "x"},
      /* mask 11 */ {"x", "01", "x", "x"}}},
    {{/* mask 00 */ {"10", "10", "10", "10"},  // before 10
      /* mask 01 */ {"10", "11", "10", "11"},
      /* mask 10 */ {"00", "00", "10", "10"},
      /* mask 11 */ {"00", "01", "10", "11"}}},
    {{/* mask 00 */ {"11", "11", "11", "11"},  // before 11
      /* mask 01 */ {"x", "11", "x", "11"},
      /* mask 10 */ {"x", "x", "11", "11"},
      /* mask 11 */ {"x", "x", "x", "11"}}},
}};

// Whether a field with lock 00, 01, 10, 11 can be written, and a password read.
constexpr std::array<bool, 4> k_free_in_open{true, true, false, false};
constexpr std::array<bool, 4> k_free_in_secured{true, true, true, false};

bool is_free(Pair lock, bool secured) {
  return secured ? k_free_in_secured[lock] : k_free_in_open[lock];
}

/// A tag with one field locked so, the others not at all.
Tag make_tag(std::size_t field, Pair lock) {
  const auto uii = identity::Uii::from_hex("3034257BF7194E4000001A85").value();
  TagConfig config{
      .memory = TagMemory({identity::epc_pc(96), uii}, std::array<std::uint16_t, 2>{0xE200, 0x1234},
                          std::array<std::uint16_t, 8>{1, 2, 3, 4, 5, 6, 7, 8}),
      .seed = 42};
  config.memory.set_passwords(k_kill_password, k_access_password);
  for (std::size_t i = 0; i < k_fields.size(); ++i) {
    config.memory.locks().set(static_cast<LockField>(i), bits_of(i == field ? lock : 0));
  }
  return Tag(config);
}

std::uint16_t cover(Tag& tag) {
  return decode_handle(tag.receive(ReqRn{tag.rn()}, k_now)->bits).value();
}

/// Powers the tag anew and leads it to open, or on to secured.
void singulate(Tag& tag, bool secured) {
  tag.power_down(k_now);
  tag.power_up(k_now);
  tag.receive(Query{}, k_now);
  tag.receive(Ack{tag.rn()}, k_now);
  tag.receive(ReqRn{tag.rn()}, k_now);
  ASSERT_EQ(tag.state(), TagState::open);
  if (!secured) return;
  for (const std::uint32_t half : {k_access_password >> 16U, k_access_password & 0xFFFFU}) {
    const auto covered = static_cast<std::uint16_t>(half ^ cover(tag));
    tag.receive(Access{covered, tag.rn()}, k_now);
  }
  ASSERT_EQ(tag.state(), TagState::secured);
}

/// "success", "words", "memory locked" and so on.
std::string outcome(const std::optional<TagReply>& reply) {
  if (!reply) return "no reply";
  if (reply->kind == ReplyKind::success) return "success";
  const auto decoded = decode_access_reply(reply->bits);
  if (!decoded) return "not an access reply";
  if (const auto* error = std::get_if<ErrorReply>(&*decoded)) return to_string(error->error);
  return "words";
}

/// Reads and writes of every field, each on a tag of its own, as copies of this one.
void expect_access(const Tag& tag, std::size_t field, Pair lock) {
  const bool secured = tag.state() == TagState::secured;
  for (std::size_t i = 0; i < k_fields.size(); ++i) {
    const auto [name, bank, word, password] = k_fields[i];
    SCOPED_TRACE(std::string(secured ? "secured: " : "open: ") + name);
    const bool free = i != field || is_free(lock, secured);
    const char* write = free ? "success" : "memory locked";
    const char* read = free || !password ? "words" : "memory locked";
    const std::uint16_t before = tag.memory().bank(bank)[word];

    Tag reader = tag;
    EXPECT_EQ(outcome(reader.receive(Read{bank, word, 1, tag.rn()}, k_now)), read);
    if (bank == MemoryBank::reserved) {
      // All of the bank takes both passwords.
      const bool other_free = i == field || field > 1 || is_free(lock, secured);
      EXPECT_EQ(outcome(reader.receive(Read{bank, 0, 0, tag.rn()}, k_now)),
                free && other_free ? "words" : "memory locked");
    }

    Tag writer = tag;
    const auto covered = static_cast<std::uint16_t>(0xA5A5U ^ cover(writer));
    EXPECT_EQ(outcome(writer.receive(Write{bank, word, covered, tag.rn()}, k_now)), write);
    EXPECT_EQ(writer.memory().bank(bank)[word], free ? 0xA5A5 : before);

    Tag block_writer = tag;
    EXPECT_EQ(outcome(block_writer.receive(BlockWrite{bank, word, {0x5A5A}, tag.rn()}, k_now)),
              write);
    EXPECT_EQ(block_writer.memory().bank(bank)[word], free ? 0x5A5A : before);

    Tag eraser = tag;
    EXPECT_EQ(outcome(eraser.receive(BlockErase{bank, word, 1, tag.rn()}, k_now)), write);
    EXPECT_EQ(eraser.memory().bank(bank)[word], free ? 0 : before);
  }
}

void expect_locks(const Tag& tag, std::size_t field, Pair lock) {
  for (std::size_t i = 0; i < k_fields.size(); ++i) {
    const LockBits bits = tag.memory().locks().of(static_cast<LockField>(i));
    EXPECT_EQ(bits, bits_of(i == field ? lock : 0)) << k_fields[i].name;
  }
}

/// A pair of payload bits in its place.
std::uint16_t payload(std::size_t field, Pair pair) {
  return static_cast<std::uint16_t>(pair << (2 * (k_fields.size() - 1 - field)));
}

using Row = std::tuple<std::size_t, Pair, Pair, Pair>;  // field, lock before, mask, action
class LockTable : public ::testing::TestWithParam<Row> {};

TEST_P(LockTable, Row) {
  const auto [field, before, mask, action] = GetParam();
  const std::string_view expected = k_after[before][mask][action];
  const bool refused = expected == "x";
  const Pair after =
      refused ? before : 2U * (expected[0] == '1' ? 1U : 0U) + (expected[1] == '1' ? 1U : 0U);
  Tag tag = make_tag(field, before);

  singulate(tag, false);
  const auto lock = [&] {
    return tag.receive(Lock{payload(field, mask), payload(field, action), tag.rn()}, k_now);
  };
  EXPECT_EQ(outcome(lock()), "no reply") << "open tags do not lock";
  EXPECT_EQ(tag.state(), TagState::open);
  expect_locks(tag, field, before);

  singulate(tag, true);
  EXPECT_EQ(outcome(lock()), refused ? "memory locked" : "success");
  EXPECT_EQ(tag.state(), TagState::secured);
  expect_locks(tag, field, after);
  expect_access(tag, field, after);

  singulate(tag, false);
  expect_locks(tag, field, after);
  expect_access(tag, field, after);
}

std::string name_of(const ::testing::TestParamInfo<Row>& row) {
  const auto [field, before, mask, action] = row.param;
  return std::string(k_fields[field].name) + "_" + k_pairs[before] + "_mask_" + k_pairs[mask] +
         "_action_" + k_pairs[action];
}

const auto k_all_rows =
    ::testing::Combine(::testing::Range(std::size_t{0}, k_fields.size()), ::testing::Range(0U, 4U),
                       ::testing::Range(0U, 4U), ::testing::Range(0U, 4U));
INSTANTIATE_TEST_SUITE_P(All, LockTable, k_all_rows, name_of);

/// Two fields in one payload: what one refuses the other does not get.
TEST(lock_payload, is_executed_as_a_whole_or_not_at_all) {
  for (std::size_t locked = 0; locked < k_fields.size(); ++locked) {
    for (std::size_t other = 0; other < k_fields.size(); ++other) {
      if (other == locked) continue;
      SCOPED_TRACE(std::string(k_fields[locked].name) + " and " + k_fields[other].name);
      Tag tag = make_tag(locked, 0b11);
      singulate(tag, true);
      const auto say = [&](Pair mask, Pair action) {
        const auto both = [&](Pair mine) {
          return static_cast<std::uint16_t>(payload(locked, mine) | payload(other, 0b10));
        };
        return outcome(tag.receive(Lock{both(mask), both(action), tag.rn()}, k_now));
      };
      EXPECT_EQ(say(0b10, 0b00), "memory locked");
      expect_locks(tag, locked, 0b11);
      // Repeating what is locked already hinders nothing.
      EXPECT_EQ(say(0b11, 0b11), "success");
      EXPECT_EQ(tag.memory().locks().of(static_cast<LockField>(other)), bits_of(0b10));
    }
  }
}

TEST(lock_payload, may_lock_everything_at_once) {
  Tag tag = make_tag(0, 0);
  singulate(tag, true);
  EXPECT_EQ(outcome(tag.receive(Lock{0x3FF, 0x3FF, tag.rn()}, k_now)), "success");
  for (std::size_t field = 0; field < k_fields.size(); ++field) {
    EXPECT_EQ(tag.memory().locks().of(static_cast<LockField>(field)), bits_of(0b11));
  }
  EXPECT_EQ(outcome(tag.receive(Lock{0x3FF, 0x000, tag.rn()}, k_now)), "memory locked");
}

/// A permalocked block is closed whatever the lock of the bank; the others follow the lock.
TEST(block_permalock, closes_its_block_in_every_lock_state_of_the_bank) {
  constexpr std::size_t k_user = 4;
  for (Pair lock = 0; lock < 4; ++lock) {
    for (const bool secured : {false, true}) {
      SCOPED_TRACE(std::string(k_pairs[lock]) + (secured ? " secured" : " open"));
      Tag tag = make_tag(k_user, lock);
      singulate(tag, true);
      // Blocks have four words here: words 4 to 7.
      const BlockPermalock second{true, MemoryBank::user, 0, 1, {0x4000}, tag.rn()};
      ASSERT_EQ(outcome(tag.receive(second, k_now)), "success");
      singulate(tag, secured);
      const auto write = [&](std::uint32_t word, std::size_t count) {
        return outcome(tag.receive(
            BlockWrite{MemoryBank::user, word, std::vector<std::uint16_t>(count, 9), tag.rn()},
            k_now));
      };
      const char* free = is_free(lock, secured) ? "success" : "memory locked";
      EXPECT_EQ(write(3, 1), free);
      for (std::uint32_t word = 4; word < 8; ++word) EXPECT_EQ(write(word, 1), "memory locked");
      EXPECT_EQ(write(3, 2), "memory locked");
      EXPECT_EQ(outcome(tag.receive(Read{MemoryBank::user, 0, 0, tag.rn()}, k_now)), "words");
    }
  }
}

}  // namespace
}  // namespace plugtest::gen2
