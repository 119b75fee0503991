#pragma once

#include "protocols/llrp/framer.h"
#include "protocols/llrp/message.h"
#include "protocols/llrp/types.h"

#include <cstdint>
#include <optional>

namespace plugtest::drivers {

/// The protocol version of a connection (LLRP 1.1, 9): negotiated once, or else the one that the
/// client speaks first. A reader of 1.0.1 alone negotiates nothing.
class VersionNegotiation {
 public:
  explicit VersionNegotiation(std::uint8_t highest) : highest_(highest) {}

  /// A new connection.
  void restart();

  /// What the connection speaks; 1.0.1 until the client has shown what it does.
  llrp::Version current() const { return static_cast<llrp::Version>(current_); }

  /// Whether this message is one of the negotiation, which may come in another version than
  /// current(): GET_SUPPORTED_VERSION in version 2 or the one negotiated, SET_PROTOCOL_VERSION in
  /// version 2.
  bool concerns(const llrp::Header& header) const;
  /// The answer. `request` is the body; `version` as in its header, and so in the answer's.
  llrp::Message answer(const llrp::Element& request, std::uint32_t id, std::uint8_t version);

  /// Another message comes in this version: whether it may. The first one settles the version where
  /// nothing was negotiated.
  bool admit(std::uint8_t version);

 private:
  std::uint8_t highest_;
  std::uint8_t current_ = 1;
  bool negotiated_ = false;
  bool spoken_ = false;
};

}  // namespace plugtest::drivers
