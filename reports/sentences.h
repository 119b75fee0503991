#pragma once

#include "reports/language.h"

#include <string>
#include <string_view>
#include <vector>

namespace plugtest::reports {

/// A stretch of a detail in another language: words of ours, or what stays as it was (an id, or
/// what a device or a person said).
struct SentencePart {
  std::string text;
  bool quoted = false;

  bool operator==(const SentencePart&) const = default;
};

/// The detail of a verdict or check, which is stored in English, in another language: sentence by
/// sentence by the table of harness/model/sentences.h and the texts "sentence.ID" and "phrase.ID"
/// of reports/strings. There, {0} is the first argument as it is; {0:list} are names joined by
/// commas and "and"; {0:reason} is a word that has a text of its own, "reason.WORD". An argument
/// that is a phrase of the table is translated, too. Whatever is not of the table is quoted, so
/// that nothing is lost. English: the detail itself, as one part. Time grows with the length of the
/// detail alone.
std::vector<SentencePart> sentences_in(Language language, std::string_view detail);

/// The same as plain text.
std::string sentences_text(Language language, std::string_view detail);

}  // namespace plugtest::reports
