// USB devices that go and come back, in this process: what the watch tells, and a run of the engine
// whose reader is unplugged between two passes. Run by umockdev-wrapper.

#include "drivers/all/register.h"
#include "drivers/transport/usb_watch.h"
#include "drivers/usb_models/usb_adapter.h"
#include "harness/api/reader.h"
#include "harness/api/registry.h"
#include "harness/engine/run.h"
#include "harness/session/wall_clock.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/remembering_evidence.h"
#include "tests/doubles/scripted_radio.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/doubles/timed_rig.h"
#include "tests/doubles/umockdev_usb.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

class WatchTest : public testing::Test {
 protected:
  doubles::UmockdevBus bus_;
  test::AsyncBench bench_;
};

TEST_F(WatchTest, tells_of_devices_that_come) {
  const auto there = make_usb_model(UsbBridgeKind::ftdi);
  const auto later = make_usb_model(UsbBridgeKind::ftdi);
  const auto other = make_usb_model(UsbBridgeKind::cp210x);
  bus_.plug(2, *there);
  int arrived = 0;
  const auto watch =
      watch_usb(bench_.runtime, usb_model_address(UsbBridgeKind::ftdi), [&arrived] { ++arrived; });
  EXPECT_TRUE(bench_.run_until([&] { return arrived == 1; })) << "it was there already";
  bus_.plug(3, *other);
  bus_.plug(4, *later);
  EXPECT_TRUE(bench_.run_until([&] { return arrived == 2; }));
  bus_.unplug(3);
  bus_.unplug(2);
  bus_.plug(5, *there);
  EXPECT_TRUE(bench_.run_until([&] { return arrived == 3; })) << "the other one does not count";
}

/// A virtual Mercury module on a USB cable that can be pulled.
class PluggedModule {
 public:
  PluggedModule(api::Runtime& runtime, api::VirtualRadio& radio,
                const api::ReaderRegistry& registry)
      : runtime_(runtime) {
    auto module = registry.make_endpoint(runtime_, "mercury+serial", radio, {});
    if (!module) throw std::runtime_error(to_string(module.error()));
    module_ = std::move(*module);
    const std::string uri = module_->uri();
    const auto path = uri.find("//") + 2;
    // umockdev answers for whatever is opened below /dev in this process; it does not know ptys.
    std::filesystem::create_symlink(uri.substr(path, uri.find('?') - path), folder_ / "port");
    plug();
  }
  ~PluggedModule() { unplug(); }
  PluggedModule(const PluggedModule&) = delete;
  PluggedModule& operator=(const PluggedModule&) = delete;

  static std::string uri() { return "mercury+usb:///0403:6001/MODULE"; }

  void plug() {
    model_ = make_usb_model(UsbBridgeKind::ftdi, {.serial = "MODULE"});
    adapter_ = join_to_port(runtime_, *model_, {.port = (folder_ / "port").string()});
    bus_.plug(++number_, *model_);
  }
  void unplug() {
    if (!adapter_) return;
    bus_.unplug(number_);
    adapter_.reset();
  }
  bool plugged() const { return adapter_ != nullptr; }

 private:
  api::Runtime& runtime_;
  doubles::TemporaryFolder folder_;
  doubles::UmockdevBus bus_;
  std::unique_ptr<api::Endpoint> module_;
  std::unique_ptr<UsbModel> model_;
  std::unique_ptr<UsbAdapter> adapter_;
  unsigned number_ = 1;
};

class Puller final : public engine::RunListener {
 public:
  std::function<void()> after_second_pass;
  void on_pass(const model::RunPlan&, std::uint32_t pass,
               std::span<const model::PassScore>) override {
    if (pass == 1) after_second_pass();
  }
};

TEST(ReplugTest, a_run_survives_a_module_that_is_unplugged_between_two_passes) {
  boost::asio::io_context io;
  const auto clock = session::make_wall_clock(io);
  api::NoTraffic traffic;
  spdlog::logger log("test", std::make_shared<spdlog::sinks::null_sink_mt>());
  api::Runtime runtime{io, *clock, traffic, log};
  test::ScriptedRadio radio(*clock);
  radio.script_tags(2);
  api::ReaderRegistry registry;
  register_all(registry);
  PluggedModule module(runtime, radio, registry);

  model::RunPlan plan;
  plan.reader = model::ReaderId("module");
  plan.tag_types = {model::TagTypeId("c1")};
  model::ScenarioPlan scenario;
  scenario.decision = model::SequentialRule{};
  scenario.budgets = {seconds(20), seconds(60), milliseconds(10)};
  scenario.lane.antennas.resize(1);
  std::vector<model::Piece> pieces;
  for (std::uint8_t i = 0; i < 2; ++i) {
    model::Piece piece;
    piece.id = model::PieceId("piece-" + std::to_string(i));
    piece.tag_type = plan.tag_types[0];
    piece.uii = test::ScriptedRadio::tag(i).uii;
    pieces.push_back(piece);
  }
  auto reader = registry.make_reader(runtime, PluggedModule::uri(), {});
  ASSERT_TRUE(reader) << to_string(reader.error());
  doubles::TimedRig rig(runtime, milliseconds(100));
  doubles::RememberingEvidence evidence;
  Puller puller;
  puller.after_second_pass = [&] { module.unplug(); };

  engine::Run run({runtime, **reader, rig, evidence, puller, plan, scenario, {}, pieces});
  std::optional<model::RunResult> result;
  run.start([&](model::RunResult ended) { result = std::move(ended); });
  const auto guard = std::chrono::steady_clock::now() + seconds(100);
  while (!result && std::chrono::steady_clock::now() < guard) {
    io.restart();
    io.run_one_for(milliseconds(20));
    const bool lost = std::ranges::any_of(
        evidence.notes, [](const auto& note) { return note.starts_with("link down"); });
    if (lost && !module.plugged()) module.plug();
  }
  ASSERT_TRUE(result) << testing::PrintToString(evidence.notes);
  EXPECT_EQ(result->outcomes.at(0).verdict, model::Verdict::pass) << result->outcomes[0].detail;
  EXPECT_THAT(evidence.notes,
              Contains(AllOf(HasSubstr("link down"), HasSubstr("0403:6001/MODULE was unplugged"))));
  EXPECT_THAT(evidence.notes, Contains(HasSubstr("link up again")));
}

}  // namespace
}  // namespace plugtest::drivers
