#include "harness/store/store.h"

#include "harness/evidence/plan_json.h"
#include "harness/evidence/plan_texts.h"
#include "harness/model/lane.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/harness/evidence/samples.h"

#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace plugtest::store {
namespace {

namespace samples = evidence::samples;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

model::EventPlan event() {
  const auto used = samples::used_plan();
  model::EventPlan plan;
  plan.id = "event-1";
  plan.title = "Trial; drop table runs;--";
  plan.seed = 0xffffffffffffffffULL;
  plan.region = used.region;
  plan.participants = {{model::ParticipantId("p1"), "Post \"1\""}};
  plan.readers = {used.reader};
  plan.tag_types = {used.tag_types[0], used.tag_types[0]};
  plan.tag_types[1].id = model::TagTypeId("type-b");
  plan.scenarios = {used.scenario};
  plan.manifest = samples::pass(0, 0).manifest;
  plan.expectations = {{"*", "type-?", "conveyor", model::Verdict::fail}};
  plan.overrides = {{"reader-1", "*", "*", model::Attribution::channel, "a lift truck", "judge"}};
  plan.retries = {model::RetryPolicy::Counts::last, 2};
  plan.budget = std::chrono::minutes(5);
  plan.checks = used.checks;
  return plan;
}

// The schemas of older versions, with all that they kept, one step at a time.
constexpr const char* k_to_version_3 =
    "drop table batch_check_uiis; drop table batch_check_pieces; drop table batch_checks;"
    "alter table passes drop column speed_mmps; alter table passes drop column closes_batch;"
    "alter table passes drop column kind; alter table runs drop column batch;"
    "alter table pass_scores drop column most_reads; alter table pass_scores drop column over_read;"
    "update schema_version set version = 3;";
constexpr const char* k_to_version_2 =
    "drop table pass_steps; drop table pass_orders; drop table static_readings;"
    "drop table place_tallies; alter table pass_scores drop column steps_failed;"
    "alter table passes drop column opened_ns;"
    "alter table pieces drop column place; alter table tag_types drop column plan;"
    "alter table readers drop column plan; alter table events drop column rules;"
    "alter table region_plans drop column plan; update schema_version set version = 2;";
constexpr const char* k_to_version_1 =
    "drop table run_evidence; drop index runs_by_reader; update schema_version set version = 1;";

model::RunResult run(const std::string& id, const std::string& evidence = "runs/r") {
  auto result = samples::result(id);
  result.evidence = evidence;
  return result;
}

// The outside view: the library of SQLite itself. Values of a row are joined with "|".
std::vector<std::string> sql(const std::filesystem::path& path, const std::string& statement) {
  sqlite3* database = nullptr;
  if (sqlite3_open(path.c_str(), &database) != SQLITE_OK) throw std::runtime_error("open");
  std::vector<std::string> rows;
  const auto collect = [](void* out, int count, char** values, char**) {
    std::string row;
    for (int i = 0; i < count; ++i) {
      row += (i == 0 ? "" : "|") + std::string(values[i] == nullptr ? "NULL" : values[i]);
    }
    static_cast<std::vector<std::string>*>(out)->push_back(row);
    return 0;
  };
  char* message = nullptr;
  const int code = sqlite3_exec(database, statement.c_str(), collect, &rows, &message);
  const std::string problem = message == nullptr ? "" : message;
  sqlite3_free(message);
  sqlite3_close(database);
  if (code != SQLITE_OK) throw std::runtime_error(problem);
  return rows;
}

class StoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<Store> open() const {
    auto store = Store::open(path_.string(), {.to_disk = false});
    if (!store) throw std::runtime_error(to_string(store.error()));
    return std::move(*store);
  }

  std::unique_ptr<Store> open_with_event() const {
    auto store = open();
    const auto kept = store->put_event(event(), evidence::JsonPlanTexts{});
    if (!kept) throw std::runtime_error(to_string(kept.error()));
    return store;
  }

  std::vector<std::string> look(const std::string& statement) const {
    return sql(path_, statement);
  }

  doubles::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "a b=c; d.db";
};

TEST_F(StoreTest, runs_come_back_also_after_reopening) {
  ASSERT_TRUE(open_with_event()->put_run("event-1", run("r1")).has_value());
  auto store = open();
  EXPECT_THAT(store->load_runs("event-1").value(), ElementsAre(run("r1")));
  EXPECT_THAT(store->load_runs("another").value(), IsEmpty());
}

TEST_F(StoreTest, a_run_without_any_pass_comes_back) {
  auto result = run("r1");
  result.outcomes = {};
  result.pass_scores = {};
  result.extras = {};
  result.identity = {};
  auto store = open_with_event();
  ASSERT_TRUE(store->put_run("event-1", result).has_value());
  EXPECT_THAT(store->load_runs("event-1").value(), ElementsAre(result));
}

TEST_F(StoreTest, order_does_not_depend_on_the_order_of_storing) {
  auto store = open_with_event();
  auto first = run("zz");
  first.plan.attempt = 1;
  const auto second = run("aa");
  ASSERT_TRUE(store->put_run("event-1", second).has_value());
  ASSERT_TRUE(store->put_run("event-1", first).has_value());
  EXPECT_THAT(store->load_runs("event-1").value(), ElementsAre(first, second));
}

TEST_F(StoreTest, storing_a_run_again_changes_nothing) {
  auto store = open_with_event();
  ASSERT_TRUE(store->put_run("event-1", run("r1")).has_value());
  const auto counts = [&] {
    return look(
        "select (select count(*) from runs), (select count(*) from outcomes), "
        "(select count(*) from outcome_reasons), (select count(*) from pass_scores), "
        "(select count(*) from pass_missed), (select count(*) from extra_uiis)");
  };
  EXPECT_THAT(counts(), ElementsAre("1|2|3|2|2|5"));
  // The same run, imported from a folder elsewhere.
  ASSERT_TRUE(store->put_run("event-1", run("r1", "imported/r")).has_value());
  EXPECT_THAT(counts(), ElementsAre("1|2|3|2|2|5"));
  EXPECT_THAT(store->load_runs("event-1").value(), ElementsAre(run("r1")));
}

TEST_F(StoreTest, another_result_under_the_same_id_is_refused_whatever_differs) {
  auto store = open_with_event();
  ASSERT_TRUE(store->put_run("event-1", run("r1")).has_value());
  std::vector<model::RunResult> others(13, run("r1"));
  others[0].outcomes[1].verdict = model::Verdict::pass;
  others[1].outcomes[1].reasons.pop_back();
  others[2].pass_scores[0].t100.reset();
  others[3].pass_scores[1].mean_rssi_mdbm = 0;
  others[4].pass_scores[1].missed.pop_back();
  others[5].extras[0].foreign[0] = {};
  others[6].identity.serial += "x";
  others[7].plan.seed ^= 1;
  others[8].extras[0].stray.swap(others[8].extras[0].wrong_data);
  others[9].pass_scores[1].steps_failed = 0;
  others[10].orders[0].right = 3;
  others[11].statics[0].last.reset();
  others[12].places[0].place = "layer 2";
  for (const auto& other : others) {
    const auto kept = store->put_run("event-1", other);
    ASSERT_FALSE(kept.has_value());
    EXPECT_EQ(kept.error().code, ErrorCode::refused);
    EXPECT_EQ(kept.error().message, "the run r1 is stored already with other results");
  }
  EXPECT_THAT(store->load_runs("event-1").value(), ElementsAre(run("r1")));
}

TEST_F(StoreTest, a_mixed_load_feeds_the_cell_of_each_of_its_tag_types) {
  auto store = open_with_event();
  ASSERT_TRUE(store->put_run("event-1", run("r1")).has_value());
  ASSERT_TRUE(store->put_run("event-1", run("r2")).has_value());
  auto other_plan = run("r3");
  other_plan.plan.plan_hash = "another";
  ASSERT_TRUE(store->put_run("event-1", other_plan).has_value());

  const auto cells = store->cells("event-1").value();
  ASSERT_EQ(cells.size(), 4U);
  EXPECT_EQ(cells[0].key.tag_type.str(), "type-a");
  EXPECT_EQ(cells[0].key.population, model::Population::mixed);
  EXPECT_EQ(cells[0].key.policy, model::SettingsPolicy::vendor);
  EXPECT_TRUE(cells[0].key.official);
  EXPECT_EQ(cells[0].k, 36U);
  EXPECT_EQ(cells[0].n, 36U);
  EXPECT_EQ(cells[0].identified, 10'000'000'000U);
  EXPECT_EQ(cells[0].runs, 2U);
  EXPECT_EQ(cells[1].key.plan_hash, "another");
  EXPECT_EQ(cells[1].k, 18U);
  EXPECT_EQ(cells[2].key.tag_type.str(), "type-b");
  EXPECT_EQ(cells[2].k, 4U);
  EXPECT_EQ(cells[2].n, 12U);
  EXPECT_EQ(cells[3].runs, 1U);
}

TEST_F(StoreTest, facts_of_a_run_come_back) {
  auto store = open_with_event();
  RunFacts facts;
  facts.power = {{2, 29'500, 34'350}, {1, -5, 0}};
  for (std::uint32_t i : {0U, 1U, 4U}) {
    facts.passes.push_back(samples::pass(i, 0));
    facts.passes.back().manifest = {};
    facts.passes.back().steps = {{4, true, model::PieceId(), ""},
                                 {5, false, model::PieceId("type-a/1"), "locked <b>"}};
  }
  facts.passes[0].inventory_id.reset();
  facts.passes[1].opened = facts.passes[1].times.begin - std::chrono::seconds(2);
  facts.wall = WallFacts{"station-3", "host", 1'239'696'000'000'000'001, 7};
  ASSERT_TRUE(store->put_run("event-1", run("r1"), facts).has_value());
  ASSERT_TRUE(store->put_run("event-1", run("r2")).has_value());

  const auto back = store->load_facts(model::RunId("r1")).value();
  EXPECT_EQ(back.power, facts.power);
  EXPECT_EQ(back.passes, facts.passes);
  EXPECT_EQ(back.wall, facts.wall);
  const auto none = store->load_facts(model::RunId("r2")).value();
  EXPECT_THAT(none.power, IsEmpty());
  EXPECT_THAT(none.passes, IsEmpty());
  EXPECT_FALSE(none.wall.has_value());
}

TEST_F(StoreTest, what_is_registered_is_there_for_sql) {
  open_with_event();
  EXPECT_THAT(look("select title, seed, rig from events"),
              ElementsAre("Trial; drop table runs;--|18446744073709551615|lab"));
  EXPECT_THAT(look("select id, claims, is_virtual from readers"),
              ElementsAre("reader-1|type-c type-d|1"));
  EXPECT_THAT(look("select id, protocol from tag_types order by ordinal"),
              ElementsAre("type-a|type-d", "type-b|type-d"));
  EXPECT_THAT(look("select centre_hz, max_erp_mdbm from region_channels order by ordinal"),
              ElementsAre("920625000|33000", "924375000|33000"));
  EXPECT_THAT(look("select port, gain_dbi, gain_source, cable_loss_db, polarisation, "
                   "calibrated_on, calibrated_how from lane_antennas"),
              ElementsAre("2|8.5|measured|1.25|vertical|2009-04-13|network analyser"));
  const std::int32_t erp = erp_mdbm(event().scenarios[0].lane.antennas[0], 30'000);
  EXPECT_THAT(look("select port, conducted_mdbm, erp_mdbm from scenario_power"),
              ElementsAre("2|30000|" + std::to_string(erp)));
  EXPECT_THAT(look("select plan from scenarios"),
              ElementsAre(evidence::scenario_to_json(event().scenarios[0])));
  EXPECT_THAT(look("select id, uii_bits, item, expected from pieces order by ordinal limit 3"),
              ElementsAre("type-a/0|96|item-0|1", "type-b/1|96|item-1|1", "type-a/2|93|item-2|1"));
  EXPECT_THAT(look("select id, item, expected from pieces where expected = 0"),
              ElementsAre("type-a/900|NULL|0"));
}

TEST_F(StoreTest, a_changed_event_is_brought_up_to_date_and_old_runs_keep_their_scenario) {
  auto store = open_with_event();
  ASSERT_TRUE(store->put_run("event-1", run("r1")).has_value());
  auto changed = event();
  changed.readers[0].firmware = "2.0";
  changed.scenarios[0].lane.antennas[0].cable_loss_db.value = 3;
  ASSERT_TRUE(store->put_event(changed, evidence::JsonPlanTexts{}).has_value());
  ASSERT_TRUE(store->put_run("event-1", run("r2")).has_value());

  EXPECT_THAT(look("select firmware from readers"), ElementsAre("2.0"));
  EXPECT_THAT(look("select a.cable_loss_db from runs r join scenarios s on s.hash = "
                   "r.scenario_hash join lane_antennas a on a.lane = s.lane order by r.id"),
              ElementsAre("1.25", "3.0"));
}

TEST_F(StoreTest, putting_an_event_again_changes_nothing) {
  auto store = open_with_event();
  ASSERT_TRUE(store->put_run("event-1", run("r1")).has_value());
  ASSERT_TRUE(store->put_event(event(), evidence::JsonPlanTexts{}).has_value());
  EXPECT_THAT(look("select (select count(*) from scenarios), (select count(*) from lanes), "
                   "(select count(*) from region_plans), (select count(*) from pieces)"),
              ElementsAre("1|1|1|5"));
}

TEST_F(StoreTest, what_was_not_registered_is_named) {
  auto store = open_with_event();
  const auto refusal = [&](const std::string& event_id, auto change) {
    auto result = run("r9");
    change(result.plan);
    const auto kept = store->put_run(event_id, result);
    return kept ? "accepted"
                : std::string(to_string(kept.error().code)) + ": " + kept.error().message;
  };
  const std::string put = ", expected it to be put before";
  EXPECT_EQ(refusal("none", [](auto&) {}),
            "not_found: the database does not hold the event 'none'" + put);
  EXPECT_EQ(refusal("event-1", [](auto& plan) { plan.reader = model::ReaderId("x"); }),
            "not_found: the database does not hold the reader 'x'" + put);
  EXPECT_EQ(refusal("event-1", [](auto& plan) { plan.scenario = model::ScenarioId("x"); }),
            "not_found: the database does not hold the scenario 'x'" + put);
  EXPECT_EQ(refusal("event-1", [](auto& plan) { plan.tag_types.emplace_back("x"); }),
            "not_found: the database does not hold the tag type 'x'" + put);
  EXPECT_THAT(look("select count(*) from runs"), ElementsAre("0"));
}

TEST_F(StoreTest, a_run_that_fails_half_way_leaves_nothing) {
  auto store = open_with_event();
  RunFacts facts;
  // Two passes of one number break a key after most of the run was written.
  facts.passes = {samples::pass(3, 0), samples::pass(3, 0)};
  const auto kept = store->put_run("event-1", run("r1"), facts);
  ASSERT_FALSE(kept.has_value());
  EXPECT_EQ(kept.error().code, ErrorCode::io);
  EXPECT_THAT(look("select (select count(*) from runs), (select count(*) from outcomes), "
                   "(select count(*) from passes)"),
              ElementsAre("0|0|0"));
  // The store goes on.
  EXPECT_TRUE(store->put_run("event-1", run("r1")).has_value());
}

TEST_F(StoreTest, hostile_and_long_texts_are_data) {
  auto result = run("r'1\"; drop table runs; --");
  result.identity.vendor = "<script>\x01\n=cmd|'/c calc'!A1 :1 ?";
  result.identity.serial = std::string("a\0b", 3);
  result.outcomes[0].detail = std::string(10'000'000, 'x');
  auto store = open_with_event();
  ASSERT_TRUE(store->put_run("event-1", result).has_value());
  EXPECT_THAT(store->load_runs("event-1").value(), ElementsAre(result));
}

TEST_F(StoreTest, a_newer_schema_is_refused_and_left_alone) {
  open_with_event();
  look("update schema_version set version = 99");
  const auto store = Store::open(path_.string());
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, ErrorCode::unsupported);
  EXPECT_EQ(to_string(store.error()),
            path_.string() +
                ": the database has schema version 99 of a newer program, expected at most 4");
  EXPECT_THAT(look("select version from schema_version"), ElementsAre("99"));
}

TEST_F(StoreTest, an_older_schema_is_brought_up_to_date_and_keeps_its_runs) {
  for (const std::string& older : {std::string(k_to_version_3) + k_to_version_2,
                                   std::string(k_to_version_3) + k_to_version_2 + k_to_version_1}) {
    std::filesystem::remove(path_);
    ASSERT_TRUE(open_with_event()->put_run("event-1", run("r1")).has_value());
    look(older);
    auto store = open();
    EXPECT_THAT(look("select version from schema_version"), ElementsAre("4"));
    auto kept = run("r1");
    for (model::PassScore& score : kept.pass_scores) score.steps_failed = 0;
    kept.orders = {};
    kept.statics = {};
    kept.places = {};
    kept.batch.clear();
    kept.checks.clear();
    for (model::PassScore& score : kept.pass_scores) score.over_read = score.most_reads = 0;
    EXPECT_THAT(store->load_runs("event-1").value(), ElementsAre(kept));

    const auto part = store->load_event("event-1", evidence::JsonPlanTexts{});
    ASSERT_FALSE(part.has_value());
    EXPECT_EQ(part.error().code, ErrorCode::unsupported);
    EXPECT_EQ(part.error().message,
              "the database does not hold the whole plan of the radio plan: an older program "
              "stored it; import the evidence again");
    RunFacts facts;
    facts.seal = EvidenceSeal{"00ff", "key"};
    facts.passes = {samples::pass(3, 0)};
    facts.passes[0].manifest = {};
    facts.passes[0].steps = {{2, false, model::PieceId("p"), "not read"}};
    ASSERT_TRUE(store->put_event(event(), evidence::JsonPlanTexts{}).has_value());
    ASSERT_TRUE(store->put_run("event-1", run("r2"), facts).has_value());
    EXPECT_EQ(store->load_facts(model::RunId("r2"))->seal, facts.seal);
    EXPECT_EQ(store->load_facts(model::RunId("r2"))->passes, facts.passes);
    EXPECT_EQ(store->load_runs("event-1").value().back(), run("r2"));
    EXPECT_EQ(store->load_event("event-1", evidence::JsonPlanTexts{}).value(), event());
  }
}

TEST_F(StoreTest, a_migration_that_fails_half_way_leaves_the_older_schema) {
  ASSERT_TRUE(open_with_event()->put_run("event-1", run("r1")).has_value());
  // A later statement of the step finds its name taken; the earlier ones must be undone.
  look(std::string(k_to_version_2) + "create table place_tallies (x text)");
  const auto store = Store::open(path_.string());
  ASSERT_FALSE(store.has_value());
  EXPECT_THAT(store.error().message, HasSubstr("place_tallies"));
  EXPECT_THAT(look("select version from schema_version"), ElementsAre("2"));
  EXPECT_THAT(look("select name from sqlite_master where name = 'pass_steps'"), IsEmpty());
  EXPECT_THAT(look("select id from runs"), ElementsAre("r1"));
}

TEST_F(StoreTest, an_event_comes_back_whole) {
  auto store = open_with_event();
  EXPECT_EQ(store->load_event("event-1", evidence::JsonPlanTexts{}).value(), event());
  EXPECT_THAT(store->events().value(), ElementsAre("event-1"));
  const auto other = store->load_event("event-2", evidence::JsonPlanTexts{});
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().code, ErrorCode::not_found);
  EXPECT_EQ(other.error().message, "the database holds no event 'event-2'");
  look("update readers set plan = '{\"format\": 1}'");
  EXPECT_EQ(store->load_event("event-1", evidence::JsonPlanTexts{}).error().message,
            "the plan of the reader 'reader-1' cannot be read: expected the key '/reader'");
}

TEST_F(StoreTest, what_is_no_store_is_refused) {
  const auto refusal = [](const std::filesystem::path& where) {
    const auto store = Store::open(where.string());
    return store ? "accepted" : store.error().message;
  };
  samples::write_file(folder_ / "text", std::string(5000, 'x'));
  EXPECT_EQ(refusal(folder_ / "text"), "the file is no SQLite database");
  sql(folder_ / "other", "create table songs (name text)");
  EXPECT_EQ(refusal(folder_ / "other"), "the database belongs to another program");
  EXPECT_EQ(refusal("mysql://host/event"),
            "no database of the kind 'mysql' is known, expected a path, 'sqlite3://PATH' or "
            "'postgresql://USER@HOST/DATABASE'");
  EXPECT_THAT(refusal(folder_ / "none" / "x.db"), HasSubstr("unable to open database file"));
  EXPECT_EQ(refusal("a\"b"), "expected the path of a database without quotes and line ends");
  EXPECT_EQ(refusal(""), "expected the path of a database without quotes and line ends");
}

TEST_F(StoreTest, a_url_names_the_same_file) {
  ASSERT_TRUE(open_with_event()->put_run("event-1", run("r1")).has_value());
  const auto store = Store::open("sqlite3://" + path_.string());
  ASSERT_TRUE(store.has_value());
  EXPECT_EQ((*store)->load_runs("event-1")->size(), 1U);
}

TEST_F(StoreTest, names_nobody_knows_in_the_database_are_told) {
  auto store = open_with_event();
  ASSERT_TRUE(store->put_run("event-1", run("r1")).has_value());
  look("update outcomes set verdict = 'splendid' where ordinal = 0");
  const auto runs = store->load_runs("event-1");
  ASSERT_FALSE(runs.has_value());
  EXPECT_EQ(runs.error().message, "the database holds the unknown name 'splendid'");
}

}  // namespace
}  // namespace plugtest::store
