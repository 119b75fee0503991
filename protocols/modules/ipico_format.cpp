#include "protocols/modules/ipico_format.h"

#include "protocols/modules/ipico_line.h"

#include <algorithm>

namespace plugtest::modules::ipico {

namespace {

using namespace line;

constexpr std::size_t k_max_line = 10 + 2 * k_max_command_data;

Finding inspect_line(Bytes bytes) {
  if (bytes.size() < 2) return Finding::wait();
  if (bytes[1] < 'a' || bytes[1] > 'e') return Finding::skip(SkipReason::noise);
  std::size_t end = 2;
  while (end < bytes.size() && end <= k_max_line && is_hex(bytes[end])) ++end;
  if (end > k_max_line) return Finding::skip(SkipReason::bad_length);
  if (end == bytes.size()) return Finding::wait();
  if (bytes[end] != k_cr) return Finding::skip(SkipReason::bad_character);
  if (end + 1 == bytes.size()) return Finding::wait();
  if (bytes[end + 1] != k_lf) return Finding::skip(SkipReason::bad_character);
  if (const auto why = complaint(bytes.first(end))) return Finding::skip(*why);
  return Finding::frame(end + k_end);
}

/// Whether text that was taken for the line of a banner ends with a whole frame of digits: then the
/// line end of the text was lost, and the frame must not be.
bool ends_with_frame(Bytes line) {
  for (std::size_t at = 1; at + 2 <= line.size(); ++at) {
    if (line[at] != 'a' || line[at + 1] < 'a' || line[at + 1] > 'e') continue;
    const Bytes rest = line.subspan(at);
    if (std::ranges::all_of(rest, is_hex) && !complaint(rest)) return true;
  }
  return false;
}

/// A banner is plain text; so is much noise. It names the controller.
Finding inspect_banner(Bytes bytes) {
  std::size_t end = 0;
  while (end < bytes.size() && end <= k_max_banner && bytes[end] >= 0x20 && bytes[end] < 0x7F)
    ++end;
  if (end > k_max_banner) return Finding::skip(SkipReason::noise);
  if (end == bytes.size()) return Finding::wait();
  if (bytes[end] != k_cr) return Finding::skip(SkipReason::noise);
  if (end + 1 == bytes.size()) return Finding::wait();
  if (bytes[end + 1] != k_lf) return Finding::skip(SkipReason::noise);
  const Bytes line = bytes.first(end);
  if (text_of(line).find(k_banner_word) == std::string_view::npos || ends_with_frame(line)) {
    return Finding::skip(SkipReason::noise);
  }
  return Finding::frame(end + k_end);
}

/// Whether a binary record of `size` bytes ends where it should.
bool binary_end(Bytes bytes, std::size_t size) {
  return bytes[size - 2] == k_cr && bytes[size - 1] == k_lf;
}

Finding inspect_binary(Bytes bytes) {
  if (bytes.size() < k_binary_record) return Finding::wait();
  const bool end = binary_end(bytes, k_binary_record);
  if (end && binary_lrc_fits(bytes, k_binary_record)) return Finding::frame(k_binary_record);
  if (bytes.size() < k_binary_record_tto) return Finding::wait();
  const bool tto_end = binary_end(bytes, k_binary_record_tto);
  if (tto_end && binary_lrc_fits(bytes, k_binary_record_tto)) {
    return Finding::frame(k_binary_record_tto);
  }
  return Finding::skip(end || tto_end ? SkipReason::bad_check : SkipReason::noise);
}

}  // namespace

Finding Format::inspect(Bytes bytes) const {
  const std::uint8_t first = bytes[0];
  if (first == 'a') return inspect_line(bytes);
  if (first == k_binary_head) return inspect_binary(bytes);
  if (first >= 'A' && first <= 'Z') return inspect_banner(bytes);
  if (first == k_cr || first == k_lf || first == 0) return Finding::skip(SkipReason::filler);
  return Finding::skip(SkipReason::noise);
}

std::size_t Format::max_frame_bytes() const { return k_max_banner + k_end; }

bool holds_lines(Bytes head) {
  return head.size() > 2 && head[0] == 'a' && head[1] >= 'a' && head[1] <= 'e' && is_hex(head[2]);
}

}  // namespace plugtest::modules::ipico
