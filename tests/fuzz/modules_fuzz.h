#pragma once

#include "protocols/modules/frame_scanner.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

namespace plugtest::fuzz {

/// Scans `stream` in pieces of `step` bytes and gives each frame to `on_frame`. Aborts when the
/// pieces are not the stream, or what waits is longer than a frame and a piece passed over. Returns
/// where pieces ended, frames marked.
template <class OnFrame>
std::vector<std::uint64_t> scan(const modules::FrameFormat& format,
                                std::span<const std::uint8_t> stream, std::size_t step,
                                OnFrame on_frame) {
  modules::FrameScanner scanner(format);
  std::vector<std::uint64_t> ends;
  std::uint64_t taken = 0;
  const auto drain = [&] {
    while (const auto piece = scanner.next()) {
      if (piece->offset != taken || piece->bytes.empty()) std::abort();
      if (!std::ranges::equal(piece->bytes, stream.subspan(taken, piece->bytes.size()))) {
        std::abort();
      }
      taken += piece->bytes.size();
      ends.push_back(2 * taken + (piece->is_frame ? 1 : 0));
      if (piece->is_frame) on_frame(piece->bytes);
    }
    if (scanner.pending() > format.max_frame_bytes() + modules::FrameScanner::k_max_skip) {
      std::abort();
    }
  };
  for (std::size_t at = 0; at < stream.size(); at += step) {
    scanner.push(stream.subspan(at, std::min(step, stream.size() - at)));
    drain();
  }
  scanner.settle();
  drain();
  if (taken != stream.size()) std::abort();
  return ends;
}

}  // namespace plugtest::fuzz
