// The same event with modules on a serial line and with them on USB: scenario text -> session ->
// engine -> driver -> this process' unchanged libusb -> umockdev's usbfs -> device model -> virtual
// module -> lab, in lock-step all the way. Run by umockdev-wrapper.

#include "drivers/all/register.h"
#include "harness/api/registry.h"
#include "harness/session/selection.h"
#include "harness/session/session.h"
#include "scenarios/loader.h"
#include "tests/doubles/remembering_evidence.h"
#include "tests/doubles/umockdev_endpoint.h"

#include <memory>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

namespace plugtest {
namespace {

using drivers::UsbBridgeKind;
using model::Reason;
using model::Verdict;
using testing::Contains;
using testing::HasSubstr;

struct Module {
  const char* family;
  UsbBridgeKind kind;
  const char* claims;
  const char* profile;
  const char* tag_types;
  const char* lane = "";  ///< of the scenario, where its own has more antennas than the module
};

/// Above the belt, which goes at half a metre a second.
constexpr const char* k_one_antenna =
    "    lane:\n"
    "      id: one-antenna\n"
    "      antennas: [{port: 1, position: [0 m, 0 m, 1 m], boresight: [0, 0, -1]}]\n"
    "    motion: {speed: {value: 0.5 m/s, source: assumption}}\n";

class SilentListener final : public session::SessionListener {
 public:
  void on_run_begin(const model::RunPlan&) override {}
  void on_pass(const model::RunPlan&, std::uint32_t, std::span<const model::PassScore>) override {}
  void on_run_end(const model::RunResult&) override {}
};

class UsbSession : public testing::TestWithParam<Module> {
 protected:
  UsbSession() { drivers::register_all(registry_); }

  /// From now on this process has a USB; umockdev then has a hand in all that is below /dev.
  void attach_bus() {
    bus_.emplace();
    doubles::add_usb_endpoint(registry_, GetParam().family, GetParam().kind, *bus_);
  }

  static std::string event_of(const std::string& transport, const std::string& faults) {
    const Module& module = GetParam();
    return std::string(
               "plugtest: 1\n"
               "event: {id: modules, title: Modules, seed: 5, rig: lab}\n"
               "region: china-2007\n"
               "participants: [{id: p1, name: Maker}]\n"
               "readers:\n"
               "  - id: module\n"
               "    participant: p1\n"
               "    vendor: V\n"
               "    model: M\n"
               "    claims: [") +
           module.claims + "]\n    virtual: {family: " + module.family + "+" + transport +
           ", profile: " + module.profile + (faults.empty() ? "" : ", faults: [" + faults + "]") +
           "}\ntag_types: [" + module.tag_types +
           "]\n"
           // Short: every ioctl of the host goes to another thread and back.
           "scenarios:\n"
           "  - use: conveyor-parcels\n"
           "    population: mixed\n"
           "    load: {train: {items: 3}}\n"
           "    decision: {sequential: {reject: 40 %}}\n" +
           module.lane;
  }

  /// Runs the event; the result of its only run, less what names the transport.
  model::RunResult run(const std::string& transport, const std::string& faults = {}) {
    scenarios::LoadOptions options;
    options.schemes = registry_.schemes();
    options.families = registry_.endpoint_families();
    options.content_path = {PLUGTEST_SOURCE_DIR "/scenarios"};
    const auto event =
        scenarios::load_event_text(event_of(transport, faults), "event.yaml", options);
    if (!event) {
      ADD_FAILURE() << scenarios::to_string(event.error());
      return {};
    }
    SilentListener listener;
    const session::SessionServices services{
        registry_,
        log_,
        listener,
        [](const model::RunPlan&) -> Result<std::unique_ptr<api::EvidenceSink>> {
          return std::make_unique<doubles::RememberingEvidence>();
        },
        {}};
    auto results =
        session::run_session(*event, session::plan_runs(*event), {.jobs = 1}, services, {});
    EXPECT_EQ(results.size(), 1U);
    if (results.empty()) return {};
    results[0].plan.id = {};  // a hash, of the reader's record too
    return std::move(results[0]);
  }

  spdlog::logger log_{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
  api::ReaderRegistry registry_;
  std::optional<doubles::UmockdevBus> bus_;
};

TEST_P(UsbSession, gives_the_results_of_the_serial_line_to_the_last_time) {
  const model::RunResult serial = run("serial");
  attach_bus();
  const model::RunResult usb = run("usb");
  ASSERT_FALSE(serial.outcomes.empty());
  EXPECT_EQ(serial.outcomes[0].verdict, Verdict::pass) << serial.outcomes[0].detail;
  ASSERT_FALSE(serial.passes.empty());
  EXPECT_EQ(usb, serial) << usb.outcomes.at(0).detail;
}

TEST_P(UsbSession, a_module_that_is_unplugged_is_a_lost_link) {
  attach_bus();
  const model::RunResult result = run("usb", "{name: drops-link}");
  ASSERT_FALSE(result.outcomes.empty());
  EXPECT_EQ(result.outcomes[0].verdict, Verdict::inconclusive) << result.outcomes[0].detail;
  EXPECT_THAT(result.outcomes[0].reasons, Contains(Reason::link_lost)) << result.outcomes[0].detail;
  EXPECT_THAT(result.outcomes[0].detail, HasSubstr("USB device"));
}

INSTANTIATE_TEST_SUITE_P(
    , UsbSession,
    testing::Values(
        Module{"mercury", UsbBridgeKind::ftdi, "type-c, type-d", "dual-4port",
               "c-today-a, d-2009-ipx-256, d-2009-ipx-64"},
        Module{"ipico", UsbBridgeKind::cp210x, "type-d", "ipico-4port", "d-2009-ipx-64"},
        Module{"a0", UsbBridgeKind::ch34x, "type-c", "fixed-4port", "c-today-a"},
        Module{"chafon", UsbBridgeKind::cdc_acm, "type-c", "fixed-4port", "c-today-a"},
        Module{"m100", UsbBridgeKind::hid, "type-c", "module-1port", "c-today-a", k_one_antenna}),
    [](const auto& test) { return std::string(test.param.family); });

}  // namespace
}  // namespace plugtest
