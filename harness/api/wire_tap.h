#pragma once

#include "harness/model/time.h"

#include <cstdint>
#include <span>

namespace plugtest::api {

enum class Direction : std::uint8_t { to_reader, from_reader };

/// Hears the bytes of a dialogue at the byte-stream seam (inside TLS, so in clear).
class WireTap {
 public:
  virtual ~WireTap() = default;
  /// A link is there, the first one or another after it was lost: what follows is said on it. A
  /// message that the link before broke off stays broken.
  virtual void on_link(HostTime when) = 0;
  virtual void on_bytes(Direction direction, HostTime when,
                        std::span<const std::uint8_t> bytes) = 0;
};

}  // namespace plugtest::api
