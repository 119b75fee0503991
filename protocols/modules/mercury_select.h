#pragma once

#include "protocols/modules/byte_reader.h"
#include "protocols/modules/mercury_command.h"

/// How requests choose tags; shared by those that read on and those that do something once. Not for
/// others.
namespace plugtest::modules::mercury::select {

/// Of the option byte: metadata flags follow.
inline constexpr std::uint8_t k_metadata = 0x10;
/// Which bits of the option byte say how tags are chosen, and the value for all tags.
inline constexpr std::uint8_t k_kind_mask = 0x07;
inline constexpr std::uint8_t k_none = 0x00;

std::uint8_t option_of(const Selection& selection);

void put_selection(std::vector<std::uint8_t>& out, const Selection& selection, bool with_password);

/// Error `unsupported` for an option that is not known.
Result<Selection> take_selection(ByteReader& reader, std::uint8_t option, bool with_password);

}  // namespace plugtest::modules::mercury::select
