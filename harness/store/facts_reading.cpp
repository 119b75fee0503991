#include "harness/model/enum_names.h"
#include "harness/store/checked_values.h"
#include "harness/store/row_values.h"
#include "harness/store/run_rows.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::store {
namespace {

constexpr auto k_int = Kind::integer;
constexpr auto k_text = Kind::text;

void read_steps(Database& database, const model::RunId& run,
                std::vector<model::PassRecord>& passes) {
  auto steps = database.query(
      "select pass, step, held, piece, detail from pass_steps where run = :1 order by pass, "
      "ordinal",
      {k_int, k_int, k_int, k_text, k_text}, {value(run)});
  while (steps.next()) {
    const auto index = narrow<std::uint32_t>(steps.integer(0));
    const auto pass = std::ranges::find(passes, index, &model::PassRecord::index);
    if (pass == passes.end()) damaged("steps of a pass that is not there");
    pass->steps.push_back({narrow<std::uint32_t>(steps.integer(1)), steps.integer(2) != 0,
                           model::PieceId(steps.text(3)), steps.text(4)});
  }
}

}  // namespace

RunFacts read_facts(Database& database, const model::RunId& run) {
  RunFacts facts;
  auto power = database.query(
      "select port, conducted_mdbm, erp_mdbm from run_power where run = :1 order by ordinal",
      {k_int, k_int, k_int}, {value(run)});
  while (power.next()) {
    facts.power.push_back({narrow<std::uint16_t>(power.integer(0)),
                           narrow<std::int32_t>(power.integer(1)),
                           narrow<std::int32_t>(power.integer(2))});
  }
  auto passes = database.query(
      "select pass, begin_ns, end_ns, inventory_id, clock_offset_ns, coalesce(disturbed, ''),"
      " opened_ns, kind, closes_batch, speed_mmps"
      " from passes where run = :1 order by pass",
      {k_int, k_int, k_int, k_int, k_int, k_text, k_int, k_text, k_int, k_int}, {value(run)});
  while (passes.next()) {
    model::PassRecord pass;
    pass.index = narrow<std::uint32_t>(passes.integer(0));
    pass.times.begin = HostTime(Nanos(passes.integer(1)));
    pass.times.end = HostTime(Nanos(passes.integer(2)));
    if (const auto id = passes.optional_integer(3)) pass.inventory_id = narrow<std::uint32_t>(*id);
    pass.clock_offset = span(passes.optional_integer(4));
    if (!passes.text(5).empty()) {
      pass.disturbed = named(model::reason_from(passes.text(5)), passes.text(5));
    }
    if (const auto opened = span(passes.optional_integer(6))) pass.opened = HostTime(*opened);
    pass.kind = named(model::pass_kind_from(passes.text(7)), passes.text(7));
    pass.closes_batch = passes.integer(8) != 0;
    if (const auto speed = passes.optional_integer(9)) {
      pass.times.speed_mmps = narrow<std::int32_t>(*speed);
    }
    facts.passes.push_back(std::move(pass));
  }
  read_steps(database, run, facts.passes);
  auto wall =
      database.query("select station, host, start_ns, duration_ns from run_wall where run = :1",
                     {k_text, k_text, k_int, k_int}, {value(run)});
  if (wall.next()) {
    facts.wall = WallFacts{wall.text(0), wall.text(1), wall.integer(2), wall.integer(3)};
  }
  auto seal = database.query("select sums, signed_by from run_evidence where run = :1",
                             {k_text, k_text}, {value(run)});
  if (seal.next()) facts.seal = EvidenceSeal{seal.text(0), seal.text(1)};
  return facts;
}

std::vector<CellSum> read_cells(Database& database, const std::string& event_id) {
  std::vector<CellSum> cells;
  auto rows = database.query(
      "select reader, tag_type, scenario, region, policy, population, official, plan_hash, k, n,"
      " disturbed, identified, expected, runs from cells where event = :1",
      {k_text, k_text, k_text, k_text, k_text, k_text, k_int, k_text, k_int, k_int, k_int, k_int,
       k_int, k_int},
      {value(event_id)});
  while (rows.next()) {
    CellSum cell;
    cell.key = {.reader = model::ReaderId(rows.text(0)),
                .tag_type = model::TagTypeId(rows.text(1)),
                .scenario = model::ScenarioId(rows.text(2)),
                .region = rows.text(3),
                .policy = named(model::settings_policy_from(rows.text(4)), rows.text(4)),
                .population = named(model::population_from(rows.text(5)), rows.text(5)),
                .official = rows.integer(6) != 0,
                .plan_hash = rows.text(7)};
    cell.k = narrow<std::uint64_t>(rows.integer(8));
    cell.n = narrow<std::uint64_t>(rows.integer(9));
    cell.disturbed = narrow<std::uint64_t>(rows.integer(10));
    cell.identified = narrow<std::uint64_t>(rows.integer(11));
    cell.expected = narrow<std::uint64_t>(rows.integer(12));
    cell.runs = narrow<std::uint64_t>(rows.integer(13));
    cells.push_back(std::move(cell));
  }
  // By key here: the order of text differs between databases.
  std::ranges::sort(cells, {}, &CellSum::key);
  return cells;
}

}  // namespace plugtest::store
