// Several writers of one database, and writers that are killed.

#include "harness/evidence/plan_texts.h"
#include "harness/store/store.h"
#include "tests/doubles/kill_points.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/harness/evidence/samples.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plugtest::store {
namespace {

namespace samples = evidence::samples;

constexpr unsigned k_runs_each = 25;

model::EventPlan event() {
  const auto used = samples::used_plan();
  model::EventPlan plan;
  plan.id = "event-1";
  plan.region = used.region;
  plan.readers = {used.reader};
  plan.tag_types = {used.tag_types[0], used.tag_types[0]};
  plan.tag_types[1].id = model::TagTypeId("type-b");
  plan.scenarios = {used.scenario};
  return plan;
}

// Opens, registers and stores its runs; what went wrong, or nothing.
std::string store_runs(const std::filesystem::path& path, const std::string& station,
                       const std::function<void(unsigned)>& stored) {
  auto store = Store::open(path.string(), {.to_disk = false});
  if (!store) return to_string(store.error());
  if (auto kept = (*store)->put_event(event(), evidence::JsonPlanTexts{}); !kept) {
    return to_string(kept.error());
  }
  for (unsigned i = 0; i < k_runs_each; ++i) {
    const auto result = samples::result(station + "-" + std::to_string(i));
    if (auto kept = (*store)->put_run("event-1", result); !kept) return to_string(kept.error());
    stored(i);
  }
  return {};
}

std::set<std::string> stored_ids(const std::filesystem::path& path) {
  auto store = Store::open(path.string());
  if (!store) throw std::runtime_error(to_string(store.error()));
  std::set<std::string> ids;
  const auto runs = (*store)->load_runs("event-1");
  if (!runs) throw std::runtime_error(to_string(runs.error()));
  for (const auto& run : *runs) {
    EXPECT_EQ(run, samples::result(run.plan.id.str()));
    ids.insert(run.plan.id.str());
  }
  return ids;
}

TEST(SharedStore, processes_that_make_and_fill_one_database_lose_nothing) {
  const doubles::TemporaryFolder folder;
  const auto path = folder / "results.db";
  constexpr unsigned k_stations = 3;
  std::vector<pid_t> children;
  for (unsigned station = 0; station < k_stations; ++station) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      const std::string problem =
          store_runs(path, "station" + std::to_string(station), [](unsigned) {});
      if (!problem.empty()) ::fprintf(stderr, "%s\n", problem.c_str());
      ::_exit(problem.empty() ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  EXPECT_EQ(stored_ids(path).size(), k_stations * k_runs_each);
}

TEST(SharedStore, threads_share_one_store) {
  const doubles::TemporaryFolder folder;
  const auto path = folder / "results.db";
  auto store = Store::open(path.string(), {.to_disk = false});
  ASSERT_TRUE(store.has_value());
  ASSERT_TRUE((*store)->put_event(event(), evidence::JsonPlanTexts{}).has_value());
  std::vector<std::thread> threads;
  for (const char* name : {"a", "b"}) {
    threads.emplace_back([&store, name] {
      for (unsigned i = 0; i < k_runs_each; ++i) {
        const auto result = samples::result(name + std::to_string(i));
        EXPECT_TRUE((*store)->put_run("event-1", result).has_value());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(stored_ids(path).size(), 2 * k_runs_each);
}

TEST(SharedStore, a_killed_writer_leaves_whole_runs_only) {
  for (unsigned attempt = 0; attempt < doubles::kill_points(10); ++attempt) {
    const doubles::TemporaryFolder folder;
    const auto path = folder / "results.db";
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      store_runs(path, "s", [&](unsigned i) {
        const auto step = static_cast<unsigned char>(i);
        if (::write(ends[1], &step, 1) != 1) ::_exit(1);
      });
      ::pause();
    }
    ::close(ends[1]);
    unsigned char step = 0;
    while (::read(ends[0], &step, 1) == 1) {
      if (step == doubles::kill_point(attempt, k_runs_each)) ::kill(child, SIGKILL);
    }
    ::close(ends[0]);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    // All that was reported as stored, and at most the one that was under way.
    const std::size_t count = stored_ids(path).size();
    EXPECT_GE(count, step + 1U);
    EXPECT_LE(count, step + 2U);
  }
}

TEST(SharedStore, a_database_that_stays_busy_is_told_in_bounded_time) {
  const doubles::TemporaryFolder folder;
  const auto path = folder / "results.db";
  auto store = Store::open(path.string(), {.to_disk = false, .patience = std::chrono::seconds(0)});
  ASSERT_TRUE(store.has_value());
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "begin immediate", nullptr, nullptr, nullptr), SQLITE_OK);

  const auto kept = (*store)->put_event(event(), evidence::JsonPlanTexts{});
  ASSERT_FALSE(kept.has_value());
  EXPECT_EQ(kept.error().code, ErrorCode::timed_out);
  EXPECT_EQ(kept.error().message, "another process kept the database busy for too long");

  ASSERT_EQ(sqlite3_exec(other, "rollback", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(other);
  EXPECT_TRUE((*store)->put_event(event(), evidence::JsonPlanTexts{}).has_value());
}

}  // namespace
}  // namespace plugtest::store
