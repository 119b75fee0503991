#include "harness/evidence/append_file.h"

#include "harness/evidence/flusher.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/harness/evidence/samples.h"

#include <chrono>
#include <csignal>
#include <future>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plugtest::evidence {
namespace {

using samples::read_file;
using ::testing::HasSubstr;

TEST(AppendFile, what_was_flushed_is_in_the_file) {
  const doubles::TemporaryFolder folder;
  auto file = AppendFile::create(folder / "a");
  ASSERT_TRUE(file.has_value());
  (*file)->append("one");
  EXPECT_EQ(read_file(folder / "a"), "");
  (*file)->flush(true);
  EXPECT_EQ(read_file(folder / "a"), "one");
  (*file)->append(" two");
  // SHA-256 of "one two", computed apart.
  EXPECT_EQ((*file)->close(true),
            "8ab63e29a4ba14e4e1688f9c15e5af90895421358c945b0431f85d66977bd3d2");
  EXPECT_EQ(read_file(folder / "a"), "one two");
}

TEST(AppendFile, memory_is_bounded_without_a_flush) {
  const doubles::TemporaryFolder folder;
  auto file = AppendFile::create(folder / "a");
  ASSERT_TRUE(file.has_value());
  const std::string mebibyte(std::size_t{1} << 20U, 'x');
  for (int i = 0; i < 9; ++i) (*file)->append(mebibyte);
  EXPECT_GE(std::filesystem::file_size(folder / "a"), 5 * mebibyte.size());
}

TEST(AppendFile, never_writes_into_a_file_that_is_there) {
  const doubles::TemporaryFolder folder;
  samples::write_file(folder / "a", "kept");
  const auto file = AppendFile::create(folder / "a");
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, ErrorCode::io);
  EXPECT_EQ(read_file(folder / "a"), "kept");
}

// A limit on the size of files stands for a full disk: write() fails half-way. In a child, since
// the limit holds for the whole process.
TEST(AppendFile, a_full_disk_is_remembered_and_leaves_no_hole) {
  const doubles::TemporaryFolder folder;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(2);
    auto file = AppendFile::create(folder / "a");
    if (!file) ::_exit(3);
    (*file)->append(std::string(600, 'a'));
    (*file)->flush(false);
    (*file)->append(std::string(600, 'b'));
    (*file)->flush(false);
    (*file)->append("c");
    const auto closed = (*file)->close(false);
    const bool told = !closed && closed.error().code == ErrorCode::io &&
                      closed.error().message.starts_with("cannot write to the file: ");
    ::_exit(told ? 0 : 4);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(read_file(folder / "a"), std::string(600, 'a') + std::string(400, 'b'));
}

TEST(Flusher, hands_over_what_was_appended_without_further_calls) {
  const doubles::TemporaryFolder folder;
  auto file = AppendFile::create(folder / "a");
  ASSERT_TRUE(file.has_value());
  const Flusher flusher({file->get()}, std::chrono::milliseconds(5), false,
                        [](const Error& error) { ADD_FAILURE() << to_string(error); });
  (*file)->append("silence follows");
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (read_file(folder / "a").empty() && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::yield();
  }
  EXPECT_EQ(read_file(folder / "a"), "silence follows");
}

// In a child again, since the limit holds for the whole process.
TEST(Flusher, tells_the_first_error_of_a_file_as_soon_as_it_is_there) {
  const doubles::TemporaryFolder folder;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(2);
    auto file = AppendFile::create(folder / "a");
    if (!file) ::_exit(3);
    (*file)->append(std::string(2000, 'a'));
    std::promise<std::string> told;
    const Flusher flusher({file->get()}, std::chrono::milliseconds(5), false,
                          [&](const Error& error) { told.set_value(error.message); });
    auto message = told.get_future();
    if (message.wait_for(std::chrono::seconds(20)) != std::future_status::ready) ::_exit(4);
    ::_exit(message.get().starts_with("cannot write to the file: ") ? 0 : 5);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace plugtest::evidence
