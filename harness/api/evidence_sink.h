#pragma once

#include "harness/api/air_tap.h"
#include "harness/api/wire_tap.h"
#include "harness/model/run.h"

#include <memory>
#include <string>

namespace plugtest::api {

/// Where a run leaves its evidence while it happens. harness/evidence writes folders; tests record.
/// Errors are kept inside and told by finish(): a full disk must not stop a running pass.
class EvidenceSink {
 public:
  virtual ~EvidenceSink() = default;

  /// Byte-stream seam of the run's reader; valid as long as the sink.
  virtual WireTap& wire_tap() = 0;

  /// Hears the air of the virtual lab; null when nobody asked for that. Valid as long as the sink.
  virtual AirTap* air_tap() = 0;

  virtual void on_identity(const model::ReaderIdentity& identity) = 0;
  virtual void on_capabilities(const model::ReaderCapabilities&) {}
  virtual void on_settings(const model::ReaderSettings& asked,
                           const model::AppliedSettings& applied) = 0;
  virtual void on_pass_begin(std::uint32_t pass, HostTime when,
                             const model::Manifest& manifest) = 0;

  /// As they arrive; flushed to disk at least once a second.
  virtual void on_observations(std::uint32_t pass,
                               std::span<const model::Observation> observations) = 0;

  /// The pass without its observations (those went before).
  virtual void on_pass_end(const model::PassRecord& pass) = 0;
  virtual void on_note(HostTime when, const std::string& text) = 0;

  /// Keeps a copy of a file that a person adds, a photo or a list. Returns its name in the folder.
  /// Errors: `not_found`, `unsupported` (no regular file, too large, too many, no folder), `io`.
  virtual Result<std::string> attach(HostTime /*when*/, const std::string& file) {
    return fail(ErrorCode::unsupported, "nothing keeps files here", {.file = file});
  }

  /// Writes the verdicts, sums and the final name. Returns the folder, relative to the output root.
  virtual Result<std::string> finish(const model::RunResult& result) = 0;
};

}  // namespace plugtest::api
