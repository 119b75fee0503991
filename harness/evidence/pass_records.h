#pragma once

#include "harness/model/run.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::evidence {

/// A pass as announced: its truth is on disk before its first observation.
struct PassBegin {
  std::uint32_t pass = 0;
  HostTime when;
  model::Manifest manifest;

  bool operator==(const PassBegin&) const = default;
};

/// A pass as it ended. `pass` holds no observations; its manifest is empty unless `own_manifest`.
struct PassEnd {
  model::PassRecord pass;
  bool own_manifest = false;

  bool operator==(const PassEnd&) const = default;
};

inline constexpr std::string_view k_records_file = "observations.rec";

// Payloads of that file. Decoding gives `malformed` for bytes that are no such payload.
std::string encode_pass_begin(const PassBegin& begin);
Result<PassBegin> decode_pass_begin(std::string_view payload);

std::string encode_pass_end(const PassEnd& end);
Result<PassEnd> decode_pass_end(std::string_view payload);

/// Turns observations into payloads, keeping its memory from one call to the next.
class ObservationEncoder {
 public:
  ObservationEncoder();
  ~ObservationEncoder();

  /// Valid until the next call.
  std::string_view encode(std::uint32_t pass, std::span<const model::Observation> observations);

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

/// Appends to `out`; the number of the pass.
Result<std::uint32_t> decode_observations(std::string_view payload,
                                          std::vector<model::Observation>& out);

}  // namespace plugtest::evidence
