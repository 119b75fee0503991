// Every transition of a Type C tag: each state with each command, row by row as in the
// state-transition tables (Gen2 v1.2.0, 6.3.2.4 and annex B).

#include "protocols/gen2/tag.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

constexpr std::uint32_t k_access_password = 0x12345678;
constexpr std::uint32_t k_kill_password = 0x9ABCDEF0;
constexpr Session k_session = Session::s2;
constexpr Session k_other_session = Session::s3;
constexpr Time k_now{1'000};

/// Where a row begins: a state, and what of its past matters.
enum class From : std::uint8_t {
  off,
  ready,
  arbitrate,        ///< Q 15, many slots to wait
  arbitrate_next,   ///< Q 1, slot 1
  arbitrate_spent,  ///< slot 0, after a NAK
  reply,            ///< Q 0
  reply_wide,       ///< Q 15
  acknowledged,
  acknowledged_without_password,
  open,
  open_covered,  ///< has sent an RN16 to cover with
  open_half_opened,
  open_half_killed,
  secured,
  secured_covered,
  secured_half_opened,
  secured_half_killed,
  secured_half_killed_without_password,
  killed,
};

std::string to_string(From from) {
  static constexpr std::array k_names{"off",
                                      "ready",
                                      "arbitrate",
                                      "arbitrate_next",
                                      "arbitrate_spent",
                                      "reply",
                                      "reply_wide",
                                      "acknowledged",
                                      "acknowledged_without_password",
                                      "open",
                                      "open_covered",
                                      "open_half_opened",
                                      "open_half_killed",
                                      "secured",
                                      "secured_covered",
                                      "secured_half_opened",
                                      "secured_half_killed",
                                      "secured_half_killed_without_password",
                                      "killed"};
  return k_names[static_cast<std::size_t>(from)];
}

/// A tag, and the RN16 that it sent last.
struct Subject {
  Tag tag;
  std::uint16_t cover = 0;

  std::optional<TagReply> hear(const Command& command) { return tag.receive(command, k_now); }
  void get_cover() { cover = decode_handle(hear(ReqRn{tag.rn()})->bits).value(); }
  std::uint16_t covered(std::uint32_t half) const {
    return static_cast<std::uint16_t>((half & 0xFFFFU) ^ cover);
  }
};

Query round_with(std::uint8_t q) { return Query{.session = k_session, .q = q}; }

Subject subject_in(From from, TagVersion version = TagVersion::v1_2) {
  TagConfig config{
      .memory = TagMemory(
          {identity::epc_pc(96), identity::Uii::from_hex("3034257BF7194E4000001A85").value()},
          std::array<std::uint16_t, 2>{0xE200, 0x1234}, std::array<std::uint16_t, 8>{}),
      .seed = 42};
  const bool no_access = from == From::acknowledged_without_password;
  const bool no_kill = from == From::secured_half_killed_without_password;
  config.memory.set_passwords(no_kill ? 0 : k_kill_password, no_access ? 0 : k_access_password);
  config.killed = from == From::killed;
  config.version = version;
  Subject subject{Tag(config)};
  if (from == From::off) return subject;
  subject.tag.power_up(Time{0});
  switch (from) {
    case From::off:
    case From::ready:
    case From::killed:
      return subject;
    case From::arbitrate:
      subject.hear(round_with(15));
      return subject;
    case From::arbitrate_next:
      while (subject.tag.slot() != 1) subject.hear(round_with(1));
      return subject;
    case From::reply_wide:
      subject.hear(round_with(15));
      subject.tag.count_down(subject.tag.slot() - 1U);
      subject.hear(QueryRep{k_session});
      return subject;
    default:
      break;
  }
  subject.hear(round_with(0));
  if (from == From::reply) return subject;
  subject.hear(Ack{subject.tag.rn()});
  if (from == From::arbitrate_spent) subject.hear(Nak{});
  if (from == From::arbitrate_spent || from == From::acknowledged || no_access) return subject;
  subject.hear(ReqRn{subject.tag.rn()});
  if (from == From::open) return subject;

  const auto say_half = [&](bool kill, std::uint32_t half) {
    subject.get_cover();
    const std::uint16_t handle = subject.tag.rn();
    if (kill) subject.hear(Kill{subject.covered(half), 0, handle});
    if (!kill) subject.hear(Access{subject.covered(half), handle});
  };
  const bool secured = from >= From::secured;
  if (secured) {
    say_half(false, k_access_password >> 16U);
    say_half(false, k_access_password);
  }
  const bool half_opened = from == From::open_half_opened || from == From::secured_half_opened;
  const bool half_killed =
      from == From::open_half_killed || from == From::secured_half_killed || no_kill;
  if (half_opened) say_half(false, k_access_password >> 16U);
  if (half_killed) say_half(true, k_kill_password >> 16U);
  if (from != From::secured) subject.get_cover();
  return subject;
}

/// What the tag hears; a T2 that is over, and power, are no commands.
using Say = std::function<std::optional<TagReply>(Subject&)>;

Say command(Command said) {
  return [said = std::move(said)](Subject& subject) { return subject.hear(said); };
}
Say query(std::uint8_t q, Session session = k_session, Inventoried target = Inventoried::a,
          Sel sel = Sel::all) {
  return command(Query{.sel = sel, .session = session, .target = target, .q = q});
}
Say rep(Session session = k_session) { return command(QueryRep{session}); }
Say adjust(UpDn updn, Session session = k_session) { return command(QueryAdjust{session, updn}); }

/// A command that names the RN16 or handle, the right one or another.
template <class Make>
Say with_rn(bool right, Make make) {
  return [right, make](Subject& subject) {
    const std::uint16_t rn = subject.tag.rn();
    return subject.hear(make(subject, right ? rn : static_cast<std::uint16_t>(~rn)));
  };
}
Say ack(bool right) {
  return with_rn(right, [](const Subject&, std::uint16_t rn) { return Ack{rn}; });
}
Say req_rn(bool right) {
  return with_rn(right, [](const Subject&, std::uint16_t rn) { return ReqRn{rn}; });
}
Say read(bool right, std::uint32_t pointer = 2) {
  return with_rn(right, [pointer](const Subject&, std::uint16_t rn) {
    return Read{MemoryBank::epc, pointer, 1, rn};
  });
}
Say write(bool right, std::uint32_t pointer = 2) {
  return with_rn(right, [pointer](const Subject& subject, std::uint16_t rn) {
    return Write{MemoryBank::epc, pointer, subject.covered(0xABCD), rn};
  });
}
Say kill(bool right, std::uint32_t half = k_kill_password) {
  return with_rn(right, [half](const Subject& subject, std::uint16_t rn) {
    return Kill{subject.covered(half), 0, rn};
  });
}
Say lock(bool right) {
  return with_rn(right, [](const Subject&, std::uint16_t rn) { return Lock{0x020, 0x020, rn}; });
}
Say access(bool right, std::uint32_t half = k_access_password) {
  return with_rn(right, [half](const Subject& subject, std::uint16_t rn) {
    return Access{subject.covered(half), rn};
  });
}
Say block_write(bool right) {
  return with_rn(right, [](const Subject&, std::uint16_t rn) {
    return BlockWrite{MemoryBank::user, 0, {1, 2}, rn};
  });
}
Say block_erase(bool right) {
  return with_rn(right, [](const Subject&, std::uint16_t rn) {
    return BlockErase{MemoryBank::user, 0, 2, rn};
  });
}
Say block_permalock(bool right) {
  return with_rn(right, [](const Subject&, std::uint16_t rn) {
    return BlockPermalock{true, MemoryBank::user, 0, 1, {0x8000}, rn};
  });
}
Say untraceable() {
  return with_rn(true, [](const Subject&, std::uint16_t rn) {
    return Untraceable{.hide_user = true, .handle = rn};
  });
}

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

// --- What a row cannot say

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
