// The same store on a real PostgreSQL server, which the test starts.

#include "harness/evidence/plan_texts.h"
#include "harness/store/location.h"
#include "harness/store/postgresql_text.h"
#include "harness/store/store.h"
#include "tests/doubles/postgresql_server.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/harness/evidence/samples.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>

namespace plugtest::store {
namespace {

namespace samples = evidence::samples;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string hostile_text() {
  using namespace std::string_literals;
  return "<script>alert(1)</script> =cmd|' /C calc'!A0 \x01\x07\x1b[31m\x10zz \0 end\r\n"s +
         "\xff\xfe\xc0\x80 \xed\xa0\x80 \xf0\x9f\x93\xae '); drop table runs;--";
}

model::EventPlan event() {
  const auto used = samples::used_plan();
  model::EventPlan plan;
  plan.id = "event-1";
  plan.title = hostile_text();
  plan.region = used.region;
  plan.readers = {used.reader};
  plan.tag_types = {used.tag_types[0], used.tag_types[0]};
  plan.tag_types[1].id = model::TagTypeId("type-b");
  plan.scenarios = {used.scenario};
  return plan;
}

model::RunResult run(unsigned number) {
  auto result = samples::result("run-" + std::to_string(number));
  // Ids whose order differs between the collations of people and of bytes.
  if (number % 2 == 1) result.plan.plan_hash = "Zz" + std::to_string(number);
  if (number % 3 == 1) result.plan.plan_hash = "ab" + std::to_string(number);
  result.outcomes[0].detail = hostile_text();
  if (number == 0) result.outcomes[0].detail += std::string(std::size_t{10} << 20U, 'x');
  return result;
}

RunFacts facts(unsigned number) {
  RunFacts known;
  known.power = {{1, 30'000, 33'150}};
  known.passes = {samples::pass(number, 0)};
  known.passes[0].manifest = {};
  known.wall = WallFacts{"station", hostile_text(), 1, 2};
  known.seal = EvidenceSeal{"0011", ""};
  return known;
}

void fill(Store& store) {
  ASSERT_TRUE(store.put_event(event(), evidence::JsonPlanTexts{}).has_value());
  for (unsigned i = 0; i < 12; ++i) {
    const auto kept = store.put_run("event-1", run(i), facts(i));
    ASSERT_TRUE(kept.has_value()) << to_string(kept.error());
  }
}

class PostgresqlStore : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (doubles::PostgresqlServer::missing().empty()) {
      server = std::make_unique<doubles::PostgresqlServer>();
    }
  }
  static void TearDownTestSuite() { server.reset(); }
  void SetUp() override {
    if (server == nullptr) GTEST_SKIP() << doubles::PostgresqlServer::missing();
    url_ = server->new_database();
  }

  static std::unique_ptr<Store> open(const std::string& where, const StoreOptions& options = {}) {
    auto store = Store::open(where, options);
    EXPECT_TRUE(store.has_value()) << to_string(store.error());
    return store ? std::move(*store) : nullptr;
  }

  // The outside view: the library of PostgreSQL itself.
  std::string sql(const std::string& statement) const {
    PGconn* connection = ::PQconnectdb(url_.c_str());
    PGresult* result = ::PQexec(connection, statement.c_str());
    std::string text = ::PQresultErrorMessage(result);
    if (::PQntuples(result) > 0) text = ::PQgetvalue(result, 0, 0);
    ::PQclear(result);
    ::PQfinish(connection);
    return text;
  }

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): one server for all tests
  inline static std::unique_ptr<doubles::PostgresqlServer> server;
  std::string url_;
};

TEST_F(PostgresqlStore, gives_what_sqlite_gives) {
  const doubles::TemporaryFolder folder;
  const auto file = open(folder / "results.db", {.to_disk = false});
  const auto remote = open(url_);
  ASSERT_TRUE(file && remote);
  fill(*file);
  fill(*remote);
  for (const bool again : {false, true}) {
    const auto runs = remote->load_runs("event-1");
    ASSERT_TRUE(runs.has_value()) << to_string(runs.error());
    EXPECT_EQ(runs->size(), 12U);
    EXPECT_EQ(*runs, file->load_runs("event-1").value());
    EXPECT_EQ(remote->cells("event-1").value(), file->cells("event-1").value());
    for (unsigned i = 0; i < 12; ++i) {
      const auto id = run(i).plan.id;
      EXPECT_EQ(remote->load_facts(id)->passes, file->load_facts(id)->passes);
      EXPECT_EQ(remote->load_facts(id)->power, facts(i).power);
      EXPECT_EQ(remote->load_facts(id)->wall, facts(i).wall);
      EXPECT_EQ(remote->load_facts(id)->seal, facts(i).seal);
    }
    if (!again) fill(*remote);  // storing the same again changes nothing
  }
  EXPECT_EQ(sql("select count(*) from runs"), "12");
}

TEST_F(PostgresqlStore, takes_over_what_stations_kept_in_files_and_gives_it_back) {
  const doubles::TemporaryFolder folder;
  const auto file = open(folder / "results.db", {.to_disk = false});
  const auto remote = open(url_);
  const auto back = open(folder / "back.db", {.to_disk = false});
  ASSERT_TRUE(file && remote && back);
  fill(*file);
  EXPECT_EQ(remote->import_from(*file, NewEvents::refused), (MergeReport{12, 0}));
  EXPECT_EQ(remote->import_from(*file, NewEvents::refused), (MergeReport{0, 12}));
  EXPECT_EQ(back->import_from(*remote, NewEvents::refused), (MergeReport{12, 0}));
  EXPECT_EQ(back->load_runs("event-1").value(), file->load_runs("event-1").value());
  EXPECT_EQ(back->history().value(), file->history().value());
}

TEST_F(PostgresqlStore, a_newer_schema_is_refused_and_left_alone) {
  ASSERT_NE(open(url_), nullptr);
  sql("update schema_version set version = 99");
  const auto store = Store::open(url_);
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, ErrorCode::unsupported);
  EXPECT_EQ(store.error().message,
            "the database has schema version 99 of a newer program, expected at most 4");
  EXPECT_EQ(sql("select version from schema_version"), "99");
}

TEST_F(PostgresqlStore, what_is_no_store_or_no_server_is_refused) {
  sql("create table songs (name text)");
  const auto other = Store::open(url_);
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().message, "the database belongs to another program");

  const auto absent = Store::open(server->url("nowhere"));
  ASSERT_FALSE(absent.has_value());
  EXPECT_EQ(absent.error().code, ErrorCode::unreachable);
  EXPECT_THAT(absent.error().message, StartsWith("cannot reach the database server: "));
  EXPECT_THAT(absent.error().message, HasSubstr("database \"nowhere\" does not exist"));
}

TEST_F(PostgresqlStore, several_stations_at_once_lose_nothing) {
  std::vector<std::thread> stations;
  std::atomic<int> failed{0};
  for (const char* station : {"a", "b", "c"}) {
    stations.emplace_back([&, station] {
      const auto store = open(url_);
      if (store == nullptr || !store->put_event(event(), evidence::JsonPlanTexts{})) {
        ++failed;
        return;
      }
      for (unsigned i = 0; i < 10; ++i) {
        const auto own = samples::result(station + std::to_string(i));
        if (!store->put_run("event-1", own)) ++failed;
        // One that all of them bring.
        if (!store->put_run("event-1", samples::result("shared"))) ++failed;
      }
    });
  }
  for (auto& station : stations) station.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(open(url_)->load_runs("event-1")->size(), 31U);
}

TEST_F(PostgresqlStore, a_server_that_comes_back_in_mid_event_costs_nothing) {
  const auto store = open(url_, {.patience = std::chrono::minutes(2)});
  ASSERT_TRUE(store->put_event(event(), evidence::JsonPlanTexts{}).has_value());
  ASSERT_TRUE(store->put_run("event-1", run(0)).has_value());
  server->kill();
  std::thread station([&] {
    for (unsigned i = 1; i < 4; ++i) {
      const auto kept = store->put_run("event-1", run(i));
      EXPECT_TRUE(kept.has_value()) << to_string(kept.error());
    }
  });
  server->start();
  station.join();
  EXPECT_EQ(store->load_runs("event-1")->size(), 4U);
}

TEST_F(PostgresqlStore, a_server_that_stays_away_is_told_in_bounded_time) {
  const auto store = open(url_, {.patience = std::chrono::seconds(0)});
  ASSERT_TRUE(store->put_event(event(), evidence::JsonPlanTexts{}).has_value());
  server->kill();
  const auto kept = store->put_run("event-1", run(0));
  server->start();
  ASSERT_FALSE(kept.has_value());
  EXPECT_EQ(kept.error().code, ErrorCode::link_lost);
  EXPECT_THAT(kept.error().message,
              StartsWith("the database server went away and was not back within 0 s ("));
  EXPECT_THAT(kept.error().message,
              HasSubstr("'plugtest import' brings it into the database later"));
  EXPECT_TRUE(store->put_run("event-1", run(0)).has_value()) << "the next call finds it again";
}

TEST_F(PostgresqlStore, a_database_that_stays_busy_is_told_in_bounded_time) {
  const auto store = open(url_, {.patience = std::chrono::seconds(0)});
  PGconn* other = ::PQconnectdb(url_.c_str());
  ::PQclear(::PQexec(other, "begin"));
  ::PQclear(::PQexec(other, "select pg_advisory_xact_lock(1886156135)"));
  const auto kept = store->put_event(event(), evidence::JsonPlanTexts{});
  ::PQclear(::PQexec(other, "rollback"));
  ::PQfinish(other);
  ASSERT_FALSE(kept.has_value());
  EXPECT_EQ(kept.error().message, "another process kept the database busy for too long");
  const auto later = store->put_event(event(), evidence::JsonPlanTexts{});
  EXPECT_TRUE(later.has_value()) << to_string(later.error());
}

TEST(PostgresqlText, keeps_every_byte_and_leaves_plain_text_alone) {
  EXPECT_EQ(to_postgresql_text("Poste, \xc3\xa9, \xe4\xb8\xad, \xf0\x9f\x93\xae\n"),
            "Poste, \xc3\xa9, \xe4\xb8\xad, \xf0\x9f\x93\xae\n");
  EXPECT_EQ(to_postgresql_text(std::string_view("\0", 1)),
            "\x10"
            "00");
  EXPECT_EQ(to_postgresql_text("\xff"),
            "\x10"
            "ff");
  EXPECT_EQ(to_postgresql_text("\x10"),
            "\x10"
            "10");
  EXPECT_EQ(to_postgresql_text("\xc0\x80"),
            "\x10"
            "c0\x10"
            "80")
      << "too long a form";
  EXPECT_EQ(to_postgresql_text("\xed\xa0\x80"),
            "\x10"
            "ed\x10"
            "a0\x10"
            "80")
      << "a surrogate";
  EXPECT_EQ(to_postgresql_text("\xf4\x90\x80\x80"),
            "\x10"
            "f4\x10"
            "90\x10"
            "80\x10"
            "80");
  EXPECT_EQ(to_postgresql_text("\xe4\xb8"),
            "\x10"
            "e4\x10"
            "b8")
      << "cut off";
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (const auto& text : {all, hostile_text(), all + all + "\xc3"}) {
    EXPECT_EQ(from_postgresql_text(to_postgresql_text(text)), text);
  }
  EXPECT_EQ(from_postgresql_text("\x10zz\x10"), "\x10zz\x10") << "not ours, left alone";
}

TEST(StoreLocation, shows_no_password) {
  const auto shown = [](const std::string& where) { return parse_location(where)->for_people(); };
  EXPECT_EQ(shown("postgresql://me:secret@host:5432/event"), "postgresql://me:***@host:5432/event");
  EXPECT_EQ(shown("postgres://me@host/event?password=se&sslmode=require"),
            "postgres://me@host/event?password=***&sslmode=require");
  EXPECT_EQ(shown("postgresql://host:5432/event"), "postgresql://host:5432/event");
  EXPECT_EQ(shown("postgresql://me:p/a@b@host/event"), "postgresql://me:***@host/event");
  EXPECT_EQ(shown("results.db"), "results.db");
}

}  // namespace
}  // namespace plugtest::store
