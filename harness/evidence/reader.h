#pragma once

#include "harness/evidence/pass_records.h"
#include "harness/evidence/records.h"
#include "harness/evidence/result_json.h"
#include "harness/model/run.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
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

/// Reads a record file pass by pass, so that memory is that of one pass however long the run was.
/// `on_pass` hears each pass once, as it ends; those that never ended are left out, and so is what
/// was reported after the end of its pass: live it came too late to be scored, too. Never fails:
/// what is returned says how far the file could be read.
RecordEnding for_each_pass(std::istream& in,
                           const std::function<void(const model::PassRecord&)>& on_pass);

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

/// The same without `recorded`, which stays empty. for_each_pass() reads them out of
/// k_records_file.
Result<RecordedRun> read_run_without_passes(const std::filesystem::path& folder);

}  // namespace plugtest::evidence
