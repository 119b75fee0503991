#pragma once

#include "drivers/exec/child_process.h"
#include "drivers/exec/contract.h"
#include "harness/api/runtime.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// One run of an adapter, asked step by step by a caller who waits. For the conformance check,
/// which looks at what the driver would only refuse.
class AdapterDialogue {
 public:
  AdapterDialogue(api::Runtime& runtime, std::stop_token stop)
      : runtime_(runtime), stop_(std::move(stop)) {}
  AdapterDialogue(const AdapterDialogue&) = delete;
  AdapterDialogue& operator=(const AdapterDialogue&) = delete;

  Result<void> run(const std::vector<std::string>& words);

  /// Sends a call and waits for its answer. Errors: `timed_out`, `protocol` (it wrote what is no
  /// message, or answered another call), `link_lost` (it ended), `cancelled`.
  Result<contract::Answer> ask(contract::Call::What what, Nanos patience,
                               bool byte_by_byte = false);

  /// Only listens.
  Result<void> listen(Nanos span);

  /// Ends the program's input, and waits for its end.
  Result<ChildEnd> end(Nanos patience);

  const std::vector<model::Observation>& observations() const { return observations_; }
  /// How many of them came before the last answer; what follows may have come in one read with it.
  std::size_t before_answer() const { return before_answer_; }

 private:
  bool wait(Nanos patience, const std::function<bool()>& over);
  void on_bytes(std::span<const std::uint8_t> bytes);
  Error trouble(const std::string& awaited) const;

  api::Runtime runtime_;
  std::stop_token stop_;
  contract::Framer framer_;
  std::vector<model::Observation> observations_;
  std::optional<contract::Answer> answer_;
  std::size_t before_answer_ = 0;
  std::optional<Error> broken_;
  std::optional<ChildEnd> end_;
  std::uint32_t last_id_ = 0;
  std::unique_ptr<ChildProcess> child_;  // last: its end calls nobody that is gone
};

}  // namespace plugtest::drivers
