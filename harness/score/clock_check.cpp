#include "harness/score/clock_check.h"

#include "harness/score/match.h"

#include <cstddef>

#include <fmt/format.h>

namespace plugtest::score {
namespace {

std::string seconds(Nanos span) { return fmt::format("{:.3f} s", to_seconds(span)); }

// What is wrong with the reader's time of one report, or nothing.
std::optional<std::string> reader_jump(const model::Observation& seen,
                                       const model::PassRecord& pass) {
  const auto& first = seen.first_seen ? seen.first_seen : seen.last_seen;
  const auto& last = seen.last_seen ? seen.last_seen : seen.first_seen;
  if (!first || !last) return std::nullopt;
  if (*last < *first) {
    return "was last seen " + seconds(*first - *last) + " before it was first seen";
  }
  if (!pass.clock_offset) return std::nullopt;
  const HostTime from{first->time_since_epoch() - *pass.clock_offset};
  const HostTime to{last->time_since_epoch() - *pass.clock_offset};
  if (to > seen.received + k_clock_slack) {
    return "was seen " + seconds(to - seen.received) +
           " after it was received, by the reader's clock";
  }
  // A report that is late may be of a pass before.
  const HostTime opened = pass.opened.value_or(pass.times.begin);
  if (from < opened - k_clock_slack && belongs_to(seen, pass)) {
    return "was seen " + seconds(opened - from) + " before the pass, by the reader's clock";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> clock_jump(const model::PassRecord& pass) {
  if (pass.times.end < pass.times.begin) {
    return fmt::format("pass {} ends {} before it begins", pass.index + 1,
                       seconds(pass.times.begin - pass.times.end));
  }
  const model::Observation* before = nullptr;
  for (std::size_t i = 0; i < pass.observations.size(); ++i) {
    const model::Observation& seen = pass.observations[i];
    const auto where = [&] {
      return fmt::format("tag report {} of pass {}", i + 1, pass.index + 1);
    };
    if (before != nullptr && seen.received < before->received) {
      return where() + " was received " + seconds(before->received - seen.received) +
             " before the one ahead of it";
    }
    before = &seen;
    if (const auto jump = reader_jump(seen, pass)) return where() + " " + *jump;
  }
  return std::nullopt;
}

std::optional<std::string> clock_jump(const model::PassRecord& pass,
                                      const model::PassRecord& next) {
  if (next.times.begin >= pass.times.end) return std::nullopt;
  return fmt::format("pass {} begins {} before pass {} ended", next.index + 1,
                     seconds(pass.times.end - next.times.begin), pass.index + 1);
}

}  // namespace plugtest::score
