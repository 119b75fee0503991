#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::reports {

enum class Language { english, chinese };

/// "en", "zh"
std::string_view to_string(Language language);
std::optional<Language> language_from(std::string_view text);

/// The text for `key` of reports/strings; the key itself where there is none.
std::string text_of(Language language, std::string_view key);

/// The same, or `otherwise` where there is none.
std::string text_of(Language language, std::string_view key, std::string_view otherwise);

/// Whole files of reports/strings, as JSON.
std::string_view strings_json(Language language);

}  // namespace plugtest::reports
