#pragma once

#include "harness/model/sentences.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace plugtest::reports {

/// An entry of the table of sentences, taken apart: what stands before its first argument, between
/// them, and behind the last.
struct SentencePattern {
  const model::Sentence* sentence = nullptr;
  std::vector<std::string_view> literals;  ///< one more than arguments
  std::size_t letters = 0;                 ///< of all literals
};

/// The sentences and the phrases of harness/model/sentences.h, those with the most letters first:
/// so the most particular one that fits is found.
std::span<const SentencePattern> sentence_patterns();
std::span<const SentencePattern> phrase_patterns();

/// What was found at the beginning of a text.
struct SentenceMatch {
  const model::Sentence* sentence = nullptr;
  std::vector<std::string_view> arguments;  ///< parts of the text
  std::size_t length = 0;                   ///< of the text
};

/// The first of `patterns` that the text begins with. Each argument ends where what follows it is
/// found first; none is empty or goes on into another sentence (a full stop and a blank). The one
/// that a pattern begins with, and those of a part that goes on (", 3 stray UIIs"), have no blank;
/// one that a pattern ends with takes the rest of the text.
std::optional<SentenceMatch> match_begin(std::span<const SentencePattern> patterns,
                                         std::string_view text);

}  // namespace plugtest::reports
