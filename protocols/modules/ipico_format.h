#pragma once

#include "protocols/bits/result.h"
#include "protocols/modules/frame_scanner.h"
#include "protocols/modules/ipico_command.h"
#include "protocols/modules/ipico_record.h"

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

namespace plugtest::modules::ipico {

using Frame = std::variant<TagRecord, ShortPage, PageReport, Command, Banner>;

/// Lines and binary tag records of both directions. Empty lines are filler. A line that ends with
/// "FS" or "LS", as some timing software writes them into files, is not of this protocol.
class Format final : public FrameFormat {
 public:
  Finding inspect(std::span<const std::uint8_t> bytes) const override;
  std::size_t max_frame_bytes() const override;
};

/// Whether a file that begins with `head` holds the lines of a reader, which are hexadecimal digits
/// themselves, and is no dump of bytes.
bool holds_lines(std::span<const std::uint8_t> head);

/// What a whole frame says, line end included (as FrameScanner delivers it). Errors, with the byte
/// offset in the frame: `check_failed` for a wrong LRC, `malformed` for anything else that no frame
/// holds, `truncated` without a line end.
Result<Frame> decode(std::span<const std::uint8_t> frame);

/// The frame, check and line end included. In hexadecimal digits these are lower case, whatever the
/// case of what was decoded.
std::vector<std::uint8_t> encode(const Frame& frame);

}  // namespace plugtest::modules::ipico
