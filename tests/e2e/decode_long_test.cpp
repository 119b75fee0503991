#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/recordings.h"

#include <gtest/gtest.h>

namespace plugtest::e2e {
namespace {

constexpr std::uintmax_t k_two_gib = std::uintmax_t{2} << 30U;
constexpr std::size_t k_peak_kib = std::size_t{64} * 1024;

TEST(DecodeLong, TwoGibibytesOfReportsInFlatMemory) {
  const doubles::TemporaryFolder folder;
  write_reports(folder / "big.bin", k_two_gib);
  const DecodeRun run = decode_to_nowhere(folder / "big.bin");
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_LT(run.peak_kib, k_peak_kib);
  RecordProperty("peak_kib", std::to_string(run.peak_kib));
}

TEST(DecodeLong, TwoGibibytesOfCaptureInFlatMemory) {
  const doubles::TemporaryFolder folder;
  write_report_capture(folder / "big.pcapng", k_two_gib);
  const DecodeRun run = decode_to_nowhere(folder / "big.pcapng");
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_LT(run.peak_kib, k_peak_kib);
  RecordProperty("peak_kib", std::to_string(run.peak_kib));
}

TEST(DecodeLong, TwoGibibytesOfOldCaptureInFlatMemory) {
  const doubles::TemporaryFolder folder;
  write_report_capture(folder / "big.pcap", k_two_gib, CaptureFormat::pcap);
  const DecodeRun run = decode_to_nowhere(folder / "big.pcap");
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_LT(run.peak_kib, k_peak_kib);
  RecordProperty("peak_kib", std::to_string(run.peak_kib));
}

}  // namespace
}  // namespace plugtest::e2e
