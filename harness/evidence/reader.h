#pragma once

#include "harness/evidence/records.h"
#include "harness/evidence/result_json.h"
#include "harness/model/run.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::evidence {

/// Passes as they were recorded.
struct RecordedPasses {
  std::vector<model::PassRecord> passes;      ///< those that ended, in the order of their index
  std::vector<model::PassRecord> unfinished;  ///< begun, not ended: no end time, not to be scored
  RecordEnding ending;                        ///< how far the file could be read

  bool operator==(const RecordedPasses&) const = default;
};

/// Reads a record file of passes. Never fails: what can be read is returned, `ending` says the
/// rest.
RecordedPasses read_passes(std::istream& in);

/// A run's folder, finished or cut off.
struct RecordedRun {
  std::string plan_json;  ///< plan_from_json() reads it
  std::optional<model::ReaderIdentity> identity;
  std::vector<SettingsRecord> settings;
  RecordedPasses recorded;
  std::optional<model::RunResult> result;  ///< as judged then; `evidence` is the folder's name
  bool finished = false;                   ///< the sums were on disk: not cut off
};

/// Reads a run's folder as it is; call verify() for whether it is still what was written. Errors:
/// `not_found` without folder or plan; `malformed`, `unsupported`, `io`.
Result<RecordedRun> read_run(const std::filesystem::path& folder);

inline constexpr std::string_view k_records_file = "observations.rec";

}  // namespace plugtest::evidence
