#pragma once

#include "protocols/bits/result.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>

namespace plugtest::capture {

/// Bytes out of hexadecimal text, fed in pieces of any size. Digits stand in pairs; blanks may
/// stand between pairs; '#' starts a comment up to the end of the line. A word that ends with ':'
/// (an offset or a name) is ignored at the start of a line.
class HexText {
 public:
  using Sink = std::function<void(std::span<const std::uint8_t>)>;
  explicit HexText(Sink sink) : sink_(std::move(sink)) {}

  /// Errors: `malformed` with the byte offset in the text.
  Result<void> push(std::span<const std::uint8_t> text);
  /// The last line need not end with a line feed.
  Result<void> finish();

 private:
  Result<void> take_line();

  Sink sink_;
  std::string line_{};
  std::uint64_t line_offset_ = 0;
};

}  // namespace plugtest::capture
