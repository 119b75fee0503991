#pragma once

#include "drivers/modules_core/module_reader.h"

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// The inventory of a module that does not stream: it is asked for one round after the other, each
/// on the next antenna, until it is told to stop. A dialogue asks for the rounds and says how they
/// went; which follows when, and what that means for start and stop, is known here.
class PolledInventory {
 public:
  /// Asks for a round on antenna `port`. Then round_over() or break_off() is called, once, later.
  using Ask = std::function<void(std::uint16_t port)>;

  explicit PolledInventory(Ask ask) : ask_(std::move(ask)) {}

  /// A new connection: nothing runs. `session` outlives what follows.
  void reset(ModuleSession& session);

  /// Asks for rounds on `ports` in turn, one at least. `done`: with the first report, or at the end
  /// of the first round; `refused` or another error when that one went wrong, and then nothing
  /// runs.
  void start(std::uint32_t inventory, std::vector<std::uint16_t> ports, api::Done<void> done);
  /// The round under way is the last one; `done` at its end.
  void stop(api::Done<void> done);
  /// No round after the one under way; nobody waits for it.
  void halt() { polling_ = false; }
  /// Everything of it has been told: what comes from now on belongs to no inventory.
  void forget() { inventory_ = 0; }
  /// Whether reports belong to an inventory.
  bool awaits_reports() const { return inventory_ != 0; }

  /// Tags of the inventory under way.
  void report(std::span<model::Observation> tags);
  /// The round has ended. An error does not end the inventory, unless it is the first round's: it
  /// is told once, and the next antenna has its turn after a pause.
  void round_over(const Result<void>& outcome);
  /// The module has fallen silent, or the link is gone.
  void break_off(const Error& why);

 private:
  void ask();
  void end_start(const Result<void>& result);
  void end_stop();

  Ask ask_;
  ModuleSession* session_ = nullptr;
  std::vector<std::uint16_t> ports_;
  std::size_t next_port_ = 0;
  std::uint32_t inventory_ = 0;  // 0: none, reports are nobody's
  bool polling_ = false;
  bool in_round_ = false;
  std::set<std::string> complained_;  // what was told of this inventory's troubles
  api::Done<void> begun_;
  api::Done<void> stopped_;
};

}  // namespace plugtest::drivers
