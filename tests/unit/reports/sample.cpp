#include "tests/unit/reports/sample.h"

#include "harness/score/cell.h"

#include <algorithm>
#include <chrono>

namespace plugtest::reports::testing {
namespace {

using model::PieceId;
using model::ReaderId;
using model::Reason;
using model::TagTypeId;

model::TagType tag_type(const char* id, const char* vendor, const char* name) {
  model::TagType type;
  type.id = TagTypeId(id);
  type.vendor = vendor;
  type.model = name;
  return type;
}

model::ReaderRecord reader(const char* id, const char* vendor) {
  model::ReaderRecord record;
  record.id = ReaderId(id);
  record.vendor = vendor;
  record.model = "VR-4";
  record.firmware = "1.2";
  record.virtual_reader = model::VirtualReaderSpec{};
  return record;
}

model::EventPlan make_event() {
  model::EventPlan event;
  event.id = "sample";
  event.title = "Sample postal plugtest";
  event.seed = 42;
  event.region.id = "china-2007";
  event.region.title = "China 920-925 MHz (2007)";
  event.readers = {reader("north", "Northgate"), reader("south", "Southgate")};
  event.tag_types = {tag_type("alder", "Alder Labs", "A1"), tag_type("birch", "Birch", "B2"),
                     tag_type("cedar", "Cedar", "C3"), tag_type("dogwood", "Dogwood", "D4")};
  event.tag_types[3].protocol = model::AirProtocol::type_d;
  model::ScenarioPlan belt;
  belt.id = model::ScenarioId("conveyor-parcels");
  belt.title = "Parcels on a conveyor";
  belt.objective = "Every parcel of a train is identified at 1 m/s.";
  belt.load = model::TrainLoad{};
  model::ScenarioPlan sack;
  sack.id = model::ScenarioId("portal-sack");
  sack.title = "Mail sack through a portal";
  sack.load = model::SackLoad{};
  sack.pass_criterion.item_rate = 0.9;
  sack.decision = model::FixedRule{.passes = 20, .requirement = 0.8};
  event.scenarios = {belt, sack};
  return event;
}

struct Script {
  const char* reader;
  const char* tag_type;
  std::size_t scenario;
  std::uint32_t passes;
  std::vector<std::uint32_t> bad;  ///< passes that miss three items
  score::RunEnding ending;
  bool foreign = false;
};

model::RunResult make_run(const model::EventPlan& event, const Script& script) {
  const model::ScenarioPlan& scenario = event.scenarios[script.scenario];
  const std::uint32_t items = model::item_count(scenario.load);
  model::RunResult run;
  run.plan.reader = ReaderId(script.reader);
  run.plan.scenario = scenario.id;
  run.plan.tag_types = {TagTypeId(script.tag_type)};
  run.plan.region = event.region.id;
  run.plan.plan_hash = script.scenario == 0 ? "5e1d0c" : "77aa10";
  run.plan.id =
      model::RunId(std::string(script.reader) + "-" + script.tag_type + "-" + scenario.id.str());
  run.plan.seed = 18446744073709551615ULL;
  run.identity = {"Northgate", "VR-4", "1.2", "0001"};
  run.evidence = "runs/" + run.plan.id.str();
  for (std::uint32_t pass = 0; pass < script.passes; ++pass) {
    model::PassScore score;
    score.pass = pass;
    score.tag_type = run.plan.tag_types.front();
    score.expected = items;
    const bool bad = std::ranges::find(script.bad, pass) != script.bad.end();
    const std::uint32_t missed = bad ? items / 10 + 1 : 0;
    score.identified = items - missed;
    score.reports = 4 * score.identified;
    score.duplicates = 3 * score.identified;
    score.success = !bad;
    for (std::uint32_t i = 0; i < missed; ++i) {
      score.missed.emplace_back(std::string(script.tag_type) + "-" +
                                std::to_string((7 * pass + 3 * i) % items));
    }
    score.first_read = std::chrono::milliseconds(410);
    score.t80 = std::chrono::microseconds(5'000'250);
    score.mean_rssi_mdbm = -58'250;
    run.pass_scores.push_back(std::move(score));
    model::PassExtras extras;
    extras.pass = pass;
    if (script.foreign && pass == 2) {
      extras.foreign.push_back(identity::Uii::from_hex("3035307b2831b383e019a8d2").value());
    }
    run.extras.push_back(std::move(extras));
  }
  run.outcomes.push_back(score::conclude(run.plan.tag_types.front(), scenario.decision,
                                         run.pass_scores, run.extras, 0, script.ending));
  return run;
}

}  // namespace

Sample make_sample() {
  Sample sample;
  sample.event = make_event();
  const std::vector<Script> scripts{
      {"north", "alder", 0, 18, {}, {}},
      {"north", "birch", 0, 27, {4}, {}, true},
      {"north", "cedar", 0, 18, {}, {}},
      {"south", "alder", 0, 3, {0, 1, 2}, {}},
      {"south", "birch", 0, 8, {0, 2, 5}, {}},
      {"south", "cedar", 0, 7, {3}, {Reason::link_lost, "The connection was lost in pass 8."}},
      {"north", "alder", 1, 20, {}, {}},
      {"north", "birch", 1, 20, {3, 11}, {}},
      {"north", "cedar", 1, 0, {}, {Reason::harness_fault, "The evidence disk is full."}},
      {"south", "alder", 1, 4, {}, {Reason::peer_stalled, "No answer to STOP_ROSPEC in 10 s."}},
      {"south", "birch", 1, 20, {1, 2, 3, 5, 8, 9, 13, 17, 18}, {}},
  };
  for (const Script& script : scripts) sample.runs.push_back(make_run(sample.event, script));
  sample.cells = score::make_cells(sample.event, {}, sample.runs);
  return sample;
}

Sample make_type_d_sample() {
  Sample sample = make_sample();
  const auto cedar =
      std::ranges::find(sample.event.tag_types, model::TagTypeId("cedar"), &model::TagType::id);
  cedar->protocol = model::AirProtocol::type_d;
  cedar->air =
      model::AirProfile{.id = "ipx-64",
                        .title = "64 kbit/s",
                        .source = "facts",
                        .parameters = {{"listen_us", "1000", "a guess", model::Confidence::model}}};
  return sample;
}

Sample make_hostile_sample() {
  Sample sample = make_sample();
  sample.event.id = sample.event.title = k_hostile;
  sample.event.region.title = k_hostile;
  for (model::ReaderRecord& one : sample.event.readers) one.vendor = one.model = k_hostile;
  for (model::TagType& one : sample.event.tag_types) one.vendor = one.model = k_hostile;
  for (model::ScenarioPlan& one : sample.event.scenarios) one.title = one.objective = k_hostile;
  for (model::RunResult& run : sample.runs) {
    run.evidence = "javascript:alert(1)//" + k_hostile;
    for (model::PassScore& score : run.pass_scores) {
      if (!score.missed.empty()) score.missed.front() = PieceId(k_hostile);
    }
    for (model::RunOutcome& outcome : run.outcomes) outcome.detail = k_hostile;
  }
  sample.cells = score::make_cells(sample.event, {}, sample.runs);
  return sample;
}

}  // namespace plugtest::reports::testing
