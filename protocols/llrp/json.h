#pragma once

#include "protocols/llrp/message.h"

#include <string>

namespace plugtest::llrp {

/// The message as one JSON object on one line, without newline:
/// {"type":"KEEPALIVE","number":62,"version":1,"id":7,"fields":{...},"parameters":[...]}.
/// Parameters have "type", "number", "fields", "parameters"; bit strings and bytes are lower-case
/// hex ("bits" strings as {"hex":..,"bits":..}); enumerations are their names, or the number where
/// it has none. "rest" (hex) and "problems" appear only where a message was not understood whole.
std::string to_json(const Message& message);

}  // namespace plugtest::llrp
