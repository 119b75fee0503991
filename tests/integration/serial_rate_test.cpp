#include "tests/perf/serial_load.h"

#include <gtest/gtest.h>

namespace plugtest::perf {
namespace {

TEST(SerialRateTest, four_ports_at_921600_lose_no_byte) {
  SerialLoad load;
  load.bytes_per_port = load.baud / 10 / 2;  // half a second of the line
  const auto result = run_serial_load(load);
  ASSERT_TRUE(result) << to_string(result.error());
  EXPECT_EQ(result->received, load.ports * load.bytes_per_port);
  EXPECT_EQ(result->misplaced, 0U);
}

}  // namespace
}  // namespace plugtest::perf
