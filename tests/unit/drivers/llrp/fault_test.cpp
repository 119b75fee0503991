// The driver against virtual readers with planted faults.

#include "tests/unit/drivers/llrp/driver_bench.h"

namespace plugtest::drivers {
namespace {

using model::ReaderFault;
using testing::HasSubstr;
using testing::SizeIs;

TEST_F(DriverTest, fault_lost_reports) {
  radio_.planted = {{ReaderFault::lost_reports, 5}};
  radio_.script_tags(200);
  open();
  ASSERT_TRUE(inventory());
  EXPECT_THAT(listener_.observations, SizeIs(testing::AllOf(testing::Gt(140U), testing::Lt(180U))));
}

TEST_F(DriverTest, fault_duplicated_reports) {
  radio_.planted = {{ReaderFault::duplicated_reports, 5}};
  radio_.script_tags(200);
  open();
  ASSERT_TRUE(inventory());
  EXPECT_THAT(listener_.uiis(), SizeIs(200));
  EXPECT_THAT(listener_.observations, SizeIs(testing::AllOf(testing::Gt(220U), testing::Lt(260U))));
}

TEST_F(DriverTest, fault_wrong_uii) {
  radio_.planted = {{ReaderFault::wrong_uii, 5}};
  radio_.script_tags(200);
  open();
  ASSERT_TRUE(inventory());
  EXPECT_THAT(listener_.observations, SizeIs(200));
  std::size_t wrong = 0;
  for (unsigned i = 0; i < 200; ++i) {
    const auto expected = test::ScriptedRadio::tag(static_cast<std::uint8_t>(i)).uii;
    wrong += listener_.observations[i].uii == expected ? 0U : 1U;
  }
  EXPECT_GT(wrong, 20U);
  EXPECT_LT(wrong, 60U);
}

TEST_F(DriverTest, random_faults_are_the_same_in_every_run) {
  radio_.planted = {{ReaderFault::lost_reports, 3}};
  radio_.script_tags(100);
  open();
  ASSERT_TRUE(inventory());
  const auto once = listener_.uiis();
  listener_.observations.clear();
  reader_.reset();
  endpoint_.reset();
  listen();
  reader_ = make_reader(listener_);
  ASSERT_TRUE(connect(*reader_));
  ASSERT_TRUE(inventory());
  EXPECT_EQ(listener_.uiis(), once);
}

TEST_F(DriverTest, fault_refuses_start) {
  radio_.planted = {{ReaderFault::refuses_start, 0}};
  open();
  const auto started = start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::refused);
}

TEST_F(DriverTest, fault_stalls_is_timed_out) {
  radio_.planted = {{ReaderFault::stalls, 500}};
  open();
  ASSERT_TRUE(start());
  ASSERT_TRUE(pass_time(std::chrono::seconds(1)));
  const auto stopped = stop();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::timed_out);
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs.at(0).code, ErrorCode::timed_out);
  EXPECT_THAT(listener_.downs.at(0).message, HasSubstr("keepalive"));
}

TEST_F(DriverTest, fault_garbage_is_a_protocol_error_with_its_place) {
  radio_.planted = {{ReaderFault::garbage, 500}};
  open();
  ASSERT_TRUE(start());
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs.at(0).code, ErrorCode::protocol);
  EXPECT_TRUE(listener_.downs.at(0).where.byte_offset);
  const auto stopped = stop();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::link_lost);
  EXPECT_THAT(listener_.downs, SizeIs(1)) << "told once";
}

TEST_F(DriverTest, fault_drops_link_is_a_lost_link) {
  radio_.planted = {{ReaderFault::drops_link, 500}};
  open();
  ASSERT_TRUE(start());
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs.at(0).code, ErrorCode::link_lost);
  reader_->cancel();
  EXPECT_TRUE(connect(*reader_)) << "a dropped link can be made again";
}

TEST_F(DriverTest, fault_half_closed_is_a_lost_link) {
  radio_.planted = {{ReaderFault::half_closed, 500}};
  open();
  ASSERT_TRUE(start());
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs.at(0).code, ErrorCode::link_lost);
  reader_->cancel();
  EXPECT_TRUE(connect(*reader_)) << "the reader lets go when its client does";
}

TEST_F(DriverTest, fault_buffered_burst_tells_its_reads_after_it_has_said_that_it_is_done) {
  radio_.planted = {{ReaderFault::buffered_burst, 1'000}};
  radio_.script_tags(20);
  open();
  ASSERT_TRUE(inventory()) << "stop and drain are answered at once";
  EXPECT_THAT(listener_.observations, testing::IsEmpty());
  ASSERT_TRUE(pass_time(std::chrono::seconds(2)));
  EXPECT_THAT(listener_.uiis(), SizeIs(20));
}

TEST_F(DriverTest, fault_wrong_message_id_is_a_protocol_error) {
  radio_.planted = {{ReaderFault::wrong_message_id, 0}};
  listen();
  reader_ = make_reader(listener_);
  const auto connected = connect(*reader_);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::protocol);
  EXPECT_THAT(connected.error().message, HasSubstr("which no request had"));
}

}  // namespace
}  // namespace plugtest::drivers
