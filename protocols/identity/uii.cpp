#include "protocols/identity/uii.h"

#include "protocols/bits/hex.h"

#include <algorithm>

namespace plugtest::identity {

Result<Uii> Uii::from_bits(std::span<const std::uint8_t> bytes, std::size_t bits) {
  if (bits > k_max_bits) {
    return fail(ErrorCode::malformed, "a UII of " + std::to_string(bits) +
                                          " bits is too long, expected at most " +
                                          std::to_string(k_max_bits));
  }
  const std::size_t needed = (bits + 7) / 8;
  if (needed > bytes.size()) {
    return fail(ErrorCode::malformed, "a UII of " + std::to_string(bits) + " bits needs " +
                                          std::to_string(needed) + " bytes, got " +
                                          std::to_string(bytes.size()));
  }
  Uii uii;
  std::copy_n(bytes.begin(), needed, uii.data_.begin());
  if (bits % 8 != 0) {
    uii.data_[needed - 1] &= static_cast<std::uint8_t>(0xFFU << (8 - bits % 8));
  }
  uii.bits_ = static_cast<std::uint16_t>(bits);
  return uii;
}

Result<Uii> Uii::from_hex(std::string_view text) {
  Uii uii;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ' && digits % 2 == 0) continue;
    const auto digit = bits::hex_digit(text[i]);
    if (!digit) {
      return fail(ErrorCode::malformed, "expected a hexadecimal digit in a UII",
                  Where{.byte_offset = i});
    }
    if (digits * 4 == k_max_bits) {
      return fail(ErrorCode::malformed,
                  "UII too long, expected at most " + std::to_string(k_max_bits / 4) + " digits",
                  Where{.byte_offset = i});
    }
    uii.data_[digits / 2] |= static_cast<std::uint8_t>(digits % 2 == 0 ? *digit << 4U : *digit);
    ++digits;
  }
  uii.bits_ = static_cast<std::uint16_t>(digits * 4);
  return uii;
}

std::string Uii::to_hex() const {
  std::string text = bits::to_hex(bytes());
  text.resize((bits_ + 3U) / 4U);
  if (bits_ % 4 != 0) text += "/" + std::to_string(bits_);
  return text;
}

std::size_t UiiHash::operator()(const Uii& uii) const noexcept {
  constexpr std::uint64_t prime = 0x100000001B3U;
  std::uint64_t hash = 0xCBF29CE484222325U;
  const auto mix = [&](unsigned byte) { hash = (hash ^ byte) * prime; };
  mix(static_cast<unsigned>(uii.bit_count() & 0xFFU));
  mix(static_cast<unsigned>(uii.bit_count() >> 8U));
  for (const std::uint8_t byte : uii.bytes()) mix(byte);
  return static_cast<std::size_t>(hash);
}

}  // namespace plugtest::identity
