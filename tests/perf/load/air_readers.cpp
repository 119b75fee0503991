#include "drivers/llrp/virtual_reader.h"
#include "harness/api/registry.h"
#include "harness/api/virtual_radio.h"
#include "harness/session/lab_server.h"
#include "scenarios/loader.h"
#include "tests/perf/load/readers.h"
#include "tests/perf/load/tally.h"

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

namespace plugtest::load {

namespace {

/// A radio of the lab, and the reads it has given.
class CountedRadio final : public api::VirtualRadio, private api::TagReadListener {
 public:
  CountedRadio(api::VirtualRadio& radio, ReadSum& reads) : radio_(radio), reads_(reads) {}

  const api::RadioCapabilities& capabilities() const override { return radio_.capabilities(); }
  std::span<const model::PlantedFault> faults() const override { return radio_.faults(); }
  Result<void> start(const api::RadioInventory& inventory,
                     api::TagReadListener& listener) override {
    listener_ = &listener;
    ++inventory_;
    return radio_.start(inventory, *this);
  }
  void stop() override { radio_.stop(); }
  bool running() const override { return radio_.running(); }
  ReaderTime reader_time(HostTime when) const override { return radio_.reader_time(when); }
  api::SlotCounts slots() const override { return radio_.slots(); }
  api::ReaderPorts* ports() override { return radio_.ports(); }
  std::optional<std::int32_t> level_mdbm(std::uint16_t antenna, std::int64_t frequency_hz,
                                         HostTime begin, HostTime end) const override {
    return radio_.level_mdbm(antenna, frequency_hz, begin, end);
  }
  std::uint64_t endpoint_seed() const override { return radio_.endpoint_seed(); }

 private:
  void on_tag_read(const api::TagRead& read) override {
    reads_.add(inventory_, read.antenna, read.uii);
    listener_->on_tag_read(read);
  }
  void on_channel(std::uint16_t channel) override { listener_->on_channel(channel); }
  void on_cycle() override { listener_->on_cycle(); }

  api::VirtualRadio& radio_;
  ReadSum& reads_;  // the lab's thread writes it; read when that thread has ended
  std::uint32_t inventory_ = 0;
  api::TagReadListener* listener_ = nullptr;
};

/// The virtual LLRP reader on a radio that counts.
class CountedReader final : public api::Endpoint {
 public:
  CountedReader(api::VirtualRadio& radio, ReadSum& reads) : radio_(radio, reads) {}

  Result<void> open(api::Runtime& runtime, const api::EndpointOptions& options) {
    auto made = drivers::make_virtual_llrp_reader(runtime, radio_, options);
    if (!made) return fail(made.error());
    reader_ = std::move(*made);
    return {};
  }
  std::string uri() const override { return reader_->uri(); }

 private:
  CountedRadio radio_;
  std::unique_ptr<api::Endpoint> reader_;
};

/// Loads of a scenario without end, and so many readers.
std::string event_text(std::uint32_t readers, std::string_view scenario) {
  std::string text = R"(plugtest: 1
event: {id: load, title: Many readers, seed: 11, rig: lab}
region: china-2007
readers:
)";
  for (std::uint32_t i = 1; i <= readers; ++i) {
    text += fmt::format("  - {{id: r{}, virtual: {{family: llrp, profile: fixed-4port}}}}\n", i);
  }
  return text + fmt::format(
                    "tag_types: [c-today-a]\nscenarios:\n  - {{use: {}, "
                    "budgets: {{guard: 10 ms}}}}\n",
                    scenario);
}

scenarios::Loaded<model::EventPlan> load(std::uint32_t readers, std::string_view scenario) {
  scenarios::LoadOptions options;
  options.schemes = {"llrp"};
  options.families = {"llrp"};
  options.content_path = {std::string(PLUGTEST_SOURCE_DIR) + "/scenarios"};
  return scenarios::load_event_text(event_text(readers, scenario), "load.yaml", options);
}

}  // namespace

int serve_air(std::uint32_t readers, std::string_view scenario, std::FILE* out) {
  const auto event = load(readers, scenario);
  if (!event) {
    for (const Error& error : event.error()) fmt::print(stderr, "{}\n", to_string(error));
    return 1;
  }
  std::deque<ReadSum> reads;  // one for each reader, in the event's order
  api::ReaderRegistry registry;
  registry.add_endpoint(
      "llrp",
      [&](api::Runtime& runtime, api::VirtualRadio& radio,
          const api::EndpointOptions& options) -> Result<std::unique_ptr<api::Endpoint>> {
        auto reader = std::make_unique<CountedReader>(radio, reads.emplace_back());
        if (auto opened = reader->open(runtime, options); !opened) return fail(opened.error());
        return reader;
      });
  // Only the thread that waits for it gets the signal.
  sigset_t end;
  sigemptyset(&end);
  sigaddset(&end, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &end, nullptr);
  std::stop_source stop;
  std::thread waits([&] {
    int signal = 0;
    sigwait(&end, &signal);
    stop.request_stop();
  });
  spdlog::logger log("load", std::make_shared<spdlog::sinks::null_sink_mt>());
  const auto served = session::serve_lab(
      *event, {.first_port = 0}, registry, log,
      [&](const std::vector<std::string>& all) {
        for (const std::string& one : all) fmt::print(out, "{}\n", one.substr(one.find(' ') + 1));
        std::fflush(out);
      },
      stop.get_token());
  if (!served) {
    std::fprintf(stderr, "%s\n", to_string(served.error()).c_str());
    _exit(1);  // the other thread waits for a signal that nobody sends
  }
  waits.join();
  for (const auto& one : reads) fmt::print(out, "{} {}\n", one.count, one.mark);
  std::fflush(out);
  return 0;
}

}  // namespace plugtest::load
