#include "harness/score/batch_check.h"

#include "harness/model/sentences.h"
#include "harness/score/listed.h"
#include "harness/score/match.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>

namespace plugtest::score {
namespace {

using model::BatchCheck;
using model::BatchChecks;
using model::PassKind;
using model::PassRecord;
namespace sentence = model::sentence;

// How many pieces or UIIs a sentence names.
constexpr std::size_t k_named = 3;

std::string dbm(std::int32_t mdbm) { return fmt::format("{:.1f} dBm", mdbm / 1000.0); }

// What was reported in a check, by UII.
struct Heard {
  struct Tag {
    std::uint64_t reads = 0;
    std::int64_t rssi_sum = 0;
    std::int64_t rssi_count = 0;
  };
  std::map<identity::Uii, Tag> tags;

  explicit Heard(const PassRecord& pass) {
    for (const model::Observation& seen : pass.observations) {
      if (!belongs_to(seen, pass)) continue;
      Tag& tag = tags[seen.uii];
      tag.reads += std::max(seen.seen_count.value_or(1), 1U);
      if (!seen.rssi_mdbm) continue;
      tag.rssi_sum += *seen.rssi_mdbm;
      ++tag.rssi_count;
    }
  }
};

// Sorts all that was heard but the reference piece into pieces and unknown tags.
void name_the_others(const PassRecord& pass, const Heard& heard, BatchCheck& check) {
  const auto id_of = [&](const identity::Uii& uii) -> const model::PieceId* {
    for (const model::ManifestEntry& entry : pass.manifest.expected) {
      if (entry.piece.uii == uii) return &entry.piece.id;
    }
    for (const model::Piece& piece : pass.manifest.elsewhere) {
      if (piece.uii == uii) return &piece.id;
    }
    return nullptr;
  };
  for (const auto& [uii, tag] : heard.tags) {
    const model::PieceId* id = id_of(uii);
    if (id == nullptr) {
      check.unknown.push_back(uii);
    } else if (*id != check.reference) {
      check.pieces.push_back(*id);
    }
  }
}

void judge_empty_field(const PassRecord& pass, const BatchChecks& policy, BatchCheck& check) {
  std::vector<std::string> of_the_load;
  for (const model::ManifestEntry& entry : pass.manifest.expected) {
    if (std::ranges::find(check.pieces, entry.piece.id) != check.pieces.end()) {
      of_the_load.push_back(entry.piece.id.str());
    }
  }
  if (!of_the_load.empty()) {
    check.detail = fmt::format(sentence::hears_load.english, listed(of_the_load, k_named));
    return;
  }
  if (policy.most_unknown && check.unknown.size() > *policy.most_unknown) {
    check.detail =
        fmt::format(sentence::hears_unknown.english, check.unknown.size(), *policy.most_unknown);
    return;
  }
  check.held = true;
  std::vector<std::string> hall;
  for (const model::PieceId& piece : check.pieces) hall.push_back(piece.str());
  for (const identity::Uii& uii : check.unknown) hall.push_back(uii.to_hex());
  if (!hall.empty()) {
    check.detail = fmt::format(sentence::hall.english, listed(hall, k_named));
  }
}

void judge_reference(const PassRecord& pass, const Heard& heard, const BatchChecks& policy,
                     BatchCheck& check) {
  const model::Piece& piece = pass.manifest.expected.front().piece;
  if (const auto found = heard.tags.find(piece.uii); found != heard.tags.end()) {
    constexpr std::uint64_t k_largest = std::numeric_limits<std::uint32_t>::max();
    check.reads = static_cast<std::uint32_t>(std::min(found->second.reads, k_largest));
    if (found->second.rssi_count > 0) {
      check.mean_rssi_mdbm =
          static_cast<std::int32_t>(found->second.rssi_sum / found->second.rssi_count);
    }
  }
  if (check.reads < policy.least_reads) {
    const auto& few = policy.least_reads == 1 ? sentence::few_reads_one : sentence::few_reads;
    check.detail = fmt::format(fmt::runtime(few.english), piece.id.str(), check.reads,
                               to_seconds(pass.times.end - pass.times.begin), policy.least_reads);
    return;
  }
  if (policy.level_mdbm && check.mean_rssi_mdbm &&
      std::abs(*check.mean_rssi_mdbm - *policy.level_mdbm) > policy.most_drift_mdb) {
    check.detail =
        fmt::format(sentence::other_level.english, piece.id.str(), dbm(*check.mean_rssi_mdbm),
                    dbm(*policy.level_mdbm), policy.most_drift_mdb / 1000.0);
    return;
  }
  check.held = true;
}

// The checks of one batch, in the order of its runs.
struct Batch {
  std::vector<const BatchCheck*> before;
  std::vector<const BatchCheck*> after;

  const std::vector<const BatchCheck*>& side(bool closing) const {
    return closing ? after : before;
  }
};

const BatchCheck* level_of(const std::vector<const BatchCheck*>& checks) {
  for (const BatchCheck* check : checks) {
    if (check->kind == PassKind::reference && check->mean_rssi_mdbm) return check;
  }
  return nullptr;
}

std::optional<std::string> doubt_about(const Batch& batch, const BatchChecks& policy) {
  for (const bool closing : {false, true}) {
    for (const BatchCheck* check : batch.side(closing)) {
      if (!check->held) {
        const auto& failed = closing ? sentence::failed_after : sentence::failed_before;
        return fmt::format("{} {}", failed.english, check->detail);
      }
    }
    if (batch.side(closing).empty()) {
      return std::string((closing ? sentence::unmade_after : sentence::unmade_before).english);
    }
  }
  const BatchCheck* before = level_of(batch.before);
  const BatchCheck* after = level_of(batch.after);
  if (before == nullptr || after == nullptr || before->reference != after->reference ||
      std::abs(*after->mean_rssi_mdbm - *before->mean_rssi_mdbm) <= policy.most_drift_mdb) {
    return std::nullopt;
  }
  return fmt::format(sentence::other_level_after.english, before->reference.str(),
                     dbm(*before->mean_rssi_mdbm), dbm(*after->mean_rssi_mdbm),
                     policy.most_drift_mdb / 1000.0);
}

}  // namespace

BatchCheck judge_check(const PassRecord& pass, const BatchChecks& policy) {
  BatchCheck check;
  check.pass = pass.index;
  check.kind = pass.kind;
  check.closes_batch = pass.closes_batch;
  const bool has_reference = pass.kind == PassKind::reference && !pass.manifest.expected.empty();
  if (has_reference) check.reference = pass.manifest.expected.front().piece.id;
  const Heard heard(pass);
  name_the_others(pass, heard, check);
  if (pass.disturbed) {
    check.detail =
        fmt::format(sentence::check_disturbed.english, model::to_string(*pass.disturbed));
  } else if (has_reference) {
    judge_reference(pass, heard, policy, check);
  } else {
    judge_empty_field(pass, policy, check);
  }
  return check;
}

std::map<std::string, std::string, std::less<>> doubtful_batches(
    std::span<const model::RunResult> runs, const BatchChecks& policy) {
  std::map<std::string, Batch, std::less<>> batches;
  for (const model::RunResult& run : runs) {
    if (run.batch.empty()) continue;
    Batch& batch = batches[run.batch];
    for (const BatchCheck& check : run.checks) {
      (check.closes_batch ? batch.after : batch.before).push_back(&check);
    }
  }
  std::map<std::string, std::string, std::less<>> doubts;
  for (const auto& [id, batch] : batches) {
    if (auto doubt = doubt_about(batch, policy)) doubts.emplace(id, std::move(*doubt));
  }
  return doubts;
}

}  // namespace plugtest::score
