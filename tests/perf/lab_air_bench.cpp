// Speed of the virtual air: slots per second of whole inventory rounds, with real replies, CRCs,
// channel and fading. DESIGN 11 names the bar. Not part of the fast tests.

#include "harness/lab/gen2_air.h"
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

/// A crowd of tags that drifts slowly below an antenna, all within its reach, with fading.
class Crowd {
 public:
  Crowd(std::size_t count, const char* profile, const Gen2Habits& habits)
      : types_{test::tag_type("type-c")},
        field_(lane(), {}, 0),
        air_({.field = field_,
              .shared = shared_,
              .tag_types = types_,
              .modes = {gen2::find_profile(profile).value()},
              .habits = habits},
             Receiver(-85'000, 6'000, 1), 1) {
    shared_.attach(air_);
    Load load;
    load.seed = 1;
    for (const model::Piece& piece : make_pieces(types_, static_cast<std::uint32_t>(count), 1)) {
      LoadedTag tag;
      tag.piece = piece;
      tag.threshold_mdbm = -30'000;
      load.tags.push_back(tag);
      const std::uint64_t draw = hash_draw(1, load.tags.size());
      const auto metres = [](std::uint64_t bits) {
        return static_cast<double>(bits % 1000) / 1000;
      };
      load.placement.tags.push_back({{metres(draw), metres(draw >> 20U), 0}, {1, 0, 0}});
    }
    model::MotionSpec slow;
    slow.speed_mps = 0.05;
    field_.place(std::move(load), Motion(slow, 1));
    field_.begin_motion(now_);
    air_.on_load(now_);
    api::RadioInventory inventory;
    inventory.session = 2;
    inventory.tag_population = static_cast<std::uint16_t>(count);
    air_.begin_inventory(inventory);
    hop();
  }

  /// One slot; every 200 ms the next of sixteen channels.
  bool step() {
    if (now_ >= hop_at_) hop();
    const AirStep step = air_.step(now_);
    now_ = step.end;
    return step.tag.has_value();
  }

 private:
  static model::Lane lane() {
    model::Lane lane;
    lane.id = model::LaneId("above");
    lane.antennas = {test::antenna(1, {0.5, 0.5, 2}, {0, 0, -1})};
    return lane;
  }
  void hop() {
    field_.set_carrier(std::nullopt);
    air_.carrier_off(now_);
    now_ += std::chrono::milliseconds(1);
    field_.set_carrier(Carrier{0, 33'000, 920'625'000 + 250'000 * (hops_++ % 16)});
    air_.carrier_on(now_);
    now_ += std::chrono::microseconds(1500);
    hop_at_ = now_ + std::chrono::milliseconds(200);
  }

  std::vector<model::TagType> types_;
  Field field_;
  SharedAir shared_;
  Gen2Air air_;
  HostTime now_ = HostTime(std::chrono::seconds(1));
  HostTime hop_at_{};
  std::int64_t hops_ = 0;
};

/// The judged case of DESIGN 11: full A-B-A cycles (S2, the target turns when a round finds nobody)
/// with adaptive Q, real replies, CRCs, motion, channel and fading, hops included.
void full_cycles(benchmark::State& state, const char* profile, model::QStrategy strategy) {
  Crowd crowd(static_cast<std::size_t>(state.range(0)), profile,
              {strategy, model::TargetStrategy::alternate});
  std::int64_t slots = 0;
  std::int64_t read = 0;
  for (auto _ : state) {
    ++slots;
    if (crowd.step()) ++read;
  }
  state.counters["slots/s"] =
      benchmark::Counter(static_cast<double>(slots), benchmark::Counter::kIsRate);
  state.counters["read_share"] = static_cast<double>(read) / static_cast<double>(slots);
}
BENCHMARK_CAPTURE(full_cycles, max_rate_adaptive, "max-rate", model::QStrategy::adaptive)
    ->Arg(64)
    ->Arg(256)
    ->Arg(1024);
BENCHMARK_CAPTURE(full_cycles, max_rate, "max-rate", model::QStrategy::annex_d)->Arg(64)->Arg(1024);
BENCHMARK_CAPTURE(full_cycles, miller_4, "m4-320", model::QStrategy::adaptive)->Arg(1024);

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
