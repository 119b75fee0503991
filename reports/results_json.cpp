#include "reports/results_json.h"

#include "reports/statistics_json.h"
#include "reports/text.h"
#include "reports/wording.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <tuple>
#include <variant>

#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;

template <class Values>
Json ids(const Values& values) {
  Json list = Json::array();
  for (const auto& value : values) list.push_back(clean(value.str()));
  return list;
}

template <class Values>
Json names(const Values& values) {
  Json list = Json::array();
  for (const auto& value : values) list.push_back(model::to_string(value));
  return list;
}

Json texts(const std::vector<std::string>& values) {
  Json list = Json::array();
  for (const std::string& value : values) list.push_back(clean(value));
  return list;
}

Json uiis(const std::vector<identity::Uii>& values) {
  Json list = Json::array();
  for (const identity::Uii& value : values) list.push_back(value.to_hex());
  return list;
}

Json microseconds(const std::optional<Nanos>& span) {
  if (!span) return nullptr;
  return std::chrono::duration_cast<std::chrono::microseconds>(*span).count();
}

struct RuleToJson {
  Json operator()(const model::SequentialRule& rule) const {
    return {{"kind", "sequential"},
            {"accept_level", rounded(rule.accept_level)},
            {"reject_level", rounded(rule.reject_level)},
            {"false_reject", rounded(rule.false_reject)},
            {"false_accept", rounded(rule.false_accept)},
            {"max_passes", rule.max_passes}};
  }
  Json operator()(const model::FixedRule& rule) const {
    return {{"kind", "fixed"},
            {"passes", rule.passes},
            {"requirement", rounded(rule.requirement)},
            {"confidence", rounded(rule.confidence)}};
  }
};

/// Where in a sweep a scenario stands.
Json sweep_json(const model::SweepSetting& setting) {
  return {{"sweep", clean(setting.sweep.str())},
          {"axis", model::to_string(setting.axis)},
          {"value", rounded(setting.value)},
          {"text", clean(setting.text)},
          {"index", setting.index},
          {"points", setting.points}};
}

Json retries_json(const model::RetryPolicy& retries) {
  const bool last = retries.counts == model::RetryPolicy::Counts::last;
  return {{"counts", last ? "last" : "first"},
          {"most", retries.most ? Json(*retries.most) : Json(nullptr)}};
}

/// What is stated of them; the rest is as the scenario has it.
Json vendor_settings_json(const model::VendorSettings& settings) {
  Json out = Json::object();
  if (settings.power_mdbm) out["power_mdbm"] = *settings.power_mdbm;
  if (settings.session) out["session"] = *settings.session;
  if (settings.tag_population) out["tag_population"] = *settings.tag_population;
  if (!settings.link_profile.empty()) out["link_profile"] = clean(settings.link_profile);
  return out;
}

Json event_json(const model::EventPlan& event) {
  Json participants = Json::array();
  for (const model::Participant& one : event.participants) {
    participants.push_back({{"id", clean(one.id.str())}, {"name", clean(one.name)}});
  }
  Json readers = Json::array();
  for (const model::ReaderRecord& one : event.readers) {
    Json reader{
        {"id", clean(one.id.str())},           {"participant", clean(one.participant.str())},
        {"vendor", clean(one.vendor)},         {"model", clean(one.model)},
        {"firmware", clean(one.firmware)},     {"claims", names(one.claims)},
        {"virtual", is_virtual(event, one.id)}};
    if (one.vendor_settings != model::VendorSettings{}) {
      reader["vendor_settings"] = vendor_settings_json(one.vendor_settings);
    }
    readers.push_back(std::move(reader));
  }
  Json tag_types = Json::array();
  for (const model::TagType& one : event.tag_types) {
    tag_types.push_back({{"id", clean(one.id.str())},
                         {"participant", clean(one.participant.str())},
                         {"vendor", clean(one.vendor)},
                         {"model", clean(one.model)},
                         {"protocol", model::to_string(one.protocol)},
                         {"air_profile", one.air ? Json(clean(one.air->id)) : Json(nullptr)},
                         {"rests_on_model", model::rests_on_model(one)}});
  }
  Json scenarios = Json::array();
  for (const model::ScenarioPlan& one : event.scenarios) {
    scenarios.push_back({{"id", clean(one.id.str())},
                         {"title", clean(one.title)},
                         {"objective", clean(one.objective)},
                         {"references", texts(one.references)},
                         {"lane", clean(one.lane.id.str())},
                         {"population", model::to_string(one.population)},
                         {"policy", model::to_string(one.policy)},
                         {"items", model::item_count(one.load)},
                         {"item_rate", rounded(one.pass_criterion.item_rate)},
                         {"primary", model::to_string(one.primary)},
                         {"limits", texts(one.limits)},
                         {"rule", std::visit(RuleToJson{}, one.decision)},
                         {"rule_statistics", rule_statistics_json(one.decision)}});
    if (one.sweep) scenarios.back()["sweep"] = sweep_json(*one.sweep);
  }
  return {{"id", clean(event.id)},
          {"title", clean(event.title)},
          {"seed", event.seed},
          {"official", event.official},
          {"rig", model::to_string(event.rig)},
          {"retries", retries_json(event.retries)},
          {"region",
           {{"id", clean(event.region.id)},
            {"title", clean(event.region.title)},
            {"source", clean(event.region.source)}}},
          {"participants", std::move(participants)},
          {"readers", std::move(readers)},
          {"tag_types", std::move(tag_types)},
          {"scenarios", std::move(scenarios)}};
}

Json override_json(const model::AttributionOverride& one) {
  return {{"attribution", model::to_string(one.attribution)},
          {"note", clean(one.note)},
          {"by", clean(one.by)}};
}

Json cell_json(const MatrixReport& report, const model::CellResult& cell) {
  Json json{{"reader", clean(cell.key.reader.str())},
            {"tag_type", clean(cell.key.tag_type.str())},
            {"scenario", clean(cell.key.scenario.str())},
            {"verdict", model::to_string(cell.verdict)},
            {"k", cell.k},
            {"n", cell.n},
            {"low", rounded(cell.low)},
            {"high", rounded(cell.high)},
            {"interval", model::to_string(cell.interval)},
            {"reasons", names(cell.reasons)},
            {"attribution", model::to_string(cell.attribution)},
            {"detail", clean(cell.detail)},
            {"identified", cell.identified},
            {"expected", cell.expected},
            {"disturbed", cell.disturbed},
            {"region", clean(cell.key.region)},
            {"policy", model::to_string(cell.key.policy)},
            {"population", model::to_string(cell.key.population)},
            {"official", cell.key.official},
            {"plan_hash", cell.key.plan_hash},
            {"virtual", is_virtual(report.event, cell.key.reader)},
            {"rests_on_model", rests_on_model(report, cell)},
            {"attempts", cell.attempts},
            {"counted_attempt", cell.counted_attempt},
            {"runs", ids(cell.runs)},
            {"evidence", texts(cell.evidence)}};
  if (cell.overridden) json["override"] = override_json(*cell.overridden);
  const auto scenario =
      std::ranges::find(report.event.scenarios, cell.key.scenario, &model::ScenarioPlan::id);
  if (cell.verdict == model::Verdict::inconclusive && scenario != report.event.scenarios.end()) {
    json["further_passes"] = further_passes_json(scenario->decision, cell);
  }
  return json;
}

Json pass_json(const model::PassScore& score) {
  Json json{{"pass", score.pass},
            {"tag_type", clean(score.tag_type.str())},
            {"success", score.success},
            {"steps_failed", score.steps_failed},
            {"identified", score.identified},
            {"expected", score.expected},
            {"reports", score.reports},
            {"duplicates", score.duplicates},
            {"missed", ids(score.missed)},
            {"first_read_us", microseconds(score.first_read)},
            {"t80_us", microseconds(score.t80)},
            {"t90_us", microseconds(score.t90)},
            {"t100_us", microseconds(score.t100)},
            {"mean_rssi_mdbm", score.mean_rssi_mdbm ? Json(*score.mean_rssi_mdbm) : Json(nullptr)}};
  if (score.most_reads > 0) {
    json["over_read"] = score.over_read;
    json["most_reads"] = score.most_reads;
  }
  return json;
}

// What was found before and after the batch, by the checks that were made with this run.
Json checks_json(const model::RunResult& run) {
  Json checks = Json::array();
  for (const model::BatchCheck& check : run.checks) {
    checks.push_back(
        {{"kind", model::to_string(check.kind)},
         {"after", check.closes_batch},
         {"held", check.held},
         {"reference", clean(check.reference.str())},
         {"reads", check.reads},
         {"mean_rssi_mdbm", check.mean_rssi_mdbm ? Json(*check.mean_rssi_mdbm) : Json(nullptr)},
         {"pieces", ids(check.pieces)},
         {"unknown", uiis(check.unknown)},
         {"detail", clean(check.detail)}});
  }
  return checks;
}

Json run_json(const model::EventPlan& event, const model::RunResult& run) {
  Json outcomes = Json::array();
  for (const model::RunOutcome& one : run.outcomes) {
    outcomes.push_back({{"tag_type", clean(one.tag_type.str())},
                        {"verdict", model::to_string(one.verdict)},
                        {"k", one.successes},
                        {"n", one.passes},
                        {"disturbed", one.disturbed},
                        {"identified", one.identified},
                        {"expected", one.expected},
                        {"reasons", names(one.reasons)},
                        {"attribution", model::to_string(one.attribution)},
                        {"detail", clean(one.detail)},
                        {"metrics", metrics_json(run, one.tag_type)}});
  }
  Json passes = Json::array();
  for (const model::PassScore& score : run.pass_scores) passes.push_back(pass_json(score));
  Json extras = Json::array();
  for (const model::PassExtras& reads : run.extras) {
    if (reads.stray.empty() && reads.foreign.empty() && reads.wrong_data.empty()) continue;
    extras.push_back({{"pass", reads.pass},
                      {"stray", uiis(reads.stray)},
                      {"foreign", uiis(reads.foreign)},
                      {"wrong_data", uiis(reads.wrong_data)}});
    if (!reads.hall.empty()) extras.back()["hall"] = uiis(reads.hall);
  }
  Json json{{"id", clean(run.plan.id.str())},
            {"reader", clean(run.plan.reader.str())},
            {"scenario", clean(run.plan.scenario.str())},
            {"tag_types", ids(run.plan.tag_types)},
            {"population", model::to_string(run.plan.population)},
            {"policy", model::to_string(run.plan.policy)},
            {"region", clean(run.plan.region)},
            {"attempt", run.plan.attempt},
            {"official", run.plan.official},
            {"seed", std::to_string(run.plan.seed)},  // 64 bits: no JSON number for many readers
            {"plan_hash", run.plan.plan_hash},
            {"virtual", is_virtual(event, run.plan.reader)},
            {"identity",
             {{"vendor", clean(run.identity.vendor)},
              {"model", clean(run.identity.model)},
              {"firmware", clean(run.identity.firmware)},
              {"serial", clean(run.identity.serial)}}},
            {"evidence", clean(run.evidence)},
            {"outcomes", std::move(outcomes)},
            {"passes", std::move(passes)},
            {"extras", std::move(extras)}};
  if (!run.checks.empty()) json["checks"] = checks_json(run);
  if (!run.orders.empty()) json["order"] = order_json(run);
  if (!run.statics.empty()) json["static"] = static_json(run);
  if (!run.places.empty()) json["places"] = places_json(run);
  return json;
}

// Runs end in an order of their own when several go on at once.
std::vector<const model::RunResult*> sorted(std::span<const model::RunResult> runs) {
  std::vector<const model::RunResult*> result;
  for (const model::RunResult& run : runs) result.push_back(&run);
  std::ranges::sort(result, {}, [](const model::RunResult* run) {
    const model::RunPlan& plan = run->plan;
    return std::tie(plan.reader, plan.scenario, plan.tag_types, plan.attempt, plan.id);
  });
  return result;
}

}  // namespace

std::string results_json(const MatrixReport& report) {
  Json cells = Json::array();
  for (const model::CellResult& cell : report.cells) {
    cells.push_back(cell_json(report, cell));
  }
  Json runs = Json::array();
  for (const model::RunResult* run : sorted(report.runs)) {
    runs.push_back(run_json(report.event, *run));
  }
  const Json root{{"schema", "plugtest-results/1"},
                  {"version", clean(report.version)},
                  {"virtual", report.event.rig == model::RigKind::lab},
                  {"event", event_json(report.event)},
                  {"cells", std::move(cells)},
                  {"runs", std::move(runs)},
                  {"sweeps", sweeps_json(report.event, report.cells)}};
  return root.dump(1) + "\n";
}

std::string wall_json(const WallFacts& facts, const std::string& version) {
  Json runs = Json::array();
  for (const WallFacts::Run& run : facts.runs) {
    runs.push_back({{"id", clean(run.id.str())}, {"duration_ms", run.duration_ms}});
  }
  const Json root{{"schema", "plugtest-wall/1"},
                  {"version", clean(version)},
                  {"host", clean(facts.host)},
                  {"command", clean(facts.command)},
                  {"started_utc", clean(facts.started_utc)},
                  {"ended_utc", clean(facts.ended_utc)},
                  {"duration_ms", facts.duration_ms},
                  {"cores", facts.cores},
                  {"runs", std::move(runs)}};
  return root.dump(1) + "\n";
}

}  // namespace plugtest::reports
