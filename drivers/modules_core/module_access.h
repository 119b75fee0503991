#pragma once

#include "harness/model/tag_access.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace plugtest::drivers {

/// How a module is told what to lock: the bits of a Gen2 Lock payload, or one part of the tag after
/// the other.
enum class LockForm : std::uint8_t { payload, parts };

/// What modules can be told to do with a tag, one by one.
/// Errors: `refused` when an operation is not among read, write, lock and kill, addresses more than
/// one byte can (`max_words` words at a time), or locks what `lock` has no way to say; so that
/// nothing is begun that cannot be finished.
Result<void> check_module_access(std::span<const model::AccessRequest> operations,
                                 std::size_t max_words, LockForm lock);

/// Whether the tag's UII has the filter's mask. Error `refused` for a filter that looks elsewhere
/// than in the UII.
Result<bool> filter_matches(const model::TagFilter& filter, const identity::Uii& uii);

/// The words in a tag's answer, high byte first.
std::vector<std::uint16_t> words_of(std::span<const std::uint8_t> bytes);
/// ... and the other way round.
std::vector<std::uint8_t> bytes_of(std::span<const std::uint16_t> words);

}  // namespace plugtest::drivers
