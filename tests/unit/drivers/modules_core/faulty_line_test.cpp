// What the drivers of all five families make of a faulty line: each against its virtual module with
// a fault of the line planted, over TCP and over a pty, in lock-step on lab time.

#include "drivers/all/register.h"
#include "drivers/transport/serial.h"
#include "harness/api/registry.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/recording_listener.h"
#include "tests/doubles/scripted_radio.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest {
namespace {

using model::ReaderFault;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint8_t k_tags = 10;

class FaultyLine : public testing::TestWithParam<std::string> {
 protected:
  FaultyLine() {
    drivers::register_all(registry_);
    const bool ipico = GetParam().starts_with("ipico");
    radio_.mutable_capabilities().antenna_count = 1;
    radio_.mutable_capabilities().protocols = {ipico ? model::AirProtocol::type_d
                                                     : model::AirProtocol::type_c};
    for (std::uint8_t i = 0; i < k_tags; ++i) {
      const auto tag = ipico ? test::ScriptedRadio::type_d_tag(i) : test::ScriptedRadio::tag(i);
      tags_.insert(tag.uii);
    }
  }

  /// Each tag `times` times, `pause` after each other. Polled modules begin the script anew with
  /// every poll, so theirs is short.
  void script(int times, Nanos pause) {
    const bool ipico = GetParam().starts_with("ipico");
    Nanos at{0};
    for (int i = 0; i < times * k_tags; ++i) {
      const auto number = static_cast<std::uint8_t>(i % k_tags);
      at += pause;
      radio_.script.push_back(
          {at, ipico ? test::ScriptedRadio::type_d_tag(number) : test::ScriptedRadio::tag(number)});
    }
  }

  /// One frame in so many. A question is asked twice at most: where every inventory round is one,
  /// two damaged answers in a row are soon an end.
  std::int64_t now_and_then() const { return polled() ? 60 : 40; }

  bool polled() const { return GetParam().starts_with("a0") || GetParam().starts_with("chafon"); }

  /// Makes both ends, with `fault` planted, and connects.
  Result<void> connect(ReaderFault fault, std::int64_t parameter) {
    radio_.planted = {{fault, parameter}};
    auto endpoint = registry_.make_endpoint(bench_.runtime, GetParam(), radio_, {});
    if (!endpoint) return fail(endpoint.error());
    endpoint_ = std::move(*endpoint);
    auto reader = registry_.make_reader(bench_.runtime, endpoint_->uri(), {});
    if (!reader) return fail(reader.error());
    reader_ = std::move(*reader);
    reader_->set_listener(listener_);
    return call([&](auto done) { reader_->connect(seconds(10), std::move(done)); });
  }

  template <class Begin>
  Result<void> call(Begin begin) {
    return bench_.wait_lab<void>(begin);
  }

  Result<void> start() {
    return call([&](auto done) { reader_->start({.id = 1}, seconds(10), std::move(done)); });
  }
  Result<void> stop() {
    auto stopped = call([&](auto done) { reader_->stop(seconds(10), std::move(done)); });
    if (!stopped) return stopped;
    return call([&](auto done) { reader_->drain(seconds(10), std::move(done)); });
  }

  Result<void> pass(Nanos span) {
    bool over = false;
    api::Timer timer(bench_.clock);
    timer.set_after(span, [&] { over = true; });
    return bench_.run_lab([&] { return over; });
  }

  /// An inventory with a faulty line, which ends in order and tells of every tag, and of none that
  /// is not there.
  void expect_all_tags(ReaderFault fault, std::int64_t parameter) {
    script(polled() ? 1 : 20, polled() ? milliseconds(2) : milliseconds(10));
    const auto connected = connect(fault, parameter);
    ASSERT_TRUE(connected) << to_string(connected.error());
    const auto started = start();
    ASSERT_TRUE(started) << to_string(started.error());
    ASSERT_TRUE(pass(seconds(3)));
    const auto stopped = stop();
    ASSERT_TRUE(stopped) << to_string(stopped.error());
    EXPECT_THAT(listener_.downs, IsEmpty());
    EXPECT_EQ(listener_.uiis(), tags_) << "no record is made up, and no tag is lost for good";
  }

  test::AsyncBench bench_;
  test::ScriptedRadio radio_{bench_.clock};
  test::RecordingListener listener_;
  api::ReaderRegistry registry_;
  std::unique_ptr<api::Endpoint> endpoint_;
  std::unique_ptr<api::Reader> reader_;
  std::set<identity::Uii> tags_;
};

INSTANTIATE_TEST_SUITE_P(, FaultyLine,
                         testing::Values("ipico+tcp", "ipico+serial", "mercury+tcp",
                                         "mercury+serial", "a0+tcp", "a0+serial", "chafon+tcp",
                                         "chafon+serial", "m100+tcp", "m100+serial"),
                         [](const auto& family) {
                           std::string name = family.param;
                           name[name.find('+')] = '_';
                           return name;
                         });

TEST_P(FaultyLine, wrong_checks_cost_the_damaged_frames_only) {
  expect_all_tags(ReaderFault::wrong_check, now_and_then());
  EXPECT_THAT(listener_.events, Contains(HasSubstr("no frame (bad-check)")));
}

TEST_P(FaultyLine, lost_bytes_cost_the_damaged_frames_only) {
  expect_all_tags(ReaderFault::lost_bytes, 200);
  EXPECT_THAT(listener_.events, Contains(HasSubstr("no frame")));
}

TEST_P(FaultyLine, half_frames_cost_no_other_frame) {
  expect_all_tags(ReaderFault::half_frames, now_and_then());
  EXPECT_THAT(listener_.events, Contains(HasSubstr("no frame")));
}

TEST_P(FaultyLine, answers_that_are_a_little_late_are_waited_for) {
  expect_all_tags(ReaderFault::late_replies, 300);
  EXPECT_THAT(listener_.events, IsEmpty());
}

TEST_P(FaultyLine, answers_that_never_come_in_time_are_a_time_out) {
  const auto connected = connect(ReaderFault::late_replies, 20'000);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::timed_out);
}

TEST_P(FaultyLine, a_burst_of_garbage_breaks_the_protocol) {
  script(polled() ? 1 : 20, polled() ? milliseconds(2) : milliseconds(10));
  ASSERT_TRUE(connect(ReaderFault::garbage, 500));
  ASSERT_TRUE(start());
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs[0].code, ErrorCode::protocol);
  EXPECT_THAT(listener_.downs[0].message, HasSubstr("speaks another protocol"));
  EXPECT_FALSE(listener_.observations.empty()) << "what was told before is kept";
}

TEST_P(FaultyLine, a_restart_in_the_middle_breaks_the_protocol) {
  script(polled() ? 1 : 20, polled() ? milliseconds(2) : milliseconds(10));
  ASSERT_TRUE(connect(ReaderFault::restarts, 500));
  ASSERT_TRUE(start());
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs[0].code, ErrorCode::protocol);
  EXPECT_THAT(listener_.downs[0].message, AnyOf(HasSubstr("started anew"), HasSubstr("restarted")));
  EXPECT_FALSE(listener_.observations.empty()) << "what was told before is kept";
}

TEST_P(FaultyLine, a_module_at_another_speed_is_told_from_one_that_is_silent) {
  const auto connected = connect(ReaderFault::wrong_baud, 19'200);
  ASSERT_FALSE(connected) << "nothing that it says can be understood";
  EXPECT_THAT(connected.error().code, AnyOf(ErrorCode::timed_out, ErrorCode::protocol));
}

TEST_P(FaultyLine, a_stuck_module_is_noticed_while_the_inventory_runs_or_at_its_end) {
  script(1, milliseconds(2));
  ASSERT_TRUE(connect(ReaderFault::stalls, 500));
  ASSERT_TRUE(start());
  ASSERT_TRUE(pass(seconds(8)));
  const auto stopped = stop();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(listener_.uiis(), tags_);
}

TEST_P(FaultyLine, an_unplugged_module_is_a_lost_link) {
  ASSERT_TRUE(connect(ReaderFault::drops_link, 500));
  ASSERT_TRUE(start());
  ASSERT_TRUE(bench_.run_lab([&] { return !listener_.downs.empty(); }));
  EXPECT_EQ(listener_.downs[0].code, ErrorCode::link_lost);
}

/// On a port that somebody else had open before, and left in the middle of a frame.
class UsedPort : public FaultyLine {
 protected:
  void leave(const std::vector<std::uint8_t>& bytes) {
    const std::string& uri = endpoint_->uri();
    const auto begin = uri.find("//") + 2;
    const std::string path = uri.substr(begin, uri.find('?') - begin);
    std::unique_ptr<drivers::SerialConnect> attempt;
    auto stream = bench_.wait_lab<std::unique_ptr<drivers::LineStream>>([&](auto done) {
      attempt = drivers::connect_serial(bench_.runtime, path, {.lock = false}, seconds(1),
                                        std::move(done));
    });
    ASSERT_TRUE(stream) << to_string(stream.error());
    (*stream)->start([](auto) {}, [](const Error&) {});
    (*stream)->write(bytes);
    ASSERT_TRUE(pass(milliseconds(50)));
    (*stream)->close();
  }
};

INSTANTIATE_TEST_SUITE_P(, UsedPort,
                         testing::Values("ipico+serial", "mercury+serial", "a0+serial",
                                         "chafon+serial", "m100+serial"),
                         [](const auto& family) {
                           return family.param.substr(0, family.param.find('+'));
                         });

TEST_P(UsedPort, what_was_begun_on_it_swallows_no_question) {
  const std::map<std::string, std::vector<std::uint8_t>> begun = {
      {"ipico+serial", {'a', 'b', '0', '0', 'f'}},
      {"mercury+serial", {0xFF, 0xF0, 0x2F}},
      {"a0+serial", {0xA0, 0xFE, 0x01}},
      {"chafon+serial", {0x60, 0x00, 0x01}},
      {"m100+serial", {0xBB, 0x00, 0x49, 0x00, 0xF0}}};
  auto endpoint = registry_.make_endpoint(bench_.runtime, GetParam(), radio_, {});
  ASSERT_TRUE(endpoint) << to_string(endpoint.error());
  endpoint_ = std::move(*endpoint);
  leave(begun.at(GetParam()));
  auto reader = registry_.make_reader(bench_.runtime, endpoint_->uri(), {});
  ASSERT_TRUE(reader) << to_string(reader.error());
  reader_ = std::move(*reader);
  reader_->set_listener(listener_);
  const auto connected = call([&](auto done) { reader_->connect(seconds(10), std::move(done)); });
  EXPECT_TRUE(connected) << to_string(connected.error());
}

}  // namespace
}  // namespace plugtest
