#pragma once

#include "harness/api/runtime.h"
#include "harness/model/time.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// One rule of the Reader contract, tried against a program.
struct AdapterCheck {
  enum class Outcome : std::uint8_t { passed, failed, not_run };
  std::string name{};      ///< "inventory"
  std::string expected{};  ///< what the contract asks for, one sentence
  Outcome outcome = Outcome::not_run;
  std::string found{};  ///< what came instead, or a word on what came
};

struct AdapterCheckOptions {
  Nanos patience = std::chrono::seconds(5);   ///< for every answer
  Nanos inventory = std::chrono::seconds(1);  ///< how long each of the inventories runs
};

/// Runs the program `words` a few times and tries each rule of the contract, in an order that a
/// vendor would implement them in; `on_check` hears of each as it is over. Turns runtime.io itself,
/// until all is done or `stop` is requested; then the rest is not run. Returns whether all passed.
bool check_adapter(api::Runtime& runtime, const std::vector<std::string>& words,
                   const AdapterCheckOptions& options,
                   const std::function<void(const AdapterCheck&)>& on_check,
                   const std::stop_token& stop);

}  // namespace plugtest::drivers
