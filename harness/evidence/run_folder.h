#pragma once

#include "harness/api/evidence_sink.h"
#include "harness/evidence/trace_encoder.h"
#include "protocols/bits/result.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::evidence {

// The folder of a run (DESIGN 7):
//
//   plan.json        all that the run was made from (plan_json.h)
//   reproduce.txt    the command that does it again
//   versions.json    of this program and what it stands on
//   identity.json    what the reader said of itself
//   settings.json    asked for, and read back
//   observations.rec passes, manifests and observations (records.h, observations.proto)
//   (trace)          the dialogue, as the given TraceEncoder writes it
//   air.txt          every frame on the air, when asked for (air_trace.h); air.jsonl has the same
//   log.txt          notes, a line each
//   outcome.json     verdicts and scores; equal runs give equal bytes
//   wall.json        host, start and duration by the wall clock; compared with nothing
//   SHA256SUMS       of all the others
//
// It is NAME.part until SHA256SUMS is on the disk.

struct RunDescription {
  std::string name;       ///< folder of the run, relative to the output root
  std::string plan_json;  ///< plan_to_json()
  std::string command;    ///< reproduces the run
  std::vector<std::pair<std::string, std::string>> versions;  ///< "plugtest" -> "0.1.0"
};

struct FolderOptions {
  /// Waits for the disk (fdatasync every period, fsync of names at the end), so that a loss of
  /// power keeps what was flushed, too. Without, what was flushed survives the end of the process
  /// only: enough for runs of the lab, which can be made again from their seed.
  bool to_disk = true;
  std::chrono::milliseconds flush_period{500};  ///< wall time; at most 1 s
  bool air_trace = false;                       ///< lab only; long: 1 kB a slot and more
  /// Told of the first error met after create(), as soon as it is met, so that a run whose evidence
  /// is lost need not go on; on whatever thread met it. finish() tells the same error.
  std::function<void(const Error&)> on_failure{};
};

/// Writes the evidence of one run. All calls come from one thread; a thread of its own flushes.
/// Dropped without finish(), it leaves a NAME.part, readable to the last record.
class RunFolder final : public api::EvidenceSink {
 public:
  /// `trace` may be null: no trace is kept. Errors: those of PartFolder::create(), `io`.
  static Result<std::unique_ptr<RunFolder>> create(const std::filesystem::path& root,
                                                   const RunDescription& description,
                                                   std::unique_ptr<TraceEncoder> trace,
                                                   const FolderOptions& options = {});
  ~RunFolder() override;

  api::WireTap& wire_tap() override;
  api::AirTap* air_tap() override;
  void on_identity(const model::ReaderIdentity& identity) override;
  void on_capabilities(const model::ReaderCapabilities& capabilities) override;
  void on_settings(const model::ReaderSettings& asked,
                   const model::AppliedSettings& applied) override;
  void on_pass_begin(std::uint32_t pass, HostTime when, const model::Manifest& manifest) override;
  void on_observations(std::uint32_t pass,
                       std::span<const model::Observation> observations) override;
  void on_pass_end(const model::PassRecord& pass) override;
  void on_note(HostTime when, const std::string& text) override;

  /// Copies go by "attached-1-NAME", with what file systems may dislike in NAME replaced. Up to
  /// k_most_attached files of up to k_largest_attached bytes.
  Result<std::string> attach(HostTime when, const std::string& file) override;
  static constexpr std::size_t k_most_attached = 64;
  static constexpr std::size_t k_largest_attached = std::size_t{16} << 20U;

  /// The first error met since create(), if any: then the folder stays NAME.part. To be called
  /// once.
  Result<std::string> finish(const model::RunResult& result) override;

 private:
  struct Content;
  explicit RunFolder(std::unique_ptr<Content> content);

  std::unique_ptr<Content> content_;
};

}  // namespace plugtest::evidence
