#include "harness/model/step.h"

#include <array>

#include <fmt/format.h>

namespace plugtest::model {

namespace {

std::string seconds(Nanos time) {
  return fmt::format("{:.6g} s", static_cast<double>(time.count()) * 1e-9);
}

std::string_view bank_name(std::uint8_t bank) {
  constexpr std::array<std::string_view, 4> k_names{"reserved", "uii", "tid", "user"};
  return k_names.at(bank);
}

std::string text(const StartInventory&) { return "start the inventory"; }
std::string text(const StopInventory&) { return "stop the inventory"; }
std::string text(const BeginMotion&) { return "the load begins to move"; }
std::string text(const AwaitMotion&) { return "wait until the load has passed"; }
std::string text(const Wait& wait) { return "wait " + seconds(wait.time); }
std::string text(const AskOperator& prompt) { return "ask the operator: " + prompt.text; }
std::string text(const CutLink& cut) { return "cut the link for " + seconds(cut.time); }
std::string text(const AntennaCable& cable) {
  return fmt::format("{} antenna {}", cable.connected ? "connect" : "disconnect", cable.port);
}
std::string text(const SetPower& power) {
  return fmt::format("set the power to {:.2f} dBm", power.power_mdbm / 1000.0);
}
std::string text(const HeardEvent& event) {
  return "the reader has told of '" + event.contains + "'";
}
std::string text(const Identified& wanted) {
  return fmt::format("{:.6g} % of the pieces are identified", wanted.item_rate * 100);
}
std::string text(const TagOperation& operation) {
  std::string what(to_string(operation.kind));
  if (operation.kind != TagOperation::Kind::kill) {
    what += fmt::format(" bank {}", bank_name(operation.bank));
  }
  if (operation.own_s10) what += " (an S10 identifier each)";
  return operation.refused ? what + " must be refused" : what + " on every piece";
}

}  // namespace

std::string_view to_string(StepRole role) {
  switch (role) {
    case StepRole::stimulus:
      return "stimulus";
    case StepRole::configure:
      return "configure";
    case StepRole::check:
      return "check";
    case StepRole::verify:
      return "verify";
  }
  return "unknown";
}

std::string_view to_string(TagOperation::Kind kind) {
  switch (kind) {
    case TagOperation::Kind::write:
      return "write";
    case TagOperation::Kind::read:
      return "read";
    case TagOperation::Kind::lock:
      return "lock";
    case TagOperation::Kind::permalock:
      return "permalock";
    case TagOperation::Kind::kill:
      return "kill";
  }
  return "unknown";
}

std::string describe(const Step& step) {
  return std::string(to_string(step.role)) + ": " +
         std::visit([](const auto& action) { return text(action); }, step.action);
}

std::vector<Step> plain_script() {
  return {{StepRole::stimulus, StartInventory{}},
          {StepRole::stimulus, BeginMotion{}},
          {StepRole::stimulus, AwaitMotion{}},
          {StepRole::stimulus, StopInventory{}}};
}

}  // namespace plugtest::model
