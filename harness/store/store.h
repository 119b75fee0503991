#pragma once

#include "harness/model/cell.h"
#include "harness/model/event_plan.h"
#include "harness/model/run.h"
#include "protocols/bits/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::store {

struct StoreOptions {
  /// A stored run survives a loss of power. Without, a crash of the system can cost the database:
  /// for what can be made again.
  bool to_disk = true;
  std::chrono::seconds patience{20};  ///< wait for another process that writes
};

/// Power at one antenna port, and what its antenna radiated (1/1000 dBm; ERP as in
/// model::erp_mdbm).
struct RadiatedPower {
  std::uint16_t port = 1;
  std::int32_t conducted_mdbm = 0;
  std::int32_t erp_mdbm = 0;

  bool operator==(const RadiatedPower&) const = default;
};

/// Facts by the wall clock. They are kept apart and no result depends on them.
struct WallFacts {
  std::string station;
  std::string host;
  std::int64_t start_ns = 0;  ///< UTC since 1970
  std::int64_t duration_ns = 0;

  bool operator==(const WallFacts&) const = default;
};

/// What belongs to a run besides its result, as far as it is known.
struct RunFacts {
  std::vector<RadiatedPower> power;
  std::vector<model::PassRecord> passes;  ///< manifests and observations are not stored
  std::optional<WallFacts> wall;
};

/// A cell as the database adds it up over all attempts.
struct CellSum {
  model::CellKey key;
  std::uint64_t k = 0;
  std::uint64_t n = 0;
  std::uint64_t disturbed = 0;
  std::uint64_t identified = 0;
  std::uint64_t expected = 0;
  std::uint64_t runs = 0;

  bool operator==(const CellSum&) const = default;
};

/// The results of events. One transaction a run: a run is stored whole or not at all. Several
/// processes may share a database, several threads a Store.
///
/// Errors of all calls: `io`; `timed_out` when another process kept the database busy.
class Store {
 public:
  /// The text of a scenario that is kept with its results (evidence::scenario_to_json).
  using ScenarioText = std::function<std::string(const model::ScenarioPlan&)>;

  /// Opens or makes a database: the path of an SQLite file, or "sqlite3://PATH". Brings an older
  /// schema up to date. Errors: `unsupported` for a newer schema or another kind of database;
  /// `malformed` for a file that is no database of this program.
  static Result<std::unique_ptr<Store>> open(const std::string& where,
                                             const StoreOptions& options = {});
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Keeps what is registered for the event. What changed since is brought up to date; what stored
  /// runs refer to stays (scenarios, lanes and region plans are kept in every version).
  Result<void> put_event(const model::EventPlan& event, const ScenarioText& text);

  /// Keeps a run of the event, with the scenario as last given to put_event(). A run that is stored
  /// already changes nothing. Errors: `refused` when a run of the same id has other content;
  /// `not_found` for an event, reader, scenario or tag type that put_event() did not name.
  Result<void> put_run(const std::string& event_id, const model::RunResult& result,
                       const RunFacts& facts = {});

  /// Every run of the event, by scenario, reader, policy, population, plan hash, attempt and id.
  Result<std::vector<model::RunResult>> load_runs(const std::string& event_id);

  /// Facts of one run: empty ones where none were stored.
  Result<RunFacts> load_facts(const model::RunId& run);

  /// In order of key.
  Result<std::vector<CellSum>> cells(const std::string& event_id);

 private:
  struct Content;
  explicit Store(std::unique_ptr<Content> content);

  std::unique_ptr<Content> content_;
};

}  // namespace plugtest::store
