#include "reports/language.h"

#include "reports/assets.h"

#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

using Json = nlohmann::json;

const Json& strings(Language language) {
  static const Json english = Json::parse(assets::strings_en);
  static const Json chinese = Json::parse(assets::strings_zh);
  return language == Language::english ? english : chinese;
}

}  // namespace

std::string_view to_string(Language language) {
  return language == Language::english ? "en" : "zh";
}

std::optional<Language> language_from(std::string_view text) {
  if (text == "en") return Language::english;
  if (text == "zh") return Language::chinese;
  return std::nullopt;
}

std::string text_of(Language language, std::string_view key) { return text_of(language, key, key); }

std::string text_of(Language language, std::string_view key, std::string_view otherwise) {
  const auto found = strings(language).find(std::string(key));
  return found != strings(language).end() ? found->get<std::string>() : std::string(otherwise);
}

std::string_view strings_json(Language language) {
  return language == Language::english ? assets::strings_en : assets::strings_zh;
}

}  // namespace plugtest::reports
