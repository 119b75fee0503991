#pragma once

#include "harness/api/plan_texts.h"
#include "harness/model/cell.h"
#include "harness/model/event_plan.h"
#include "harness/model/run.h"
#include "protocols/bits/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::store {

struct StoreOptions {
  /// A stored run survives a loss of power. Without, a crash of the system can cost the database:
  /// for what can be made again.
  bool to_disk = true;
  /// Wait for another process that writes, and for a server that went away to come back.
  std::chrono::seconds patience{20};
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

/// What a run's evidence was when the run was stored.
struct EvidenceSeal {
  std::string sums;       ///< SHA-256 of its SHA256SUMS, hexadecimal
  std::string signed_by;  ///< public key; empty = unsigned

  bool operator==(const EvidenceSeal&) const = default;
};

/// What belongs to a run besides its result, as far as it is known.
struct RunFacts {
  std::vector<RadiatedPower> power;
  /// With their steps' outcomes; manifests and observations are not stored.
  std::vector<model::PassRecord> passes;
  std::optional<WallFacts> wall;
  std::optional<EvidenceSeal> seal;
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

/// One outcome of one run, with the cell that it is of.
struct HistoryEntry {
  std::string event;
  model::RunId run;
  model::CellKey key;
  std::uint32_t attempt = 1;
  std::string firmware;       ///< as the reader told
  std::int64_t start_ns = 0;  ///< UTC since 1970; 0 = not known
  model::Verdict verdict = model::Verdict::none;
  std::uint32_t successes = 0;
  std::uint32_t passes = 0;
  std::optional<model::Reason> reason;  ///< the main one

  bool operator==(const HistoryEntry&) const = default;
};

/// Whether a merge may bring events that the store does not hold. A store without any takes all.
enum class NewEvents : std::uint8_t { refused, taken };

/// What a merge did.
struct MergeReport {
  std::size_t added = 0;  ///< runs
  std::size_t known = 0;  ///< runs that were there, with the same results

  bool operator==(const MergeReport&) const = default;
};

/// The results of events. One transaction a run: a run is stored whole or not at all. Several
/// processes may share a database, several threads a Store.
///
/// Errors of all calls: `io`; `timed_out` when another process kept the database busy; `link_lost`
/// when the server went away and did not come back in time.
class Store {
 public:
  /// Opens or makes a database: the path of an SQLite file, "sqlite3://PATH", or
  /// "postgresql://USER@HOST/DATABASE" (a database that exists). Brings an older schema up to date,
  /// in one transaction. A file in a folder that may only be read can be read; writing is refused.
  /// Errors: `unsupported` for a newer schema or another kind of database;
  /// `malformed` for one that is not of this program; `unreachable` without a server.
  static Result<std::unique_ptr<Store>> open(const std::string& where,
                                             const StoreOptions& options = {});
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Keeps what is registered for the event. What changed since is brought up to date; what stored
  /// runs refer to stays (scenarios, lanes and region plans are kept in every version).
  Result<void> put_event(const model::EventPlan& event, const api::PlanTexts& texts);

  /// Ids of all events, in order.
  Result<std::vector<std::string>> events();

  /// The event as registered: what put_event() and merges of stations' stores brought together. It
  /// has no file. Participants whose names nobody told go by their ids. Errors: `not_found`;
  /// `unsupported` when a program of an older version stored it, which did not keep it whole.
  Result<model::EventPlan> load_event(const std::string& event_id, const api::PlanTexts& texts);

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

  /// Every outcome of every event, cell by cell, the oldest first.
  Result<std::vector<HistoryEntry>> history();

  /// Takes over the events and runs of another store, in one transaction: all or nothing. What is
  /// there already stays as it is, so doing it twice changes nothing. Error `refused`, with what
  /// differs, for an event that the store does not hold; for an event, participant, reader, tag
  /// type, piece or scenario that is registered here as another one (addresses, titles and seeds
  /// may differ); for a run that is stored here with other results or other evidence.
  Result<MergeReport> import_from(Store& source, NewEvents new_events);

 private:
  struct Content;
  explicit Store(std::unique_ptr<Content> content);

  std::unique_ptr<Content> content_;
};

}  // namespace plugtest::store
