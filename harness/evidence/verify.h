#pragma once

#include "protocols/bits/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::evidence {

/// One thing that does not fit in a run's folder.
struct Finding {
  std::string file;         ///< name in the folder
  std::uint64_t begin = 0;  ///< first byte concerned
  std::uint64_t end = 0;    ///< one past the last
  std::string what;         ///< one sentence

  bool operator==(const Finding&) const = default;
};

struct VerifyReport {
  bool finished = false;                   ///< false: cut off before the sums were written
  std::optional<std::string> signed_by{};  ///< the signer's public key, when the signature fits
  std::vector<Finding> findings;           ///< in order of file name; empty = all fits

  bool intact() const { return findings.empty(); }
  bool operator==(const VerifyReport&) const = default;
};

/// "observations.rec: bytes 120 to 135: the header of a record ..." (last byte included).
std::string to_string(const Finding& finding);

/// Compares a run's folder with its SHA256SUMS: files altered, missing or added. For a record file
/// the range is that of the first record that does not fit; for others the whole file. A folder
/// without sums (cut off) is checked by its records. A signature that does not fit the sums is a
/// finding. Errors: `not_found`, `io`.
Result<VerifyReport> verify(const std::filesystem::path& folder);

}  // namespace plugtest::evidence
