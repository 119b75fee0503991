#include "tests/unit/protocols/gen2/tag_fixture.h"

#include <array>
#include <chrono>

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

using namespace std::chrono_literals;
using enum TagState;

Select select(SelectTarget target, SelectAction action, bool matching) {
  Select select{.target = target, .action = action, .pointer = 32};
  select.mask.append(matching ? 0x3034U : 0x3035U, 16);
  return select;
}

TEST(tag_select, select_ends_any_state_without_toggling) {
  for (const TagState state : k_powered) {
    Tag tag = tag_in(state);
    EXPECT_FALSE(tag.receive(select(SelectTarget::sl, SelectAction::set_clear, true), 0s));
    EXPECT_EQ(tag.state(), ready) << to_string(state);
    EXPECT_EQ(s2(tag), Inventoried::a);
    EXPECT_TRUE(tag.flags().selected());
  }
}

struct ActionVector {
  SelectAction action;
  char matching;  // '+' set, '-' clear, '~' swap, '.' nothing
  char not_matching;
};

TEST(tag_select, select_actions_of_the_table) {
  constexpr std::array<ActionVector, 8> table = {{{SelectAction::set_clear, '+', '-'},
                                                  {SelectAction::set_none, '+', '.'},
                                                  {SelectAction::none_clear, '.', '-'},
                                                  {SelectAction::swap_none, '~', '.'},
                                                  {SelectAction::clear_set, '-', '+'},
                                                  {SelectAction::clear_none, '-', '.'},
                                                  {SelectAction::none_set, '.', '+'},
                                                  {SelectAction::none_swap, '.', '~'}}};
  const auto after = [](bool before, char change) {
    return change == '+' || (change == '~' && !before) || (change == '.' && before);
  };
  for (std::size_t i = 0; i < table.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(table[i].action), i);  // the value on the air
    for (const bool matching : {true, false}) {
      for (const bool before : {true, false}) {
        const bool expected = after(before, matching ? table[i].matching : table[i].not_matching);
        Tag tag = tag_in(ready);
        const auto prepare = before ? SelectAction::set_none : SelectAction::clear_none;
        for (const auto target : {SelectTarget::sl, SelectTarget::s0, SelectTarget::s1,
                                  SelectTarget::s2, SelectTarget::s3}) {
          tag.receive(select(target, prepare, true), 0s);
          tag.receive(select(target, table[i].action, matching), 0s);
          const bool is_set =
              target == SelectTarget::sl
                  ? tag.flags().selected()
                  : tag.flags().inventoried(static_cast<Session>(target), 0s) == Inventoried::a;
          EXPECT_EQ(is_set, expected) << "action " << i << " matching " << matching;
        }
      }
    }
  }
}

TEST(tag_select, select_on_the_reserved_bank_is_ignored) {
  Tag tag = tag_in(acknowledged);
  tag.receive(Select{.bank = MemoryBank::reserved}, 0s);
  EXPECT_EQ(tag.state(), acknowledged);
  EXPECT_FALSE(tag.flags().selected());
}

Select truncating(std::uint32_t pointer, std::uint64_t mask, std::size_t count) {
  Select select{.pointer = pointer, .truncate = true};
  select.mask.append(mask, count);
  return select;
}

TagReply singulate(Tag& tag, Sel sel) {
  Query query = k_query;
  query.sel = sel;
  tag.receive(query, 0s);
  return tag.receive(Ack{tag.rn()}, 0s).value();
}

TEST(tag_select, truncated_reply_is_the_epc_after_the_mask) {
  Tag tag = tag_in(ready);
  tag.receive(truncating(32, 0x3034257BF7194E40, 64), 0s);
  const auto answer = singulate(tag, Sel::selected);
  EXPECT_EQ(answer.kind, ReplyKind::truncated_epc);
  EXPECT_EQ(decode_truncated(answer.bits), bits::BitString(0x00001A85, 32));
}

TEST(tag_select, truncation_needs_a_round_that_asks_for_sl) {
  Tag tag = tag_in(ready);
  tag.receive(truncating(32, 0x3034, 16), 0s);
  EXPECT_EQ(singulate(tag, Sel::all).kind, ReplyKind::epc);
}

TEST(tag_select, truncation_ends_with_the_next_select_or_power) {
  Tag tag = tag_in(ready);
  tag.receive(truncating(32, 0x3034, 16), 0s);
  tag.receive(select(SelectTarget::sl, SelectAction::set_none, true), 0s);
  EXPECT_EQ(singulate(tag, Sel::selected).kind, ReplyKind::epc);
  Tag other = tag_in(ready);
  other.receive(truncating(32, 0x3034, 16), 0s);
  other.power_down(0s);
  other.power_up(1ms);
  EXPECT_EQ(singulate(other, Sel::selected).kind, ReplyKind::epc);
}

TEST(tag_select, mask_may_end_with_the_epc) {
  Tag tag = tag_in(ready);
  tag.receive(truncating(96, 0x00001A85, 32), 0s);
  EXPECT_EQ(decode_truncated(singulate(tag, Sel::selected).bits), bits::BitString{});
}

TEST(tag_select, truncation_where_there_is_no_epc_to_cut_is_ignored) {
  Select beyond = truncating(97, 0x00001A85, 32);
  Select before = truncating(16, 0, 8);
  Select session = truncating(32, 0x3034, 16);
  session.target = SelectTarget::s0;
  Select tid = truncating(32, 0x3034, 16);
  tid.bank = MemoryBank::tid;
  for (const Select& command : {beyond, before, session, tid}) {
    Tag tag = tag_in(acknowledged);
    tag.receive(command, 0s);
    EXPECT_EQ(tag.state(), acknowledged);
    EXPECT_FALSE(tag.flags().selected());
  }
}

}  // namespace
}  // namespace plugtest::gen2
