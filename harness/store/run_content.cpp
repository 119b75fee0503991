#include "harness/store/run_content.h"

#include "harness/model/cell.h"
#include "harness/model/content_id.h"

#include <optional>

namespace plugtest::store {
namespace {

using model::ContentHasher;

void add(ContentHasher& hasher, const model::RunPlan& plan) {
  hasher.add("id", plan.id.str()).add("plan_hash", plan.plan_hash);
  hasher.add("reader", plan.reader.str()).add("scenario", plan.scenario.str());
  for (const auto& type : plan.tag_types) hasher.add("tag_type", type.str());
  hasher.add("population", to_string(plan.population)).add("policy", to_string(plan.policy));
  hasher.add("region", plan.region).add("attempt", plan.attempt);
  hasher.add("official", plan.official ? 1 : 0).add("seed", std::to_string(plan.seed));
}

void add(ContentHasher& hasher, const model::ReaderIdentity& identity) {
  hasher.add("vendor", identity.vendor).add("model", identity.model);
  hasher.add("firmware", identity.firmware).add("serial", identity.serial);
}

void add(ContentHasher& hasher, const model::RunOutcome& outcome) {
  hasher.add("tag_type", outcome.tag_type.str()).add("verdict", to_string(outcome.verdict));
  hasher.add("successes", outcome.successes).add("passes", outcome.passes);
  hasher.add("disturbed", outcome.disturbed);
  hasher.add("identified", std::to_string(outcome.identified));
  hasher.add("expected", std::to_string(outcome.expected));
  for (const auto reason : outcome.reasons) hasher.add("reason", to_string(reason));
  hasher.add("attribution", to_string(outcome.attribution)).add("detail", outcome.detail);
}

template <class T>
std::optional<std::int64_t> number(const std::optional<T>& maybe) {
  if (!maybe) return std::nullopt;
  if constexpr (requires { maybe->count(); }) {
    return maybe->count();
  } else {
    return *maybe;
  }
}

void add(ContentHasher& hasher, const model::PassScore& score) {
  hasher.add("pass", score.pass).add("tag_type", score.tag_type.str());
  hasher.add("expected", score.expected).add("identified", score.identified);
  hasher.add("reports", score.reports).add("duplicates", score.duplicates);
  hasher.add("success", score.success ? 1 : 0);
  for (const auto& piece : score.missed) hasher.add("missed", piece.str());
  const auto add_known = [&](const char* label, std::optional<std::int64_t> known) {
    if (known) hasher.add(label, *known);
  };
  add_known("first_read", number(score.first_read));
  add_known("t80", number(score.t80));
  add_known("t90", number(score.t90));
  add_known("t100", number(score.t100));
  add_known("mean_rssi", number(score.mean_rssi_mdbm));
  if (score.steps_failed > 0) hasher.add("steps_failed", score.steps_failed);
  if (score.over_read > 0) hasher.add("over_read", score.over_read);
  if (score.most_reads > 0) hasher.add("most_reads", score.most_reads);
}

void add(ContentHasher& hasher, const model::PassExtras& extras) {
  hasher.add("pass", extras.pass);
  for (const auto& uii : extras.stray) hasher.add("stray", uii.to_hex());
  for (const auto& uii : extras.foreign) hasher.add("foreign", uii.to_hex());
  for (const auto& uii : extras.wrong_data) hasher.add("wrong_data", uii.to_hex());
  for (const auto& uii : extras.hall) hasher.add("hall", uii.to_hex());
}

void add(ContentHasher& hasher, const model::PassOrder& order) {
  hasher.add("order", order.pass).add("estimator", to_string(order.estimator));
  hasher.add("pairs", order.pairs).add("right", order.right).add("items", order.items);
  hasher.add("complete", order.complete ? 1 : 0);
}

void add(ContentHasher& hasher, const model::StaticReading& reading) {
  hasher.add("static", reading.pass).add("end", to_string(reading.end));
  hasher.add("population", reading.population).add("identified", reading.identified);
  if (reading.last) hasher.add("last", reading.last->count());
  if (reading.t_percent) hasher.add("t_percent", reading.t_percent->count());
}

void add(ContentHasher& hasher, const model::PlaceTally& tally) {
  hasher.add("place", tally.place).add("of", tally.tag_type.str());
  hasher.add("expected", tally.expected).add("missed", tally.missed);
}

void add(ContentHasher& hasher, const model::BatchCheck& check) {
  hasher.add("check", check.pass).add("kind", to_string(check.kind));
  hasher.add("closes_batch", check.closes_batch ? 1 : 0).add("held", check.held ? 1 : 0);
  hasher.add("reference", check.reference.str()).add("reads", check.reads);
  if (check.mean_rssi_mdbm) hasher.add("mean_rssi", *check.mean_rssi_mdbm);
  for (const auto& piece : check.pieces) hasher.add("piece", piece.str());
  for (const auto& uii : check.unknown) hasher.add("unknown", uii.to_hex());
  hasher.add("detail", check.detail);
}

}  // namespace

std::string content_of(const model::RunResult& result) {
  ContentHasher hasher;
  add(hasher, result.plan);
  add(hasher, result.identity);
  for (const auto& outcome : result.outcomes) add(hasher, outcome);
  for (const auto& score : result.pass_scores) add(hasher, score);
  for (const auto& extras : result.extras) add(hasher, extras);
  for (const auto& order : result.orders) add(hasher, order);
  for (const auto& reading : result.statics) add(hasher, reading);
  for (const auto& tally : result.places) add(hasher, tally);
  if (!result.batch.empty()) hasher.add("batch", result.batch);
  for (const auto& check : result.checks) add(hasher, check);
  return hasher.id();
}

}  // namespace plugtest::store
