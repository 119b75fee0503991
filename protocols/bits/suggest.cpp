#include "protocols/bits/suggest.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace plugtest::bits {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Optimal string alignment distance, letter case ignored.
std::size_t distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> before(width);
  std::vector<std::size_t> last(width);
  std::vector<std::size_t> row(width);
  for (std::size_t j = 0; j < width; ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j < width; ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1])) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> choices) {
  // Longer input is no slip of the finger, and the comparison takes time with its length squared.
  constexpr std::size_t k_longest_word = 200;
  if (word.size() > k_longest_word) return std::nullopt;
  const std::string* best = nullptr;
  std::size_t best_distance = 0;
  for (const std::string& choice : choices) {
    if (choice.size() > k_longest_word) continue;
    const std::size_t longer = std::max(word.size(), choice.size());
    const std::size_t allowed = std::max<std::size_t>(longer / 3, longer >= 4 ? 2 : 1);
    const std::size_t changes = distance(word, choice);
    if (changes > allowed || changes >= longer) continue;
    if (best == nullptr || changes < best_distance) {
      best = &choice;
      best_distance = changes;
    }
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> choices) {
  const auto choice = nearest(word, choices);
  return choice ? " (did you mean '" + *choice + "'?)" : std::string{};
}

}  // namespace plugtest::bits
