#include "drivers/llrp/virtual_versions.h"

#include "protocols/llrp/codec.h"

#include <string>

namespace plugtest::drivers {

namespace {

using llrp::MessageType;
using llrp::StatusCode;

constexpr std::uint8_t k_version_1_1 = 2;  // negotiation came with it

}  // namespace

void VersionNegotiation::restart() { *this = VersionNegotiation(highest_); }

bool VersionNegotiation::concerns(const llrp::Header& header) const {
  if (highest_ < k_version_1_1) return false;
  if (header.type == static_cast<std::uint16_t>(MessageType::set_protocol_version)) {
    return header.version == k_version_1_1;
  }
  return header.type == static_cast<std::uint16_t>(MessageType::get_supported_version) &&
         (header.version == k_version_1_1 || (negotiated_ && header.version == current_));
}

llrp::Message VersionNegotiation::answer(const llrp::Element& request, std::uint32_t id,
                                         std::uint8_t version) {
  if (request.is(MessageType::get_supported_version)) {
    llrp::Message response(MessageType::get_supported_version_response, id,
                           static_cast<llrp::Version>(version));
    response.body.set("CurrentVersion", current_).set("SupportedVersion", highest_);
    response.body.add(llrp::success_status());
    return response;
  }
  llrp::Message response(MessageType::set_protocol_version_response, id, llrp::Version::v1_1);
  const auto wanted = static_cast<std::uint8_t>(request.get_unsigned("ProtocolVersion"));
  if (negotiated_) {
    response.body.add(llrp::status(StatusCode::m_unexpected_message,
                                   "the version of this connection is settled"));
  } else if (wanted == 0 || wanted > highest_) {
    response.body.add(llrp::status(StatusCode::m_unsupported_version,
                                   "expected a version of 1 to " + std::to_string(highest_)));
  } else {
    negotiated_ = true;
    current_ = wanted;
    response.body.add(llrp::success_status());
  }
  return response;
}

bool VersionNegotiation::admit(std::uint8_t version) {
  if (negotiated_ || spoken_) return version == current_;
  if (version == 0 || version > highest_) return false;
  spoken_ = true;
  current_ = version;
  return true;
}

}  // namespace plugtest::drivers
