#pragma once

#include "protocols/bits/hex.h"
#include "protocols/modules/frame_scanner.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::modules {

using Bytes = std::vector<std::uint8_t>;

inline Bytes joined(std::span<const Bytes> parts) {
  Bytes whole;
  for (const Bytes& part : parts) whole.insert(whole.end(), part.begin(), part.end());
  return whole;
}

/// A list of one; braces would copy a vector instead.
inline std::vector<Bytes> only(Bytes frame) {
  std::vector<Bytes> list;
  list.push_back(std::move(frame));
  return list;
}

/// A piece that owns its bytes.
struct Found {
  bool is_frame = false;
  SkipReason reason = SkipReason::noise;
  Bytes bytes;
  std::uint64_t offset = 0;
  bool operator==(const Found&) const = default;
};

inline void take_all(FrameScanner& scanner, std::vector<Found>& found) {
  while (const auto piece = scanner.next()) {
    found.push_back({piece->is_frame,
                     piece->is_frame ? SkipReason::noise : piece->reason,
                     {piece->bytes.begin(), piece->bytes.end()},
                     piece->offset});
  }
}

/// Everything in `stream`, pushed in pieces that end at `cuts` (ascending) and at the end.
inline std::vector<Found> scan(const FrameFormat& format, std::span<const std::uint8_t> stream,
                               std::span<const std::size_t> cuts = {}) {
  FrameScanner scanner(format);
  std::vector<Found> found;
  std::size_t from = 0;
  for (const std::size_t cut : cuts) {
    scanner.push(stream.subspan(from, cut - from));
    take_all(scanner, found);
    from = cut;
  }
  scanner.push(stream.subspan(from));
  take_all(scanner, found);
  scanner.settle();
  take_all(scanner, found);
  EXPECT_EQ(scanner.pending(), 0U);
  EXPECT_EQ(scanner.offset(), stream.size());
  return found;
}

inline std::vector<Bytes> frames_of(std::span<const Found> found) {
  std::vector<Bytes> frames;
  for (const Found& piece : found) {
    if (piece.is_frame) frames.push_back(piece.bytes);
  }
  return frames;
}

/// The stream of `frames` is found whole, whatever single cut or byte by byte it arrives.
inline void expect_any_split(const FrameFormat& format, std::span<const Bytes> frames) {
  const Bytes stream = joined(frames);
  const auto whole = scan(format, stream);
  EXPECT_EQ(frames_of(whole).size(), frames.size());
  EXPECT_TRUE(std::ranges::equal(frames_of(whole), frames));
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    ASSERT_EQ(scan(format, stream, std::vector{cut}), whole) << "cut at " << cut;
  }
  std::vector<std::size_t> every;
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) every.push_back(cut);
  EXPECT_EQ(scan(format, stream, every), whole);
}

/// Each frame is found behind every single byte, every beginning of one of `others`, and bytes
/// drawn by chance; and what comes with it is garbage of just that length.
inline void expect_any_garbage_in_front(const FrameFormat& format, std::span<const Bytes> frames,
                                        std::span<const Bytes> others) {
  std::vector<Bytes> prefixes;
  for (unsigned byte = 0; byte < 256; ++byte) prefixes.push_back({static_cast<std::uint8_t>(byte)});
  for (const Bytes& other : others) {
    for (std::size_t size = 1; size < other.size(); ++size) {
      prefixes.emplace_back(other.begin(), other.begin() + static_cast<std::ptrdiff_t>(size));
    }
  }
  std::uint64_t random = 7;
  for (std::size_t size = 1; size < 600; size += 13) {
    Bytes noise;
    for (std::size_t i = 0; i < size; ++i) {
      random = random * 6364136223846793005U + 1442695040888963407U;
      noise.push_back(static_cast<std::uint8_t>(random >> 56U));
    }
    prefixes.push_back(std::move(noise));
  }
  for (const Bytes& frame : frames) {
    for (const Bytes& prefix : prefixes) {
      const auto found = scan(format, joined(std::vector{prefix, frame}));
      ASSERT_FALSE(found.empty());
      ASSERT_EQ(found.back().bytes, frame)
          << bits::to_hex(frame) << " behind " << bits::to_hex(prefix);
      ASSERT_TRUE(found.back().is_frame);
      ASSERT_EQ(found.back().offset, prefix.size());
      ASSERT_EQ(frames_of(found).size(), 1U) << bits::to_hex(prefix);
    }
  }
}

}  // namespace plugtest::modules
