#pragma once

#include "harness/model/tag_access.h"
#include "protocols/bits/result.h"

#include <span>

namespace plugtest::drivers {

/// What modules can be told to do with a tag, one by one.
/// Errors: `refused` when an operation is not among read, write, lock and kill, addresses more than
/// one byte can (`max_words` words at a time), or locks half a part of a tag; so that nothing is
/// begun that cannot be finished.
Result<void> check_module_access(std::span<const model::AccessRequest> operations,
                                 std::size_t max_words);

/// Whether the tag's UII has the filter's mask. Error `refused` for a filter that looks elsewhere
/// than in the UII.
Result<bool> filter_matches(const model::TagFilter& filter, const identity::Uii& uii);

/// The words in a tag's answer, high byte first.
std::vector<std::uint16_t> words_of(std::span<const std::uint8_t> bytes);

}  // namespace plugtest::drivers
