#include "harness/evidence/plan_texts.h"

#include "harness/evidence/describe_checks.h"
#include "harness/evidence/json_document.h"
#include "harness/evidence/plan_json.h"

#include <array>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace plugtest::evidence {
namespace {

// What an organizer lays down beside the equipment and the scenarios.
struct Rules {
  std::vector<model::Expectation> expectations;
  std::vector<model::AttributionOverride> overrides;
  model::RetryPolicy retries;
  Nanos budget{0};
  std::optional<model::BatchChecks> checks{};

  bool operator==(const Rules&) const = default;
};

}  // namespace

namespace json_fields {

template <>
struct EnumText<model::RetryPolicy::Counts> {
  static std::string_view name(model::RetryPolicy::Counts value) {
    constexpr std::array<std::string_view, 2> k_names{"first", "last"};
    return k_names.at(static_cast<std::size_t>(value));
  }
};
template <>
inline constexpr auto k_last<model::RetryPolicy::Counts> = model::RetryPolicy::Counts::last;

static void describe(auto& io, Is<model::Expectation> auto& one) {
  io("reader", one.reader)("tag_type", one.tag_type)("scenario", one.scenario)("verdict",
                                                                               one.verdict);
}

static void describe(auto& io, Is<model::AttributionOverride> auto& one) {
  io("reader", one.reader)("tag_type", one.tag_type)("scenario", one.scenario)(
      "attribution", one.attribution)("note", one.note)("by", one.by);
}

static void describe(auto& io, Is<model::RetryPolicy> auto& retries) {
  io("counts", retries.counts)("most", retries.most);
}

static void describe(auto& io, Is<Rules> auto& rules) {
  io("expectations", rules.expectations)("overrides", rules.overrides)("retries", rules.retries)(
      "budget_ns", rules.budget)("checks", rules.checks);
}

}  // namespace json_fields

std::string JsonPlanTexts::write(const model::ScenarioPlan& scenario) const {
  return scenario_to_json(scenario);
}
std::string JsonPlanTexts::write(const model::ReaderRecord& reader) const {
  return reader_to_json(reader);
}
std::string JsonPlanTexts::write(const model::TagType& type) const {
  return tag_type_to_json(type);
}
std::string JsonPlanTexts::write(const model::RegionPlan& region) const {
  return region_to_json(region);
}

std::string JsonPlanTexts::write_rules(const model::EventPlan& event) const {
  const Rules rules{event.expectations, event.overrides, event.retries, event.budget, event.checks};
  return rules == Rules{} ? std::string() : json_fields::print_document("rules", rules);
}

Result<model::ScenarioPlan> JsonPlanTexts::read_scenario(std::string_view text) const {
  return scenario_from_json(text);
}
Result<model::ReaderRecord> JsonPlanTexts::read_reader(std::string_view text) const {
  return reader_from_json(text);
}
Result<model::TagType> JsonPlanTexts::read_tag_type(std::string_view text) const {
  return tag_type_from_json(text);
}
Result<model::RegionPlan> JsonPlanTexts::read_region(std::string_view text) const {
  return region_from_json(text);
}

Result<void> JsonPlanTexts::read_rules(std::string_view text, model::EventPlan& event) const {
  if (text.empty()) return {};
  auto rules = json_fields::parse_document<Rules>("rules", text);
  if (!rules) return fail(std::move(rules.error()));
  event.expectations = std::move(rules->expectations);
  event.overrides = std::move(rules->overrides);
  event.retries = rules->retries;
  event.budget = rules->budget;
  event.checks = std::move(rules->checks);
  return {};
}

}  // namespace plugtest::evidence
