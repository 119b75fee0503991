// What is left when a process that writes is killed, at points that differ from try to try.

#include "harness/evidence/append_file.h"
#include "harness/evidence/reader.h"
#include "harness/evidence/records.h"
#include "harness/evidence/run_folder.h"
#include "harness/evidence/verify.h"
#include "tests/doubles/kill_points.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/harness/evidence/samples.h"

#include <array>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plugtest::evidence {
namespace {

namespace fs = std::filesystem;

using doubles::kill_point;
using doubles::kill_points;

// A child process that tells its progress, a 32-bit number a step, and is killed after some steps.
class KilledChild {
 public:
  using Tell = std::function<void(std::uint32_t)>;

  // `work` goes on until it is killed.
  explicit KilledChild(const std::function<void(const Tell&)>& work) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    child_ = ::fork();
    if (child_ < 0) throw std::runtime_error("no child");
    if (child_ == 0) {
      ::close(ends[0]);
      work([&](std::uint32_t step) {
        if (::write(ends[1], &step, sizeof step) != sizeof step) ::_exit(1);
      });
      ::_exit(2);
    }
    ::close(ends[1]);
    progress_ = ends[0];
  }

  // Kills it once it has told of step `last`; the last step it told of before it died.
  std::uint32_t kill_after(std::uint32_t last) {
    std::uint32_t step = 0;
    std::uint32_t told = 0;
    while (::read(progress_, &step, sizeof step) == sizeof step) {
      told = step;
      if (step == last) ::kill(child_, SIGKILL);
    }
    int status = 0;
    ::waitpid(child_, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself, with " << WEXITSTATUS(status);
    ::close(progress_);
    return told;
  }

 private:
  pid_t child_ = -1;
  int progress_ = -1;
};

TEST(Crash, every_flushed_record_is_readable) {
  for (std::uint32_t attempt = 0; attempt < kill_points(20); ++attempt) {
    const doubles::TemporaryFolder folder;
    const fs::path path = folder / "records";
    KilledChild child([&](const KilledChild::Tell& tell) {
      auto file = AppendFile::create(path);
      if (!file) ::_exit(3);
      RecordWriter writer([&](std::string_view bytes) { (*file)->append(bytes); });
      for (std::uint32_t i = 1;; ++i) {
        writer.append(RecordType{i}, std::string((i * 37U) % 5000U, static_cast<char>(i)));
        // Some records wait for the next ones, as between two flushes.
        if (i % 3 == 0) {
          (*file)->flush(false);
          tell(i);
        }
      }
    });
    const std::uint32_t flushed = child.kill_after(3 * (1 + kill_point(attempt, 360)));

    std::ifstream in(path, std::ios::binary);
    RecordReader reader(in);
    std::uint32_t count = 0;
    while (const auto record = reader.next()) {
      ++count;
      ASSERT_EQ(record->type, count);
      ASSERT_EQ(record->payload, std::string((count * 37U) % 5000U, static_cast<char>(count)));
    }
    EXPECT_GE(count, flushed);
    EXPECT_EQ(reader.ending().how, RecordEnding::How::cut_off);
  }
}

TEST(Crash, the_folder_of_a_killed_run_can_be_read) {
  for (std::uint32_t attempt = 0; attempt < kill_points(20); ++attempt) {
    const doubles::TemporaryFolder root;
    KilledChild child([&](const KilledChild::Tell& tell) {
      auto folder = RunFolder::create(
          root.path(), {.name = "run", .plan_json = "{}\n", .command = "", .versions = {}}, nullptr,
          {.to_disk = false, .flush_period = std::chrono::milliseconds(1)});
      if (!folder) ::_exit(3);
      for (std::uint32_t i = 0;; ++i) {
        const auto pass = samples::pass(i, 30);
        (*folder)->on_pass_begin(i, pass.times.begin, pass.manifest);
        (*folder)->on_observations(i, pass.observations);
        (*folder)->on_pass_end(pass);
        tell(i);
      }
    });
    child.kill_after(kill_point(attempt, 800));

    const auto run = read_run(root / "run.part");
    ASSERT_TRUE(run.has_value()) << to_string(run.error());
    EXPECT_FALSE(run->finished);
    EXPECT_EQ(run->recorded.ending.how, RecordEnding::How::cut_off);
    for (std::size_t i = 0; i < run->recorded.passes.size(); ++i) {
      ASSERT_EQ(run->recorded.passes[i], samples::pass(static_cast<std::uint32_t>(i), 30));
    }
    EXPECT_LE(run->recorded.unfinished.size(), 1U);
  }
}

TEST(Crash, a_run_that_is_killed_while_it_ends_is_whole_or_marked_as_cut_off) {
  for (std::uint32_t attempt = 0; attempt < kill_points(20); ++attempt) {
    const doubles::TemporaryFolder root;
    KilledChild child([&](const KilledChild::Tell& tell) {
      auto folder = RunFolder::create(
          root.path(), {.name = "run", .plan_json = "{}\n", .command = "", .versions = {}}, nullptr,
          {.to_disk = false});
      if (!folder) ::_exit(3);
      const auto pass = samples::pass(0, 30);
      (*folder)->on_pass_begin(0, pass.times.begin, pass.manifest);
      (*folder)->on_observations(0, pass.observations);
      (*folder)->on_pass_end(pass);
      tell(0);
      // Other points than those at which the signal usually comes: it takes its time.
      volatile std::uint32_t waited = 0;
      while (waited < kill_point(attempt, 100'000)) waited = waited + 1;
      if (!(*folder)->finish(samples::result())) ::_exit(4);
      ::pause();
    });
    child.kill_after(0);

    const bool published = fs::exists(root / "run");
    EXPECT_NE(published, fs::exists(root / "run.part"));
    const auto report = verify(root / (published ? "run" : "run.part"));
    ASSERT_TRUE(report.has_value());
    if (published) {
      EXPECT_TRUE(report->finished);
      EXPECT_TRUE(report->intact()) << to_string(report->findings.front());
    }
  }
}

// In a child: limits and user ids hold for a whole process. The answer is its exit code.
int in_child(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Crash, a_full_disk_ends_in_an_error_and_keeps_what_there_was_room_for) {
  const doubles::TemporaryFolder root;
  const int code = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100'000, 100'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
    auto folder = RunFolder::create(
        root.path(), {.name = "run", .plan_json = "{}\n", .command = "", .versions = {}}, nullptr,
        {.to_disk = false, .flush_period = std::chrono::milliseconds(1)});
    if (!folder) return 3;
    for (std::uint32_t i = 0; i < 100; ++i) {
      const auto pass = samples::pass(i, 100);
      (*folder)->on_pass_begin(i, pass.times.begin, pass.manifest);
      (*folder)->on_observations(i, pass.observations);
      (*folder)->on_pass_end(pass);
    }
    const auto finished = (*folder)->finish(samples::result());
    return !finished && finished.error().message.starts_with("cannot write to the file: ") ? 0 : 4;
  });
  EXPECT_EQ(code, 0);
  EXPECT_FALSE(fs::exists(root / "run"));
  const auto run = read_run(root / "run.part");
  ASSERT_TRUE(run.has_value()) << to_string(run.error());
  EXPECT_EQ(run->recorded.ending.how, RecordEnding::How::cut_off);
  EXPECT_GE(run->recorded.passes.size(), 5U);
  EXPECT_EQ(run->recorded.passes.back(),
            samples::pass(static_cast<std::uint32_t>(run->recorded.passes.size() - 1), 100));
}

TEST(Crash, a_folder_that_nobody_may_write_is_named) {
  const doubles::TemporaryFolder root;
  const int code = in_child([&] {
    // The superuser may write anywhere.
    constexpr uid_t k_nobody = 65534;
    if (::chmod(root.path().c_str(), 0555) != 0) return 2;
    if (::geteuid() == 0 && ::setuid(k_nobody) != 0) return 3;
    const auto folder = RunFolder::create(
        root.path(), {.name = "run", .plan_json = "", .command = "", .versions = {}}, nullptr);
    const bool told = !folder && folder.error().code == ErrorCode::io &&
                      folder.error().message == "cannot make the folder: Permission denied" &&
                      folder.error().where.file == (root / "run.part").string();
    return told ? 0 : 4;
  });
  EXPECT_EQ(code, 0);
  ASSERT_EQ(::chmod(root.path().c_str(), 0755), 0);
}

}  // namespace
}  // namespace plugtest::evidence
