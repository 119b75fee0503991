#include "reports/sentence_patterns.h"

#include <algorithm>
#include <functional>

namespace plugtest::reports {
namespace {

SentencePattern taken_apart(const model::Sentence& sentence) {
  SentencePattern pattern;
  pattern.sentence = &sentence;
  std::string_view left = sentence.english;
  for (std::size_t open = left.find('{'); open != std::string_view::npos; open = left.find('{')) {
    pattern.literals.push_back(left.substr(0, open));
    left.remove_prefix(left.find('}', open) + 1);
  }
  pattern.literals.push_back(left);
  for (const std::string_view literal : pattern.literals) pattern.letters += literal.size();
  return pattern;
}

std::vector<SentencePattern> all_of(std::span<const model::Sentence> table) {
  std::vector<SentencePattern> patterns;
  for (const model::Sentence& sentence : table) patterns.push_back(taken_apart(sentence));
  std::ranges::stable_sort(patterns, std::greater<>(), &SentencePattern::letters);
  return patterns;
}

// Where `literal` is found first behind at least one byte, or npos. A full stop ends a sentence
// only where a blank or nothing follows: "20.00 dBm." is one argument and its stop.
std::size_t end_of_argument(std::string_view text, std::string_view literal) {
  for (std::size_t at = text.find(literal, 1); at != std::string_view::npos;
       at = text.find(literal, at + 1)) {
    const std::size_t end = at + literal.size();
    if (!literal.ends_with('.') || end == text.size() || text[end] == ' ') return at;
  }
  return std::string_view::npos;
}

std::size_t first_word(std::string_view text) { return std::min(text.find(' '), text.size()); }

std::optional<SentenceMatch> match(const SentencePattern& pattern, std::string_view text) {
  const std::string_view whole = text;
  if (!text.starts_with(pattern.literals.front())) return std::nullopt;
  text.remove_prefix(pattern.literals.front().size());
  const bool is_part =
      pattern.literals.front().starts_with(',') || pattern.literals.front().starts_with(';');
  SentenceMatch found;
  found.sentence = pattern.sentence;
  for (std::size_t i = 1; i < pattern.literals.size(); ++i) {
    const std::string_view literal = pattern.literals[i];
    const bool takes_rest = literal.empty() && i + 1 == pattern.literals.size();
    const bool is_word = is_part || (i == 1 && pattern.literals.front().empty());
    const std::size_t within = is_word ? first_word(text) + literal.size() : text.size();
    const std::size_t length =
        takes_rest ? text.size() : end_of_argument(text.substr(0, within), literal);
    if (length == std::string_view::npos || length == 0) return std::nullopt;
    const std::string_view argument = text.substr(0, length);
    if (!takes_rest && argument.find(". ") != std::string_view::npos) return std::nullopt;
    found.arguments.push_back(argument);
    text.remove_prefix(length + literal.size());
  }
  found.length = whole.size() - text.size();
  return found;
}

}  // namespace

std::span<const SentencePattern> sentence_patterns() {
  static const std::vector<SentencePattern> patterns = all_of(model::sentence::k_all);
  return patterns;
}

std::span<const SentencePattern> phrase_patterns() {
  static const std::vector<SentencePattern> patterns = all_of(model::phrase::k_all);
  return patterns;
}

std::optional<SentenceMatch> match_begin(std::span<const SentencePattern> patterns,
                                         std::string_view text) {
  for (const SentencePattern& pattern : patterns) {
    if (auto found = match(pattern, text)) return found;
  }
  return std::nullopt;
}

}  // namespace plugtest::reports
