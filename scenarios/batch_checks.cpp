#include "scenarios/event.h"
#include "scenarios/fields.h"
#include "scenarios/parts.h"

#include <algorithm>

namespace plugtest::scenarios {
namespace {

constexpr Range k_check_time{0.1, 600};

void read_empty_field(Fields& checks, model::BatchChecks& policy) {
  const Node* node = checks.map("empty_field", Need::optional);
  if (node == nullptr) return;
  Fields fields(*node, "empty_field", checks.problems());
  fields.duration("time", k_check_time, policy.empty_field);
  std::uint32_t most = 0;
  if (fields.integer("most_unknown", Need::optional, 0, 100'000, most)) policy.most_unknown = most;
  fields.finish();
}

void read_reference(Fields& checks, model::BatchChecks& policy) {
  const Node* node = checks.map("reference", Need::optional);
  if (node == nullptr) return;
  Fields fields(*node, "reference", checks.problems());
  fields.duration("time", k_check_time, policy.reference);
  fields.integer("least_reads", Need::optional, 0, 1'000'000, policy.least_reads);
  std::int32_t level = 0;
  if (fields.power("level", Need::optional, {-120, 20}, level)) policy.level_mdbm = level;
  double drift_db = policy.most_drift_mdb / 1000.0;
  fields.quantity("most_drift", Need::optional, k_ratio, {0, 60, true}, drift_db);
  policy.most_drift_mdb = static_cast<std::int32_t>(drift_db * 1000 + 0.5);
  fields.finish();
  if (policy.references.empty()) {
    checks.complain(*node, "'reference' needs a piece: name one in 'reference_pieces'");
  }
}

}  // namespace

std::optional<model::BatchChecks> read_batch_checks(Fields& event,
                                                    const std::vector<model::TagType>* tag_types) {
  model::BatchChecks policy;
  const Node* pieces = event.find("reference_pieces");
  if (pieces != nullptr) {
    for (model::ManifestEntry& entry :
         read_manifest(*pieces, tag_types, event.problems()).expected) {
      policy.references.push_back(std::move(entry.piece));
    }
  }
  bool wanted = pieces != nullptr;
  if (const Node* node = event.map("checks", Need::optional)) {
    Fields fields(*node, "checks", event.problems());
    fields.flag("batches", wanted);
    read_empty_field(fields, policy);
    read_reference(fields, policy);
    fields.finish();
  }
  if (!wanted) return std::nullopt;
  return policy;
}

}  // namespace plugtest::scenarios
