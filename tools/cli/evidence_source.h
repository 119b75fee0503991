#pragma once

#include "harness/store/store.h"
#include "protocols/bits/result.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::cli {

/// The seal of a finished run's folder: the hash of its sums as they are, and who signed them.
/// Errors: `not_found`, `io`.
Result<store::EvidenceSeal> seal_of(const std::filesystem::path& folder, std::string signed_by);

/// The folders of runs at `place` or below it, finished or not, in order of their names.
std::vector<std::filesystem::path> run_folders(const std::filesystem::path& place);

/// A run out of its folder, ready to be merged.
struct EvidenceSource {
  std::unique_ptr<store::Store> store;  ///< holds this run, and what is registered with it
  std::string run;                      ///< id
  std::string signed_by;                ///< public key; empty = unsigned
};

/// Reads a finished run from its evidence. Nothing is believed: sums and signature have to fit, the
/// plan must have the hashes that it goes by, and the observations must give the verdicts that are
/// stored beside them; else the error is `refused` and says what does not fit. Empty for a run that
/// was cut off, which has no verdict.
Result<std::optional<EvidenceSource>> read_evidence(const std::filesystem::path& folder);

}  // namespace plugtest::cli
