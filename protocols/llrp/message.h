#pragma once

#include "protocols/bits/error.h"
#include "protocols/llrp/element.h"
#include "protocols/llrp/types.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::llrp {

/// Bytes in front of every message (LLRP 1.0.1, 16.1): reserved 3 bits, version 3 bits, type 10
/// bits, length 32 bits (of the whole message), id 32 bits, all big-endian.
inline constexpr std::size_t k_header_bytes = 10;

/// A message: header fields and body.
struct Message {
  explicit Message(MessageType type, std::uint32_t message_id = 0,
                   Version message_version = Version::v1_0_1)
      : version(message_version), id(message_id), body(type) {}
  explicit Message(Element message_body, std::uint32_t message_id = 0,
                   Version message_version = Version::v1_0_1)
      : version(message_version), id(message_id), body(std::move(message_body)) {}

  Version version = Version::v1_0_1;
  std::uint8_t reserved_bits = 0;  ///< the three bits in front of the version
  std::uint32_t id = 0;
  Element body;
  /// What a tolerant decoder could not understand but could step over, with byte offsets. Empty
  /// when the message was understood whole.
  std::vector<Error> problems{};

  bool is(MessageType type) const { return body.is(type); }
  std::uint16_t type() const { return body.type(); }
  std::string name() const { return body.name(); }

  bool operator==(const Message&) const = default;
};

}  // namespace plugtest::llrp
