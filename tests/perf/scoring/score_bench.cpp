// How long the evidence of a long event takes to be scored, and how much memory.
//
//   score_bench make FOLDER [OBSERVATIONS [READERS TAG_TYPES SCENARIOS PASSES]]
//   score_bench score FOLDER [JOBS]     scores all runs, makes cells and attributes them; prints
//                                       seconds, peak memory and a digest of the cells
//   score_bench flat                    the test: evidence ten times as long must not take more
//                                       memory, and any number of threads gives the same
//   score_bench bars                    the slow test: an event of 24 readers, 60 tag types, 20
//                                       scenarios and 10 million observations, the same on one, two
//                                       and three threads, in less than 500 MB
//
// Apart, so that what making evidence takes is not counted.

#include "harness/model/content_id.h"
#include "harness/score/cell.h"
#include "tests/perf/scoring/evidence_maker.h"
#include "tools/cli/evidence_source.h"
#include "tools/cli/rescore.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plugtest::perf {
namespace {

namespace fs = std::filesystem;

/// Highest resident memory of this process so far, in KiB (proc(5)).
std::uint64_t peak_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::strtoull(line.c_str() + 6, nullptr, 10);
  }
  throw std::runtime_error("no peak memory in /proc/self/status");
}

struct Scored {
  std::size_t runs = 0;
  std::uint64_t observations = 0;
  std::size_t cells = 0;
  std::string digest;
};

/// The event as far as its runs tell.
model::EventPlan event_of(const std::vector<model::RunResult>& runs) {
  model::EventPlan event;
  std::map<std::string, model::TagType> types;
  std::map<std::string, model::ReaderRecord> readers;
  std::map<std::string, model::ScenarioPlan> scenarios;
  for (const model::RunResult& run : runs) {
    readers[run.plan.reader.str()].id = run.plan.reader;
    scenarios[run.plan.scenario.str()].id = run.plan.scenario;
    for (const auto& type : run.plan.tag_types) types[type.str()].id = type;
  }
  for (auto& [id, reader] : readers) event.readers.push_back(std::move(reader));
  for (auto& [id, type] : types) event.tag_types.push_back(std::move(type));
  for (auto& [id, scenario] : scenarios) event.scenarios.push_back(std::move(scenario));
  return event;
}

Scored score(const fs::path& root, std::size_t jobs) {
  const auto folders = cli::run_folders(root);
  auto results = cli::rescore_folders(folders, cli::From::observations, jobs);
  Scored scored;
  std::vector<model::RunResult> runs;
  for (auto& one : results) {
    if (!one) throw std::runtime_error(to_string(one.error()));
    if (!one->as_stored()) throw std::runtime_error("a run is not scored as it was");
    scored.observations += one->scored;
    runs.push_back(std::move(one->result));
  }
  results = {};
  scored.runs = runs.size();
  const auto cells = score::make_cells(event_of(runs), {}, runs);
  scored.cells = cells.size();
  model::ContentHasher hasher;
  for (const model::CellResult& cell : cells) {
    hasher.add("cell", cell.key.reader.str()).add("tag", cell.key.tag_type.str());
    hasher.add("k", cell.k).add("n", cell.n).add("verdict", to_string(cell.verdict));
    hasher.add("identified", std::to_string(cell.identified)).add("detail", cell.detail);
    hasher.add("attribution", to_string(cell.attribution));
  }
  scored.digest = hasher.id();
  return scored;
}

int print_score(const fs::path& root, std::size_t jobs) {
  const auto begin = std::chrono::steady_clock::now();
  const Scored scored = score(root, jobs);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  fmt::print(
      "{} observations of {} runs scored into {} cells in {:.1f} s on {} threads: {:.2f} M/s, "
      "at most {} MB of memory, digest {}\n",
      scored.observations, scored.runs, scored.cells, seconds, jobs,
      static_cast<double>(scored.observations) / seconds / 1e6, peak_kib() / 1024, scored.digest);
  return 0;
}

/// Peak memory of a process that scores `root` on `jobs` threads, and what it computed.
std::pair<std::uint64_t, std::string> in_a_process(const fs::path& root, std::size_t jobs) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      const Scored scored = score(root, jobs);
      const std::string line = std::to_string(peak_kib()) + " " + scored.digest;
      if (::write(ends[1], line.data(), line.size()) < 0) ::_exit(1);
    } catch (const std::exception& error) {
      fmt::print(stderr, "{}\n", error.what());
      ::_exit(1);
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string line(256, '\0');
  const auto got = ::read(ends[0], line.data(), line.size());
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  if (got <= 0) throw std::runtime_error("the process that scores failed");
  line.resize(static_cast<std::size_t>(got));
  const auto blank = line.find(' ');
  return {std::stoull(line), line.substr(blank + 1)};
}

/// Exit code 1 when memory follows the number of observations, or the result the number of threads.
int check_flat(const fs::path& root) {
  EventSize size{.readers = 3,
                 .tag_types = 4,
                 .scenarios = 2,
                 .passes = 20,
                 .pieces_a_type = 4,
                 .observations = 20'000};
  const auto few = make_evidence(root / "few", size);
  // Ten times the passes of the same length.
  size.passes *= 10;
  size.observations *= 10;
  const auto many = make_evidence(root / "many", size);
  const auto small = in_a_process(root / "few", 2);
  const auto large = in_a_process(root / "many", 2);
  const auto alone = in_a_process(root / "many", 1);
  // What a pass scored takes grows with the passes; kept observations would take 150 bytes each.
  const std::uint64_t growth = large.first > small.first ? large.first - small.first : 0;
  const double bytes_each = 1024.0 * static_cast<double>(growth) / static_cast<double>(many - few);
  fmt::print("{} and {} observations: at most {} and {} KiB, {:.1f} bytes for each of those more\n",
             few, many, small.first, large.first, bytes_each);
  constexpr double k_most_bytes_each = 40;
  if (bytes_each > k_most_bytes_each) {
    fmt::print("memory follows the number of observations\n");
    return 1;
  }
  if (large.second != alone.second) {
    fmt::print("the result depends on the number of threads\n");
    return 1;
  }
  return 0;
}

/// Exit code 1 when the long event takes more memory than it may, or depends on the threads.
int check_bars(const fs::path& root) {
  const auto observations = make_evidence(root, EventSize{});
  std::string digest;
  std::uint64_t most_kib = 0;
  for (const std::size_t jobs : {2UL, 1UL, 3UL}) {
    const auto begin = std::chrono::steady_clock::now();
    const auto [kib, scored] = in_a_process(root, jobs);
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    fmt::print("{} observations scored on {} threads in {:.1f} s, at most {} MB, digest {}\n",
               observations, jobs, seconds, kib / 1024, scored);
    most_kib = std::max(most_kib, kib);
    if (!digest.empty() && digest != scored) {
      fmt::print("the result depends on the number of threads\n");
      return 1;
    }
    digest = scored;
  }
  constexpr std::uint64_t k_most_mb = 500;
  if (most_kib / 1024 >= k_most_mb) {
    fmt::print("that is more than the {} MB that it may take\n", k_most_mb);
    return 1;
  }
  return 0;
}

/// Runs a check in a folder that goes when it is over.
int in_a_folder(int (*check)(const fs::path&)) {
  std::string pattern = fs::temp_directory_path() / "plugtest-score-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  const int code = check(pattern);
  fs::remove_all(pattern);
  return code;
}

int run(const std::vector<std::string>& words) {
  const auto number = [&](std::size_t index, std::uint32_t otherwise) {
    return words.size() > index ? static_cast<std::uint32_t>(std::stoul(words[index])) : otherwise;
  };
  if (words.size() >= 2 && words[0] == "make") {
    EventSize size;
    size.observations = number(2, 10'000'000);
    size.readers = number(3, size.readers);
    size.tag_types = number(4, size.tag_types);
    size.scenarios = number(5, size.scenarios);
    size.passes = number(6, size.passes);
    fmt::print("{} observations made\n", make_evidence(words[1], size));
    return 0;
  }
  if (words.size() >= 2 && words[0] == "score") {
    return print_score(words[1], number(2, std::max(1U, std::thread::hardware_concurrency())));
  }
  if (words.size() == 1 && words[0] == "flat") return in_a_folder(check_flat);
  if (words.size() == 1 && words[0] == "bars") return in_a_folder(check_bars);
  fmt::print(stderr, "score_bench: expected make FOLDER, score FOLDER, flat or bars\n");
  return 2;
}

}  // namespace
}  // namespace plugtest::perf

int main(int argc, char** argv) {
  try {
    return plugtest::perf::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    fmt::print(stderr, "score_bench: {}\n", error.what());
    return 1;
  }
}
