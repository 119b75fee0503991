#include "drivers/example/example_format.h"

#include "protocols/bits/crc.h"
#include "protocols/bits/hex.h"

#include <algorithm>
#include <cassert>
#include <sstream>

namespace plugtest::drivers::example {

namespace {

using modules::Finding;
using modules::SkipReason;

bool is_text(std::uint8_t byte) { return byte >= 0x20 && byte < 0x7F && byte != '*'; }

/// Two lower-case digits.
std::string check_of(std::span<const std::uint8_t> text) {
  const std::uint8_t sum = bits::sum8(text);
  return bits::to_hex(std::span(&sum, 1));
}

}  // namespace

Finding Format::inspect(std::span<const std::uint8_t> bytes) const {
  if (bytes[0] == '\n' || bytes[0] == '\r') return Finding::skip(SkipReason::filler);
  std::size_t text = 0;
  while (text < bytes.size() && text <= k_max_text && is_text(bytes[text])) ++text;
  if (text > k_max_text) return Finding::skip(SkipReason::bad_length);
  if (text == bytes.size()) return Finding::wait();
  if (text == 0 || bytes[text] != '*') return Finding::skip(SkipReason::noise);
  if (bytes.size() < text + 4) return Finding::wait();
  if (bytes[text + 3] != '\n') return Finding::skip(SkipReason::bad_character);
  const std::string check = check_of(bytes.first(text));
  const bool fits =
      std::ranges::equal(check, bytes.subspan(text + 1, 2),
                         [](char a, std::uint8_t b) { return a == static_cast<char>(b); });
  return fits ? Finding::frame(text + 4) : Finding::skip(SkipReason::bad_check);
}

Result<std::vector<std::string>> decode(std::span<const std::uint8_t> line) {
  const auto found = line.empty() ? Finding::wait() : Format().inspect(line);
  if (found.kind != Finding::Kind::frame || found.bytes != line.size()) {
    const bool wrong_check =
        found.kind == Finding::Kind::skip && found.reason == SkipReason::bad_check;
    return fail(wrong_check ? ErrorCode::check_failed : ErrorCode::malformed,
                wrong_check ? "the check of the line does not fit" : "this is no line",
                {.byte_offset = wrong_check ? line.size() - 3 : 0});
  }
  std::istringstream text(std::string(line.begin(), line.end() - 4));
  std::vector<std::string> words;
  for (std::string word; text >> word;) words.push_back(std::move(word));
  return words;
}

std::vector<std::uint8_t> encode(std::string_view text) {
  assert(text.size() <= k_max_text);
  std::vector<std::uint8_t> line(text.begin(), text.end());
  const std::string check = check_of(line);
  line.push_back('*');
  line.insert(line.end(), check.begin(), check.end());
  line.push_back('\n');
  return line;
}

}  // namespace plugtest::drivers::example
