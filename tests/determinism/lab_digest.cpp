// Same seed, same bits: runs labs of every kind and prints a line for each, "NAME FRAMES READS
// SHA-256" over all that happened in it. Builds of different compilers and kinds must print the
// same.
//
// lab_digest                all labs
// lab_digest --few          those of the first seed
// lab_digest --text NAME    what the digest of one lab is over, to find where two builds part

#include "harness/lab/virtual_clock.h"
#include "scenarios/loader.h"
#include "tests/determinism/lab_text.h"
#include "tests/determinism/labs.h"
#include "tests/unit/scenarios/options.h"

#include <exception>
#include <functional>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace plugtest;

template <class T>
T value_or_throw(Result<T> result) {
  if (!result) throw std::runtime_error(to_string(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

void run_until(lab::VirtualClock& clock, const std::function<bool()>& done) {
  while (!done()) {
    if (!clock.advance()) throw std::runtime_error("nothing is left to happen in the lab");
  }
}

void wait(lab::VirtualClock& clock, Nanos span) {
  bool over = false;
  clock.call_at(clock.now() + span, [&] { over = true; });
  run_until(clock, [&] { return over; });
}

/// Load, inventory, pass, stop: as a session does it.
void pass(lab::VirtualClock& clock, lab::Lab& made, const test::LabCase& one,
          const api::LoadRequest& load, test::LabText& text) {
  bool over = false;
  made.rig().load(load, [&](Result<model::Manifest> manifest) {
    text.on_load(value_or_throw(std::move(manifest)));
    over = true;
  });
  run_until(clock, [&] { return over; });
  value_or_throw(made.radio().start(one.inventory, text));
  over = false;
  made.rig().pass(one.plan.scenario.budgets.pass, [&](Result<model::PassTimes> times) {
    text.on_pass(value_or_throw(std::move(times)));
    over = true;
  });
  run_until(clock, [&] { return over; });
  made.radio().stop();
  wait(clock, one.plan.scenario.budgets.guard);
}

void run(const test::LabCase& one, test::LabText& text) {
  lab::VirtualClock clock(lab::default_epoch());
  lab::LabPlan plan = one.plan;
  plan.air_tap = &text;
  const auto made = value_or_throw(lab::make_lab(clock, plan));
  text.set_radio(made->radio());
  const auto pieces =
      lab::make_pieces(plan.tag_types, model::item_count(plan.scenario.load), plan.seed);
  for (std::uint32_t index = 0; index < one.passes; ++index) {
    pass(clock, *made, one, {index, pieces}, text);
  }
}

model::EventPlan load_event() {
  auto event = scenarios::load_event(PLUGTEST_SOURCE_DIR "/tests/determinism/event.yaml",
                                     scenarios::library_options());
  if (event) return std::move(*event);
  std::string problems;
  for (const Error& error : event.error()) problems += to_string(error) + "\n";
  throw std::runtime_error(problems);
}

int digest(const std::vector<std::uint64_t>& seeds, std::string_view text_of) {
  std::size_t reads = 0;
  bool found = false;
  for (const test::LabCase& one : test::lab_cases(load_event(), seeds)) {
    if (!text_of.empty() && one.name != text_of) continue;
    found = true;
    test::LabText text(text_of.empty() ? nullptr : &std::cout);
    run(one, text);
    reads += text.reads();
    if (text_of.empty()) {
      std::cout << fmt::format("{} {} {} {}\n", one.name, text.frames(), text.reads(),
                               text.digest());
    }
  }
  if (!found) throw std::invalid_argument(fmt::format("there is no lab '{}'", text_of));
  // Labs in which nothing is read would all be alike.
  if (reads == 0) throw std::runtime_error("not one tag was read");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  try {
    const std::vector<std::uint64_t> seeds = {1, 2, 3};
    if (argc == 1) return digest(seeds, {});
    if (argc == 2 && arguments[1] == std::string_view("--few")) return digest({1}, {});
    if (argc == 3 && arguments[1] == std::string_view("--text")) {
      return digest(seeds, arguments[2]);
    }
    throw std::invalid_argument("usage: lab_digest [--few | --text NAME]");
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
