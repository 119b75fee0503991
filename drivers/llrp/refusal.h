#pragma once

#include "protocols/llrp/codec.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace plugtest::drivers {

/// What the virtual reader makes of a request: fine, or why not, in the terms of LLRPStatus (LLRP
/// 1.0.1, 14.2).
using Verdict = tl::expected<void, llrp::DecodeError>;

/// A field with a bad value: A_Invalid or A_OutOfRange. `path`: the parameters from the message
/// down to the one with the field, none for a field of the message itself.
tl::unexpected<llrp::DecodeError> bad_field(std::initializer_list<llrp::ParamType> path,
                                            const llrp::Element& owner, std::string_view field,
                                            llrp::StatusCode code, std::string text);

/// A parameter that is not acceptable, with a P_ code; `path` ends with the culprit.
tl::unexpected<llrp::DecodeError> bad_parameter(std::initializer_list<llrp::ParamType> path,
                                                llrp::StatusCode code, std::string text);

/// M_UnsupportedMessage: a message type that the reader does not know, or not from a client.
llrp::DecodeError unsupported_message(std::uint16_t type);

/// R_DeviceError: the request is fine, but cannot be done now.
tl::unexpected<llrp::DecodeError> device_error(std::string text);

}  // namespace plugtest::drivers
