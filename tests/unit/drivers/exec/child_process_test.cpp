// Programs of others as children: what they write and how they end.

#include "drivers/exec/child_process.h"

#include "tests/unit/drivers/exec/floor_bench.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plugtest::drivers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ChildTest : public testing::Test {
 protected:
  void spawn(const std::vector<std::string>& words) {
    auto spawned = ChildProcess::spawn(bench_.runtime, words);
    ASSERT_TRUE(spawned) << to_string(spawned.error());
    child_ = std::move(*spawned);
    child_->start([this](auto bytes) { output_.append(bytes.begin(), bytes.end()); },
                  [this](const std::string& line) { lines_.push_back(line); },
                  [this](const ChildEnd& end) { end_ = end; });
  }
  void shell(const std::string& script) { spawn({"/bin/sh", "-c", script}); }
  bool ended() {
    return bench_.run_until([this] { return end_.has_value(); });
  }
  void write(const std::string& text) {
    child_->write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }
  /// Whether there is still such a process, as a zombie too.
  static bool exists(int pid) { return ::kill(pid, 0) == 0; }

  test::FloorBench bench_;
  std::string output_;
  std::vector<std::string> lines_;
  std::optional<ChildEnd> end_;
  std::unique_ptr<ChildProcess> child_;
};

TEST_F(ChildTest, TalksBothWaysAndEndsWithItsInput) {
  spawn({"cat"});
  write("hello ");
  write("child");
  ASSERT_TRUE(bench_.run_until([this] { return output_.size() == 11; }));
  EXPECT_EQ(output_, "hello child");
  child_->end_input();
  ASSERT_TRUE(ended());
  EXPECT_EQ(end_->to_string(), "exited with status 0");
}

TEST_F(ChildTest, WordsReachTheProgramAsTheyAre) {
  spawn({"printf", "%s|", "a b", "$HOME", "*", "'q'"});
  ASSERT_TRUE(ended());
  EXPECT_EQ(output_, "a b|$HOME|*|'q'|") << "no shell has seen them";
}

TEST_F(ChildTest, AProgramThatIsNotThereIsUnreachable) {
  const auto spawned = ChildProcess::spawn(bench_.runtime, {"./no-such-program"});
  ASSERT_FALSE(spawned);
  EXPECT_EQ(spawned.error().code, ErrorCode::unreachable);
  EXPECT_THAT(spawned.error().message, HasSubstr("No such file"));
}

TEST_F(ChildTest, StatusAndLastWordsAreTold) {
  shell("echo one >&2; printf 'two\\033[31m' >&2; exit 7");
  ASSERT_TRUE(ended());
  EXPECT_THAT(lines_, ElementsAre("one", "two [31m"));
  EXPECT_EQ(end_->to_string(), "exited with status 7; its last words: 'two [31m'");
}

TEST_F(ChildTest, ASignalIsTold) {
  shell("kill -SEGV $$");
  ASSERT_TRUE(ended());
  EXPECT_TRUE(end_->by_signal);
  EXPECT_THAT(end_->to_string(), HasSubstr("signal 11"));
}

TEST_F(ChildTest, AllThatWasWrittenBeforeTheEndIsDelivered) {
  shell("head -c 150000 /dev/zero; exit 1");
  ASSERT_TRUE(ended());
  EXPECT_EQ(output_.size(), 150'000U);
}

TEST_F(ChildTest, KillingTakesItsChildrenToo) {
  shell("sleep 600 & echo $!; wait");
  ASSERT_TRUE(bench_.run_until([this] { return output_.ends_with('\n'); }));
  const int grandchild = std::stoi(output_);
  const int pid = child_->pid();
  child_->kill();
  ASSERT_TRUE(ended());
  EXPECT_FALSE(exists(pid)) << "reaped";
  // Its parent is whoever adopts orphans now; until that one has reaped it, it is a zombie at most.
  EXPECT_TRUE(bench_.run_until([&] {
    if (!exists(grandchild)) return true;
    std::ifstream status("/proc/" + std::to_string(grandchild) + "/stat");
    const std::string text((std::istreambuf_iterator<char>(status)), {});
    return text.empty() || text.find(") Z ") != std::string::npos;
  }));
}

TEST_F(ChildTest, NobodyIsLeftBehindWhenTheOwnerGoes) {
  shell("trap '' TERM HUP; while :; do sleep 600; done");
  const int pid = child_->pid();
  ASSERT_TRUE(exists(pid));
  child_.reset();
  EXPECT_FALSE(exists(pid)) << "neither running nor a zombie";
  EXPECT_FALSE(end_);
}

TEST_F(ChildTest, AChildThatClosesItsOutputAndStaysIsKilled) {
  shell("exec <&- >&-; sleep 600");
  ASSERT_TRUE(ended());
  EXPECT_TRUE(end_->by_signal);
}

TEST_F(ChildTest, ItInheritsNoneOfOurFiles) {
  const int leaked = ::dup(STDERR_FILENO);  // not close-on-exec
  ASSERT_GT(leaked, 2);
  shell("ls /proc/self/fd | tr '\\n' ' '");
  ASSERT_TRUE(ended());
  ::close(leaked);
  // 0, 1, 2 and the directory that ls reads.
  EXPECT_THAT(output_, testing::StartsWith("0 1 2 3 "));
  EXPECT_EQ(output_.find(" " + std::to_string(leaked) + " ", 8), std::string::npos);
}

}  // namespace
}  // namespace plugtest::drivers
