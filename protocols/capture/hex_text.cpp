#include "protocols/capture/hex_text.h"

#include "protocols/bits/hex.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::capture {
namespace {

constexpr std::size_t k_max_line = std::size_t{16} * 1024 * 1024;
constexpr std::string_view k_blanks = " \t\r";

}  // namespace

Result<void> HexText::push(std::span<const std::uint8_t> text) {
  for (const std::uint8_t c : text) {
    if (c == '\n') {
      if (auto taken = take_line(); !taken) {
        return taken;
      }
    } else {
      line_ += static_cast<char>(c);
      if (line_.size() > k_max_line) {
        Where where;
        where.byte_offset = static_cast<std::size_t>(line_offset_);
        return fail(ErrorCode::malformed, "a line of hexadecimal text is longer than 16 MiB",
                    where);
      }
    }
  }
  return {};
}

Result<void> HexText::finish() { return line_.empty() ? Result<void>{} : take_line(); }

Result<void> HexText::take_line() {
  std::string_view line = line_;
  line = line.substr(0, line.find('#'));
  std::size_t start = line.find_first_not_of(k_blanks);
  if (start != std::string_view::npos) {
    const std::size_t end = line.find_first_of(k_blanks, start);
    const std::string_view word = line.substr(start, end - start);
    if (word.ends_with(':')) {
      start += word.size();
    }
    const auto bytes = bits::parse_hex(line.substr(start));
    if (!bytes) {
      Error error = bytes.error();
      error.where.byte_offset =
          static_cast<std::size_t>(line_offset_) + start + error.where.byte_offset.value_or(0);
      return fail(std::move(error));
    }
    if (!bytes->empty()) {
      sink_(*bytes);
    }
  }
  line_offset_ += line_.size() + 1;
  line_.clear();
  return {};
}

}  // namespace plugtest::capture
