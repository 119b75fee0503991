#include "reports/matrix_report.h"

#include <algorithm>

#include <fmt/format.h>

namespace plugtest::reports {
namespace {

bool type_rests_on_model(const model::EventPlan& event, const model::TagTypeId& id) {
  const auto found = std::ranges::find(event.tag_types, id, &model::TagType::id);
  return found != event.tag_types.end() && model::rests_on_model(*found);
}

bool has_result(const MatrixReport& report, const model::TagTypeId& id) {
  return std::ranges::any_of(report.cells, [&id](const model::CellResult& cell) {
    return cell.key.tag_type == id && !cell.runs.empty();
  });
}

}  // namespace

bool is_virtual(const model::EventPlan& event, const model::ReaderId& reader) {
  if (event.rig == model::RigKind::lab) return true;
  const auto found = std::ranges::find(event.readers, reader, &model::ReaderRecord::id);
  return found != event.readers.end() && found->virtual_reader.has_value();
}

bool rests_on_model(const MatrixReport& report, const model::CellResult& cell) {
  if (cell.runs.empty() || !is_virtual(report.event, cell.key.reader)) return false;
  if (type_rests_on_model(report.event, cell.key.tag_type)) return true;
  return std::ranges::any_of(report.runs, [&](const model::RunResult& run) {
    return std::ranges::find(cell.runs, run.plan.id) != cell.runs.end() &&
           std::ranges::any_of(run.plan.tag_types, [&](const model::TagTypeId& type) {
             return type_rests_on_model(report.event, type);
           });
  });
}

std::string model_note(const MatrixReport& report) {
  std::string names;
  for (const model::TagType& type : report.event.tag_types) {
    if (!model::rests_on_model(type) || !has_result(report, type.id)) continue;
    names += names.empty() ? "" : ", ";
    names += type.id.str();
    if (type.air) names += fmt::format(" ({})", type.air->id);
  }
  if (names.empty()) return {};
  return fmt::format(
      "The text of Type D (ISO/IEC 18000-64) is not public: results with {} rest on a model with "
      "placeholder values, stated in its profile, and are never held against a vendor.",
      names);
}

}  // namespace plugtest::reports
