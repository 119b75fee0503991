#include "reports/run_detail.h"

#include "harness/evidence/plan_json.h"
#include "harness/evidence/reader.h"
#include "harness/evidence/result_json.h"
#include "harness/evidence/wall_facts.h"
#include "reports/piece_reads.h"
#include "reports/statistics_json.h"
#include "reports/text.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::size_t k_most_notes = 40;

std::string first_line(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return cut_text(clean(line), 1000);
}

Json notes_of(const fs::path& file) {
  Json notes = Json::array();
  std::ifstream in(file);
  for (std::string line; notes.size() < k_most_notes && std::getline(in, line);) {
    notes.push_back(cut_text(clean(line), 400));
  }
  return notes;
}

Json files_of(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    names.push_back(clean(entry.path().filename().string()));
  }
  std::ranges::sort(names);
  return names;
}

Json wall_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto facts = evidence::wall_from_json(text);
  if (!facts) return nullptr;
  return {{"host", clean(facts->host)},
          {"start_ms", facts->start_ns / 1'000'000},
          {"duration_ms", facts->duration_ns / 1'000'000}};
}

struct LoadToJson {
  Json operator()(const model::TrainLoad& load) const {
    return {{"kind", "train"}, {"items", load.items}, {"receptacles", 1}};
  }
  Json operator()(const model::SackLoad& load) const {
    return {{"kind", "sack"}, {"items", load.items}, {"receptacles", 1}};
  }
  Json operator()(const model::RollCageLoad& load) const {
    return {{"kind", "roll_cage"},
            {"items", load.sacks * load.sack.items},
            {"receptacles", load.sacks}};
  }
  Json operator()(const model::StackLoad& load) const {
    return {{"kind", "stack"}, {"items", load.items}, {"receptacles", 1}};
  }
};

Json lane_of(const model::Lane& lane) {
  Json antennas = Json::array();
  for (const model::Antenna& one : lane.antennas) {
    antennas.push_back({{"port", one.port},
                        {"gain_dbi", one.gain_dbi.value},
                        {"cable_loss_db", one.cable_loss_db.value},
                        {"source", clean(one.gain_dbi.source)},
                        {"calibrated_on", clean(one.calibrated_on)}});
  }
  return {{"id", clean(lane.id.str())}, {"antennas", std::move(antennas)}};
}

// As the evidence has them: names of fields are those of settings.json.
Json settings_of(const evidence::RecordedRun& run) {
  return Json::parse(evidence::settings_to_json(run.settings), nullptr, false)
      .value("settings", Json::array());
}

}  // namespace

Json run_detail(const fs::path& folder) {
  if (folder.empty()) return nullptr;
  const auto run = evidence::read_run(folder);
  if (!run) return nullptr;
  const auto plan = evidence::plan_from_json(run->plan_json);
  if (!plan) return nullptr;
  Json detail{{"reproduce", first_line(folder / "reproduce.txt")},
              {"finished", run->finished},
              {"settings", settings_of(*run)},
              {"load", std::visit(LoadToJson{}, plan->scenario.load)},
              {"speed_mps", rounded(plan->scenario.motion.speed_mps)},
              {"lane", lane_of(plan->scenario.lane)},
              {"wall", wall_of(folder / "wall.json")},
              {"notes", notes_of(folder / "log.txt")},
              {"files", files_of(folder)}};
  std::vector<model::PassRecord> of_loads = run->recorded.passes;
  std::erase_if(of_loads, [](const auto& pass) { return pass.kind != model::PassKind::load; });
  detail.update(piece_reads(of_loads, plan->run.tag_types));
  return detail;
}

}  // namespace plugtest::reports
