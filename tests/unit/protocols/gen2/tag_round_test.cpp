// What a row of the transition tables cannot say: how a tag counts slots, and what ends a cover, a
// round and a persistence.

#include "tests/unit/protocols/gen2/tag_subject.h"

#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

TEST(slot_counter, wraps_below_zero_and_comes_back_after_32767_more) {
  Subject subject = subject_in(From::reply);
  subject.hear(QueryRep{k_session});
  EXPECT_EQ(subject.tag.slot(), 0x7FFF);
  for (int i = 1; i < 0x7FFF; ++i) ASSERT_FALSE(subject.hear(QueryRep{k_session})) << i;
  EXPECT_EQ(subject.hear(QueryRep{k_session})->kind, ReplyKind::rn16);
  EXPECT_EQ(subject.tag.state(), TagState::reply);
}

TEST(slot_counter, of_a_tag_that_lost_its_turn_wraps_as_well) {
  for (const From from : {From::arbitrate_spent, From::reply}) {
    Subject subject = subject_in(from);
    subject.tag.expire_t2();
    EXPECT_EQ(subject.tag.slot(), 0);
    subject.hear(QueryRep{k_session});
    EXPECT_EQ(subject.tag.slot(), 0x7FFF);
  }
}

TEST(slot_counter, counts_no_query_rep_of_another_session) {
  Subject subject = subject_in(From::arbitrate);
  const std::uint16_t slot = subject.tag.slot();
  subject.hear(QueryRep{k_other_session});
  EXPECT_EQ(subject.tag.slot(), slot);
  subject.hear(QueryRep{k_session});
  EXPECT_EQ(subject.tag.slot(), slot - 1);
}

TEST(query_adjust, changes_q_by_one_within_0_and_15) {
  Subject subject = subject_in(From::ready);
  subject.hear(round_with(14));
  for (const auto& [updn, q] : std::vector<std::pair<UpDn, int>>{
           {UpDn::up, 15}, {UpDn::up, 15}, {UpDn::same, 15}, {UpDn::down, 14}}) {
    subject.hear(QueryAdjust{k_session, updn});
    EXPECT_EQ(subject.tag.q(), q);
  }
  subject.hear(round_with(1));
  for (int i = 0; i < 3; ++i) subject.hear(QueryAdjust{k_session, UpDn::down});
  EXPECT_EQ(subject.tag.q(), 0);
  EXPECT_EQ(subject.tag.state(), TagState::reply);
}

TEST(query_adjust, of_another_session_changes_no_q) {
  Subject subject = subject_in(From::arbitrate);
  subject.hear(QueryAdjust{k_other_session, UpDn::down});
  EXPECT_EQ(subject.tag.q(), 15);
}

TEST(cover, is_good_for_the_very_next_command_only) {
  for (const Command& between : std::vector<Command>{Ack{}, ReqRn{}, QueryRep{k_other_session}}) {
    Subject subject = subject_in(From::open_covered);
    Command said = between;
    if (auto* ack = std::get_if<Ack>(&said)) ack->rn = subject.tag.rn();
    if (auto* wrong = std::get_if<ReqRn>(&said)) {
      wrong->rn = static_cast<std::uint16_t>(~subject.tag.rn());
    }
    subject.hear(said);
    EXPECT_FALSE(write(true)(subject)) << to_string(said);
    EXPECT_EQ(subject.tag.state(), TagState::open);
  }
}

TEST(cover, does_not_outlive_its_round) {
  for (const Command& end : std::vector<Command>{Nak{}, Select{}, QueryRep{k_session}}) {
    Subject subject = subject_in(From::open_covered);
    subject.hear(end);
    subject.hear(Query{.session = k_other_session});
    subject.hear(Ack{subject.tag.rn()});
    subject.hear(ReqRn{subject.tag.rn()});
    ASSERT_EQ(subject.tag.state(), TagState::open);
    EXPECT_FALSE(write(true)(subject)) << to_string(end);
  }
}

TEST(untraceable, is_known_to_v2_only_and_executed_in_secured_only) {
  const std::vector<std::pair<From, TagState>> states{
      {From::ready, TagState::ready},
      {From::arbitrate, TagState::arbitrate},
      {From::reply, TagState::arbitrate},
      {From::acknowledged, TagState::arbitrate},
      {From::open, TagState::open},
      {From::secured, TagState::secured},
      {From::secured_half_killed, TagState::arbitrate},
      {From::killed, TagState::killed}};
  for (const auto& [from, to] : states) {
    Subject subject = subject_in(from, TagVersion::v2);
    const auto reply = untraceable()(subject);
    EXPECT_EQ(to_string(subject.tag.state()), to_string(to)) << to_string(from);
    EXPECT_EQ(reply.has_value(), from == From::secured) << to_string(from);
  }
}

TEST(untraceable, needs_a_password_that_is_not_zero) {
  Subject subject = subject_in(From::acknowledged_without_password, TagVersion::v2);
  subject.hear(ReqRn{subject.tag.rn()});
  ASSERT_EQ(subject.tag.state(), TagState::secured);
  const auto reply = decode_access_reply(untraceable()(subject)->bits);
  EXPECT_EQ(std::get<ErrorReply>(reply.value()).error, TagError::insufficient_privileges);
}

TEST(s1, that_ends_in_a_round_does_not_turn_the_toggle_round) {
  Subject subject = subject_in(From::ready);
  const Session s1 = Session::s1;
  subject.hear(Select{.target = SelectTarget::s1, .action = SelectAction::clear_set});
  subject.hear(Query{.session = s1, .target = Inventoried::b});
  subject.hear(Ack{subject.tag.rn()});
  ASSERT_EQ(subject.tag.state(), TagState::acknowledged);
  const Time later = subject.tag.flags().s1_returns_at() + Time{1};
  subject.tag.receive(QueryRep{s1}, later);
  EXPECT_EQ(subject.tag.flags().inventoried(s1, later), Inventoried::a);
}

}  // namespace
}  // namespace plugtest::gen2
