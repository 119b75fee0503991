#include "harness/evidence/log_line.h"

#include <chrono>

#include <fmt/format.h>

namespace plugtest::evidence {

std::string log_line(HostTime when, std::string_view text) {
  const auto since = when.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  const auto days = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date{std::chrono::sys_days(days)};
  const std::chrono::hh_mm_ss clock(seconds - days);
  std::string line = fmt::format(
      "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
      clock.minutes().count(), clock.seconds().count(), (since - seconds).count());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    constexpr unsigned char k_first_printable = 0x20;
    constexpr unsigned char k_delete = 0x7f;
    if (c == '\n') {
      line += "\\n";
    } else if (c == '\r') {
      line += "\\r";
    } else if (c == '\t') {
      line += "\\t";
    } else if (c == '\\') {
      line += "\\\\";
    } else if (byte < k_first_printable || byte == k_delete) {
      line += fmt::format("\\x{:02x}", byte);
    } else {
      line += c;
    }
  }
  line += '\n';
  return line;
}

}  // namespace plugtest::evidence
