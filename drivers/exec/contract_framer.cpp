#include "drivers/exec/contract.h"

namespace plugtest::drivers::contract {

namespace {

/// A length of up to 256 KiB takes three groups of seven bits.
constexpr std::size_t k_max_length_bytes = 3;

struct Length {
  std::size_t value = 0;
  std::size_t bytes = 0;  // 0: more are needed
};

/// Nothing when there is no such length.
std::optional<Length> read_length(std::span<const std::uint8_t> bytes) {
  Length length;
  for (std::size_t i = 0; i < bytes.size() && i < k_max_length_bytes; ++i) {
    length.value |= static_cast<std::size_t>(bytes[i] & 0x7FU) << (7U * i);
    if (bytes[i] < 0x80) {
      length.bytes = i + 1;
      if (length.value > k_max_message_bytes) return std::nullopt;
      return length;
    }
  }
  if (bytes.size() >= k_max_length_bytes) return std::nullopt;
  return Length{};
}

}  // namespace

void Framer::push(std::span<const std::uint8_t> bytes) {
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(taken_));
  taken_ = 0;
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

Result<std::optional<std::span<const std::uint8_t>>> Framer::next() {
  const auto rest = std::span<const std::uint8_t>(buffer_).subspan(taken_);
  const auto length = read_length(rest);
  if (!length) {
    return fail(ErrorCode::malformed,
                "a message is said to be longer than " + std::to_string(k_max_message_bytes) +
                    " bytes: this is no length-delimited message of the reader contract",
                {.byte_offset = offset_});
  }
  if (length->bytes == 0 || rest.size() < length->bytes + length->value) {
    return std::optional<std::span<const std::uint8_t>>();
  }
  const std::size_t whole = length->bytes + length->value;
  taken_ += whole;
  offset_ += whole;
  return std::optional(rest.subspan(length->bytes, length->value));
}

}  // namespace plugtest::drivers::contract
