#pragma once

#include "protocols/llrp/message.h"

#include <string>

namespace plugtest::llrp {

/// The message for people: one line for the header, then one line for each field and parameter,
/// indented by two blanks a level, with names of enumerations and units. Ends with a newline.
std::string to_text(const Message& message);

/// The same for one parameter, as it stands in a message of `version`.
std::string to_text(const Element& element, Version version);

}  // namespace plugtest::llrp
