#include "drivers/transport/port_lock.h"

#include "tests/doubles/temporary_folder.h"

#include <fstream>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <unistd.h>

namespace plugtest::drivers {
namespace {

using testing::HasSubstr;

class PortLockTest : public testing::Test {
 protected:
  Result<PortLock> take() {
    auto lock = PortLock::take("/dev/ttyUSB7", folder_.path());
    if (lock) lock->hold();
    return lock;
  }
  std::filesystem::path file() const { return folder_ / "LCK..ttyUSB7"; }

  doubles::TemporaryFolder folder_;
};

TEST_F(PortLockTest, the_file_holds_our_number_and_goes_with_the_lock) {
  {
    const auto lock = take();
    ASSERT_TRUE(lock) << to_string(lock.error());
    std::ifstream text(file());
    long pid = 0;
    text >> pid;
    EXPECT_EQ(pid, getpid());
    const auto second = take();
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().message, HasSubstr("process " + std::to_string(getpid())));
  }
  EXPECT_FALSE(std::filesystem::exists(file()));
  EXPECT_TRUE(take());
}

TEST_F(PortLockTest, a_lock_moves_with_its_owner) {
  auto first = take();
  ASSERT_TRUE(first);
  PortLock owner;
  owner = std::move(*first);
  first = fail(ErrorCode::internal, "gone");
  EXPECT_FALSE(take());
}

TEST_F(PortLockTest, a_holder_that_is_closing_is_waited_for) {
  auto lock = take();
  ASSERT_TRUE(lock);
  lock->closing();
  std::thread holder([mine = std::move(*lock)]() mutable { mine = PortLock(); });
  EXPECT_TRUE(take());
  holder.join();
}

TEST_F(PortLockTest, an_attempt_that_is_given_up_is_waited_for) {
  auto attempt = PortLock::take("/dev/ttyUSB7", folder_.path());
  ASSERT_TRUE(attempt);
  std::thread opening([mine = std::move(*attempt)]() mutable { mine = PortLock(); });
  EXPECT_TRUE(take());
  opening.join();
}

TEST_F(PortLockTest, a_living_program_that_only_wrote_the_file_is_respected) {
  std::ofstream(file()) << "         " << getppid() << "\n";
  const auto lock = take();
  ASSERT_FALSE(lock);
  EXPECT_THAT(lock.error().message, HasSubstr("/dev/ttyUSB7 is in use by "));
  EXPECT_THAT(lock.error().message, HasSubstr("process " + std::to_string(getppid())));
}

TEST_F(PortLockTest, a_file_left_by_a_crash_locks_nothing) {
  for (const char* left : {"  99999999\n", "garbage", ""}) {
    std::ofstream(file()) << left;
    EXPECT_TRUE(take()) << left;
  }
}

TEST_F(PortLockTest, a_folder_that_is_not_there_is_named) {
  const auto lock = PortLock::take("/dev/pts/3", folder_ / "none");
  ASSERT_FALSE(lock);
  EXPECT_THAT(lock.error().message, HasSubstr("none/LCK..pts_3"));
}

}  // namespace
}  // namespace plugtest::drivers
