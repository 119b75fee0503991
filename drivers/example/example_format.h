#pragma once

#include "protocols/bits/result.h"
#include "protocols/modules/frame_scanner.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::drivers::example {

inline constexpr std::size_t k_max_text = 100;

/// Lines of both sides: TEXT*HH and a line feed (README.md).
class Format final : public modules::FrameFormat {
 public:
  modules::Finding inspect(std::span<const std::uint8_t> bytes) const override;
  std::size_t max_frame_bytes() const override { return k_max_text + 4; }
};

/// The words of a whole line. Errors, with byte offset: `malformed` for what is no line,
/// `check_failed`.
Result<std::vector<std::string>> decode(std::span<const std::uint8_t> line);

/// The line that says `text`, which is printable, without '*', and at most k_max_text long.
std::vector<std::uint8_t> encode(std::string_view text);

}  // namespace plugtest::drivers::example
