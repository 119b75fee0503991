#pragma once

#include "harness/model/run.h"
#include "protocols/bits/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::cli {

/// Whether two outcomes are equal in all that was judged, sentences for people left out.
bool same_judgement(const model::RunOutcome& left, const model::RunOutcome& right);

/// Likewise for all outcomes of a run, in their order.
bool same_judgements(std::span<const model::RunOutcome> left,
                     std::span<const model::RunOutcome> right);

/// A run's folder scored again.
struct Rescored {
  model::RunResult result;  ///< as scored now, with the plan, identity and folder of then
  std::optional<std::vector<model::RunOutcome>> stored;  ///< as judged then; empty: cut off
  std::vector<model::BatchCheck> stored_checks;          ///< of its batch, as judged then
  std::uint64_t recorded = 0;                            ///< observations in the evidence
  std::uint64_t scored = 0;  ///< those that were scored: of the evidence, or of the wire
  /// Times of passes that do not fit together and were not marked then (score::clock_jump).
  std::vector<std::string> clock_jumps;

  bool as_stored() const {
    return stored && same_judgements(result.outcomes, *stored) && result.checks == stored_checks;
  }
};

/// Where the observations are taken from.
enum class From : std::uint8_t { observations, wire };

/// Scores a run again out of its folder, by its plan as used. How the run ended is taken from what
/// was noted then: passes alone do not say that a link was lost. From observations memory is that
/// of one pass, whatever the length of the run; result.passes keeps times, without manifests and
/// observations. Errors: those of evidence::read_run(); `malformed` for altered records; from the
/// wire those of drivers::replay_wire().
Result<Rescored> rescore_folder(const std::filesystem::path& folder,
                                From from = From::observations);

/// Many folders on `jobs` threads. The results are in the order of the folders and the same for any
/// number of threads.
std::vector<Result<Rescored>> rescore_folders(std::span<const std::filesystem::path> folders,
                                              From from, std::size_t jobs);

}  // namespace plugtest::cli
