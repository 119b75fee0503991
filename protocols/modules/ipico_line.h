#pragma once

#include "protocols/bits/hex.h"
#include "protocols/modules/frame_scanner.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// What finding, decoding and encoding of IPICO's frames share; not for others.
namespace plugtest::modules::ipico::line {

using Bytes = std::span<const std::uint8_t>;

inline constexpr std::uint8_t k_binary_head = 0xAA;
inline constexpr std::uint8_t k_cr = 0x0D;
inline constexpr std::uint8_t k_lf = 0x0A;
inline constexpr std::size_t k_end = 2;  // CR LF

inline constexpr std::size_t k_record_chars = 36;
inline constexpr std::size_t k_record_tto_chars = 42;
inline constexpr std::size_t k_page_report_chars = 38;  // 42 with the tag's CRC
inline constexpr std::size_t k_page_report_crc_chars = 42;
inline constexpr std::size_t k_short_page_chars = 26;
inline constexpr std::size_t k_short_page_counts_chars = 30;
inline constexpr std::size_t k_binary_record = 20;
inline constexpr std::size_t k_binary_record_tto = 23;

inline constexpr std::size_t k_max_banner = 160;
inline constexpr std::string_view k_banner_word = "Controller";

inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline bool is_hex(std::uint8_t byte) {
  return bits::hex_digit(static_cast<char>(byte)).has_value();
}

/// What is wrong with a line of digits with a head (without its end); nothing when it is whole and
/// right.
std::optional<SkipReason> complaint(Bytes line);

/// Whether the LRC of a binary record of `size` bytes fits.
bool binary_lrc_fits(Bytes bytes, std::size_t size);

}  // namespace plugtest::modules::ipico::line
