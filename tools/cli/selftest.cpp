#include "harness/score/cell.h"
#include "harness/session/selection.h"
#include "harness/session/session.h"
#include "protocols/bits/wildcard.h"
#include "scenarios/fault_catalogue.h"
#include "tools/cli/commands.h"
#include "tools/cli/events.h"
#include "tools/cli/fault_trial.h"
#include "tools/cli/no_evidence.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ostream>
#include <thread>

#include <fmt/format.h>

namespace plugtest::cli {

namespace {

using scenarios::FaultCase;

class NoListener final : public session::SessionListener {
 public:
  void on_run_begin(const model::RunPlan&) override {}
  void on_pass(const model::RunPlan&, std::uint32_t, std::span<const model::PassScore>) override {}
  void on_run_end(const model::RunResult&) override {}
};

/// The faults that are asked for, in the order of the catalogue.
Result<std::vector<const FaultCase*>> chosen(const scenarios::FaultCatalogue& catalogue,
                                             const std::vector<std::string>& patterns) {
  std::vector<const FaultCase*> cases;
  for (const FaultCase& one : catalogue.cases) {
    const auto fits = [&one](const std::string& pattern) {
      return bits::wildcard_match(pattern, one.id);
    };
    if (patterns.empty() || std::ranges::any_of(patterns, fits)) cases.push_back(&one);
  }
  if (cases.empty()) {
    return fail(ErrorCode::usage, "no fault fits '" + patterns.front() +
                                      "'; plugtest selftest --list names them all");
  }
  return cases;
}

/// What is planted where, "lost-reports (one-in 4) in llrp".
std::string planted_text(const FaultCase& one) {
  return std::visit(
      [](const auto& plant) {
        const auto& known = info(plant.fault.fault);
        const std::string parameter =
            known.parameter_name.empty()
                ? ""
                : fmt::format(" ({} {})", known.parameter_name, plant.fault.parameter);
        if constexpr (requires { plant.reader; }) {
          return fmt::format("{}{} in {}", known.name, parameter, plant.reader.str());
        } else {
          return fmt::format("{}{} in {}", known.name, parameter, plant.tag_type.str());
        }
      },
      one.plant);
}

std::string_view to_string(Catch what) {
  switch (what) {
    case Catch::caught:
      return "caught";
    case Catch::missed:
      return "MISSED";
    case Catch::blamed_wrongly:
      return "BLAMED WRONGLY";
  }
  return "";
}

class SelfTest {
 public:
  SelfTest(const SelftestCommand& command, const Context& context, std::stop_token stop)
      : command_(command), context_(context), stop_(std::move(stop)) {}

  ExitCode run(const scenarios::FaultCatalogue& catalogue,
               const std::vector<const FaultCase*>& cases) {
    std::size_t width = 0;
    for (const FaultCase* one : cases) width = std::max(width, one->id.size());
    const auto begin = std::chrono::steady_clock::now();
    for (const FaultCase* one : cases) {
      const auto result = try_one(catalogue.bench, *one);
      if (!result) return complain(context_, result.error());
      if (stop_.stop_requested()) return ExitCode::interrupted;
      ++counts_[static_cast<std::size_t>(result->caught)];
      context_.out << fmt::format("{:<{}}  {:<14}  {}; {} cell{} expected {}, blames {}\n", one->id,
                                  width, to_string(result->caught), planted_text(*one),
                                  result->cells, result->cells == 1 ? "" : "s",
                                  model::to_string(one->verdict),
                                  model::to_string(one->attribution));
      for (const std::string& complaint : result->complaints) {
        context_.out << "    " << complaint << "\n";
      }
      context_.out.flush();
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    const auto [caught, missed, wrong] = counts_;
    context_.out << fmt::format("{} faults: {} caught, {} missed, {} blamed wrongly; {:.1f} s\n",
                                cases.size(), caught, missed, wrong, took.count());
    return missed + wrong == 0 ? ExitCode::ok : ExitCode::verdict_failed;
  }

 private:
  Result<FaultTrial> try_one(const model::EventPlan& bench, const FaultCase& one) {
    const auto event = plant(bench, one);
    if (!event) return fail(event.error());
    const std::vector<model::RunPlan> plans = session::plan_runs(*event);
    session::SessionOptions options;
    options.jobs =
        command_.jobs == 0 ? std::max(1U, std::thread::hardware_concurrency()) : command_.jobs;
    NoListener listener;
    // Ordinary runs, ordinary scores: nobody but judge() knows of the fault.
    const auto runs = session::run_session(
        *event, plans, options,
        {context_.registry, context_.log, listener,
         [](const model::RunPlan&) -> Result<std::unique_ptr<api::EvidenceSink>> {
           return std::make_unique<NoEvidence>();
         },
         nullptr},
        stop_);
    return judge(one, score::make_cells(*event, plans, runs));
  }

  const SelftestCommand& command_;
  const Context& context_;
  std::stop_token stop_;
  std::array<std::size_t, 3> counts_{};  // by Catch
};

}  // namespace

ExitCode run_command(const SelftestCommand& command, const Context& context,
                     const std::stop_token& stop) {
  const auto catalogue = scenarios::load_fault_catalogue(command.catalogue, load_options(context));
  if (!catalogue) {
    for (const Error& error : catalogue.error()) context.err << to_string(error) << "\n";
    return ExitCode::usage;
  }
  const auto cases = chosen(*catalogue, command.faults);
  if (!cases) return complain(context, cases.error());
  if (command.list) {
    for (const FaultCase* one : *cases) {
      context.out << fmt::format("{}: {}, revealed by {}: {}, blames {}\n", one->id,
                                 planted_text(*one), one->scenario, model::to_string(one->verdict),
                                 model::to_string(one->attribution));
    }
    return ExitCode::ok;
  }
  return SelfTest(command, context, stop).run(*catalogue, *cases);
}

}  // namespace plugtest::cli
