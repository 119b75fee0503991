#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>

namespace plugtest::cli {

/// Lines that somebody types, or a barcode scanner in keyboard mode. Waiting for the next one ends
/// with a stop request, too.
class LineInput {
 public:
  static constexpr std::size_t k_longest_line = 4096;

  explicit LineInput(int descriptor) : descriptor_(descriptor) {}

  /// The next line that is not blank, without blanks around it; nothing at the end of the input or
  /// when `stop` was asked for. Of a longer line than k_longest_line the rest is dropped.
  std::optional<std::string> next(const std::stop_token& stop);

 private:
  bool fill(const std::stop_token& stop);

  int descriptor_;
  std::string held_;
  bool ended_ = false;
};

}  // namespace plugtest::cli
