#include "harness/session/lab_server.h"

#include "harness/api/registry.h"
#include "harness/api/rig.h"
#include "harness/api/runtime.h"
#include "harness/api/uri.h"
#include "harness/api/virtual_radio.h"
#include "harness/lab/lab.h"
#include "harness/lab/lock_step.h"
#include "harness/lab/virtual_clock.h"
#include "harness/model/seed.h"

#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
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

  /// What people are to know: its name and where it is, or whom it calls.
  Result<std::string> open(const std::string& bind_address, std::uint16_t port,
                           const model::VirtualConnection& connection) {
    const std::uint64_t seed = model::derive_seed(event_.seed, "held:" + record_.id.str());
    auto made = lab::make_lab(
        clock_, {scenario_, event_.region, *record_.virtual_reader, event_.tag_types, seed});
    if (!made) return fail(made.error());
    lab_ = std::move(*made);
    pieces_ = lab::make_scenario_pieces(event_.tag_types, scenario_, event_.seed);
    auto endpoint = registry_.make_endpoint(runtime_, record_.virtual_reader->family, lab_->radio(),
                                            {.bind_address = bind_address,
                                             .port = port,
                                             .llrp = record_.virtual_reader->radio.llrp,
                                             .call = connection.call,
                                             .certificate_file = connection.certificate_file,
                                             .key_file = connection.key_file,
                                             .client_ca_file = connection.client_ca_file});
    if (!endpoint) return fail(endpoint.error());
    endpoint_ = std::move(*endpoint);
    next_pass();
    return record_.id.str() + (connection.call.empty() ? " " : ", which calls ") + endpoint_->uri();
  }

  Result<void> serve(const std::stop_token& stop) {
    return lab::run_lock_step(io_, clock_, ledger_, lab::Pace::realtime_peers,
                              std::chrono::milliseconds::max(),
                              [&] { return stop.stop_requested() || error_.has_value(); });
  }

 private:
  void next_pass() {
    lab_->rig().load(
        {pass_++, pieces_.load, pieces_.next_door}, [this](Result<model::Manifest> loaded) {
          if (!loaded) {
            error_ = loaded.error();
            return;
          }
          lab_->rig().pass(scenario_.budgets.pass, [this](const Result<model::PassTimes>&) {
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

/// The connection of the `index`-th reader that is held.
Result<model::VirtualConnection> connection_of(const model::ReaderRecord& record,
                                               const model::VirtualConnection& wanted,
                                               std::size_t index) {
  model::VirtualConnection connection = record.virtual_reader->connection;
  if (!wanted.certificate_file.empty()) {
    connection.certificate_file = wanted.certificate_file;
    connection.key_file = wanted.key_file;
  }
  if (!wanted.client_ca_file.empty()) connection.client_ca_file = wanted.client_ca_file;
  if (!connection.client_ca_file.empty() && connection.certificate_file.empty()) {
    return fail(ErrorCode::configuration,
                "reader '" + record.id.str() +
                    "' can ask for certificates of clients only with one of its own");
  }
  if (wanted.call.empty()) return connection;
  auto client = api::parse_host_port(wanted.call);
  if (!client || client->port + index > std::numeric_limits<std::uint16_t>::max()) {
    return fail(ErrorCode::configuration,
                "'" + wanted.call + "' is no client to call; expected HOST:PORT" +
                    (index == 0 ? "" : ", and ports behind it for the other readers"));
  }
  client->port = static_cast<std::uint16_t>(client->port + index);
  connection.call = api::to_string(*client);
  return connection;
}

/// A port that none of the readers in `given` has. 0: any free one.
Result<std::uint16_t> next_port(std::optional<std::uint16_t> first,
                                const model::VirtualConnection& connection,
                                std::set<std::uint16_t>& given) {
  constexpr std::uint16_t k_llrp = 5084;
  constexpr std::uint16_t k_llrp_tls = 5085;
  std::uint32_t port = first.value_or(connection.certificate_file.empty() ? k_llrp : k_llrp_tls);
  if (port == 0 || !connection.call.empty()) return std::uint16_t{0};
  for (; port <= std::numeric_limits<std::uint16_t>::max(); ++port) {
    const auto free = static_cast<std::uint16_t>(port);
    if (given.insert(free).second) return free;
  }
  return fail(ErrorCode::configuration, "there are not enough ports behind " +
                                            std::to_string(first.value_or(k_llrp)) +
                                            " for all readers");
}

}  // namespace

Result<void> serve_lab(const model::EventPlan& event, const LabServerOptions& options,
                       const api::ReaderRegistry& registry, spdlog::logger& log,
                       const std::function<void(const std::vector<std::string>&)>& ready,
                       std::stop_token stop) {
  const model::ScenarioPlan& scenario = event.scenarios.at(options.scenario);
  std::vector<std::unique_ptr<HeldReader>> readers;
  std::vector<std::string> uris;
  std::set<std::uint16_t> ports;
  for (const model::ReaderRecord& record : event.readers) {
    if (!record.virtual_reader) continue;
    const auto connection = connection_of(record, options.connection, readers.size());
    if (!connection) return fail(connection.error());
    const auto port = next_port(options.first_port, *connection, ports);
    if (!port) return fail(port.error());
    auto held = std::make_unique<HeldReader>(event, record, scenario, registry, log);
    auto uri = held->open(options.bind_address, *port, *connection);
    if (!uri) return fail(uri.error());
    uris.push_back(std::move(*uri));
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
