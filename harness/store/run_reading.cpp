#include "harness/model/enum_names.h"
#include "harness/store/batch_rows.h"
#include "harness/store/checked_values.h"
#include "harness/store/row_values.h"
#include "harness/store/run_rows.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace plugtest::store {
namespace {

// The runs of an event while they are put together, by id.
struct Runs {
  std::vector<model::RunResult> list;
  std::map<std::string, std::size_t, std::less<>> index;

  model::RunResult& at(const std::string& id) { return list[index.at(id)]; }
};

constexpr auto k_int = Kind::integer;
constexpr auto k_text = Kind::text;

Runs read_plans(Database& database, const Value& event) {
  Runs runs;
  auto rows = database.query(
      "select id, plan_hash, reader, scenario, region, population, policy, attempt, official, seed,"
      " identity_vendor, identity_model, identity_firmware, identity_serial, evidence, batch"
      " from runs where event = :1",
      {k_text, k_text, k_text, k_text, k_text, k_text, k_text, k_int, k_int, k_text, k_text, k_text,
       k_text, k_text, k_text, k_text},
      {event});
  while (rows.next()) {
    model::RunResult run;
    model::RunPlan& plan = run.plan;
    plan.id = model::RunId(rows.text(0));
    plan.plan_hash = rows.text(1);
    plan.reader = model::ReaderId(rows.text(2));
    plan.scenario = model::ScenarioId(rows.text(3));
    plan.region = rows.text(4);
    plan.population = named(model::population_from(rows.text(5)), rows.text(5));
    plan.policy = named(model::settings_policy_from(rows.text(6)), rows.text(6));
    plan.attempt = narrow<std::uint32_t>(rows.integer(7));
    plan.official = rows.integer(8) != 0;
    plan.seed = seed_from(rows.text(9));
    run.identity = {rows.text(10), rows.text(11), rows.text(12), rows.text(13)};
    run.evidence = rows.text(14);
    run.batch = rows.text(15);
    runs.list.push_back(std::move(run));
  }
  // Here: the order of text differs between databases.
  std::ranges::sort(runs.list, {}, [](const model::RunResult& run) {
    const model::RunPlan& plan = run.plan;
    return std::tuple(plan.scenario, plan.reader, to_string(plan.policy),
                      to_string(plan.population), plan.plan_hash, plan.attempt, plan.id);
  });
  for (std::size_t i = 0; i < runs.list.size(); ++i) {
    runs.index.emplace(runs.list[i].plan.id.str(), i);
  }
  return runs;
}

void read_tag_types(Database& database, const Value& event, Runs& runs) {
  auto rows = database.query(
      "select run, tag_type from run_tag_types where event = :1 order by run, ordinal",
      {k_text, k_text}, {event});
  while (rows.next()) {
    runs.at(rows.text(0)).plan.tag_types.emplace_back(rows.text(1));
  }
}

void read_outcomes(Database& database, const Value& event, Runs& runs) {
  auto rows = database.query(
      "select o.run, o.tag_type, o.verdict, o.successes, o.passes, o.disturbed, o.identified,"
      " o.expected, o.attribution, o.detail from outcomes o join runs r on r.id = o.run"
      " where r.event = :1 order by o.run, o.ordinal",
      {k_text, k_text, k_text, k_int, k_int, k_int, k_int, k_int, k_text, k_text}, {event});
  while (rows.next()) {
    runs.at(rows.text(0))
        .outcomes.push_back(
            {.tag_type = model::TagTypeId(rows.text(1)),
             .verdict = named(model::verdict_from(rows.text(2)), rows.text(2)),
             .successes = narrow<std::uint32_t>(rows.integer(3)),
             .passes = narrow<std::uint32_t>(rows.integer(4)),
             .disturbed = narrow<std::uint32_t>(rows.integer(5)),
             .identified = narrow<std::uint64_t>(rows.integer(6)),
             .expected = narrow<std::uint64_t>(rows.integer(7)),
             .reasons = {},
             .attribution = named(model::attribution_from(rows.text(8)), rows.text(8)),
             .detail = rows.text(9)});
  }
  auto reasons = database.query(
      "select o.run, o.outcome, o.reason from outcome_reasons o join runs r on r.id = o.run"
      " where r.event = :1 order by o.run, o.outcome, o.ordinal",
      {k_text, k_int, k_text}, {event});
  while (reasons.next()) {
    element(runs.at(reasons.text(0)).outcomes, reasons.integer(1))
        .reasons.push_back(named(model::reason_from(reasons.text(2)), reasons.text(2)));
  }
}

void read_scores(Database& database, const Value& event, Runs& runs) {
  auto rows = database.query(
      "select s.run, s.pass, s.tag_type, s.expected, s.identified, s.reports, s.duplicates,"
      " s.success, s.first_read_ns, s.t80_ns, s.t90_ns, s.t100_ns, s.mean_rssi_mdbm,"
      " s.steps_failed, s.over_read, s.most_reads"
      " from pass_scores s join runs r on r.id = s.run where r.event = :1"
      " order by s.run, s.ordinal",
      {k_text, k_int, k_text, k_int, k_int, k_int, k_int, k_int, k_int, k_int, k_int, k_int, k_int,
       k_int, k_int, k_int},
      {event});
  while (rows.next()) {
    model::PassScore score;
    score.pass = narrow<std::uint32_t>(rows.integer(1));
    score.tag_type = model::TagTypeId(rows.text(2));
    score.expected = narrow<std::uint32_t>(rows.integer(3));
    score.identified = narrow<std::uint32_t>(rows.integer(4));
    score.reports = narrow<std::uint32_t>(rows.integer(5));
    score.duplicates = narrow<std::uint32_t>(rows.integer(6));
    score.success = rows.integer(7) != 0;
    score.first_read = span(rows.optional_integer(8));
    score.t80 = span(rows.optional_integer(9));
    score.t90 = span(rows.optional_integer(10));
    score.t100 = span(rows.optional_integer(11));
    if (const auto rssi = rows.optional_integer(12)) {
      score.mean_rssi_mdbm = narrow<std::int32_t>(*rssi);
    }
    score.steps_failed = narrow<std::uint32_t>(rows.integer(13));
    score.over_read = narrow<std::uint32_t>(rows.integer(14));
    score.most_reads = narrow<std::uint32_t>(rows.integer(15));
    runs.at(rows.text(0)).pass_scores.push_back(std::move(score));
  }
  auto missed = database.query(
      "select m.run, m.score, m.piece from pass_missed m join runs r on r.id = m.run"
      " where r.event = :1 order by m.run, m.score, m.ordinal",
      {k_text, k_int, k_text}, {event});
  while (missed.next()) {
    element(runs.at(missed.text(0)).pass_scores, missed.integer(1))
        .missed.emplace_back(missed.text(2));
  }
}

void read_extras(Database& database, const Value& event, Runs& runs) {
  auto rows = database.query(
      "select e.run, e.pass from pass_extras e join runs r on r.id = e.run where r.event = :1"
      " order by e.run, e.ordinal",
      {k_text, k_int}, {event});
  while (rows.next()) {
    runs.at(rows.text(0)).extras.emplace_back().pass = narrow<std::uint32_t>(rows.integer(1));
  }
  auto uiis = database.query(
      "select u.run, u.extras, u.kind, u.uii, u.uii_bits from extra_uiis u"
      " join runs r on r.id = u.run where r.event = :1 order by u.run, u.extras, u.kind, u.ordinal",
      {k_text, k_int, k_text, k_text, k_int}, {event});
  while (uiis.next()) {
    model::PassExtras& extras = element(runs.at(uiis.text(0)).extras, uiis.integer(1));
    const identity::Uii uii = uii_from(uiis.text(3), uiis.integer(4));
    if (uiis.text(2) == "stray") {
      extras.stray.push_back(uii);
    } else if (uiis.text(2) == "foreign") {
      extras.foreign.push_back(uii);
    } else if (uiis.text(2) == "wrong_data") {
      extras.wrong_data.push_back(uii);
    } else if (uiis.text(2) == "hall") {
      extras.hall.push_back(uii);
    } else {
      damaged("the unknown name '" + uiis.text(2) + "'");
    }
  }
}

void read_orders(Database& database, const Value& event, Runs& runs) {
  auto rows = database.query(
      "select o.run, o.pass, o.estimator, o.neighbours, o.in_order, o.items, o.complete"
      " from pass_orders o join runs r on r.id = o.run where r.event = :1 order by o.run, "
      "o.ordinal",
      {k_text, k_int, k_text, k_int, k_int, k_int, k_int}, {event});
  while (rows.next()) {
    runs.at(rows.text(0))
        .orders.push_back(
            {.pass = narrow<std::uint32_t>(rows.integer(1)),
             .estimator = named(model::order_estimator_from(rows.text(2)), rows.text(2)),
             .pairs = narrow<std::uint32_t>(rows.integer(3)),
             .right = narrow<std::uint32_t>(rows.integer(4)),
             .items = narrow<std::uint32_t>(rows.integer(5)),
             .complete = rows.integer(6) != 0});
  }
}

void read_statics(Database& database, const Value& event, Runs& runs) {
  auto rows = database.query(
      "select s.run, s.pass, s.ending, s.population, s.identified, s.last_ns, s.t_percent_ns"
      " from static_readings s join runs r on r.id = s.run where r.event = :1"
      " order by s.run, s.ordinal",
      {k_text, k_int, k_text, k_int, k_int, k_int, k_int}, {event});
  while (rows.next()) {
    runs.at(rows.text(0))
        .statics.push_back({.pass = narrow<std::uint32_t>(rows.integer(1)),
                            .end = named(model::static_end_from(rows.text(2)), rows.text(2)),
                            .population = narrow<std::uint32_t>(rows.integer(3)),
                            .identified = narrow<std::uint32_t>(rows.integer(4)),
                            .last = span(rows.optional_integer(5)),
                            .t_percent = span(rows.optional_integer(6))});
  }
}

void read_places(Database& database, const Value& event, Runs& runs) {
  auto rows = database.query(
      "select p.run, p.tag_type, p.place, p.expected, p.missed from place_tallies p"
      " join runs r on r.id = p.run where r.event = :1 order by p.run, p.ordinal",
      {k_text, k_text, k_text, k_int, k_int}, {event});
  while (rows.next()) {
    runs.at(rows.text(0))
        .places.push_back({model::TagTypeId(rows.text(1)), rows.text(2),
                           narrow<std::uint32_t>(rows.integer(3)),
                           narrow<std::uint32_t>(rows.integer(4))});
  }
}

}  // namespace

std::vector<model::RunResult> read_runs(Database& database, const std::string& event_id) {
  const Value event = event_id;
  Runs runs = read_plans(database, event);
  read_tag_types(database, event, runs);
  read_outcomes(database, event, runs);
  read_scores(database, event, runs);
  read_extras(database, event, runs);
  read_orders(database, event, runs);
  read_statics(database, event, runs);
  read_places(database, event, runs);
  read_batch_checks(database, event,
                    [&](const std::string& id) -> model::RunResult& { return runs.at(id); });
  return std::move(runs.list);
}

}  // namespace plugtest::store
