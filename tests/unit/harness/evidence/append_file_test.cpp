#include "harness/evidence/append_file.h"

#include "harness/evidence/flusher.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/harness/evidence/samples.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
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

namespace fs = std::filesystem;

using samples::read_file;

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

// Where a file holds 1000 bytes, which stands for a full disk: write() fails half-way. `work` is
// done in a child, since the limit holds for the whole process; what it returns is the exit code, 0
// = good.
int on_a_full_disk(const fs::path& path, const std::function<int(AppendFile&)>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(101);
    auto file = AppendFile::create(path);
    ::_exit(file ? work(**file) : 102);
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

bool tells_of_writing(const Error& error) {
  return error.code == ErrorCode::io && error.message.starts_with("cannot write to the file: ");
}

TEST(AppendFile, a_full_disk_is_remembered_and_leaves_no_hole) {
  const doubles::TemporaryFolder folder;
  const int code = on_a_full_disk(folder / "a", [](AppendFile& file) {
    file.append(std::string(600, 'a'));
    file.flush(false);
    file.append(std::string(600, 'b'));
    file.flush(false);
    file.append("c");
    const auto closed = file.close(false);
    return !closed && tells_of_writing(closed.error()) ? 0 : 1;
  });
  EXPECT_EQ(code, 0);
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

TEST(Flusher, tells_the_first_error_of_a_file_as_soon_as_it_is_there) {
  const doubles::TemporaryFolder folder;
  const int code = on_a_full_disk(folder / "a", [](AppendFile& file) {
    file.append(std::string(2000, 'a'));
    std::promise<Error> told;
    const Flusher flusher({&file}, std::chrono::milliseconds(5), false,
                          [&](const Error& error) { told.set_value(error); });
    auto error = told.get_future();
    if (error.wait_for(std::chrono::seconds(20)) != std::future_status::ready) return 1;
    return tells_of_writing(error.get()) ? 0 : 2;
  });
  EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace plugtest::evidence
