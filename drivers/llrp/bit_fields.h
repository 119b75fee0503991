#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/llrp/element.h"

#include <cstdint>
#include <optional>

namespace plugtest::drivers {

/// A bit vector of ours as LLRP has it.
inline llrp::BitString to_llrp(const bits::BitString& bits) {
  const auto bytes = bits.to_bytes();
  llrp::BitString out;
  out.bytes.assign(bytes.begin(), bytes.end());
  out.bits = static_cast<std::uint16_t>(bits.size());
  return out;
}

/// The reverse; nothing when it is longer than ours can be.
inline std::optional<bits::BitString> to_model(const llrp::BitString& bits) {
  auto out = bits::BitString::from_bytes({bits.bytes.data(), bits.bytes.size()}, bits.bits);
  if (!out) return std::nullopt;
  return *out;
}

}  // namespace plugtest::drivers
