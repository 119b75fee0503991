// Serial ports at their full rate, all at once: bytes lost, rate and processor time.
// Usage: serial-bench [PORTS [BAUD [SECONDS]]]   (4 ports, 921,600 baud, 10 s)

#include "tests/perf/serial_load.h"

#include <cstdlib>

#include <fmt/format.h>

using namespace plugtest;  // NOLINT(google-build-using-namespace): a program of one file

namespace {

constexpr std::uint32_t k_bits_per_byte = 10;  // 8N1

unsigned long number(int argc, char** argv, int which, unsigned long otherwise) {
  if (argc <= which) return otherwise;
  const unsigned long value = std::strtoul(argv[which], nullptr, 10);
  return value == 0 ? otherwise : value;
}

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

int main(int argc, char** argv) {
  perf::SerialLoad load;
  load.ports = static_cast<unsigned>(number(argc, argv, 1, load.ports));
  load.baud = static_cast<std::uint32_t>(number(argc, argv, 2, load.baud));
  const unsigned long line_rate = load.baud / k_bits_per_byte;
  load.bytes_per_port = line_rate * number(argc, argv, 3, 10);
  const auto result = perf::run_serial_load(load);
  if (!result) {
    fmt::print(stderr, "serial-bench: {}\n", to_string(result.error()));
    return 1;
  }
  const double rate = static_cast<double>(result->received) / load.ports / seconds(result->took);
  fmt::print("ports {}  baud {}  bytes {}  misplaced {}\n", load.ports, load.baud, result->received,
             result->misplaced);
  fmt::print("bytes_per_s_and_port {:.0f}  ({:.1f} % of the line's {})\n", rate,
             100 * rate / static_cast<double>(line_rate), line_rate);
  fmt::print(
      "processor {:.2f} s in {:.2f} s: {:.1f} % of one core, both ends and the virtual UARTs\n",
      seconds(result->processor), seconds(result->took),
      100 * seconds(result->processor) / seconds(result->took));
  return result->misplaced == 0 ? 0 : 1;
}
