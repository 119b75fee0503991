#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/gen2/access_command.h"

#include <string>
#include <variant>

namespace plugtest::gen2 {

// Bits of the access commands (Gen2 v1.2.0, 6.3.2.12.3). The public entrance is encode(), decode()
// and to_string() of command.h.

using AccessCommand = std::variant<Read, Write, Kill, Lock, Access, BlockWrite, BlockErase,
                                   BlockPermalock, Untraceable>;

bits::BitString encode_access(const Read& read);
bits::BitString encode_access(const Write& write);
bits::BitString encode_access(const Kill& kill);
bits::BitString encode_access(const Lock& lock);
bits::BitString encode_access(const Access& access);
bits::BitString encode_access(const BlockWrite& write);
bits::BitString encode_access(const BlockErase& erase);
bits::BitString encode_access(const BlockPermalock& lock);
bits::BitString encode_access(const Untraceable& untraceable);

/// A frame whose first eight bits are 0xC2 to 0xC9, or whose first sixteen are 0xE200. Errors as
/// decode().
Result<AccessCommand> decode_access(const bits::BitString& frame);

/// The fields as to_string() shows them, each with a blank before it.
std::string fields_text(const Read& read);
std::string fields_text(const Write& write);
std::string fields_text(const Kill& kill);
std::string fields_text(const Lock& lock);
std::string fields_text(const Access& access);
std::string fields_text(const BlockWrite& write);
std::string fields_text(const BlockErase& erase);
std::string fields_text(const BlockPermalock& lock);
std::string fields_text(const Untraceable& untraceable);

}  // namespace plugtest::gen2
