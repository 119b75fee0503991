#include "harness/evidence/result_json.h"

#include "harness/evidence/describe_run.h"
#include "harness/evidence/json_document.h"

namespace plugtest::evidence::json_fields {

template <>
inline constexpr auto k_last<model::OrderEstimator> = model::OrderEstimator::midpoint;
template <>
inline constexpr auto k_last<model::PassKind> = model::PassKind::reference;
template <>
inline constexpr auto k_last<model::StaticEnd> = model::StaticEnd::unended;

static void describe(auto& io, Is<model::RunOutcome> auto& outcome) {
  io("tag_type", outcome.tag_type)("verdict", outcome.verdict)("successes", outcome.successes)(
      "passes", outcome.passes)("disturbed", outcome.disturbed)("identified", outcome.identified)(
      "expected", outcome.expected)("reasons", outcome.reasons)("attribution", outcome.attribution)(
      "detail", outcome.detail);
}

static void describe(auto& io, Is<model::PassScore> auto& score) {
  io("pass", score.pass)("tag_type", score.tag_type)("expected", score.expected)(
      "identified", score.identified)("reports", score.reports)("duplicates", score.duplicates)(
      "success", score.success)("steps_failed", score.steps_failed)("missed", score.missed)(
      "first_read_ns", score.first_read)("t80_ns", score.t80)("t90_ns", score.t90)(
      "t100_ns", score.t100)("mean_rssi_mdbm", score.mean_rssi_mdbm)(
      "over_read", Rare{score.over_read})("most_reads", Rare{score.most_reads});
}

static void describe(auto& io, Is<model::PassExtras> auto& extras) {
  io("pass", extras.pass)("stray", extras.stray)("foreign", extras.foreign)(
      "wrong_data", extras.wrong_data)("hall", Rare{extras.hall});
}

static void describe(auto& io, Is<model::PassOrder> auto& order) {
  io("pass", order.pass)("estimator", order.estimator)("pairs", order.pairs)("right", order.right)(
      "items", order.items)("complete", order.complete);
}

static void describe(auto& io, Is<model::StaticReading> auto& reading) {
  io("pass", reading.pass)("end", reading.end)("population", reading.population)(
      "identified", reading.identified)("last_ns", reading.last)("t_percent_ns", reading.t_percent);
}

static void describe(auto& io, Is<model::PlaceTally> auto& tally) {
  io("tag_type", tally.tag_type)("place", tally.place)("expected", tally.expected)("missed",
                                                                                   tally.missed);
}

static void describe(auto& io, Is<model::BatchCheck> auto& check) {
  io("pass", check.pass)("kind", check.kind)("closes_batch", check.closes_batch)(
      "held", check.held)("reference", check.reference)("reads", check.reads)(
      "mean_rssi_mdbm", check.mean_rssi_mdbm)("pieces", check.pieces)("unknown", check.unknown)(
      "detail", check.detail);
}

static void describe(auto& io, Is<model::RunResult> auto& result) {
  io("plan", result.plan)("identity", result.identity)("outcomes", result.outcomes)(
      "pass_scores", result.pass_scores)("extras", result.extras)("orders", Rare{result.orders})(
      "statics", Rare{result.statics})("places", Rare{result.places})("batch", Rare{result.batch})(
      "checks", Rare{result.checks});
}

}  // namespace plugtest::evidence::json_fields

namespace plugtest::evidence {

using json_fields::parse_document;
using json_fields::print_document;

std::string result_to_json(const model::RunResult& result) {
  return print_document("result", result);
}

Result<model::RunResult> result_from_json(std::string_view text) {
  return parse_document<model::RunResult>("result", text);
}

std::string identity_to_json(const model::ReaderIdentity& identity) {
  return print_document("identity", identity);
}

Result<model::ReaderIdentity> identity_from_json(std::string_view text) {
  return parse_document<model::ReaderIdentity>("identity", text);
}

}  // namespace plugtest::evidence
