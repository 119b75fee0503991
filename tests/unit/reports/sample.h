#pragma once

#include "reports/matrix_report.h"

#include <string>
#include <vector>

namespace plugtest::reports::testing {

/// A small event with one cell of nearly every verdict: two readers, four tag types (one of Type
/// D), two scenarios, and the runs behind the cells.
struct Sample {
  model::EventPlan event;
  std::vector<model::CellResult> cells;
  std::vector<model::RunResult> runs;

  MatrixReport report() const { return {event, cells, runs, "0.1.0"}; }
};

Sample make_sample();

/// The sample with its tag type "cedar" turned into one of Type D that rests on the lab's model.
Sample make_type_d_sample();

/// Text that tries to be markup, a terminal command, or no text at all.
inline const std::string k_hostile = "</script><b onload=\"x\">&amp;'\x1b[31m\x01\xff\u202e{{k}}";

/// The sample with hostile text in every field that comes from outside.
Sample make_hostile_sample();

}  // namespace plugtest::reports::testing
