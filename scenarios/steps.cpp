#include "scenarios/scenario_parts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace plugtest::scenarios {
namespace {

using model::Step;
using model::StepRole;
using model::TagOperation;

constexpr Range k_wait{0, 3'600, true};
constexpr std::size_t k_most_steps = 100;
constexpr std::size_t k_most_words = 64;

constexpr std::array<std::pair<std::string_view, std::uint8_t>, 4> k_banks{
    {{"reserved", 0}, {"uii", 1}, {"tid", 2}, {"user", 3}}};
constexpr std::array<std::pair<std::string_view, TagOperation::Kind>, 5> k_operations{
    {{"write", TagOperation::Kind::write},
     {"read", TagOperation::Kind::read},
     {"lock", TagOperation::Kind::lock},
     {"permalock", TagOperation::Kind::permalock},
     {"kill", TagOperation::Kind::kill}}};
enum class Identifier : std::uint8_t { s10 };
constexpr std::array<std::pair<std::string_view, Identifier>, 1> k_identifiers{
    {{"s10", Identifier::s10}}};

/// What steps there are of each role.
const std::vector<std::string>& names_of(StepRole role) {
  static const std::array<std::vector<std::string>, 4> k_names{{
      {"start", "stop", "pass", "move", "wait_for_end", "wait", "prompt", "unplug_antenna",
       "plug_antenna", "cut_link", "write", "lock", "permalock", "kill"},
      {"power"},
      {"event"},
      {"identified", "memory", "refused"},
  }};
  return k_names.at(static_cast<std::size_t>(role));
}

/// A hexadecimal number of exactly `digits` digits.
std::optional<std::uint32_t> hex_number(const Node& node, std::size_t digits) {
  if (!node.is_text() || node.text.size() != digits) return std::nullopt;
  std::uint32_t number = 0;
  const char* const end = node.text.data() + digits;
  const auto [stop, error] = std::from_chars(node.text.data(), end, number, 16);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

void read_password(Fields& fields, std::uint32_t& password) {
  const Node* node = fields.find("password");
  if (node == nullptr) return;
  const auto number = hex_number(*node, 8);
  if (number) {
    password = *number;
  } else {
    fields.complain(*node, "'password' is to be eight hexadecimal digits, such as '0012abcd'");
  }
}

void read_words(Fields& fields, std::vector<std::uint16_t>& words) {
  const auto* list = fields.list("words", Need::optional);
  if (list == nullptr) return;
  for (const Node& node : *list) {
    const auto word = hex_number(node, 4);
    if (!word) {
      fields.complain(node, "'words' is to be a list of words of four hexadecimal digits");
      return;
    }
    words.push_back(static_cast<std::uint16_t>(*word));
  }
  if (words.size() > k_most_words) {
    fields.complain(fields.node(), "'words' has more than 64 words");
  }
}

TagOperation read_operation(Fields& fields, TagOperation::Kind kind) {
  TagOperation operation;
  operation.kind = kind;
  read_password(fields, operation.password);
  if (kind == TagOperation::Kind::kill) return operation;
  fields.choice<std::uint8_t>("bank", Need::required, k_banks, operation.bank);
  if (kind == TagOperation::Kind::lock || kind == TagOperation::Kind::permalock) return operation;
  // Behind StoredCRC and StoredPC lies the UII.
  operation.word_pointer = operation.bank == 1 ? 2 : 0;
  fields.integer("pointer", Need::optional, 0, 1023, operation.word_pointer);
  read_words(fields, operation.words);
  Identifier identifier{};
  operation.own_s10 =
      fields.choice<Identifier>("identifier", Need::optional, k_identifiers, identifier);
  if (kind == TagOperation::Kind::read) {
    fields.integer("count", Need::optional, 1, k_most_words, operation.word_count);
  }
  const bool says_what = operation.own_s10 || !operation.words.empty();
  if (operation.own_s10 && !operation.words.empty()) {
    fields.complain(fields.node(), "the step gives both 'words' and 'identifier'");
  } else if (!says_what && kind == TagOperation::Kind::write) {
    fields.complain(fields.node(), "the step writes nothing: give 'words' or 'identifier'");
  }
  return operation;
}

/// Reads the steps one after the other, and follows what would happen: whether the inventory runs
/// and the load moves.
class StepsReader {
 public:
  StepsReader(Problems& problems, const model::ScenarioPlan& plan)
      : problems_(problems), plan_(plan) {}

  void read(const Node& node) {
    Fields fields(node, "the step", problems_);
    if (!node.is_map()) return;
    std::optional<StepRole> role;
    const Node* name = nullptr;
    for (const StepRole one :
         {StepRole::stimulus, StepRole::configure, StepRole::check, StepRole::verify}) {
      const Node* found = fields.find(to_string(one));
      if (found == nullptr) continue;
      if (role) {
        fields.complain(node, "a step is one of stimulus, configure, check and verify, not two");
        return;
      }
      role = one;
      name = found;
    }
    if (!role) {
      fields.complain(node, "a step begins with stimulus, configure, check or verify");
      return;
    }
    const auto& known = names_of(*role);
    if (!name->is_text() || std::ranges::find(known, name->text) == known.end()) {
      fields.complain(*name, "unknown " + std::string(to_string(*role)) + " " +
                                 unknown_name(name->text.substr(0, 64), known));
      return;
    }
    take(*role, name->text, fields);
    fields.finish();
  }

  std::vector<Step> finish(const Node& list) {
    if (inventory_runs_) complain(list, "the script ends while the inventory runs: 'stop' it");
    if (moving_) complain(list, "the script ends while the load moves: 'wait_for_end'");
    if (!moved_) complain(list, "nothing moves in this script: it needs one 'pass'");
    return std::move(steps_);
  }

 private:
  void add(StepRole role, model::StepAction action) { steps_.push_back({role, std::move(action)}); }

  void complain(const Node& at, std::string message) {
    problems_.add(ErrorCode::configuration, std::move(message), at.place.where());
  }

  void take(StepRole role, const std::string& name, Fields& fields) {
    switch (role) {
      case StepRole::stimulus:
        take_stimulus(name, fields);
        return;
      case StepRole::configure:
        take_power(fields);
        return;
      case StepRole::check: {
        model::HeardEvent event;
        fields.text("contains", Need::required, event.contains);
        add(role, event);
        return;
      }
      case StepRole::verify:
        take_verification(name, fields);
        return;
    }
  }

  void take_stimulus(const std::string& name, Fields& fields) {
    const StepRole role = StepRole::stimulus;
    if (name == "start") {
      if (inventory_runs_) complain(fields.node(), "the inventory runs already");
      inventory_runs_ = started_ = true;
      add(role, model::StartInventory{});
    } else if (name == "stop") {
      if (!inventory_runs_) complain(fields.node(), "no inventory runs that could be stopped");
      inventory_runs_ = false;
      add(role, model::StopInventory{});
    } else if (name == "pass" || name == "move") {
      if (moved_) complain(fields.node(), "the load has moved already: one motion a script");
      moved_ = true;
      moving_ = name == "move";
      add(role, model::BeginMotion{});
      if (!moving_) add(role, model::AwaitMotion{});
    } else if (name == "wait_for_end") {
      if (!moving_) complain(fields.node(), "no load moves whose end could be waited for");
      moving_ = false;
      add(role, model::AwaitMotion{});
    } else if (name == "wait") {
      add(role, model::Wait{read_time(fields)});
    } else if (name == "prompt") {
      model::AskOperator prompt;
      fields.text("text", Need::required, prompt.text);
      add(role, prompt);
    } else if (name == "unplug_antenna" || name == "plug_antenna") {
      take_cable(name == "plug_antenna", fields);
    } else if (name == "cut_link") {
      add(role, model::CutLink{read_time(fields)});
    } else {
      const auto kind = std::ranges::find(k_operations, name, [](const auto& one) {
                          return std::string(one.first);
                        })->second;
      take_operation(role, kind, false, fields);
    }
  }

  static Nanos read_time(Fields& fields) {
    Nanos time{0};
    if (fields.find("time", Need::required) != nullptr) fields.duration("time", k_wait, time);
    return time;
  }

  void take_cable(bool connected, Fields& fields) {
    model::AntennaCable cable{1, connected};
    if (fields.integer("port", Need::required, 1, 32, cable.port)) {
      const bool there = std::ranges::any_of(
          plan_.lane.antennas, [&](const auto& antenna) { return antenna.port == cable.port; });
      if (!there) {
        complain(*fields.find("port"),
                 "the lane has no antenna at port " + std::to_string(cable.port));
      }
    }
    add(StepRole::stimulus, cable);
  }

  void take_power(Fields& fields) {
    model::SetPower power;
    fields.power("power", Need::required, {-20, 40}, power.power_mdbm);
    if (inventory_runs_) complain(fields.node(), "the power is set while no inventory runs");
    add(StepRole::configure, power);
  }

  void take_operation(StepRole role, TagOperation::Kind kind, bool refused, Fields& fields) {
    if (inventory_runs_) {
      complain(fields.node(), "tags are operated on while no inventory runs: 'stop' it first");
    }
    TagOperation operation = read_operation(fields, kind);
    operation.refused = refused;
    add(role, std::move(operation));
  }

  void take_verification(const std::string& name, Fields& fields) {
    if (name == "memory") {
      take_operation(StepRole::verify, TagOperation::Kind::read, false, fields);
    } else if (name == "refused") {
      TagOperation::Kind kind = TagOperation::Kind::write;
      fields.choice<TagOperation::Kind>("operation", Need::required, k_operations, kind);
      take_operation(StepRole::verify, kind, true, fields);
    } else {
      model::Identified wanted;
      fields.quantity("item_rate", Need::required, k_share, {0, 1, true}, wanted.item_rate);
      if (!started_) complain(fields.node(), "nothing can be identified before 'start'");
      add(StepRole::verify, wanted);
    }
  }

  Problems& problems_;
  const model::ScenarioPlan& plan_;
  std::vector<Step> steps_;
  bool inventory_runs_ = false;
  bool started_ = false;
  bool moving_ = false;
  bool moved_ = false;
};

}  // namespace

void read_steps(Fields& scenario, model::ScenarioPlan& plan) {
  const auto* list = scenario.list("steps", Need::optional);
  if (list == nullptr) return;
  const Node& node = *scenario.find("steps");
  if (list->size() > k_most_steps) {
    scenario.complain(node, "the script has more than 100 steps");
    return;
  }
  const std::size_t before = scenario.problems().count();
  StepsReader reader(scenario.problems(), plan);
  for (const Node& one : *list) reader.read(one);
  // What follows from steps that could not be read would only repeat what is wrong with them.
  if (scenario.problems().count() == before) plan.steps = reader.finish(node);
  add_needs_of_steps(plan);
}

}  // namespace plugtest::scenarios
