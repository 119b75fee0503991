#include "harness/evidence/reader.h"

#include "harness/evidence/disk.h"
#include "harness/evidence/pass_records.h"
#include "harness/evidence/sums_file.h"

#include <cerrno>
#include <fstream>
#include <istream>
#include <map>
#include <set>
#include <utility>

namespace plugtest::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_longest_text = std::size_t{256} << 20U;

struct Passes {
  struct Pass {
    model::PassRecord record;
    bool ended = false;
  };
  std::map<std::uint32_t, Pass> by_index;

  Pass& at(std::uint32_t index) {
    Pass& pass = by_index[index];
    pass.record.index = index;
    return pass;
  }

  // What is wrong with the payload, or nothing.
  std::optional<Error> take(const Record& record) {
    switch (static_cast<RecordType>(record.type)) {
      case RecordType::pass_begin:
        return take_begin(record.payload);
      case RecordType::observations:
        return take_observations(record.payload);
      case RecordType::pass_end:
        return take_end(record.payload);
      case RecordType::end:
        break;
    }
    return std::nullopt;  // a later version's: not needed to score
  }

  std::optional<Error> take_begin(std::string_view payload) {
    auto begin = decode_pass_begin(payload);
    if (!begin) return std::move(begin.error());
    Pass& pass = at(begin->pass);
    pass.record.times.begin = begin->when;
    pass.record.manifest = std::move(begin->manifest);
    return std::nullopt;
  }

  std::optional<Error> take_observations(std::string_view payload) {
    std::vector<model::Observation> some;
    const auto index = decode_observations(payload, some);
    if (!index) return index.error();
    auto& all = at(*index).record.observations;
    all.insert(all.end(), some.begin(), some.end());
    return std::nullopt;
  }

  std::optional<Error> take_end(std::string_view payload) {
    auto end = decode_pass_end(payload);
    if (!end) return std::move(end.error());
    Pass& pass = at(end->pass.index);
    const HostTime opened = pass.record.times.begin;
    if (opened != HostTime() && opened < end->pass.times.begin) end->pass.opened = opened;
    if (!end->own_manifest) end->pass.manifest = std::move(pass.record.manifest);
    end->pass.observations = std::move(pass.record.observations);
    pass.record = std::move(end->pass);
    pass.ended = true;
    return std::nullopt;
  }
};

// A file that need not be there in a run that was cut off.
template <class T>
Result<void> read_optional(const fs::path& path, Result<T> (*parse)(std::string_view),
                           std::optional<T>& out) {
  auto text = read_text_file(path, k_longest_text);
  if (!text && text.error().code == ErrorCode::not_found) return {};
  if (!text) return fail(std::move(text.error()));
  auto value = parse(*text);
  if (!value) {
    value.error().where.file = path.string();
    return fail(std::move(value.error()));
  }
  out = std::move(*value);
  return {};
}

RecordEnding unreadable(const Record& record, const Error& problem) {
  return {RecordEnding::How::altered, record.offset,
          record.offset + k_record_header_bytes + record.payload.size(),
          "a record of observations cannot be read: " + problem.message};
}

}  // namespace

RecordedPasses read_passes(std::istream& in) {
  RecordReader reader(in);
  Passes passes;
  RecordedPasses recorded;
  while (const auto record = reader.next()) {
    if (const auto problem = passes.take(*record)) {
      recorded.ending = unreadable(*record, *problem);
      break;
    }
  }
  if (recorded.ending.how == RecordEnding::How::reading) recorded.ending = reader.ending();
  for (auto& [index, pass] : passes.by_index) {
    (pass.ended ? recorded.passes : recorded.unfinished).push_back(std::move(pass.record));
  }
  return recorded;
}

RecordEnding for_each_pass(std::istream& in,
                           const std::function<void(const model::PassRecord&)>& on_pass) {
  RecordReader reader(in);
  Passes passes;
  std::set<std::uint32_t> delivered;
  while (const auto record = reader.next()) {
    if (const auto problem = passes.take(*record)) return unreadable(*record, *problem);
    for (auto pass = passes.by_index.begin(); pass != passes.by_index.end();) {
      const bool is_late = delivered.contains(pass->first);
      if (!is_late && !pass->second.ended) {
        ++pass;
        continue;
      }
      if (!is_late) on_pass(pass->second.record);
      delivered.insert(pass->first);
      pass = passes.by_index.erase(pass);
    }
  }
  return reader.ending();
}

Result<RecordedRun> read_run_without_passes(const fs::path& folder) {
  RecordedRun run;
  auto plan = read_text_file(folder / "plan.json", k_longest_text);
  if (!plan) return fail(std::move(plan.error()));
  run.plan_json = std::move(*plan);

  std::optional<std::vector<SettingsRecord>> settings;
  if (auto read = read_optional(folder / "identity.json", identity_from_json, run.identity);
      !read) {
    return fail(std::move(read.error()));
  }
  if (auto read = read_optional(folder / "settings.json", settings_from_json, settings); !read) {
    return fail(std::move(read.error()));
  }
  if (auto read = read_optional(folder / "outcome.json", result_from_json, run.result); !read) {
    return fail(std::move(read.error()));
  }
  if (settings) run.settings = std::move(*settings);
  if (run.result) run.result->evidence = folder.filename().string();
  std::error_code ignored;
  run.finished = fs::is_regular_file(fs::symlink_status(folder / k_sums_file, ignored));
  return run;
}

Result<RecordedRun> read_run(const fs::path& folder) {
  auto run = read_run_without_passes(folder);
  if (!run) return run;
  const fs::path records = folder / k_records_file;
  std::ifstream in(records, std::ios::binary);
  if (!in) return fail(disk_error(records, "open the file", errno));
  run->recorded = read_passes(in);
  return run;
}

}  // namespace plugtest::evidence
