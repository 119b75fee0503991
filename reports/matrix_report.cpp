#include "reports/matrix_report.h"

#include <algorithm>

namespace plugtest::reports {

bool is_virtual(const model::EventPlan& event, const model::ReaderId& reader) {
  if (event.rig == model::RigKind::lab) return true;
  const auto found = std::ranges::find(event.readers, reader, &model::ReaderRecord::id);
  return found != event.readers.end() && found->virtual_reader.has_value();
}

}  // namespace plugtest::reports
