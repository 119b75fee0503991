#include "protocols/llrp/framer.h"

#include "protocols/llrp/message.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace plugtest::llrp {

std::optional<Header> read_header(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < k_header_bytes) {
    return std::nullopt;
  }
  const auto u32 = [&](std::size_t at) {
    return (std::uint32_t{bytes[at]} << 24U) | (std::uint32_t{bytes[at + 1]} << 16U) |
           (std::uint32_t{bytes[at + 2]} << 8U) | std::uint32_t{bytes[at + 3]};
  };
  return Header{.reserved_bits = static_cast<std::uint8_t>(bytes[0] >> 5U),
                .version = static_cast<std::uint8_t>((bytes[0] >> 2U) & 0x07U),
                .type = static_cast<std::uint16_t>(((bytes[0] & 0x03U) << 8U) | bytes[1]),
                .length = u32(2),
                .id = u32(6)};
}

void Framer::push(std::span<const std::uint8_t> bytes) {
  if (error_) {
    return;
  }
  // What was delivered goes first, so that the buffer holds one unfinished message and the news.
  if (taken_ > 0) {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(taken_));
    base_ += taken_;
    taken_ = 0;
  }
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

Result<std::optional<Frame>> Framer::next() {
  if (error_) {
    return fail(*error_);
  }
  const auto rest = std::span<const std::uint8_t>(buffer_).subspan(taken_);
  const std::optional<Header> header = read_header(rest);
  if (!header) {
    return std::nullopt;
  }
  Where where;
  where.byte_offset = static_cast<std::size_t>(offset());
  if (!options_.any_version && (header->version < 1 || header->version > 3)) {
    error_ = Error{ErrorCode::unsupported,
                   "no LLRP message starts here: version field is " +
                       std::to_string(header->version) + ", expected 1, 2 or 3",
                   where};
    return fail(*error_);
  }
  where.message_id = header->id;
  if (header->length < k_header_bytes || header->length > options_.max_message_bytes) {
    error_ = Error{ErrorCode::malformed,
                   "message length is " + std::to_string(header->length) + " bytes, expected " +
                       std::to_string(k_header_bytes) + " to " +
                       std::to_string(options_.max_message_bytes),
                   where};
    return fail(*error_);
  }
  if (rest.size() < header->length) {
    return std::nullopt;
  }
  Frame frame{*header, rest.first(header->length), offset()};
  taken_ += header->length;
  return frame;
}

void Framer::reset() {
  base_ += buffer_.size();
  buffer_.clear();
  taken_ = 0;
  error_.reset();
}

void Framer::skip(std::size_t bytes) {
  reset();
  base_ += bytes;
}

}  // namespace plugtest::llrp
