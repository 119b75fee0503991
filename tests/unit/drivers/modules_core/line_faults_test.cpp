// What each planted fault does to the frames of a virtual module.

#include "drivers/modules_core/virtual_line_faults.h"
#include "drivers/modules_core/virtual_module.h"
#include "tests/doubles/async_bench.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::drivers {
namespace {

using model::ReaderFault;
using std::chrono::milliseconds;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Bytes = std::vector<std::uint8_t>;

class LineFaultsTest : public testing::Test, private LineFaultActions {
 protected:
  LineFaults& plant(std::vector<model::PlantedFault> faults) {
    planted_ = std::move(faults);
    faults_.emplace(bench_.runtime, planted_, 42, spoil_last_byte,
                    static_cast<LineFaultActions&>(*this));
    return *faults_;
  }
  LineFaults& plant(ReaderFault fault, std::int64_t parameter) {
    return plant({{fault, parameter}});
  }

  void pass(Nanos span) {
    bool over = false;
    api::Timer timer(bench_.clock);
    timer.set_after(span, [&] { over = true; });
    ASSERT_TRUE(bench_.run_lab([&] { return over; }));
  }

  std::size_t count(const Bytes& frame) const {
    return static_cast<std::size_t>(std::ranges::count(written_, frame));
  }

  test::AsyncBench bench_;
  std::vector<model::PlantedFault> planted_;
  std::optional<LineFaults> faults_;
  std::vector<Bytes> written_;
  int hang_ups_ = 0;
  int half_ends_ = 0;
  int restarts_ = 0;

 private:
  void write(std::span<const std::uint8_t> bytes) override {
    written_.emplace_back(bytes.begin(), bytes.end());
  }
  void hang_up() override { ++hang_ups_; }
  void end_sending() override { ++half_ends_; }
  void restart() override { ++restarts_; }
};

TEST_F(LineFaultsTest, none_leaves_every_frame_as_it_is) {
  LineFaults& faults = plant(ReaderFault::wrong_uii, 1);
  faults.inventory_began();
  faults.report({1, 2, 3, 4});
  faults.answer({5, 6});
  EXPECT_THAT(written_, ElementsAre(Bytes{1, 2, 3, 4}, Bytes{5, 6}));
}

TEST_F(LineFaultsTest, a_wrong_check_changes_the_check_and_nothing_else) {
  LineFaults& faults = plant(ReaderFault::wrong_check, 4);
  for (int i = 0; i < 100; ++i) faults.report({1, 2, 3, 4});
  for (int i = 0; i < 100; ++i) faults.answer({1, 2, 3, 4});
  EXPECT_THAT(written_, SizeIs(200));
  EXPECT_EQ(count({1, 2, 3, 4}) + count({1, 2, 3, 5}), 200U);
  EXPECT_GT(count({1, 2, 3, 5}), 30U) << "one in four, give or take";
  EXPECT_LT(count({1, 2, 3, 5}), 70U);
}

TEST_F(LineFaultsTest, half_a_frame_is_the_first_half) {
  LineFaults& faults = plant(ReaderFault::half_frames, 1);
  faults.report({1, 2, 3, 4});
  faults.answer({5, 6, 7});
  EXPECT_THAT(written_, ElementsAre(Bytes{1, 2}, Bytes{5}));
}

TEST_F(LineFaultsTest, bytes_get_lost_one_by_one) {
  LineFaults& faults = plant(ReaderFault::lost_bytes, 10);
  std::size_t came = 0;
  for (int i = 0; i < 100; ++i) faults.report(Bytes(10, 7));
  for (const Bytes& frame : written_) {
    EXPECT_THAT(frame, Each(7));
    came += frame.size();
  }
  EXPECT_GT(came, 850U) << "nine in ten, give or take";
  EXPECT_LT(came, 950U);
}

TEST_F(LineFaultsTest, late_answers_keep_their_order_and_reports_do_not_wait) {
  LineFaults& faults = plant(ReaderFault::late_replies, 300);
  faults.answer({1});
  pass(milliseconds(100));
  faults.answer({2});
  faults.report({9});
  EXPECT_THAT(written_, ElementsAre(Bytes{9}));
  pass(milliseconds(201));
  EXPECT_THAT(written_, ElementsAre(Bytes{9}, Bytes{1}));
  pass(milliseconds(100));
  EXPECT_THAT(written_, ElementsAre(Bytes{9}, Bytes{1}, Bytes{2}));
  faults.answer({3});
  faults.host_gone();
  pass(milliseconds(500));
  EXPECT_THAT(written_, SizeIs(3)) << "it was for a host that is gone";
}

TEST_F(LineFaultsTest, a_restart_comes_once_and_takes_late_answers_along) {
  LineFaults& faults = plant({{ReaderFault::restarts, 500}, {ReaderFault::late_replies, 300}});
  faults.inventory_began();
  pass(milliseconds(400));
  faults.answer({1});
  EXPECT_EQ(restarts_, 0);
  pass(milliseconds(200));
  EXPECT_EQ(restarts_, 1);
  faults.inventory_began();
  pass(milliseconds(1000));
  EXPECT_EQ(restarts_, 1) << "timed faults are counted from the first inventory";
  EXPECT_THAT(written_, IsEmpty());
}

TEST_F(LineFaultsTest, a_stuck_module_says_nothing_more) {
  LineFaults& faults = plant(ReaderFault::stalls, 100);
  faults.inventory_began();
  pass(milliseconds(50));
  faults.report({1});
  pass(milliseconds(100));
  faults.report({2});
  faults.answer({3});
  EXPECT_THAT(written_, ElementsAre(Bytes{1}));
}

TEST_F(LineFaultsTest, an_unplugged_module_hangs_up_unless_its_host_went_first) {
  LineFaults& faults = plant(ReaderFault::drops_link, 100);
  faults.inventory_began();
  faults.host_gone();
  pass(milliseconds(200));
  EXPECT_EQ(hang_ups_, 0);
  faults.inventory_began();
  pass(milliseconds(200));
  EXPECT_EQ(hang_ups_, 1);
}

TEST_F(LineFaultsTest, reports_are_kept_back_and_come_in_one_burst_while_answers_go_at_once) {
  LineFaults& faults = plant(ReaderFault::buffered_burst, 100);
  faults.report({1});
  pass(milliseconds(60));
  faults.report({2});
  faults.answer({9});
  EXPECT_THAT(written_, ElementsAre(Bytes{9}));
  pass(milliseconds(60));
  EXPECT_THAT(written_, ElementsAre(Bytes{9}, Bytes{1}, Bytes{2}));
  faults.report({3});
  faults.host_gone();
  pass(milliseconds(200));
  EXPECT_THAT(written_, SizeIs(3)) << "nobody is there to hear the rest";
}

TEST_F(LineFaultsTest, a_module_keeps_back_no_more_than_it_has_room_for) {
  LineFaults& faults = plant(ReaderFault::buffered_burst, 100);
  for (int i = 0; i < 200; ++i) faults.report(Bytes(1'000, static_cast<std::uint8_t>(i)));
  pass(milliseconds(200));
  EXPECT_THAT(written_, SizeIs(65));
  EXPECT_EQ(written_.back(), Bytes(1'000, 199)) << "the oldest are lost";
}

TEST_F(LineFaultsTest, a_half_closed_line_ends_once_for_every_host) {
  LineFaults& faults = plant(ReaderFault::half_closed, 100);
  faults.inventory_began();
  pass(milliseconds(200));
  EXPECT_EQ(half_ends_, 1);
  faults.host_gone();
  faults.inventory_began();
  pass(milliseconds(200));
  EXPECT_EQ(half_ends_, 2);
}

TEST_F(LineFaultsTest, the_same_seed_strikes_the_same_frames) {
  const auto run = [&] {
    written_.clear();
    LineFaults& faults = plant(ReaderFault::wrong_check, 3);
    for (std::uint8_t i = 0; i < 100; ++i) faults.report({i, 0});
    return written_;
  };
  const auto once = run();
  EXPECT_EQ(once, run());
}

}  // namespace
}  // namespace plugtest::drivers
