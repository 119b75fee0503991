#pragma once

#include "harness/model/cell.h"
#include "harness/model/event_plan.h"
#include "harness/model/run.h"

#include <span>
#include <string>

namespace plugtest::reports {

/// What every report of an event is made from. Holds references: the event, cells and runs must
/// outlive it.
struct MatrixReport {
  const model::EventPlan& event;
  std::span<const model::CellResult> cells;  ///< as score::make_cells orders them
  std::span<const model::RunResult> runs;
  std::string version;  ///< of the program
};

/// Whether the results of a reader come from the virtual lab: it is a virtual reader, or the lab
/// moves the mail.
bool is_virtual(const model::EventPlan& event, const model::ReaderId& reader);

/// Whether a cell rests on the lab's model of a standard whose text is not public: its tag type
/// does, or one that lay in the same load and shared the air with it. A cell without a run rests on
/// nothing.
bool rests_on_model(const MatrixReport& report, const model::CellResult& cell);

/// The tag types whose results rest on the model, with the profile that they use, as one sentence;
/// empty when there is none.
std::string model_note(const MatrixReport& report);

}  // namespace plugtest::reports
