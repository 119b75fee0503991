#pragma once

#include "protocols/llrp/lab_extension.h"
#include "protocols/llrp/message.h"

#include <cstdint>
#include <string>

namespace plugtest::llrp {

/// The message as one JSON object on one line, without newline:
/// {"type":"KEEPALIVE","number":62,"version":1,"id":7,"fields":{...},"parameters":[...]}.
/// Parameters have "type", "number", "fields", "parameters"; bit strings and bytes are lower-case
/// hex ("bits" strings as {"hex":..,"bits":..}); enumerations are their names, or the number where
/// it has none. "rest" (hex) and "problems" appear only where a message was not understood whole.
/// A Custom that the vendors' tables know has "opened" besides, with its own "type", "fields" and
/// "parameters"; or "not_opened", the reason, when its data does not fit. `type_d_vendor` is the
/// enterprise number of our own.
std::string to_json(const Message& message, std::uint32_t type_d_vendor = lab_extension::k_vendor);

}  // namespace plugtest::llrp
