#pragma once

#include "protocols/llrp/lab_extension.h"
#include "protocols/llrp/message.h"

#include <cstdint>
#include <string>

namespace plugtest::llrp {

/// The message for people: one line for the header, then one line for each field and parameter,
/// indented by two blanks a level, with names of enumerations and units. Behind the bytes of a
/// Custom that the vendors' tables know stands what they mean; `type_d_vendor` is the enterprise
/// number of our own. Ends with a newline.
std::string to_text(const Message& message, std::uint32_t type_d_vendor = lab_extension::k_vendor);

/// The same for one parameter, as it stands in a message of `version`.
std::string to_text(const Element& element, Version version,
                    std::uint32_t type_d_vendor = lab_extension::k_vendor);

}  // namespace plugtest::llrp
