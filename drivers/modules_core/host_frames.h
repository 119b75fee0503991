#pragma once

#include "harness/api/runtime.h"
#include "harness/model/time.h"
#include "protocols/modules/frame_scanner.h"

#include <cstdint>
#include <optional>
#include <span>

namespace plugtest::drivers {

/// What a virtual module hears: the host's bytes as pieces of a stream. A frame that was begun and
/// goes on no more is given up after a pause, as modules do, and told to nobody: else one byte that
/// was lost, or what somebody began who speaks another protocol, would take the next command for
/// its rest.
class HostFrames {
 public:
  /// `format` outlives this.
  HostFrames(api::Runtime& runtime, const modules::FrameFormat& format)
      : runtime_(runtime), scanner_(format) {}

  /// Takes bytes as the line delivered them. Invalidates earlier pieces.
  void push(std::span<const std::uint8_t> bytes);

  /// As FrameScanner::next().
  std::optional<modules::Piece> next() { return scanner_.next(); }

  /// Forgets what waits: another host has come.
  void reset() { scanner_.reset(); }

 private:
  api::Runtime runtime_;
  modules::FrameScanner scanner_;
  HostTime heard_{};
};

}  // namespace plugtest::drivers
