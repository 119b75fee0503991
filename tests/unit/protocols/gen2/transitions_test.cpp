// Every transition of a Type C tag: each state with each command, row by row as in the
// state-transition tables (Gen2 v1.2.0, 6.3.2.4 and annex B).

#include "tests/unit/protocols/gen2/tag_subject.h"

#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

struct Row {
  From from;
  std::string what;
  Say say;
  TagState to;
  std::optional<ReplyKind> reply{};
  bool toggles = false;  ///< the inventoried flag of the round
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << to_string(row.from) << " + " << row.what;
}

struct Named {
  const char* name;
  Say say;
};

/// The commands that need a handle, with the right one.
std::vector<Named> access_commands() {
  return {{"Read", read(true)},
          {"Write", write(true)},
          {"Kill", kill(true)},
          {"Lock", lock(true)},
          {"Access", access(true)},
          {"BlockWrite", block_write(true)},
          {"BlockErase", block_erase(true)},
          {"BlockPermalock", block_permalock(true)}};
}

std::vector<Named> all_commands() {
  auto all = access_commands();
  for (const auto& more : std::vector<Named>{{"Query", query(0)},
                                             {"QueryAdjust", adjust(UpDn::down)},
                                             {"QueryRep", rep()},
                                             {"ACK", ack(true)},
                                             {"NAK", command(Nak{})},
                                             {"Req_RN", req_rn(true)},
                                             {"Select", command(Select{})},
                                             {"Untraceable", untraceable()}}) {
    all.push_back(more);
  }
  return all;
}

constexpr auto k_no_reply = std::nullopt;

/// Select, NAK, T2, power: the same in many states.
std::vector<Row> rows_of_any_state() {
  std::vector<Row> rows;
  for (const auto& [from, state] :
       std::vector<std::pair<From, TagState>>{{From::ready, TagState::ready},
                                              {From::arbitrate, TagState::arbitrate},
                                              {From::reply, TagState::reply},
                                              {From::acknowledged, TagState::acknowledged},
                                              {From::open, TagState::open},
                                              {From::secured, TagState::secured},
                                              {From::killed, TagState::killed}}) {
    const bool killed = from == From::killed;
    rows.push_back({from, "Select", command(Select{}), killed ? state : TagState::ready});
    rows.push_back({from, "Select_with_Truncate_of_S0",
                    command(Select{.target = SelectTarget::s0, .pointer = 32, .truncate = true}),
                    state});
    rows.push_back(
        {from, "Select_of_Reserved", command(Select{.bank = MemoryBank::reserved}), state});
    const bool stays = killed || from == From::ready;
    rows.push_back({from, "NAK", command(Nak{}), stays ? state : TagState::arbitrate});
    const bool waits = from == From::reply || from == From::acknowledged;
    const Say t2 = [](Subject& subject) -> std::optional<TagReply> {
      subject.tag.expire_t2();
      return std::nullopt;
    };
    rows.push_back({from, "T2_over", t2, waits ? TagState::arbitrate : state});
    const Say flicker = [](Subject& subject) -> std::optional<TagReply> {
      subject.tag.power_down(k_now);
      subject.tag.power_up(k_now);
      return std::nullopt;
    };
    rows.push_back({from, "power_cycle", flicker, killed ? state : TagState::ready});
    rows.push_back({from, "Untraceable_unknown_in_v1_2", untraceable(), state});
  }
  return rows;
}

std::vector<Row> rows_of_the_round() {
  using enum TagState;
  std::vector<Row> rows{
      // Ready (table B.1)
      {From::ready, "Query_slot_0", query(0), reply, ReplyKind::rn16},
      {From::ready, "Query_slot_later", query(15), arbitrate},
      {From::ready, "Query_for_B", query(0, k_session, Inventoried::b), ready},
      {From::ready, "Query_for_SL", query(0, k_session, Inventoried::a, Sel::selected), ready},
      {From::ready, "QueryAdjust", adjust(UpDn::same), ready},
      {From::ready, "QueryRep", rep(), ready},
      {From::ready, "ACK", ack(true), ready},
      {From::ready, "Req_RN", req_rn(true), ready},
      // Arbitrate (table B.2)
      {From::arbitrate, "Query_slot_0", query(0), reply, ReplyKind::rn16},
      {From::arbitrate, "Query_slot_later", query(15), arbitrate},
      {From::arbitrate, "Query_for_B", query(0, k_session, Inventoried::b), ready},
      {From::arbitrate, "QueryAdjust_slot_later", adjust(UpDn::up), arbitrate},
      {From::arbitrate_next, "QueryAdjust_slot_0", adjust(UpDn::down), reply, ReplyKind::rn16},
      {From::arbitrate_next, "QueryAdjust_other_session", adjust(UpDn::down, k_other_session),
       arbitrate},
      {From::arbitrate, "QueryRep_slot_later", rep(), arbitrate},
      {From::arbitrate_next, "QueryRep_slot_0", rep(), reply, ReplyKind::rn16},
      {From::arbitrate_next, "QueryRep_other_session", rep(k_other_session), arbitrate},
      {From::arbitrate_spent, "QueryRep_wraps", rep(), arbitrate},
      {From::arbitrate_spent, "QueryAdjust_slot_0", adjust(UpDn::same), reply, ReplyKind::rn16},
      {From::arbitrate, "ACK", ack(true), arbitrate},
      {From::arbitrate_spent, "ACK_of_the_last_RN16", ack(true), arbitrate},
      {From::arbitrate, "Req_RN", req_rn(true), arbitrate},
      // Reply (table B.3)
      {From::reply, "Query_slot_0", query(0), reply, ReplyKind::rn16},
      {From::reply, "Query_slot_later", query(15), arbitrate},
      {From::reply, "Query_for_B", query(0, k_session, Inventoried::b), ready},
      {From::reply, "QueryAdjust_slot_0", adjust(UpDn::same), reply, ReplyKind::rn16},
      {From::reply_wide, "QueryAdjust_slot_later", adjust(UpDn::up), arbitrate},
      {From::reply, "QueryAdjust_other_session", adjust(UpDn::same, k_other_session), reply},
      {From::reply, "QueryRep", rep(), arbitrate},
      {From::reply, "QueryRep_other_session", rep(k_other_session), reply},
      {From::reply, "ACK", ack(true), acknowledged, ReplyKind::epc},
      {From::reply, "ACK_wrong", ack(false), arbitrate},
      {From::reply, "Req_RN", req_rn(true), arbitrate},
      {From::reply, "Req_RN_wrong", req_rn(false), arbitrate},
      // Acknowledged (table B.4)
      {From::acknowledged, "Req_RN", req_rn(true), open, ReplyKind::handle},
      {From::acknowledged_without_password, "Req_RN", req_rn(true), secured, ReplyKind::handle},
      {From::acknowledged, "Req_RN_wrong", req_rn(false), acknowledged},
  };
  for (const auto& [from, state] : std::vector<std::pair<From, TagState>>{
           {From::acknowledged, acknowledged}, {From::open, open}, {From::secured, secured}}) {
    rows.insert(
        rows.end(),
        {{from, "Query_of_its_session_slot_0", query(0, k_session, Inventoried::b), reply,
          ReplyKind::rn16, true},
         {from, "Query_of_its_session_slot_later", query(15, k_session, Inventoried::b), arbitrate,
          k_no_reply, true},
         {from, "Query_of_its_session_for_A", query(0), ready, k_no_reply, true},
         {from, "Query_of_another_session_slot_0", query(0, k_other_session), reply,
          ReplyKind::rn16},
         {from, "Query_of_another_session_slot_later", query(15, k_other_session), arbitrate},
         {from, "Query_of_another_session_for_B", query(0, k_other_session, Inventoried::b), ready},
         {from, "QueryAdjust", adjust(UpDn::same), ready, k_no_reply, true},
         {from, "QueryAdjust_other_session", adjust(UpDn::same, k_other_session), state},
         {from, "QueryRep", rep(), ready, k_no_reply, true},
         {from, "QueryRep_other_session", rep(k_other_session), state},
         {from, "ACK", ack(true), state, ReplyKind::epc},
         {from, "ACK_wrong", ack(false), arbitrate}});
  }
  return rows;
}

std::vector<Row> rows_of_access() {
  using enum TagState;
  constexpr std::uint32_t k_low = 0xFFFF;
  std::vector<Row> rows;
  for (const auto& [name, say] : access_commands()) {
    rows.push_back({From::ready, name, say, ready});
    rows.push_back({From::arbitrate, name, say, arbitrate});
    rows.push_back({From::reply, name, say, arbitrate});
    rows.push_back({From::acknowledged, name, say, arbitrate});
  }
  for (const auto& [name, say] : all_commands()) {
    rows.push_back({From::off, name, say, off});
    rows.push_back({From::killed, std::string(name) + "_when_killed", say, killed});
  }
  for (const bool is_secured : {false, true}) {
    const TagState state = is_secured ? secured : open;
    const From plain = is_secured ? From::secured : From::open;
    const From covered = is_secured ? From::secured_covered : From::open_covered;
    const From half_opened = is_secured ? From::secured_half_opened : From::open_half_opened;
    const From half_killed = is_secured ? From::secured_half_killed : From::open_half_killed;
    const auto only_secured = [&](ReplyKind kind) {
      return is_secured ? std::optional(kind) : std::nullopt;
    };
    rows.insert(
        rows.end(),
        {// Open and secured (tables B.5 and B.6)
         {plain, "Req_RN", req_rn(true), state, ReplyKind::handle},
         {plain, "Req_RN_wrong", req_rn(false), state},
         {plain, "Read", read(true), state, ReplyKind::words},
         {plain, "Read_beyond", read(true, 99), state, ReplyKind::error},
         {plain, "Read_wrong_handle", read(false), state},
         {covered, "Write", write(true), state, ReplyKind::success},
         {covered, "Write_beyond", write(true, 99), state, ReplyKind::error},
         {covered, "Write_wrong_handle", write(false), state},
         {plain, "Write_without_cover", write(true), state},
         {covered, "Kill_first_half", kill(true, k_kill_password >> 16U), state, ReplyKind::handle},
         {covered, "Kill_first_half_even_if_wrong", kill(true, 0), state, ReplyKind::handle},
         {covered, "Kill_wrong_handle", kill(false), state},
         {plain, "Kill_without_cover", kill(true), state},
         {half_killed, "Kill_second_half", kill(true), killed, ReplyKind::success},
         {half_killed, "Kill_second_half_wrong", kill(true, ~k_kill_password & k_low), arbitrate},
         {half_killed, "Kill_second_half_wrong_handle", kill(false), state},
         {plain, "Lock", lock(true), state, only_secured(ReplyKind::success)},
         {plain, "Lock_wrong_handle", lock(false), state},
         {covered, "Access_first_half", access(true, k_access_password >> 16U), state,
          ReplyKind::handle},
         {covered, "Access_first_half_even_if_wrong", access(true, 0), state, ReplyKind::handle},
         {covered, "Access_wrong_handle", access(false), state},
         {plain, "Access_without_cover", access(true), state},
         {half_opened, "Access_second_half", access(true), secured, ReplyKind::handle},
         {half_opened, "Access_second_half_wrong", access(true, ~k_access_password & k_low),
          arbitrate},
         {half_opened, "Access_second_half_wrong_handle", access(false), state},
         {plain, "BlockWrite", block_write(true), state, ReplyKind::success},
         {plain, "BlockWrite_wrong_handle", block_write(false), state},
         {plain, "BlockErase", block_erase(true), state, ReplyKind::success},
         {plain, "BlockErase_wrong_handle", block_erase(false), state},
         {plain, "BlockPermalock", block_permalock(true), state, only_secured(ReplyKind::success)},
         {plain, "BlockPermalock_wrong_handle", block_permalock(false), state}});
    // Between the halves (rows "Invalid" of tables B.5 and B.6)
    for (const From half : {half_opened, half_killed}) {
      for (const auto& [name, say] : all_commands()) {
        const std::string command(name);
        if (command == (half == half_opened ? "Access" : "Kill")) continue;
        const std::string what = "then_" + command;
        if (command == "Query") {
          rows.push_back({half, what, say, ready, k_no_reply, true});
        } else if (command == "Req_RN") {
          rows.push_back({half, what, say, state, ReplyKind::handle});
        } else {
          rows.push_back({half, what, say, command == "Untraceable" ? state : arbitrate});
        }
      }
    }
  }
  rows.push_back({From::secured_half_killed_without_password, "Kill_of_what_cannot_be_killed",
                  kill(true), secured, ReplyKind::error});
  return rows;
}

class Transition : public ::testing::TestWithParam<Row> {};

TEST_P(Transition, Happens) {
  const Row& row = GetParam();
  Subject subject = subject_in(row.from);
  const std::uint16_t rn = subject.tag.rn();
  const bool was_off = !subject.tag.powered();
  const auto flag = [&](Session session) {
    return subject.tag.flags().inventoried(session, k_now);
  };

  const auto reply = row.say(subject);

  EXPECT_EQ(to_string(subject.tag.state()), to_string(row.to));
  EXPECT_EQ(reply ? std::optional(reply->kind) : std::nullopt, row.reply);
  EXPECT_EQ(flag(k_session), row.toggles ? Inventoried::b : Inventoried::a);
  EXPECT_EQ(flag(Session::s0), Inventoried::a);
  EXPECT_EQ(flag(Session::s1), Inventoried::a);
  EXPECT_EQ(flag(k_other_session), Inventoried::a);
  EXPECT_EQ(subject.tag.powered(), !was_off);
  // A number on the air becomes the one to name, but in open and secured the handle stays.
  if (row.reply == ReplyKind::rn16) {
    EXPECT_EQ(decode_rn16(reply->bits), subject.tag.rn());
  } else if (row.to == TagState::reply || row.to == TagState::acknowledged ||
             row.from >= From::open) {
    EXPECT_EQ(subject.tag.rn(), rn);
  } else if (row.reply == ReplyKind::handle) {
    EXPECT_EQ(decode_handle(reply->bits), subject.tag.rn());
  }
}

std::string name_of(const ::testing::TestParamInfo<Row>& row) {
  return to_string(row.param.from) + "__" + row.param.what;
}

INSTANTIATE_TEST_SUITE_P(AnyState, Transition, ::testing::ValuesIn(rows_of_any_state()), name_of);
INSTANTIATE_TEST_SUITE_P(Round, Transition, ::testing::ValuesIn(rows_of_the_round()), name_of);
INSTANTIATE_TEST_SUITE_P(Access, Transition, ::testing::ValuesIn(rows_of_access()), name_of);

}  // namespace
}  // namespace plugtest::gen2
