#include "harness/session/lab_server.h"

#include "harness/api/registry.h"
#include "harness/api/rig.h"
#include "harness/api/runtime.h"
#include "harness/api/virtual_radio.h"
#include "harness/lab/lab.h"
#include "harness/lab/lock_step.h"
#include "harness/lab/virtual_clock.h"
#include "harness/model/seed.h"

#include <atomic>
#include <memory>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <spdlog/logger.h>

namespace plugtest::session {

namespace {

/// One virtual reader with mail passing by for as long as somebody wants it.
class HeldReader {
 public:
  HeldReader(const model::EventPlan& event, const model::ReaderRecord& record,
             const model::ScenarioPlan& scenario, const api::ReaderRegistry& registry,
             spdlog::logger& log)
      : event_(event),
        record_(record),
        scenario_(scenario),
        registry_(registry),
        clock_(lab::default_epoch()),
        runtime_{io_, clock_, ledger_, log},
        gap_(clock_) {}

  Result<std::string> open(const std::string& bind_address, std::uint16_t port) {
    const std::uint64_t seed = model::derive_seed(event_.seed, "held:" + record_.id.str());
    auto made = lab::make_lab(
        clock_, {scenario_, event_.region, *record_.virtual_reader, event_.tag_types, seed});
    if (!made) return fail(made.error());
    lab_ = std::move(*made);
    pieces_ = lab::make_scenario_pieces(event_.tag_types, scenario_, event_.seed);
    auto endpoint = registry_.make_endpoint(
        runtime_, record_.virtual_reader->family, lab_->radio(),
        {.bind_address = bind_address, .port = port, .llrp = record_.virtual_reader->radio.llrp});
    if (!endpoint) return fail(endpoint.error());
    endpoint_ = std::move(*endpoint);
    next_pass();
    return endpoint_->uri();
  }

  Result<void> serve(const std::stop_token& stop) {
    return lab::run_lock_step(io_, clock_, ledger_, lab::Pace::realtime_peers,
                              std::chrono::milliseconds::max(),
                              [&] { return stop.stop_requested() || error_.has_value(); });
  }

 private:
  void next_pass() {
    lab_->rig().load({pass_++, pieces_.load, pieces_.next_door},
                     [this](Result<model::Manifest> loaded) {
                       if (!loaded) {
                         error_ = loaded.error();
                         return;
                       }
                       lab_->rig().pass(scenario_.budgets.pass, [this](Result<model::PassTimes>) {
                         gap_.set_after(scenario_.budgets.guard, [this] { next_pass(); });
                       });
                     });
  }

  const model::EventPlan& event_;
  const model::ReaderRecord& record_;
  const model::ScenarioPlan& scenario_;
  const api::ReaderRegistry& registry_;
  boost::asio::io_context io_;
  lab::VirtualClock clock_;
  lab::TrafficLedger ledger_;
  api::Runtime runtime_;
  lab::LabPieces pieces_;
  std::unique_ptr<lab::Lab> lab_;
  std::unique_ptr<api::Endpoint> endpoint_;
  api::Timer gap_;
  std::uint32_t pass_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<void> serve_lab(const model::EventPlan& event, const LabServerOptions& options,
                       const api::ReaderRegistry& registry, spdlog::logger& log,
                       const std::function<void(const std::vector<std::string>&)>& ready,
                       std::stop_token stop) {
  const model::ScenarioPlan& scenario = event.scenarios.at(options.scenario);
  std::vector<std::unique_ptr<HeldReader>> readers;
  std::vector<std::string> uris;
  for (const model::ReaderRecord& record : event.readers) {
    if (!record.virtual_reader) continue;
    const auto port = static_cast<std::uint16_t>(
        options.first_port == 0 ? 0 : options.first_port + readers.size());
    auto held = std::make_unique<HeldReader>(event, record, scenario, registry, log);
    auto uri = held->open(options.bind_address, port);
    if (!uri) return fail(uri.error());
    uris.push_back(record.id.str() + " " + *uri);
    readers.push_back(std::move(held));
  }
  if (readers.empty()) {
    return fail(ErrorCode::configuration, "the event has no virtual reader to hold");
  }
  ready(uris);

  std::vector<std::jthread> threads;
  for (const auto& held : readers) {
    threads.emplace_back([&held, &stop, &log] {
      if (const auto ended = held->serve(stop); !ended) {
        log.error("virtual reader: {}", to_string(ended.error()));
      }
    });
  }
  return {};  // joins: the readers serve until stop
}

}  // namespace plugtest::session
