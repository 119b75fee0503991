#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace plugtest::e2e {

/// An RO_ACCESS_REPORT of `tags` tags.
std::vector<std::uint8_t> report_message(std::size_t tags);

/// Writes at least `bytes` of reports of 1000 tags each, back to back. Returns how many messages.
std::size_t write_reports(const std::filesystem::path& path, std::uintmax_t bytes);
enum class CaptureFormat : std::uint8_t { pcapng, pcap };

/// The same as a capture of one connection.
std::size_t write_report_capture(const std::filesystem::path& path, std::uintmax_t bytes,
                                 CaptureFormat format = CaptureFormat::pcapng);

/// Runs `plugtest decode llrp FILE --json` with its output thrown away.
struct DecodeRun {
  int exit_code = -1;
  std::size_t peak_kib = 0;  ///< largest resident set
};
DecodeRun decode_to_nowhere(const std::filesystem::path& file);

}  // namespace plugtest::e2e
