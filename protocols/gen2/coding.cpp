#include "protocols/gen2/coding.h"

namespace plugtest::gen2 {

std::string to_string(const Chips& chips) {
  std::string text;
  text.reserve(chips.size());
  for (const std::uint8_t chip : chips) text += chip != 0 ? '1' : '0';
  return text;
}

}  // namespace plugtest::gen2
