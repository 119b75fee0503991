// Speed of the virtual air: slots per second of whole inventory rounds, with real replies, CRCs,
// channel and fading. DESIGN 11 names the bar. Not part of the fast tests.

#include "harness/lab/gen2_round.h"
#include "harness/lab/rng.h"
#include "harness/lab/slotted_tags.h"
#include "tests/unit/harness/lab/lab_fixture.h"
#include "tests/unit/harness/lab/tag_set.h"

#include <bit>
#include <string>

#include <benchmark/benchmark.h>

namespace plugtest::lab {
namespace {

using test::TagSet;

/// Tags that never forget S2, all powered, heard well and at different levels.
struct Population {
  Population(std::size_t count, std::uint64_t seed)
      : set(count, seed), tags(set.pointers()), links(count) {
    for (std::uint32_t tag = 0; tag < count; ++tag) {
      tags.power_up(tag, gen2::Time(0));
      links[tag].backscatter_mdbm =
          -60'000 + static_cast<std::int32_t>(hash_draw(seed, tag) % 10'000);
    }
  }
  TagSet set;
  SlottedTags tags;
  std::vector<Link> links;
};

/// Optimum load: rounds over `count` tags, cleared and begun again when all are read. About a
/// third of the slots hold a complete singulation.
void optimum_load(benchmark::State& state, const char* profile, model::QStrategy strategy) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Population population(count, 1);
  Receiver receiver(-75'000, 6'000, 1);
  Gen2Round round(gen2::find_profile(profile).value(), gen2::Session::s0,
                  static_cast<std::uint8_t>(std::bit_width(count) - 1),
                  {strategy, model::TargetStrategy::single_a});
  SlotResult result;
  gen2::Time now{0};
  std::size_t left = count;
  std::int64_t slots = 0;
  std::int64_t read = 0;
  // Two tags may choose the same RN16 and count themselves as read together; the reader hears one
  // of them at best. A round that has gone quiet is over, or the idle slots would be counted for
  // ever.
  constexpr std::size_t k_quiet = 64;
  std::size_t quiet = 0;
  for (auto _ : state) {
    round.slot(now, {population.tags, population.links, receiver}, result);
    now = result.end;
    ++slots;
    quiet = result.kind == SlotResult::Kind::empty ? quiet + 1 : 0;
    if (result.decoded) {
      ++read;
      --left;
    }
    if (left > 0 && quiet < k_quiet) continue;
    // All flags are B: without power S0 falls back to A.
    for (std::uint32_t tag = 0; tag < count; ++tag) {
      population.tags.power_down(tag, now);
      population.tags.power_up(tag, now);
    }
    round.restart();
    left = count;
    quiet = 0;
  }
  state.counters["slots/s"] =
      benchmark::Counter(static_cast<double>(slots), benchmark::Counter::kIsRate);
  state.counters["read_share"] = static_cast<double>(read) / static_cast<double>(slots);
}
BENCHMARK_CAPTURE(optimum_load, max_rate, "max-rate", model::QStrategy::annex_d)
    ->Arg(64)
    ->Arg(1024);
BENCHMARK_CAPTURE(optimum_load, max_rate_adaptive, "max-rate", model::QStrategy::adaptive)
    ->Arg(64)
    ->Arg(256)
    ->Arg(1024);
BENCHMARK_CAPTURE(optimum_load, miller_4, "m4-320", model::QStrategy::annex_d)->Arg(64);

/// Cost of a slot beside tags that cannot answer: all flags are B.
void idle(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Population population(count, 2);
  Receiver receiver(-75'000, 6'000, 2);
  Gen2Round round(gen2::find_profile("max-rate").value(), gen2::Session::s0, 4);
  SlotResult result;
  gen2::Time now{0};
  for (std::size_t left = count; left > 0; now = result.end) {
    round.slot(now, {population.tags, population.links, receiver}, result);
    if (result.decoded) --left;
  }
  for (auto _ : state) {
    round.slot(now, {population.tags, population.links, receiver}, result);
    now = result.end;
  }
  state.counters["slots/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(idle)->Arg(10)->Arg(1000)->Arg(10000);

/// Whole passes, motion and channel included.
void pass(benchmark::State& state, const LabPlan& plan) {
  test::LabBench bench(plan);
  std::uint32_t index = 0;
  for (auto _ : state) benchmark::DoNotOptimize(bench.pass(index++));
}
BENCHMARK_CAPTURE(pass, conveyor, test::conveyor_plan())->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pass, sack, test::sack_plan())->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace plugtest::lab

BENCHMARK_MAIN();
