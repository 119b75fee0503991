#include "tools/cli/fault_trial.h"

#include "harness/session/selection.h"

#include <algorithm>
#include <variant>

#include <fmt/format.h>

namespace plugtest::cli {

namespace {

using model::Attribution;
using model::CellResult;
using model::Verdict;
using scenarios::FaultCase;
using scenarios::ReaderPlant;
using scenarios::TagPlant;

/// `names` with `name` among them; empty stays empty, for that is all.
std::vector<std::string> with(std::vector<std::string> names, const std::string& name) {
  if (!names.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
  return names;
}

bool concerns(const FaultCase& fault, const CellResult& cell) {
  if (const auto* planted = std::get_if<ReaderPlant>(&fault.plant)) {
    return cell.key.reader == planted->reader;
  }
  return cell.key.tag_type == std::get<TagPlant>(fault.plant).tag_type;
}

/// Whether the attribution names equipment or a pair of it, as somebody who has to mend something.
bool blames(Attribution attribution) {
  return attribution == Attribution::reader || attribution == Attribution::tag_type ||
         attribution == Attribution::piece || attribution == Attribution::pair;
}

bool passed(const CellResult& cell) {
  return cell.verdict == Verdict::pass || cell.verdict == Verdict::not_applicable;
}

bool as_expected(const FaultCase& fault, const CellResult& cell) {
  const bool reason =
      !cell.reasons.empty() && std::ranges::any_of(fault.reasons, [&cell](model::Reason known) {
        return std::ranges::find(cell.reasons, known) != cell.reasons.end();
      });
  return cell.verdict == fault.verdict && reason && cell.attribution == fault.attribution;
}

std::string describe(const CellResult& cell) {
  return fmt::format("{} x {}: {}, {}, blames {}", cell.key.reader.str(), cell.key.tag_type.str(),
                     to_string(cell.verdict),
                     cell.reasons.empty() ? "no reason" : to_string(cell.reasons.front()),
                     to_string(cell.attribution));
}

}  // namespace

Result<model::EventPlan> plant(const model::EventPlan& bench, const FaultCase& fault) {
  model::EventPlan planted = bench;
  session::Selection selection{fault.readers, fault.tag_types, {fault.scenario}};
  if (const auto* one = std::get_if<ReaderPlant>(&fault.plant)) {
    selection.readers = with(std::move(selection.readers), one->reader.str());
    for (model::ReaderRecord& reader : planted.readers) {
      if (reader.id == one->reader && reader.virtual_reader) {
        reader.virtual_reader->faults.push_back(one->fault);
      }
    }
  } else {
    const auto& other = std::get<TagPlant>(fault.plant);
    selection.tag_types = with(std::move(selection.tag_types), other.tag_type.str());
    for (model::TagType& type : planted.tag_types) {
      if (type.id == other.tag_type) type.faults.push_back(other.fault);
    }
  }
  return session::select(planted, selection);
}

FaultTrial judge(const FaultCase& fault, std::span<const CellResult> cells) {
  FaultTrial result;
  const auto complain = [&result](const CellResult& cell, Catch kind) {
    result.complaints.push_back(describe(cell));
    result.caught = std::max(result.caught, kind);
  };
  for (const CellResult& cell : cells) {
    const bool concerned = concerns(fault, cell);
    if (concerned && cell.verdict != Verdict::not_applicable) {
      ++result.cells;
      if (as_expected(fault, cell)) continue;
      const bool wrong = blames(cell.attribution) && cell.attribution != fault.attribution;
      complain(cell, wrong ? Catch::blamed_wrongly : Catch::missed);
    } else if (!concerned && !passed(cell)) {
      complain(cell, blames(cell.attribution) ? Catch::blamed_wrongly : Catch::missed);
    }
  }
  if (result.cells == 0) {
    result.caught = Catch::missed;
    result.complaints.emplace_back("no cell of the planted one is applicable");
  }
  return result;
}

}  // namespace plugtest::cli
