#include "tests/perf/scoring/evidence_maker.h"

#include "harness/evidence/plan_json.h"
#include "harness/evidence/run_folder.h"
#include "harness/score/run_scorer.h"

#include <array>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace plugtest::perf {
namespace {

constexpr Nanos k_pass_length = std::chrono::seconds(8);
constexpr Nanos k_between_passes = std::chrono::seconds(10);

std::string named(const char* what, std::uint32_t number) { return what + std::to_string(number); }

model::Manifest manifest_of(const EventSize& size) {
  model::Manifest manifest;
  for (std::uint32_t type = 0; type < size.tag_types; ++type) {
    for (std::uint32_t i = 0; i < size.pieces_a_type; ++i) {
      const std::array<std::uint8_t, 12> epc{0x30, 0x14,
                                             0xF7, 0x33,
                                             0x7C, 0,
                                             0x1F, 0,
                                             0,    static_cast<std::uint8_t>(type),
                                             0,    static_cast<std::uint8_t>(i)};
      const auto number = type * size.pieces_a_type + i;
      manifest.expected.push_back({{model::PieceId(named("piece-", number)),
                                    model::TagTypeId(named("type-", type)),
                                    identity::Uii::from_bits(epc, 96).value(),
                                    {}},
                                   model::ItemId(named("item-", number))});
    }
  }
  return manifest;
}

evidence::UsedPlan plan_of(const EventSize& size, std::uint32_t reader, std::uint32_t scenario) {
  evidence::UsedPlan plan;
  plan.event = "many-reports";
  plan.title = "Evidence of a long event";
  plan.scenario.id = model::ScenarioId(named("scenario-", scenario));
  plan.scenario.population = model::Population::mixed;
  plan.scenario.pass_criterion.item_rate = 0.75;
  plan.reader.id = model::ReaderId(named("reader-", reader));
  plan.region.id = "fcc";
  for (std::uint32_t i = 0; i < size.tag_types; ++i) {
    model::TagType type;
    type.id = model::TagTypeId(named("type-", i));
    plan.run.tag_types.push_back(type.id);
    plan.tag_types.push_back(std::move(type));
  }
  plan.run.id = model::RunId(named("run-", reader * size.scenarios + scenario));
  plan.run.plan_hash = named("plan-", scenario);
  plan.run.reader = plan.reader.id;
  plan.run.scenario = plan.scenario.id;
  plan.run.population = model::Population::mixed;
  plan.run.region = "fcc";
  return plan;
}

// Every piece but those missed, again and again, as a reader reports them.
void observe(model::PassRecord& pass, std::uint32_t run, std::uint64_t reports) {
  const auto& expected = pass.manifest.expected;
  const std::size_t missed = (run * 7 + pass.index * 13) % 50;
  for (std::uint64_t i = 0; pass.observations.size() < reports; ++i) {
    const std::size_t piece = i % expected.size();
    if (piece % 50 == missed) continue;
    const auto at = pass.times.begin + k_pass_length *
                                           static_cast<std::int64_t>(pass.observations.size()) /
                                           static_cast<std::int64_t>(reports);
    model::Observation seen;
    seen.uii = expected[piece].piece.uii;
    seen.received = at;
    seen.first_seen = ReaderTime(at.time_since_epoch());
    seen.last_seen = seen.first_seen;
    seen.seen_count = 1;
    seen.antenna = static_cast<std::uint16_t>(1 + i % 4);
    seen.rssi_mdbm = -40'000 - static_cast<std::int32_t>((i * 37) % 30'000);
    seen.inventory_id = pass.inventory_id;
    pass.observations.push_back(seen);
  }
}

void make_run(const std::filesystem::path& root, const EventSize& size, std::uint32_t reader,
              std::uint32_t scenario, std::uint64_t reports_a_pass) {
  const evidence::UsedPlan plan = plan_of(size, reader, scenario);
  evidence::FolderOptions options;
  options.to_disk = false;
  auto folder = evidence::RunFolder::create(
      root, {plan.run.id.str(), evidence::plan_to_json(plan), "", {}}, nullptr, options);
  if (!folder) throw std::runtime_error(to_string(folder.error()));
  score::RunScorer scorer(plan.run.tag_types, plan.scenario);
  const model::Manifest manifest = manifest_of(size);
  for (std::uint32_t index = 0; index < size.passes; ++index) {
    model::PassRecord pass;
    pass.index = index;
    pass.times.begin = HostTime(std::chrono::hours(350'000)) + k_between_passes * index;
    pass.times.end = pass.times.begin + k_pass_length;
    pass.manifest = manifest;
    pass.inventory_id = index + 1;
    pass.clock_offset = Nanos(0);
    observe(pass, reader * size.scenarios + scenario, reports_a_pass);
    (*folder)->on_pass_begin(index, pass.times.begin, pass.manifest);
    (*folder)->on_observations(index, pass.observations);
    (*folder)->on_pass_end(pass);
    scorer.add(pass);
  }
  model::RunResult result;
  result.plan = plan.run;
  score::put(scorer.finish({}), result);
  if (auto finished = (*folder)->finish(result); !finished) {
    throw std::runtime_error(to_string(finished.error()));
  }
}

}  // namespace

std::uint64_t make_evidence(const std::filesystem::path& root, const EventSize& size) {
  const std::uint64_t passes = std::uint64_t{size.readers} * size.scenarios * size.passes;
  const std::uint64_t reports_a_pass = (size.observations + passes - 1) / passes;
  for (std::uint32_t reader = 0; reader < size.readers; ++reader) {
    for (std::uint32_t scenario = 0; scenario < size.scenarios; ++scenario) {
      make_run(root, size, reader, scenario, reports_a_pass);
    }
  }
  return passes * reports_a_pass;
}

}  // namespace plugtest::perf
