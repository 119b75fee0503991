// The exec driver against programs that behave, and against those that do not.

#include "drivers/exec/exec_reader.h"

#include "harness/api/uri.h"
#include "tests/doubles/recording_listener.h"
#include "tests/unit/drivers/exec/floor_bench.h"

#include <array>
#include <memory>
#include <string>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Nanos k_patience = std::chrono::seconds(20);
constexpr Nanos k_short = std::chrono::milliseconds(150);  // for what never comes

class ExecTest : public testing::Test {
 protected:
  void make(const std::string& script, const ExecReaderOptions& options = {}) {
    make_uri("exec:" SCRIPTED_ADAPTER " " + script, options);
  }
  void make_uri(const std::string& text, const ExecReaderOptions& options = {}) {
    const std::array<std::string, 1> schemes = {"exec"};
    const auto uri = api::parse_reader_uri(text, schemes);
    ASSERT_TRUE(uri) << to_string(uri.error());
    auto made = make_exec_reader(bench_.runtime, *uri, {}, options);
    ASSERT_TRUE(made) << to_string(made.error());
    reader_ = std::move(*made);
    reader_->set_listener(listener_);
  }
  Result<void> connect(Nanos patience = k_patience) {
    return bench_.wait<void>([&](auto done) { reader_->connect(patience, std::move(done)); });
  }
  Result<model::ReaderIdentity> identify(Nanos patience = k_patience) {
    return bench_.wait<model::ReaderIdentity>(
        [&](auto done) { reader_->identify(patience, std::move(done)); });
  }
  Result<void> start() {
    return bench_.wait<void>([&](auto done) { reader_->start({7}, k_patience, std::move(done)); });
  }
  Result<void> stop() {
    return bench_.wait<void>([&](auto done) { reader_->stop(k_patience, std::move(done)); });
  }
  Result<void> drain() {
    return bench_.wait<void>([&](auto done) { reader_->drain(k_patience, std::move(done)); });
  }
  Result<void> close() {
    return bench_.wait<void>([&](auto done) { reader_->close(k_patience, std::move(done)); });
  }
  bool link_down() {
    return bench_.run_until([&] { return !listener_.downs.empty(); });
  }
  void open(const std::string& script, const ExecReaderOptions& options = {}) {
    make(script, options);
    const auto connected = connect();
    ASSERT_TRUE(connected) << to_string(connected.error());
  }

  test::FloorBench bench_;
  test::RecordingListener listener_;
  std::unique_ptr<api::Reader> reader_;
};

TEST_F(ExecTest, AGoodProgramIsAReader) {
  open("good");
  const auto identity = identify();
  ASSERT_TRUE(identity) << to_string(identity.error());
  EXPECT_EQ(identity->model, "Scripted");
  EXPECT_EQ(reader_->clock_offset(), std::chrono::milliseconds(250));
  model::ReaderSettings settings;
  settings.antennas = {1};
  const auto applied = bench_.wait<model::AppliedSettings>(
      [&](auto done) { reader_->configure(settings, k_patience, std::move(done)); });
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_EQ(applied->power_mdbm, 30'000);
  ASSERT_TRUE(start());
  ASSERT_TRUE(stop());
  ASSERT_TRUE(drain());
  EXPECT_THAT(listener_.observations, SizeIs(2))
      << "what came before the barrier has been delivered";
  EXPECT_EQ(listener_.observations[0].inventory_id, 7U);
  EXPECT_NE(listener_.observations[0].received, HostTime{});
  EXPECT_THAT(listener_.events, ElementsAre("buffer nearly full"));
  EXPECT_TRUE(close());
  EXPECT_THAT(listener_.downs, IsEmpty());
}

TEST_F(ExecTest, TagsAreAccessedThroughIt) {
  open("good");
  const auto access = [&](const model::AccessOrder& order) {
    return bench_.wait<std::optional<model::AccessedTag>>(
        [&](auto done) { reader_->access(order, k_patience, std::move(done)); });
  };
  model::AccessOrder order;
  const auto none = access(order);
  ASSERT_TRUE(none) << to_string(none.error());
  EXPECT_FALSE(*none) << "no tag matched";
  order.filter = model::TagFilter{.mask = bits::BitString(0x3008, 16)};
  order.operations = {{.kind = model::AccessRequest::Kind::read, .bank = 2, .word_count = 2}};
  const auto tag = access(order);
  ASSERT_TRUE(tag && *tag);
  EXPECT_THAT((*tag)->results.at(0).words, ElementsAre(0xE280, 0x1160));
}

TEST_F(ExecTest, AProgramIsStartedAnewByTheNextConnect) {
  open("dies");
  EXPECT_FALSE(identify());
  ASSERT_TRUE(link_down());
  EXPECT_EQ(identify().error().code, ErrorCode::link_lost) << "it is gone";
  EXPECT_TRUE(connect());
}

TEST_F(ExecTest, AMissingProgramAndAReaderOutOfReachAreUnreachable) {
  make_uri("exec:./no-such-program --port 3");
  EXPECT_EQ(connect().error().code, ErrorCode::unreachable);
  make("unreachable");
  const auto connected = connect();
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::unreachable);
  EXPECT_EQ(connected.error().message, "no route to the reader");
}

TEST_F(ExecTest, AnotherVersionOfTheContractIsRefused) {
  make("version-2");
  const auto connected = connect();
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::refused);
  EXPECT_THAT(connected.error().message, HasSubstr("version 2"));
}

TEST_F(ExecTest, ADeafProgramIsKilledWhenConnectRunsOutOfTime) {
  make("deaf");
  const auto connected = connect(k_short);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::timed_out);
  EXPECT_THAT(listener_.downs, IsEmpty()) << "during connect() only the call is told";
}

TEST_F(ExecTest, AProgramThatHangsIsKilledAndTheLinkIsDown) {
  open("hangs");
  const auto identity = identify(k_short);
  ASSERT_FALSE(identity);
  EXPECT_EQ(identity.error().code, ErrorCode::timed_out);
  ASSERT_TRUE(link_down());
  EXPECT_THAT(listener_.downs[0].message, HasSubstr("'identify' in time and was killed"));
}

TEST_F(ExecTest, DeathIsALostLinkWithItsStatusAndLastWords) {
  open("dies");
  const auto identity = identify();
  ASSERT_FALSE(identity);
  EXPECT_EQ(identity.error().code, ErrorCode::link_lost);
  EXPECT_THAT(identity.error().message, HasSubstr("exited with status 70"));
  EXPECT_THAT(identity.error().message, HasSubstr("'out of memory'"));
  ASSERT_TRUE(link_down());
  EXPECT_EQ(listener_.downs[0].code, ErrorCode::link_lost);
}

TEST_F(ExecTest, DeathBeforeAnyWordToo) {
  make("last-words");
  EXPECT_THAT(connect().error().message,
              HasSubstr("status 4; its last words: 'no such device: /dev/reader0'"));
  make("silent-death");
  EXPECT_THAT(connect().error().message, HasSubstr("exited with status 3"));
  open("crashes");
  EXPECT_THAT(identify().error().message, HasSubstr("signal 9"));
}

TEST_F(ExecTest, HalfAMessageIsNamed) {
  open("half-a-message");
  const auto identity = identify();
  ASSERT_FALSE(identity);
  EXPECT_EQ(identity.error().code, ErrorCode::link_lost);
  EXPECT_THAT(identity.error().message, HasSubstr("in the middle of a message"));
}

TEST_F(ExecTest, TextOnItsOutputBreaksTheProtocol) {
  make("garbage");
  const auto connected = connect();
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::protocol);
  EXPECT_EQ(connected.error().where.byte_offset, 0U);
}

TEST_F(ExecTest, AFewBytesThatCouldBeAMessageAreNamedWhenTheCallRunsOut) {
  make("few-words");
  const auto connected = connect(k_short);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::timed_out);
  EXPECT_THAT(connected.error().message, HasSubstr("6 bytes of it are no whole message"));
}

TEST_F(ExecTest, WrongAnswersBreakTheProtocol) {
  for (const char* script : {"wrong-kind", "wrong-id"}) {
    open(script);
    const auto identity = identify();
    ASSERT_FALSE(identity) << script;
    EXPECT_EQ(identity.error().code, ErrorCode::protocol) << script;
  }
  open("answers-twice");
  ASSERT_TRUE(identify());
  EXPECT_TRUE(link_down());
}

TEST_F(ExecTest, ReportsBelongToAnInventory) {
  make("early-report");
  EXPECT_EQ(connect().error().code, ErrorCode::protocol) << "before the first";
  open("wrong-inventory");
  ASSERT_TRUE(start());
  EXPECT_TRUE(link_down()) << "of another one";
  listener_.downs.clear();
  open("late-report");
  ASSERT_TRUE(start());
  ASSERT_TRUE(stop());
  ASSERT_TRUE(drain());
  EXPECT_TRUE(link_down()) << "behind the barrier";
  EXPECT_THAT(listener_.observations, IsEmpty());
}

TEST_F(ExecTest, AFloodOfReportsIsStopped) {
  open("floods-reports", {.max_reports = 10'000});
  ASSERT_TRUE(start());
  ASSERT_TRUE(link_down());
  EXPECT_EQ(listener_.downs[0].code, ErrorCode::protocol);
  EXPECT_LE(listener_.observations.size(), 10'000U);
  EXPECT_GT(listener_.observations.size(), 9'000U) << "reports count up to the limit";
}

TEST_F(ExecTest, AFloodLeavesRoomForOthers) {
  open("floods-reports");
  ASSERT_TRUE(start());
  // A timer of a run goes off though there is always more to read, and a cancel ends it.
  bool ticked = false;
  api::Timer timer(*bench_.clock);
  timer.set_after(std::chrono::milliseconds(1), [&] { ticked = true; });
  EXPECT_TRUE(bench_.run_until([&] { return ticked; }));
  reader_->cancel();
  const std::size_t before = listener_.observations.size();
  bench_.run_until([&] { return bench_.io.poll() == 0; });
  EXPECT_EQ(listener_.observations.size(), before) << "nothing comes after cancel()";
}

TEST_F(ExecTest, EventsAndLogLinesAreBounded) {
  open("floods-events");
  ASSERT_TRUE(start());
  ASSERT_TRUE(stop());
  EXPECT_THAT(listener_.events, SizeIs(256));
  EXPECT_THAT(listener_.events.back(), HasSubstr("further events are not shown"));
  open("floods-log");
  ASSERT_TRUE(start());
  ASSERT_TRUE(stop());
  ASSERT_TRUE(close());
  const std::string log = bench_.log_text.str();
  EXPECT_LT(log.size(), 2'000U * 800U);
  EXPECT_THAT(log, HasSubstr("xxx"));
  EXPECT_EQ(log.find(std::string(513, 'x')), std::string::npos) << "long lines are cut";
}

TEST_F(ExecTest, ARefusalIsNoLostLink) {
  open("refuses-start");
  const auto started = start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::refused);
  EXPECT_EQ(started.error().message, "the antenna is open");
  EXPECT_TRUE(identify()) << "the program is still there";
}

TEST_F(ExecTest, ALostReaderBehindTheProgramIsALostLink) {
  open("loses-reader");
  ASSERT_TRUE(start());
  ASSERT_TRUE(link_down());
  EXPECT_EQ(listener_.downs[0].code, ErrorCode::link_lost);
  EXPECT_EQ(listener_.downs[0].message, "the reader hung up");
}

TEST_F(ExecTest, CancelEndsThePendingCall) {
  open("hangs");
  std::optional<Result<model::ReaderIdentity>> result;
  reader_->identify(k_patience, [&](auto got) { result = std::move(got); });
  reader_->cancel();
  ASSERT_FALSE(result) << "not from inside";
  ASSERT_TRUE(bench_.run_until([&] { return result.has_value(); }));
  EXPECT_EQ(result->error().code, ErrorCode::cancelled);
}

TEST_F(ExecTest, AReaderMayBeDestroyedFromItsOwnCallback) {
  open("dies");
  bool over = false;
  reader_->identify(k_patience, [&](const auto&) {
    reader_.reset();
    over = true;
  });
  EXPECT_TRUE(bench_.run_until([&] { return over; }));
}

TEST_F(ExecTest, AProgramThatStaysAfterCloseIsKilled) {
  open("stays");
  EXPECT_TRUE(close());
}

TEST_F(ExecTest, NothingIsSetBehindAQuestionMark) {
  const std::array<std::string, 1> schemes = {"exec"};
  const auto uri = api::parse_reader_uri("exec:prog?a=1", schemes);
  ASSERT_TRUE(uri);
  const auto made = make_exec_reader(bench_.runtime, *uri, {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::configuration);
}

}  // namespace
}  // namespace plugtest::drivers
