// Whether attribution names who is at fault, over many random events whose faults are known because
// they were planted. The lab makes the events; the scorer sees reads and manifests only.
//
//   study_attribution [EVENTS] [FIRST_SEED]     1000 events from seed 1 by default
//
// Exit code 1 when the planted culprit is named in less than 95 % of the cells that fail because of
// it, or a faultless participant is accused in more than 4 of 1,000 events.

#include "tests/perf/attribution/lab_matrix.h"
#include "tests/perf/attribution/tally.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

namespace plugtest::study {
namespace {

/// One tally per event, in the order of the seeds, so that the text does not depend on threads.
Tally run(std::uint64_t events, std::uint64_t first_seed) {
  std::vector<Tally> tallies(events);
  std::atomic<std::uint64_t> next{0};
  const auto work = [&] {
    for (std::uint64_t i = next++; i < events; i = next++) {
      const PlantedEvent event = draw_event(first_seed + i);
      tallies[i].add(event, play(event));
      if ((i + 1) % 50 == 0) fmt::print(stderr, "{} events begun or done\n", i + 1);
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
      threads.emplace_back(work);
    }
  }
  Tally sum;
  for (const Tally& one : tallies) sum.add(one);
  return sum;
}

bool number(const char* text, std::uint64_t& value) {
  const char* end = text + std::strlen(text);
  const auto [read_to, error] = std::from_chars(text, end, value);
  return error == std::errc{} && read_to == end && value > 0;
}

}  // namespace
}  // namespace plugtest::study

int main(int argc, char** argv) {
  std::uint64_t events = 1000;
  std::uint64_t first_seed = 1;
  if (argc > 3 || (argc > 1 && !plugtest::study::number(argv[1], events)) ||
      (argc > 2 && !plugtest::study::number(argv[2], first_seed))) {
    std::fputs("study_attribution: expected a number of events and the first seed\n", stderr);
    return 2;
  }
  const auto began = std::chrono::steady_clock::now();
  const plugtest::study::Tally tally = plugtest::study::run(events, first_seed);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  fmt::print("{}{:.0f} s\n", tally.text(), took.count());
  const bool good =
      tally.share_named() >= 0.95 && tally.events_with_accusation * 1000 <= 4 * events;
  return good ? 0 : 1;
}
