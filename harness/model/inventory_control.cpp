#include "harness/model/inventory_control.h"

namespace plugtest::model {

std::string_view to_string(InventoryTarget target) {
  switch (target) {
    case InventoryTarget::a:
      return "a";
    case InventoryTarget::b:
      return "b";
    case InventoryTarget::alternate:
      return "alternate";
    case InventoryTarget::a_suppressed:
      return "a-suppressed";
  }
  return "unknown";
}

std::string_view to_string(SelectedFlag flag) {
  switch (flag) {
    case SelectedFlag::all:
      return "all";
    case SelectedFlag::sl:
      return "sl";
    case SelectedFlag::not_sl:
      return "not-sl";
  }
  return "unknown";
}

}  // namespace plugtest::model
