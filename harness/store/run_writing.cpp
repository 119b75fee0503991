#include "harness/store/batch_rows.h"
#include "harness/store/row_values.h"
#include "harness/store/run_content.h"
#include "harness/store/run_rows.h"

#include <string>

namespace plugtest::store {
namespace {

using model::RunResult;

void write_plan(Database& database, const std::string& event_id, const std::string& scenario_hash,
                const RunResult& result) {
  const model::RunPlan& plan = result.plan;
  database
      .insert("runs", {{"id", Kind::text},
                       {"content", Kind::text},
                       {"event", Kind::text},
                       {"reader", Kind::text},
                       {"scenario", Kind::text},
                       {"scenario_hash", Kind::text},
                       {"plan_hash", Kind::text},
                       {"region", Kind::text},
                       {"population", Kind::text},
                       {"policy", Kind::text},
                       {"attempt", Kind::integer},
                       {"official", Kind::integer},
                       {"seed", Kind::text},
                       {"identity_vendor", Kind::text},
                       {"identity_model", Kind::text},
                       {"identity_firmware", Kind::text},
                       {"identity_serial", Kind::text},
                       {"evidence", Kind::text},
                       {"batch", Kind::text}})
      .row({value(plan.id), value(content_of(result)), value(event_id), value(plan.reader),
            value(plan.scenario), value(scenario_hash), value(plan.plan_hash), value(plan.region),
            value(to_string(plan.population)), value(to_string(plan.policy)), value(plan.attempt),
            value(plan.official), value(std::to_string(plan.seed)), value(result.identity.vendor),
            value(result.identity.model), value(result.identity.firmware),
            value(result.identity.serial), value(result.evidence), value(result.batch)});
  auto types = database.insert("run_tag_types", {{"run", Kind::text},
                                                 {"ordinal", Kind::integer},
                                                 {"event", Kind::text},
                                                 {"tag_type", Kind::text}});
  for (std::size_t i = 0; i < plan.tag_types.size(); ++i) {
    types.row({value(plan.id), value(i), value(event_id), value(plan.tag_types[i])});
  }
}

void write_outcomes(Database& database, const RunResult& result) {
  auto outcomes = database.insert("outcomes", {{"run", Kind::text},
                                               {"ordinal", Kind::integer},
                                               {"tag_type", Kind::text},
                                               {"verdict", Kind::text},
                                               {"successes", Kind::integer},
                                               {"passes", Kind::integer},
                                               {"disturbed", Kind::integer},
                                               {"identified", Kind::integer},
                                               {"expected", Kind::integer},
                                               {"attribution", Kind::text},
                                               {"detail", Kind::text}});
  auto reasons = database.insert("outcome_reasons", {{"run", Kind::text},
                                                     {"outcome", Kind::integer},
                                                     {"ordinal", Kind::integer},
                                                     {"reason", Kind::text}});
  const Value run = value(result.plan.id);
  for (std::size_t i = 0; i < result.outcomes.size(); ++i) {
    const model::RunOutcome& o = result.outcomes[i];
    outcomes.row({run, value(i), value(o.tag_type), value(to_string(o.verdict)), value(o.successes),
                  value(o.passes), value(o.disturbed), value(o.identified), value(o.expected),
                  value(to_string(o.attribution)), value(o.detail)});
    for (std::size_t k = 0; k < o.reasons.size(); ++k) {
      reasons.row({run, value(i), value(k), value(to_string(o.reasons[k]))});
    }
  }
}

void write_scores(Database& database, const RunResult& result) {
  auto scores = database.insert("pass_scores", {{"run", Kind::text},
                                                {"ordinal", Kind::integer},
                                                {"pass", Kind::integer},
                                                {"tag_type", Kind::text},
                                                {"expected", Kind::integer},
                                                {"identified", Kind::integer},
                                                {"reports", Kind::integer},
                                                {"duplicates", Kind::integer},
                                                {"success", Kind::integer},
                                                {"first_read_ns", Kind::integer},
                                                {"t80_ns", Kind::integer},
                                                {"t90_ns", Kind::integer},
                                                {"t100_ns", Kind::integer},
                                                {"mean_rssi_mdbm", Kind::integer},
                                                {"steps_failed", Kind::integer},
                                                {"over_read", Kind::integer},
                                                {"most_reads", Kind::integer}});
  auto missed = database.insert("pass_missed", {{"run", Kind::text},
                                                {"score", Kind::integer},
                                                {"ordinal", Kind::integer},
                                                {"piece", Kind::text}});
  const Value run = value(result.plan.id);
  for (std::size_t i = 0; i < result.pass_scores.size(); ++i) {
    const model::PassScore& s = result.pass_scores[i];
    scores.row({run, value(i), value(s.pass), value(s.tag_type), value(s.expected),
                value(s.identified), value(s.reports), value(s.duplicates), value(s.success),
                value(s.first_read), value(s.t80), value(s.t90), value(s.t100),
                value(s.mean_rssi_mdbm), value(s.steps_failed), value(s.over_read),
                value(s.most_reads)});
    for (std::size_t k = 0; k < s.missed.size(); ++k) {
      missed.row({run, value(i), value(k), value(s.missed[k])});
    }
  }
}

void write_extras(Database& database, const RunResult& result) {
  auto extras = database.insert(
      "pass_extras", {{"run", Kind::text}, {"ordinal", Kind::integer}, {"pass", Kind::integer}});
  auto uiis = database.insert("extra_uiis", {{"run", Kind::text},
                                             {"extras", Kind::integer},
                                             {"kind", Kind::text},
                                             {"ordinal", Kind::integer},
                                             {"uii", Kind::text},
                                             {"uii_bits", Kind::integer}});
  const Value run = value(result.plan.id);
  for (std::size_t i = 0; i < result.extras.size(); ++i) {
    const model::PassExtras& e = result.extras[i];
    extras.row({run, value(i), value(e.pass)});
    const auto write = [&](const char* kind, const std::vector<identity::Uii>& list) {
      for (std::size_t k = 0; k < list.size(); ++k) {
        uiis.row(
            {run, value(i), value(kind), value(k), digits(list[k]), value(list[k].bit_count())});
      }
    };
    write("stray", e.stray);
    write("foreign", e.foreign);
    write("wrong_data", e.wrong_data);
    write("hall", e.hall);
  }
}

void write_orders(Database& database, const RunResult& result) {
  auto orders = database.insert("pass_orders", {{"run", Kind::text},
                                                {"ordinal", Kind::integer},
                                                {"pass", Kind::integer},
                                                {"estimator", Kind::text},
                                                {"neighbours", Kind::integer},
                                                {"in_order", Kind::integer},
                                                {"items", Kind::integer},
                                                {"complete", Kind::integer}});
  for (std::size_t i = 0; i < result.orders.size(); ++i) {
    const model::PassOrder& o = result.orders[i];
    orders.row({value(result.plan.id), value(i), value(o.pass), value(to_string(o.estimator)),
                value(o.pairs), value(o.right), value(o.items), value(o.complete)});
  }
}

void write_statics(Database& database, const RunResult& result) {
  auto readings = database.insert("static_readings", {{"run", Kind::text},
                                                      {"ordinal", Kind::integer},
                                                      {"pass", Kind::integer},
                                                      {"ending", Kind::text},
                                                      {"population", Kind::integer},
                                                      {"identified", Kind::integer},
                                                      {"last_ns", Kind::integer},
                                                      {"t_percent_ns", Kind::integer}});
  for (std::size_t i = 0; i < result.statics.size(); ++i) {
    const model::StaticReading& r = result.statics[i];
    readings.row({value(result.plan.id), value(i), value(r.pass), value(to_string(r.end)),
                  value(r.population), value(r.identified), value(r.last), value(r.t_percent)});
  }
}

void write_places(Database& database, const RunResult& result) {
  auto places = database.insert("place_tallies", {{"run", Kind::text},
                                                  {"ordinal", Kind::integer},
                                                  {"tag_type", Kind::text},
                                                  {"place", Kind::text},
                                                  {"expected", Kind::integer},
                                                  {"missed", Kind::integer}});
  for (std::size_t i = 0; i < result.places.size(); ++i) {
    const model::PlaceTally& t = result.places[i];
    places.row({value(result.plan.id), value(i), value(t.tag_type), value(t.place),
                value(t.expected), value(t.missed)});
  }
}

void write_passes(Database& database, const model::RunId& id,
                  const std::vector<model::PassRecord>& records) {
  const Value run = value(id);
  auto passes = database.insert("passes", {{"run", Kind::text},
                                           {"pass", Kind::integer},
                                           {"begin_ns", Kind::integer},
                                           {"end_ns", Kind::integer},
                                           {"inventory_id", Kind::integer},
                                           {"clock_offset_ns", Kind::integer},
                                           {"disturbed", Kind::text},
                                           {"opened_ns", Kind::integer},
                                           {"kind", Kind::text},
                                           {"closes_batch", Kind::integer},
                                           {"speed_mmps", Kind::integer}});
  auto steps = database.insert("pass_steps", {{"run", Kind::text},
                                              {"pass", Kind::integer},
                                              {"ordinal", Kind::integer},
                                              {"step", Kind::integer},
                                              {"held", Kind::integer},
                                              {"piece", Kind::text},
                                              {"detail", Kind::text}});
  for (const model::PassRecord& pass : records) {
    passes.row({run, value(pass.index), value(pass.times.begin), value(pass.times.end),
                value(pass.inventory_id), value(pass.clock_offset),
                pass.disturbed ? value(to_string(*pass.disturbed)) : Value(), value(pass.opened),
                value(to_string(pass.kind)), value(pass.closes_batch),
                value(pass.times.speed_mmps)});
    for (std::size_t i = 0; i < pass.steps.size(); ++i) {
      const model::StepOutcome& s = pass.steps[i];
      steps.row({run, value(pass.index), value(i), value(s.step), value(s.held), value(s.piece),
                 value(s.detail)});
    }
  }
}

void write_facts(Database& database, const model::RunId& id, const RunFacts& facts) {
  const Value run = value(id);
  auto power = database.insert("run_power", {{"run", Kind::text},
                                             {"ordinal", Kind::integer},
                                             {"port", Kind::integer},
                                             {"conducted_mdbm", Kind::integer},
                                             {"erp_mdbm", Kind::integer}});
  for (std::size_t i = 0; i < facts.power.size(); ++i) {
    const RadiatedPower& p = facts.power[i];
    power.row({run, value(i), value(p.port), value(p.conducted_mdbm), value(p.erp_mdbm)});
  }
  write_passes(database, id, facts.passes);
  if (facts.wall) {
    database
        .insert("run_wall", {{"run", Kind::text},
                             {"station", Kind::text},
                             {"host", Kind::text},
                             {"start_ns", Kind::integer},
                             {"duration_ns", Kind::integer}})
        .row({run, value(facts.wall->station), value(facts.wall->host), value(facts.wall->start_ns),
              value(facts.wall->duration_ns)});
  }
  if (facts.seal) {
    database
        .insert("run_evidence",
                {{"run", Kind::text}, {"sums", Kind::text}, {"signed_by", Kind::text}})
        .row({run, value(facts.seal->sums), value(facts.seal->signed_by)});
  }
}

// The key of the one row that `sql` finds, as text; `not_found` names what is missing.
std::string require(Database& database, const std::string& sql, Values keys,
                    const std::string& what) {
  auto found = database.query(sql, {Kind::text}, std::move(keys));
  if (found.next()) return found.text(0);
  throw DatabaseError{{ErrorCode::not_found,
                       "the database does not hold " + what + ", expected it to be put before"}};
}

}  // namespace

void write_run(Database& database, const std::string& event_id, const RunResult& result,
               const RunFacts& facts) {
  const model::RunPlan& plan = result.plan;
  {
    auto stored =
        database.query("select content from runs where id = :1", {Kind::text}, {value(plan.id)});
    if (stored.next()) {
      if (stored.text(0) == content_of(result)) return;
      throw DatabaseError{{ErrorCode::refused,
                           "the run " + plan.id.str() + " is stored already with other results"}};
    }
  }
  require(database, "select id from events where id = :1", {value(event_id)},
          "the event '" + event_id + "'");
  require(database, "select id from readers where event = :1 and id = :2",
          {value(event_id), value(plan.reader)}, "the reader '" + plan.reader.str() + "'");
  for (const auto& type : plan.tag_types) {
    require(database, "select id from tag_types where event = :1 and id = :2",
            {value(event_id), value(type)}, "the tag type '" + type.str() + "'");
  }
  const std::string scenario = require(
      database, "select hash from event_scenarios where event = :1 and id = :2",
      {value(event_id), value(plan.scenario)}, "the scenario '" + plan.scenario.str() + "'");
  write_plan(database, event_id, scenario, result);
  write_outcomes(database, result);
  write_scores(database, result);
  write_extras(database, result);
  write_orders(database, result);
  write_statics(database, result);
  write_places(database, result);
  write_batch_checks(database, result);
  write_facts(database, plan.id, facts);
}

}  // namespace plugtest::store
