// What a module said is recorded while its driver works; replayed, it gives the same observations.

#include "drivers/all/register.h"
#include "harness/api/registry.h"
#include "harness/api/wire_tap.h"
#include "protocols/bits/hex.h"
#include "protocols/capture/pcapng_writer.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/recording_listener.h"
#include "tests/doubles/scripted_radio.h"
#include "tests/doubles/temporary_folder.h"

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::drivers {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Tap final : public api::WireTap {
 public:
  struct Piece {
    api::Direction direction;
    std::vector<std::uint8_t> bytes;
  };
  void on_link(HostTime) override {}
  void on_bytes(api::Direction direction, HostTime, std::span<const std::uint8_t> bytes) override {
    pieces.push_back({direction, {bytes.begin(), bytes.end()}});
  }
  std::string said_by_the_module() const {
    std::string all;
    for (const Piece& piece : pieces) {
      if (piece.direction == api::Direction::from_reader) {
        all.append(piece.bytes.begin(), piece.bytes.end());
      }
    }
    return all;
  }
  std::vector<Piece> pieces;
};

/// What lives on in a recording: host time, clock offset and inventory are the replay's own.
std::vector<model::Observation> lasting(std::vector<model::Observation> observations) {
  for (auto& one : observations) {
    one.received = {};
    one.inventory_id.reset();
  }
  return observations;
}

class ModuleReplay : public testing::TestWithParam<std::string> {
 protected:
  ModuleReplay() { register_all(registry_); }

  /// Five tags, told to a live driver; the tap has heard it all.
  void record() {
    const bool ipico = GetParam() == "ipico";
    test::ScriptedRadio radio{bench_.clock};
    if (ipico) radio.mutable_capabilities().protocols = {model::AirProtocol::type_d};
    for (std::uint8_t i = 0; i < 5; ++i) {
      radio.script.push_back({milliseconds(2 * i + 2), ipico ? test::ScriptedRadio::type_d_tag(i)
                                                             : test::ScriptedRadio::tag(i)});
    }
    auto endpoint = registry_.make_endpoint(bench_.runtime, GetParam() + "+serial", radio, {});
    ASSERT_TRUE(endpoint) << to_string(endpoint.error());
    auto reader = registry_.make_reader(bench_.runtime, (*endpoint)->uri(), {.wire_tap = &tap_});
    ASSERT_TRUE(reader) << to_string(reader.error());
    play(**reader, live_);
    ASSERT_FALSE(live_.observations.empty());
  }

  /// One whole inventory of `reader`.
  void play(api::Reader& reader, test::RecordingListener& listener) {
    reader.set_listener(listener);
    const auto call = [&](auto begin) { return bench_.wait_lab<void>(begin); };
    ASSERT_TRUE(call([&](auto done) { reader.connect(seconds(10), std::move(done)); }));
    ASSERT_TRUE(call([&](auto done) { reader.start({.id = 1}, seconds(10), std::move(done)); }));
    bool over = false;
    api::Timer timer(bench_.clock);
    timer.set_after(milliseconds(200), [&] { over = true; });
    ASSERT_TRUE(bench_.run_lab([&] { return over; }));
    ASSERT_TRUE(call([&](auto done) { reader.stop(seconds(10), std::move(done)); }));
    ASSERT_TRUE(call([&](auto done) { reader.drain(seconds(10), std::move(done)); }));
    ASSERT_TRUE(call([&](auto done) { reader.close(seconds(10), std::move(done)); }));
  }

  void replay(const std::string& content) {
    const auto file = folder_ / "recording";
    std::ofstream(file, std::ios::binary) << content;
    auto reader =
        registry_.make_reader(bench_.runtime, GetParam() + "+replay://" + file.string(), {});
    ASSERT_TRUE(reader) << to_string(reader.error());
    play(**reader, replayed_);
  }

  doubles::TemporaryFolder folder_;
  test::AsyncBench bench_;
  api::ReaderRegistry registry_;
  Tap tap_;
  test::RecordingListener live_;
  test::RecordingListener replayed_;
};

INSTANTIATE_TEST_SUITE_P(, ModuleReplay,
                         testing::Values("ipico", "mercury", "a0", "chafon", "m100"),
                         [](const auto& family) { return family.param; });

TEST_P(ModuleReplay, the_bytes_of_the_line_give_the_same_observations) {
  record();
  replay(tap_.said_by_the_module());
  EXPECT_EQ(lasting(replayed_.observations), lasting(live_.observations));
}

TEST_P(ModuleReplay, so_does_a_dump_of_them) {
  record();
  const std::string said = tap_.said_by_the_module();
  std::string dump = "# what the module said\n";
  for (const char byte : said) {
    const auto value = static_cast<std::uint8_t>(byte);
    dump += bits::to_hex(std::span(&value, 1)) + "\n";
  }
  replay(dump);
  EXPECT_EQ(lasting(replayed_.observations), lasting(live_.observations));
}

TEST_P(ModuleReplay, so_does_a_wire_trace_of_both_sides) {
  record();
  std::string trace;
  capture::PcapngWriter writer(
      [&](std::span<const std::uint8_t> bytes) { trace.append(bytes.begin(), bytes.end()); },
      "test");
  const auto line = writer.open({.address = {192, 0, 2, 1}, .port = 40'000},
                                {.address = {192, 0, 2, 2}, .port = 5'084}, 0);
  for (const Tap::Piece& piece : tap_.pieces) {
    const bool asked = piece.direction == api::Direction::to_reader;
    writer.data(line,
                asked ? capture::Direction::client_to_server : capture::Direction::server_to_client,
                0, piece.bytes);
  }
  replay(trace);
  EXPECT_EQ(lasting(replayed_.observations), lasting(live_.observations));
}

TEST_P(ModuleReplay, what_is_no_frame_is_passed_over) {
  record();
  replay("??" + tap_.said_by_the_module() + "and half a fra");
  EXPECT_EQ(lasting(replayed_.observations), lasting(live_.observations));
  EXPECT_THAT(replayed_.downs, IsEmpty());
}

}  // namespace
}  // namespace plugtest::drivers
