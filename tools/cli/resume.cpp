#include "tools/cli/resume.h"

#include "harness/evidence/reader.h"
#include "tools/cli/output_folder.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

namespace plugtest::cli {

namespace {

namespace fs = std::filesystem;

/// Names the runs of the session, a line each: run ids are hashes of all that decides a result.
constexpr const char* k_mark = "session.txt";

std::string mark_of(const std::vector<model::RunPlan>& plans) {
  std::string text = "plugtest session 1\n";
  for (const model::RunPlan& plan : plans) text += plan.id.str() + "\n";
  return text;
}

std::string content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// Empty but for what a session cut off at its very first write leaves.
bool is_fresh(const fs::path& folder) {
  std::error_code error;
  return std::all_of(fs::directory_iterator(folder, error), fs::directory_iterator(),
                     [](const fs::directory_entry& entry) {
                       return entry.path().filename() == std::string(k_mark) + ".part";
                     });
}

bool was_stopped(const model::RunResult& result) {
  return std::ranges::any_of(result.outcomes, [](const model::RunOutcome& outcome) {
    return std::ranges::find(outcome.reasons, model::Reason::aborted) != outcome.reasons.end();
  });
}

/// The first NAME.cut-N that is free.
fs::path set_aside(const fs::path& folder) {
  std::error_code error;
  for (int number = 1;; ++number) {
    fs::path aside = folder;
    aside += fmt::format(".cut-{}", number);
    if (!fs::exists(aside, error)) return aside;
  }
}

}  // namespace

Result<fs::path> open_output_folder(const std::optional<fs::path>& asked, std::string_view event_id,
                                    const std::vector<model::RunPlan>& plans) {
  const std::string mark = mark_of(plans);
  std::error_code error;
  if (asked && fs::is_directory(*asked, error)) {
    if (content_of(*asked / k_mark) == mark) return *asked;
    if (fs::exists(*asked / k_mark, error)) {
      return fail(ErrorCode::usage,
                  fmt::format("'{}' holds a session of other runs (another event, selection, seed "
                              "or content); results are never mixed: name a new folder",
                              asked->string()));
    }
    if (!fs::is_empty(*asked, error) && is_fresh(*asked)) {
      fs::remove(*asked / (std::string(k_mark) + ".part"), error);
    }
  }
  auto folder = make_output_folder(asked, event_id);
  if (!folder) return folder;
  if (const auto written = write_whole_file(*folder / k_mark, mark); !written) {
    return fail(written.error());
  }
  return folder;
}

Result<std::vector<std::optional<model::RunResult>>> earlier_runs(
    const fs::path& out, const std::vector<model::RunPlan>& plans,
    const std::function<std::string(const model::RunPlan&)>& folder_of) {
  std::vector<std::optional<model::RunResult>> earlier(plans.size());
  std::error_code error;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const std::string name = folder_of(plans[i]);
    const fs::path folder = out / name;
    if (!fs::is_directory(folder, error)) continue;
    auto read = evidence::read_run(folder);
    const bool whole = read && read->finished && read->result && read->result->plan == plans[i];
    if (!whole || was_stopped(*read->result)) {
      fs::rename(folder, set_aside(folder), error);
      if (error) return fail(ErrorCode::io, error.message(), {.file = folder.string()});
      continue;
    }
    model::RunResult result = std::move(*read->result);
    result.evidence = name;
    for (model::PassRecord& pass : read->recorded.passes) {
      pass.manifest = {};
      pass.observations.clear();
      result.passes.push_back(std::move(pass));
    }
    earlier[i] = std::move(result);
  }
  return earlier;
}

}  // namespace plugtest::cli
