#include "protocols/gen2/tag.h"

#include "tests/unit/protocols/gen2/tag_fixture.h"

#include <array>
#include <chrono>

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

using namespace std::chrono_literals;
using enum TagState;

TEST(tag, helper_reaches_the_states_it_names) {
  EXPECT_EQ(tag_in(off).state(), off);
  for (const TagState state : k_powered)
    EXPECT_EQ(tag_in(state).state(), state) << to_string(state);
}

// ---- power -------------------------------------------------------------------------------------

TEST(tag, without_power_nothing_is_heard) {
  Tag tag = tag_in(off);
  EXPECT_FALSE(tag.receive(k_query, 0s));
  EXPECT_EQ(tag.state(), off);
}

TEST(tag, power_loss_ends_any_state) {
  for (const TagState state : k_powered) {
    Tag tag = tag_in(state);
    tag.power_down(1ms);
    EXPECT_EQ(tag.state(), off);
    tag.power_up(2ms);
    EXPECT_EQ(tag.state(), ready);
    EXPECT_FALSE(tag.receive(k_rep, 2ms));  // the round is forgotten
    EXPECT_EQ(tag.state(), ready);
  }
}

TEST(tag, power_up_and_down_again_change_nothing) {
  Tag tag = tag_in(acknowledged);
  tag.power_up(1ms);
  EXPECT_EQ(tag.state(), acknowledged);
  tag.power_down(2ms);
  tag.power_down(10s);  // persistence counts from the first
  tag.power_up(11s);
  EXPECT_EQ(s2(tag), Inventoried::a);
}

TEST(tag, killed_tags_never_answer) {
  TagConfig dead = config();
  dead.killed = true;
  Tag tag(dead);
  tag.power_up(0s);
  for (const Command& command : {Command{k_query}, Command{k_same}, Command{k_rep}, Command{Ack{}},
                                 Command{Nak{}}, Command{ReqRn{}}, Command{Select{}}}) {
    EXPECT_FALSE(tag.receive(command, 0s));
    EXPECT_EQ(tag.state(), killed);
  }
}

// ---- Query -------------------------------------------------------------------------------------

TEST(tag, query_with_slot_zero_is_answered_with_rn16) {
  Tag tag = tag_in(ready);
  const auto answer = tag.receive(k_query, 0s);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kind, ReplyKind::rn16);
  EXPECT_EQ(answer->bits, encode_rn16(tag.rn()));
  EXPECT_EQ(tag.state(), reply);
  EXPECT_EQ(tag.slot(), 0);
  EXPECT_EQ(tag.session(), Session::s2);
}

TEST(tag, query_with_another_slot_waits) {
  const Tag tag = tag_in(arbitrate);
  EXPECT_GT(tag.slot(), 0);
  EXPECT_LT(tag.slot(), 0x8000);
  EXPECT_EQ(tag.q(), 15);
}

TEST(tag, query_for_others_sends_to_ready) {
  for (const TagState state : k_powered) {
    Tag tag = tag_in(state);
    Query query = k_query;
    query.session = Session::s3;  // another round, so nothing is toggled
    query.target = Inventoried::b;
    EXPECT_FALSE(tag.receive(query, 0s));
    EXPECT_EQ(tag.state(), ready) << to_string(state);
    EXPECT_EQ(s2(tag), Inventoried::a) << to_string(state);
  }
}

TEST(tag, query_of_the_same_session_toggles_a_singulated_tag_first) {
  for (const TagState state : k_singulated) {
    Tag tag = tag_in(state);
    EXPECT_FALSE(tag.receive(k_query, 0s)) << to_string(state);  // now B, target is A
    EXPECT_EQ(s2(tag), Inventoried::b) << to_string(state);
    EXPECT_EQ(tag.state(), ready) << to_string(state);
    Query for_b = k_query;
    for_b.target = Inventoried::b;
    EXPECT_TRUE(tag.receive(for_b, 0s)) << to_string(state);
  }
}

TEST(tag, query_of_another_session_toggles_nothing) {
  for (const TagState state : k_singulated) {
    Tag tag = tag_in(state);
    Query other = k_query;
    other.session = Session::s3;
    EXPECT_TRUE(tag.receive(other, 0s));
    EXPECT_EQ(s2(tag), Inventoried::a) << to_string(state);
    EXPECT_EQ(tag.state(), reply);
    EXPECT_EQ(tag.session(), Session::s3);
  }
}

TEST(tag, query_toggles_no_tag_that_was_not_acknowledged) {
  for (const TagState state : {arbitrate, reply}) {
    Tag tag = tag_in(state);
    EXPECT_TRUE(tag.receive(k_query, 0s));
    EXPECT_EQ(s2(tag), Inventoried::a);
    EXPECT_EQ(tag.state(), reply);
  }
}

TEST(tag, query_chooses_by_sl) {
  Tag tag = tag_in(ready);
  Query query = k_query;
  const auto takes_part = [&](Sel sel) {
    query.sel = sel;
    return tag.matches(query, 0s);
  };
  EXPECT_TRUE(takes_part(Sel::all));
  EXPECT_TRUE(takes_part(Sel::all_alias));
  EXPECT_TRUE(takes_part(Sel::not_selected));
  EXPECT_FALSE(takes_part(Sel::selected));
  tag.receive(Select{}, 0s);  // empty mask: asserts SL
  EXPECT_TRUE(takes_part(Sel::all));
  EXPECT_TRUE(takes_part(Sel::all_alias));
  EXPECT_FALSE(takes_part(Sel::not_selected));
  EXPECT_TRUE(takes_part(Sel::selected));
}

TEST(tag, slots_are_spread_over_the_whole_range) {
  Tag tag = tag_in(ready);
  std::array<int, 16> counts{};
  for (int i = 0; i < 16000; ++i) ++counts.at(tag.draw_slot(4));
  for (const int count : counts) EXPECT_NEAR(count, 1000, 150);  // over 4 standard deviations
  EXPECT_EQ(tag.draw_slot(0), 0);
  for (int i = 0; i < 1000; ++i) EXPECT_LE(tag.draw_slot(15), 0x7FFF);
}

TEST(tag, same_seed_same_numbers_other_seed_others) {
  Tag one(config());
  Tag two(config());
  TagConfig other = config();
  other.seed = 43;
  Tag three(other);
  int equal = 0;
  for (int i = 0; i < 100; ++i) {
    const auto slot = one.draw_slot(15);
    EXPECT_EQ(slot, two.draw_slot(15));
    if (slot == three.draw_slot(15)) ++equal;
  }
  EXPECT_LT(equal, 5);
}

// ---- QueryAdjust -------------------------------------------------------------------------------

TEST(tag, query_adjust_redraws_with_the_new_q) {
  Tag tag = tag_in(reply);
  const auto q_after = [&](UpDn updn) {
    tag.receive(QueryAdjust{Session::s2, updn}, 0s);
    EXPECT_LT(tag.slot(), 1 << tag.q());
    EXPECT_EQ(tag.state(), tag.slot() == 0 ? reply : arbitrate);
    return tag.q();
  };
  EXPECT_EQ(q_after(UpDn::down), 0);  // not below 0
  EXPECT_EQ(q_after(UpDn::up), 1);
  EXPECT_EQ(q_after(UpDn::same), 1);
  for (int i = 0; i < 20; ++i) q_after(UpDn::up);
  EXPECT_EQ(tag.q(), 15);  // not above 15
  EXPECT_EQ(q_after(UpDn::down), 14);
}

TEST(tag, query_adjust_with_slot_zero_is_answered) {
  Tag tag = tag_in(reply);
  const auto before = tag.rn();
  const auto answer = tag.receive(k_same, 0s);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kind, ReplyKind::rn16);
  EXPECT_NE(tag.rn(), before);
  EXPECT_EQ(tag.state(), reply);
}

TEST(tag, query_adjust_ends_a_singulated_tag) {
  for (const TagState state : k_singulated) {
    Tag tag = tag_in(state);
    EXPECT_FALSE(tag.receive(k_same, 0s));
    EXPECT_EQ(tag.state(), ready);
    EXPECT_EQ(s2(tag), Inventoried::b);
  }
}

TEST(tag, query_adjust_of_another_session_is_ignored) {
  for (const TagState state : k_round) {
    Tag tag = tag_in(state);
    const auto slot = tag.slot();
    EXPECT_FALSE(tag.receive(QueryAdjust{Session::s1, UpDn::up}, 0s));
    EXPECT_EQ(tag.state(), state);
    EXPECT_EQ(tag.slot(), slot);
    EXPECT_EQ(s2(tag), Inventoried::a);
  }
}

TEST(tag, query_adjust_and_rep_mean_nothing_in_ready) {
  Tag tag = tag_in(ready);
  EXPECT_FALSE(tag.receive(k_same, 0s));
  EXPECT_FALSE(tag.receive(k_rep, 0s));
  EXPECT_EQ(tag.state(), ready);
}

// ---- QueryRep ----------------------------------------------------------------------------------

TEST(tag, query_rep_counts_down_and_the_last_is_answered) {
  Tag tag = tag_in(arbitrate);
  const auto slot = tag.slot();
  for (int left = slot - 1; left > 0; --left) {
    ASSERT_FALSE(tag.receive(k_rep, 0s));
    ASSERT_EQ(tag.slot(), left);
    ASSERT_EQ(tag.state(), arbitrate);
  }
  const auto answer = tag.receive(k_rep, 0s);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->bits, encode_rn16(tag.rn()));
  EXPECT_EQ(tag.state(), reply);
}

TEST(tag, unacknowledged_tag_wraps_to_7fff) {
  Tag tag = tag_in(reply);
  EXPECT_FALSE(tag.receive(k_rep, 0s));
  EXPECT_EQ(tag.state(), arbitrate);
  EXPECT_EQ(tag.slot(), 0x7FFF);
}

TEST(tag, wrapped_tag_answers_after_32767_query_reps) {
  Tag tag = tag_in(reply);
  tag.receive(k_rep, 0s);
  for (int i = 0; i < 0x7FFE; ++i) ASSERT_FALSE(tag.receive(k_rep, 0s));
  EXPECT_TRUE(tag.receive(k_rep, 0s));
}

TEST(tag, wrapped_tag_contends_again_after_query_adjust) {
  Tag tag = tag_in(reply);
  tag.receive(k_rep, 0s);
  EXPECT_TRUE(tag.receive(k_same, 0s));  // Q is 0, so the slot is too
}

TEST(tag, arbitrate_with_a_spent_counter_wraps) {
  Tag tag = tag_in(reply);
  tag.receive(Nak{}, 0s);
  ASSERT_EQ(tag.state(), arbitrate);
  ASSERT_EQ(tag.slot(), 0);
  EXPECT_FALSE(tag.receive(k_rep, 0s));
  EXPECT_EQ(tag.state(), arbitrate);
  EXPECT_EQ(tag.slot(), 0x7FFF);
}

TEST(tag, query_rep_ends_a_singulated_tag) {
  for (const TagState state : k_singulated) {
    Tag tag = tag_in(state);
    EXPECT_FALSE(tag.receive(k_rep, 0s));
    EXPECT_EQ(tag.state(), ready);
    EXPECT_EQ(s2(tag), Inventoried::b);
  }
}

TEST(tag, query_rep_of_another_session_is_ignored) {
  for (const TagState state : k_round) {
    Tag tag = tag_in(state);
    const auto slot = tag.slot();
    EXPECT_FALSE(tag.receive(QueryRep{Session::s0}, 0s));
    EXPECT_EQ(tag.state(), state);
    EXPECT_EQ(tag.slot(), slot);
  }
}

TEST(tag, a_round_on_b_brings_the_flag_back_to_a) {
  Tag tag = tag_in(acknowledged);
  tag.receive(k_rep, 0s);
  Query for_b = k_query;
  for_b.target = Inventoried::b;
  tag.receive(for_b, 0s);
  tag.receive(Ack{tag.rn()}, 0s);
  tag.receive(k_rep, 0s);
  EXPECT_EQ(s2(tag), Inventoried::a);
}

TEST(tag, s1_decay_in_mid_round_does_not_turn_the_toggle_round) {
  Tag tag(config());  // S1 lasts 2 s
  tag.power_up(0s);
  Query query{.session = Session::s1, .q = 0};
  tag.receive(query, 0s);
  tag.receive(Ack{tag.rn()}, 0s);
  tag.receive(QueryRep{Session::s1}, 0s);
  query.target = Inventoried::b;
  ASSERT_TRUE(tag.receive(query, 1999ms));
  tag.receive(Ack{tag.rn()}, 1999ms);
  tag.receive(QueryRep{Session::s1}, 2001ms);  // the flag has decayed meanwhile
  EXPECT_EQ(tag.flags().inventoried(Session::s1, 2001ms), Inventoried::a);
}

// ---- ACK ---------------------------------------------------------------------------------------

TEST(tag, ack_is_answered_with_pc_uii_crc) {
  Tag tag = tag_in(reply);
  const auto answer = tag.receive(Ack{tag.rn()}, 0s);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kind, ReplyKind::epc);
  EXPECT_EQ(decode_epc(answer->bits)->uii.to_hex(), "3034257bf7194e4000001a85");
  EXPECT_EQ(answer->bits.value(112, 16), 0xEE2CU);
  EXPECT_EQ(tag.state(), acknowledged);
}

TEST(tag, ack_again_is_answered_again) {
  for (const TagState state : k_singulated) {
    Tag tag = tag_in(state);
    const auto answer = tag.receive(Ack{tag.rn()}, 0s);
    ASSERT_TRUE(answer) << to_string(state);
    EXPECT_EQ(answer->kind, ReplyKind::epc);
    EXPECT_EQ(tag.state(), state);
  }
}

TEST(tag, ack_for_another_tag_sends_back_to_arbitrate) {
  for (const TagState state : {reply, acknowledged, open, secured}) {
    Tag tag = tag_in(state);
    EXPECT_FALSE(tag.receive(Ack{other_rn(tag)}, 0s));
    EXPECT_EQ(tag.state(), arbitrate) << to_string(state);
    EXPECT_EQ(s2(tag), Inventoried::a);
  }
}

TEST(tag, ack_means_nothing_before_a_reply) {
  for (const TagState state : {ready, arbitrate}) {
    Tag tag = tag_in(state);
    EXPECT_FALSE(tag.receive(Ack{tag.rn()}, 0s));
    EXPECT_EQ(tag.state(), state);
  }
}

// ---- NAK, T2 -----------------------------------------------------------------------------------

TEST(tag, nak_sends_back_to_arbitrate) {
  for (const TagState state : k_round) {
    Tag tag = tag_in(state);
    EXPECT_FALSE(tag.receive(Nak{}, 0s));
    EXPECT_EQ(tag.state(), arbitrate) << to_string(state);
    EXPECT_EQ(s2(tag), Inventoried::a);
  }
  Tag tag = tag_in(ready);
  EXPECT_FALSE(tag.receive(Nak{}, 0s));
  EXPECT_EQ(tag.state(), ready);
}

TEST(tag, t2_timeout_sends_reply_and_acknowledged_back_to_arbitrate) {
  for (const TagState state : {reply, acknowledged}) {
    Tag tag = tag_in(state);
    tag.expire_t2();
    EXPECT_EQ(tag.state(), arbitrate);
    EXPECT_EQ(s2(tag), Inventoried::a);
    EXPECT_FALSE(tag.receive(k_rep, 0s));
    EXPECT_EQ(tag.slot(), 0x7FFF);
  }
}

TEST(tag, t2_does_not_bind_the_other_states) {
  for (const TagState state : {off, ready, arbitrate, open, secured}) {
    Tag tag = tag_in(state);
    tag.expire_t2();
    EXPECT_EQ(tag.state(), state);
  }
}

// ---- Req_RN ------------------------------------------------------------------------------------

TEST(tag, req_rn_gives_a_handle_and_the_password_decides_the_state) {
  for (const std::uint32_t password : {0U, 1U}) {
    Tag tag(config(password));
    tag.power_up(0s);
    tag.receive(k_query, 0s);
    tag.receive(Ack{tag.rn()}, 0s);
    const auto answer = tag.receive(ReqRn{tag.rn()}, 0s);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->kind, ReplyKind::handle);
    EXPECT_EQ(decode_handle(answer->bits), tag.rn());
    EXPECT_EQ(tag.state(), password == 0 ? secured : open);
  }
}

TEST(tag, req_rn_with_the_handle_gives_a_new_rn16_and_keeps_the_handle) {
  for (const TagState state : {open, secured}) {
    Tag tag = tag_in(state);
    const auto handle = tag.rn();
    const auto answer = tag.receive(ReqRn{handle}, 0s);
    ASSERT_TRUE(answer);
    EXPECT_NE(decode_handle(answer->bits), handle);
    EXPECT_EQ(tag.rn(), handle);
    EXPECT_EQ(tag.state(), state);
  }
}

TEST(tag, req_rn_for_another_tag_is_ignored) {
  for (const TagState state : k_singulated) {
    Tag tag = tag_in(state);
    EXPECT_FALSE(tag.receive(ReqRn{other_rn(tag)}, 0s));
    EXPECT_EQ(tag.state(), state);
  }
}

TEST(tag, req_rn_before_an_ack_ends_the_reply) {
  Tag tag = tag_in(reply);
  EXPECT_FALSE(tag.receive(ReqRn{tag.rn()}, 0s));
  EXPECT_EQ(tag.state(), arbitrate);
  for (const TagState state : {ready, arbitrate}) {
    Tag waiting = tag_in(state);
    EXPECT_FALSE(waiting.receive(ReqRn{waiting.rn()}, 0s));
    EXPECT_EQ(waiting.state(), state);
  }
}

// ---- pieces for round engines ------------------------------------------------------------------

TEST(tag, counting_down_at_once_equals_single_query_reps) {
  Tag one = tag_in(arbitrate);
  Tag all = tag_in(arbitrate);
  const auto count = static_cast<std::uint32_t>(one.slot()) - 1U;
  for (std::uint32_t i = 0; i < count; ++i) one.receive(k_rep, 0s);
  all.count_down(count);
  EXPECT_EQ(all.slot(), one.slot());
  EXPECT_EQ(encode_rn16(all.answer_slot()), one.receive(k_rep, 0s)->bits);
  EXPECT_EQ(all.state(), one.state());
}

TEST(tag, counting_down_from_zero_wraps) {
  Tag tag = tag_in(reply);
  tag.expire_t2();
  tag.count_down(3);
  EXPECT_EQ(tag.slot(), 0x7FFD);
}

TEST(tag, states_have_names) {
  EXPECT_EQ(to_string(off), "off");
  EXPECT_EQ(to_string(acknowledged), "acknowledged");
  EXPECT_EQ(to_string(secured), "secured");
}

}  // namespace
}  // namespace plugtest::gen2
