#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plugtest::reports {

/// `text` as valid UTF-8 without control characters: names come from files and from readers, and
/// may hold anything. Bytes that are no UTF-8, C0 and C1 controls, the direction overrides of
/// Unicode and its non-characters U+FFFE and U+FFFF become U+FFFD each; line breaks and tabs
/// become blanks. What is left is safe on a terminal and legal in XML 1.0.
std::string clean(std::string_view text);

/// Columns that clean text takes on a terminal: two for East Asian wide characters, none for
/// combining marks, else one.
std::size_t display_width(std::string_view text);

/// Clean text cut to at most `columns`, with an ellipsis where something was cut.
std::string shortened(std::string_view text, std::size_t columns);

/// Valid UTF-8 of at most `bytes`, ellipsis included, cut between characters.
std::string cut_text(std::string_view text, std::size_t bytes);

}  // namespace plugtest::reports
