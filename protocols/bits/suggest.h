#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plugtest::bits {

/// The choice that is nearest to `word` in spelling (fewest insertions, deletions, replacements
/// and swaps of neighbours, letter case ignored), the first of equals. Nothing when none is near:
/// more than a third of the longer word would have to change (two changes are allowed from four
/// letters on). For "did you mean" in messages.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> choices);

/// " (did you mean 'conveyor'?)" when nearest() finds something, else nothing. Ready to append.
std::string did_you_mean(std::string_view word, std::span<const std::string> choices);

}  // namespace plugtest::bits
