#include "reports/sentences.h"

#include "harness/model/sentences.h"
#include "reports/sentence_patterns.h"

#include <algorithm>
#include <cctype>

namespace plugtest::reports {
namespace {

using Parts = std::vector<SentencePart>;
using Arguments = std::vector<std::string_view>;

void add(Parts& parts, std::string_view text, bool quoted) {
  if (text.empty()) return;
  if (!parts.empty() && parts.back().quoted == quoted) {
    parts.back().text += text;
  } else {
    parts.push_back({std::string(text), quoted});
  }
}

bool has_letters(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return std::isalpha(c) != 0; });
}

// Says what the table knows in one language.
class Translator {
 public:
  explicit Translator(Language language) : language_(language) {}

  Parts sentences(std::string_view detail) const {
    Parts parts;
    while (!detail.empty()) {
      const auto found = match_begin(sentence_patterns(), detail);
      const std::size_t length = found ? found->length : unknown_length(detail);
      if (found) {
        say("sentence.", *found->sentence, found->arguments, parts);
      } else {
        add(parts, detail.substr(0, length), true);
      }
      detail.remove_prefix(length);
      if (!detail.starts_with(' ')) continue;
      detail.remove_prefix(1);
      // Chinese sentences follow each other without a blank; quoted ones keep theirs.
      if (!found && !detail.empty()) add(parts, " ", true);
    }
    return parts;
  }

 private:
  // Up to the next place where a sentence of the table begins.
  static std::size_t unknown_length(std::string_view detail) {
    for (std::size_t end = detail.find(". "); end != std::string_view::npos;
         end = detail.find(". ", end + 1)) {
      if (match_begin(sentence_patterns(), detail.substr(end + 2))) return end + 1;
    }
    return detail.size();
  }

  void say(std::string_view family, const model::Sentence& sentence, const Arguments& arguments,
           Parts& parts) const {
    const std::string key = std::string(family).append(sentence.id);
    const std::string wording = text_of(language_, key);
    std::string_view left = wording;
    while (!left.empty()) {
      const std::size_t open = std::min(left.find('{'), left.size());
      add(parts, left.substr(0, open), false);
      left.remove_prefix(open);
      const std::size_t close = left.find('}');
      if (close == std::string_view::npos) break;
      const std::string_view place = left.substr(1, close - 1);
      left.remove_prefix(close + 1);
      // "2" or "2:list": no sentence has ten arguments.
      const std::size_t index = place.empty() ? arguments.size() : std::size_t(place[0] - '0');
      if (index >= arguments.size()) continue;
      argument(arguments[index], place.substr(std::min<std::size_t>(2, place.size())), parts);
    }
  }

  void argument(std::string_view text, std::string_view kind, Parts& parts) const {
    if (kind == "list") return list(text, parts);
    if (!kind.empty()) {
      const std::string key = std::string(kind).append(".").append(text);
      if (const std::string word = text_of(language_, key, ""); !word.empty()) {
        return add(parts, word, false);
      }
    }
    const auto phrase = match_begin(phrase_patterns(), text);
    if (phrase && phrase->length == text.size()) {
      return say("phrase.", *phrase->sentence, phrase->arguments, parts);
    }
    add(parts, text, has_letters(text));
  }

  // "a", "a and b", "a, b and 4 others"
  void list(std::string_view text, Parts& parts) const {
    constexpr std::string_view k_and = " and ";
    std::string_view last;
    if (const std::size_t at = text.rfind(k_and); at != std::string_view::npos) {
      last = text.substr(at + k_and.size());
      text = text.substr(0, at);
    }
    const std::string separator = text_of(language_, "list.separator");
    while (true) {
      const std::size_t comma = text.find(", ");
      argument(text.substr(0, comma), {}, parts);
      if (comma == std::string_view::npos) break;
      text.remove_prefix(comma + 2);
      add(parts, separator, false);
    }
    if (last.empty()) return;
    const auto others = match_begin(phrase_patterns(), last);
    if (!others || others->length != last.size()) add(parts, text_of(language_, "list.and"), false);
    argument(last, {}, parts);
  }

  Language language_;
};

}  // namespace

std::vector<SentencePart> sentences_in(Language language, std::string_view detail) {
  if (detail.empty()) return {};
  if (language == Language::english) return {{std::string(detail), false}};
  return Translator(language).sentences(detail);
}

std::string sentences_text(Language language, std::string_view detail) {
  std::string text;
  for (const SentencePart& part : sentences_in(language, detail)) text += part.text;
  return text;
}

}  // namespace plugtest::reports
