// The words of the reports: every text in every language, with the same places for values, and no
// text asked for that is not there.
#include "reports/language.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plugtest::reports {
namespace {

namespace fs = std::filesystem;

nlohmann::json strings(Language language) { return nlohmann::json::parse(strings_json(language)); }

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::set<std::string> places(const std::string& text) {
  static const std::regex k_place(R"(\{(\w+)\})");
  std::set<std::string> names;
  for (std::sregex_iterator it(text.begin(), text.end(), k_place), end; it != end; ++it) {
    names.insert((*it)[1]);
  }
  return names;
}

// Titles of the standard scenarios and regions, and sentences of verdicts: their English is in
// files of their own.
bool is_written_elsewhere(const std::string& key) {
  static const std::regex k_elsewhere(
      R"((scenario|region)\..+\.(title|objective|source)|(sentence|phrase|limit)\..+)");
  return std::regex_match(key, k_elsewhere);
}

TEST(Strings, AreThereInBothLanguagesWithTheSamePlaces) {
  const auto english = strings(Language::english);
  const auto chinese = strings(Language::chinese);
  ASSERT_GT(english.size(), 300U);
  for (const auto& [key, text] : english.items()) {
    ASSERT_TRUE(chinese.contains(key)) << key;
    EXPECT_FALSE(text.get<std::string>().empty()) << key;
    EXPECT_FALSE(chinese[key].get<std::string>().empty()) << key;
    EXPECT_EQ(places(text), places(chinese[key])) << key;
  }
  for (const auto& [key, text] : chinese.items()) {
    EXPECT_TRUE(english.contains(key) || is_written_elsewhere(key)) << key;
  }
}

TEST(Strings, HoldEveryKeyThatThePageAsksFor) {
  const auto english = strings(Language::english);
  const std::regex asked(R"re(\bt(n?)\(\s*"([\w.\-]+)")re");
  const std::regex families(R"re(\btn?\(\s*`([\w.\-]+)\.\$\{)re");
  std::size_t found = 0;
  for (const auto& entry : fs::recursive_directory_iterator(PLUGTEST_SOURCE_DIR "/reports/page")) {
    if (entry.path().extension() != ".js") continue;
    const std::string script = content(entry.path());
    for (std::sregex_iterator it(script.begin(), script.end(), asked), end; it != end; ++it) {
      ++found;
      const std::string key = (*it)[2];
      for (const char* form : {".one", ".many"}) {
        if ((*it)[1].length() == 0) continue;
        EXPECT_TRUE(english.contains(key + form)) << entry.path() << ": " << key << form;
      }
      if ((*it)[1].length() == 0) {
        EXPECT_TRUE(english.contains(key)) << entry.path() << ": " << key;
      }
    }
    for (std::sregex_iterator it(script.begin(), script.end(), families), end; it != end; ++it) {
      const std::string family = (*it)[1].str() + ".";
      bool any = false;
      for (const auto& [key, text] : english.items()) any = any || key.starts_with(family);
      EXPECT_TRUE(any) << entry.path() << ": " << family;
    }
  }
  EXPECT_GT(found, 200U);
}

// Clauses of standards and titles in Chinese go by the ids of scenarios: those of the library.
TEST(Strings, NameScenariosThatTheLibraryHas) {
  const auto exists = [](const std::string& id) {
    return fs::exists(fs::path(PLUGTEST_SOURCE_DIR "/scenarios/postal") / (id + ".yaml"));
  };
  const auto chinese = strings(Language::chinese);
  for (const auto& [key, text] : chinese.items()) {
    static const std::regex k_title(R"(scenario\.(.+)\.(title|objective))");
    std::smatch found;
    if (std::regex_match(key, found, k_title)) {
      EXPECT_TRUE(exists(found[1])) << key;
    }
  }
  for (const auto& entry : fs::directory_iterator(PLUGTEST_SOURCE_DIR "/scenarios/postal")) {
    const std::string id = entry.path().stem().string();
    for (const char* member : {".title", ".objective"}) {
      EXPECT_TRUE(chinese.contains("scenario." + id + member)) << id << member;
    }
  }
  const auto clauses =
      nlohmann::json::parse(content(PLUGTEST_SOURCE_DIR "/reports/standards/clauses.json"));
  for (const auto& standard : clauses.at("standards")) {
    for (const auto& clause : standard.at("clauses")) {
      for (const auto& id : clause.value("scenarios", nlohmann::json::array())) {
        EXPECT_TRUE(exists(id)) << clause.at("clause") << ": " << id;
      }
    }
  }
}

// Limits of the library's scenarios go by their English.
TEST(Strings, SayTheLimitsOfEveryScenarioOfTheLibraryAndNoOthers) {
  std::set<std::string> limits;
  for (const auto& entry : fs::directory_iterator(PLUGTEST_SOURCE_DIR "/scenarios/postal")) {
    std::istringstream lines(content(entry.path()));
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
      static const std::regex k_entry(R"re(  - "(.+)")re");
      std::smatch found;
      if (inside && std::regex_match(line, found, k_entry)) {
        limits.insert("limit." + found[1].str());
      } else {
        inside = line == "limits:";
      }
    }
  }
  EXPECT_GT(limits.size(), 20U);
  std::set<std::string> said;
  const auto chinese = strings(Language::chinese);
  for (const auto& [key, text] : chinese.items()) {
    if (key.starts_with("limit.")) said.insert(key);
  }
  EXPECT_EQ(said, limits);
}

TEST(Strings, AnUnknownKeyIsShownAsItIs) {
  EXPECT_EQ(text_of(Language::chinese, "no.such.key"), "no.such.key");
  EXPECT_EQ(text_of(Language::chinese, "verdict.fail"), "不通过");
}

}  // namespace
}  // namespace plugtest::reports
