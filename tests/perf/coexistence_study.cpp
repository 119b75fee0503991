// How the two standards get on in one field, as tables for the performance report: what Type D tags
// that talk into the gaps cost a Type C reader, and what a reader of both gets of each.
//
//   study_coexistence FOLDER     writes loss_by_listen.tsv, loss_by_hold_off.tsv,
//                                loss_by_distance.tsv and time_share.tsv

#include "tests/unit/harness/lab/lab_fixture.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ostream.h>

namespace plugtest::lab {
namespace {

using model::AirProtocol;
using test::parameter;

constexpr std::uint64_t k_seeds = 12;

/// A slow train of five tags of each standard. The reader takes both targets in turn, so it reads
/// every Type C tag as often as it can.
LabPlan mixed_train(const std::string& link, std::vector<model::AirParameter> parameters,
                    std::uint64_t seed) {
  LabPlan plan = test::conveyor_plan(seed);
  plan.reader.radio.link_profiles = {link};
  plan.reader.radio.target_strategy = model::TargetStrategy::dual_target;
  plan.scenario.settings.session = 0;
  plan.scenario.motion.speed_mps = 0.5;
  plan.tag_types = {test::tag_type("type-c"), test::type_d("type-d", std::move(parameters))};
  return plan;
}

/// One antenna at the side of the belt, `metres` away.
void stand_away(LabPlan& plan, double metres) {
  plan.scenario.lane.antennas = {test::antenna(1, {0, -metres, 0.3}, {0, 1, 0})};
}

std::vector<model::AirParameter> talking(std::int64_t listen_us, std::int64_t hold_off_bits = 16) {
  return {parameter("listen", listen_us), parameter("hold_off", hold_off_bits),
          parameter("mute", 0), parameter("link_rate", 256'000)};
}

/// Tags whose hold-off does not end within the pass.
std::vector<model::AirParameter> silent() {
  return {parameter("listen", 10'000), parameter("hold_off", 65'536)};
}

struct Reads {
  std::size_t type_c = 0;
  std::size_t type_d = 0;
  double seconds = 0;
};

Reads reads_of(const LabPlan& plan) {
  test::LabBench bench(plan);
  Reads counts;
  for (const api::TagRead& read : bench.pass(0)) {
    ++(read.protocol == AirProtocol::type_c ? counts.type_c : counts.type_d);
  }
  counts.seconds = std::chrono::duration<double>(bench.times().end - bench.times().begin).count();
  return counts;
}

/// The sum over all seeds; `plan_for(seed)` makes the plans. Each lab has a thread to itself.
template <typename PlanFor>
Reads sum_over_seeds(const PlanFor& plan_for) {
  std::vector<std::future<Reads>> runs;
  for (std::uint64_t seed = 1; seed <= k_seeds; ++seed) {
    runs.push_back(
        std::async(std::launch::async, [&plan_for, seed] { return reads_of(plan_for(seed)); }));
  }
  Reads sum;
  for (auto& run : runs) {
    const Reads one = run.get();
    sum.type_c += one.type_c;
    sum.type_d += one.type_d;
    sum.seconds += one.seconds;
  }
  return sum;
}

double lost_percent(const Reads& alone, const Reads& beside) {
  if (alone.type_c == 0) return 0;
  return 100 * (1 - static_cast<double>(beside.type_c) / static_cast<double>(alone.type_c));
}

void loss_by_listen(std::ostream& out) {
  constexpr std::array k_links{"max-rate", "m2-320", "m4-320", "dense-m4-250", "dense-m8-256"};
  fmt::print(out, "listen_us");
  std::vector<Reads> alone;
  for (const char* link : k_links) {
    fmt::print(out, "\t{}", link);
    alone.push_back(
        sum_over_seeds([link](std::uint64_t seed) { return mixed_train(link, silent(), seed); }));
  }
  for (const std::int64_t listen_us : {50, 100, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000}) {
    fmt::print(out, "\n{}", listen_us);
    for (std::size_t i = 0; i < k_links.size(); ++i) {
      const Reads beside = sum_over_seeds(
          [&](std::uint64_t seed) { return mixed_train(k_links[i], talking(listen_us), seed); });
      fmt::print(out, "\t{:.2f}", lost_percent(alone[i], beside));
    }
  }
  fmt::print(out, "\n");
}

void loss_by_hold_off(std::ostream& out) {
  constexpr std::array k_links{"max-rate", "m4-320", "dense-m8-256"};
  fmt::print(out, "hold_off_bits");
  for (const char* link : k_links) fmt::print(out, "\t{}", link);
  for (const std::int64_t bits : {16, 64, 256, 1024, 4096, 16'384, 65'536}) {
    fmt::print(out, "\n{}", bits);
    for (const char* link : k_links) {
      const Reads alone =
          sum_over_seeds([link](std::uint64_t seed) { return mixed_train(link, silent(), seed); });
      const Reads beside = sum_over_seeds(
          [&](std::uint64_t seed) { return mixed_train(link, talking(100, bits), seed); });
      fmt::print(out, "\t{:.2f}", lost_percent(alone, beside));
    }
  }
  fmt::print(out, "\n");
}

void loss_by_distance(std::ostream& out) {
  constexpr std::array k_links{"max-rate", "m4-320", "dense-m8-256"};
  fmt::print(out, "metres");
  for (const char* link : k_links) fmt::print(out, "\t{}", link);
  for (const double metres : {0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0}) {
    fmt::print(out, "\n{}", metres);
    for (const char* link : k_links) {
      const auto at_distance = [&](std::vector<model::AirParameter> parameters) {
        return sum_over_seeds([&](std::uint64_t seed) {
          LabPlan plan = mixed_train(link, parameters, seed);
          stand_away(plan, metres);
          return plan;
        });
      };
      fmt::print(out, "\t{:.2f}", lost_percent(at_distance(silent()), at_distance(talking(100))));
    }
  }
  fmt::print(out, "\n");
}

void time_share(std::ostream& out) {
  fmt::print(out, "share_of_type_c\ttype_c_reads_per_s\ttype_d_reads_per_s\n");
  for (const int percent : {5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95}) {
    const Reads reads = sum_over_seeds([percent](std::uint64_t seed) {
      LabPlan plan = mixed_train("m4-320", {parameter("hold_off", 256)}, seed);
      plan.scenario.settings.protocols = {AirProtocol::type_c, AirProtocol::type_d};
      plan.reader.radio.antenna_dwell_ms = {200, "study"};
      plan.reader.radio.protocols = {
          {AirProtocol::type_c, std::chrono::milliseconds(2 * percent)},
          {AirProtocol::type_d, std::chrono::milliseconds(200 - 2 * percent)}};
      return plan;
    });
    fmt::print(out, "{}\t{:.1f}\t{:.1f}\n", percent,
               static_cast<double>(reads.type_c) / reads.seconds,
               static_cast<double>(reads.type_d) / reads.seconds);
  }
}

}  // namespace
}  // namespace plugtest::lab

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("study_coexistence: expected a folder for its tables\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  const auto write = [&folder](const char* name, void (*study)(std::ostream&)) {
    std::ofstream out(folder / name);
    study(out);
    return static_cast<bool>(out.flush());
  };
  const bool written = write("loss_by_listen.tsv", plugtest::lab::loss_by_listen) &&
                       write("loss_by_hold_off.tsv", plugtest::lab::loss_by_hold_off) &&
                       write("loss_by_distance.tsv", plugtest::lab::loss_by_distance) &&
                       write("time_share.tsv", plugtest::lab::time_share);
  if (!written) std::fprintf(stderr, "study_coexistence: cannot write to %s\n", folder.c_str());
  return written ? 0 : 1;
}
