// The sentences of verdicts in another language: the whole table has one, each is found again in a
// detail, and nothing is lost.
#include "harness/model/sentences.h"

#include "harness/model/feature.h"
#include "harness/model/tag_type.h"
#include "reports/language.h"
#include "reports/sentence_patterns.h"
#include "reports/sentences.h"
#include "tests/unit/reports/sample.h"

#include <cctype>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::reports {
namespace {

using model::Sentence;

std::vector<Sentence> all_of(std::span<const Sentence> sentences,
                             std::span<const Sentence> phrases) {
  std::vector<Sentence> all(sentences.begin(), sentences.end());
  all.insert(all.end(), phrases.begin(), phrases.end());
  return all;
}

std::size_t arguments_of(const Sentence& sentence) {
  return static_cast<std::size_t>(std::ranges::count(sentence.english, '{'));
}

// What stands between braces in a translation: "0", "1:list".
std::vector<std::string> places_in(const std::string& text) {
  static const std::regex k_place(R"(\{([^}]*)\})");
  std::vector<std::string> places;
  for (std::sregex_iterator it(text.begin(), text.end(), k_place), end; it != end; ++it) {
    places.push_back((*it)[1]);
  }
  return places;
}

// An entry with arguments that occur nowhere else: "piece-0 ...".
std::string filled(const Sentence& sentence, std::vector<std::string>* arguments = nullptr) {
  std::string text;
  std::string_view left = sentence.english;
  for (std::size_t open = left.find('{'); open != std::string_view::npos; open = left.find('{')) {
    const std::string argument =
        "thing-" + std::to_string(open % 7) + ".x" + std::to_string(left.size());
    text.append(left.substr(0, open)).append(argument);
    if (arguments != nullptr) arguments->push_back(argument);
    left.remove_prefix(left.find('}', open) + 1);
  }
  return text.append(left);
}

// English words that stand in a translation as our own; units and names of standards are none.
std::vector<std::string> english_in(const std::vector<SentencePart>& parts) {
  static const std::regex k_word("[A-Za-z]{2,}");
  static const std::set<std::string> k_units{"UII", "ERP", "dB", "dBi", "mdB", "mdBm", "SL"};
  std::vector<std::string> words;
  for (const SentencePart& part : parts) {
    if (part.quoted) continue;
    for (std::sregex_iterator it(part.text.begin(), part.text.end(), k_word), end; it != end;
         ++it) {
      if (!k_units.contains(it->str())) words.push_back(it->str());
    }
  }
  return words;
}

std::string quoted_in(const std::vector<SentencePart>& parts) {
  std::string text;
  for (const SentencePart& part : parts) {
    if (part.quoted) text += "[" + part.text + "]";
  }
  return text;
}

TEST(Sentences, OfTheTableAreAllListed) {
  std::ifstream in(PLUGTEST_SOURCE_DIR "/harness/model/sentences.h");
  const std::string header((std::istreambuf_iterator<char>(in)), {});
  const std::regex entry(R"re(inline constexpr Sentence (\w+)\{\s*"(\w+)")re");
  const auto all = all_of(model::sentence::k_all, model::phrase::k_all);
  std::set<std::string> listed;
  for (const Sentence& one : all) listed.emplace(one.id);
  EXPECT_EQ(listed.size(), all.size());
  std::set<std::string> written;
  for (std::sregex_iterator it(header.begin(), header.end(), entry), end; it != end; ++it) {
    EXPECT_EQ((*it)[1], (*it)[2]);
    written.insert((*it)[2]);
  }
  EXPECT_EQ(listed, written);
}

TEST(Sentences, HaveAChineseTextWithTheSameArguments) {
  const auto check = [](const Sentence& sentence, const std::string& key) {
    const std::string text = text_of(Language::chinese, key);
    ASSERT_NE(text, key);
    std::set<std::size_t> used;
    for (const std::string& place : places_in(text)) {
      const std::size_t colon = place.find(':');
      used.insert(std::stoul(place.substr(0, colon)));
      if (colon == std::string::npos) continue;
      const std::string kind = place.substr(colon + 1);
      EXPECT_TRUE(kind == "list" || kind == "reason" || kind == "attribution" || kind == "claim")
          << key << ": " << kind;
    }
    EXPECT_EQ(used.size(), arguments_of(sentence)) << key;
    if (!used.empty()) {
      EXPECT_EQ(*used.rbegin() + 1, arguments_of(sentence)) << key;
    }
  };
  for (const Sentence& one : model::sentence::k_all) check(one, "sentence." + std::string(one.id));
  for (const Sentence& one : model::phrase::k_all) check(one, "phrase." + std::string(one.id));
}

TEST(Sentences, WordsOfAnArgumentHaveTextsInBothLanguages) {
  for (const Language language : {Language::english, Language::chinese}) {
    for (const auto feature :
         {model::Feature::power_control, model::Feature::fixed_channel, model::Feature::tag_write,
          model::Feature::tag_lock, model::Feature::tag_kill, model::Feature::antenna_detection}) {
      EXPECT_NE(text_of(language, "claim." + std::string(to_string(feature)), ""), "");
    }
    for (const auto protocol : {model::AirProtocol::type_c, model::AirProtocol::type_d}) {
      EXPECT_NE(text_of(language, "claim." + std::string(to_string(protocol)), ""), "");
    }
    for (int i = 0; i <= static_cast<int>(model::Reason::harness_fault); ++i) {
      const auto reason = static_cast<model::Reason>(i);
      EXPECT_NE(text_of(language, "reason." + std::string(to_string(reason)), ""), "")
          << to_string(reason);
    }
    for (int i = 0; i <= static_cast<int>(model::Attribution::unknown); ++i) {
      const auto attribution = static_cast<model::Attribution>(i);
      EXPECT_NE(text_of(language, "attribution." + std::string(to_string(attribution)), ""), "")
          << to_string(attribution);
    }
  }
}

TEST(Sentences, AreFoundAgainEachByItself) {
  const auto check = [](std::span<const SentencePattern> patterns, const Sentence& sentence) {
    std::vector<std::string> arguments;
    const std::string text = filled(sentence, &arguments);
    const auto found = match_begin(patterns, text);
    ASSERT_TRUE(found) << text;
    EXPECT_EQ(found->sentence->id, sentence.id) << text;
    EXPECT_EQ(found->length, text.size()) << text;
    EXPECT_EQ(std::vector<std::string>(found->arguments.begin(), found->arguments.end()), arguments)
        << text;
  };
  for (const Sentence& one : model::sentence::k_all) check(sentence_patterns(), one);
  for (const Sentence& one : model::phrase::k_all) check(phrase_patterns(), one);
}

// Whichever sentence follows, the first ends where it ends.
TEST(Sentences, AreFoundAgainBeforeEveryOther) {
  const auto begins_anew = [](const Sentence& one) {
    return std::isupper(static_cast<unsigned char>(one.english.front())) != 0 ||
           one.english.front() == '{';
  };
  std::size_t pairs = 0;
  for (const Sentence& first : model::sentence::k_all) {
    // A note of a person comes last.
    if (first.id == model::sentence::overridden.id) continue;
    for (const Sentence& second : model::sentence::k_all) {
      const bool whole = first.english.ends_with('.') || first.english.ends_with(':');
      if (whole != begins_anew(second)) continue;
      const std::string text = filled(first);
      const auto found =
          match_begin(sentence_patterns(), text + (whole ? " " : "") + filled(second));
      ASSERT_TRUE(found) << text;
      EXPECT_EQ(found->sentence->id, first.id) << text << filled(second);
      EXPECT_EQ(found->length, text.size()) << text << filled(second);
      ++pairs;
    }
  }
  EXPECT_GT(pairs, 2000U);
}

TEST(Sentences, LeaveNoEnglishInChinese) {
  std::string detail;
  for (const Sentence& one : model::sentence::k_all) {
    const bool goes_on =
        one.english.front() == ',' || one.english.front() == ';' || one.english.front() == '.';
    detail += (goes_on || detail.empty() ? "" : " ") + filled(one);
  }
  for (const Sentence& one : model::phrase::k_all) {
    const auto parts = sentences_in(Language::chinese, "Could not " + filled(one) + ": gone.");
    EXPECT_EQ(english_in(parts), std::vector<std::string>()) << one.english;
    EXPECT_TRUE(parts.front().text.starts_with("无法")) << one.english;
  }
  const auto parts = sentences_in(Language::chinese, detail);
  EXPECT_EQ(english_in(parts), std::vector<std::string>());
  // What is quoted is what was filled in, and the person's note at the end.
  for (const SentencePart& part : parts) {
    if (part.quoted) {
      EXPECT_TRUE(part.text.starts_with("thing-")) << part.text;
    }
  }
}

TEST(Sentences, OfCellsAreChinese) {
  for (const model::CellResult& cell : testing::make_sample().cells) {
    EXPECT_EQ(english_in(sentences_in(Language::chinese, cell.detail)), std::vector<std::string>())
        << cell.detail;
  }
  EXPECT_EQ(
      sentences_text(
          Language::chinese,
          "0 of 3 passes succeeded, 24 of 30 items identified from 96 tag reports, 1 stray UII. "
          "Missed: alder-0, alder-7, alder-3 and 1 other. 2 more disturbed and not counted."),
      "3 次通过中成功 0 次，30 件物品识别 24 件，共 96 份标签报告，串读的 UII 1 "
      "个。漏读：alder-0、alder-7、alder-3 以及另外 1 个。另有 2 次受到干扰，不计入。");
  EXPECT_EQ(sentences_text(Language::chinese, "Reader zeta does not claim type-c."),
            "读写器 zeta 未声明支持 C 类。");
  EXPECT_EQ(sentences_text(Language::chinese, "It was disturbed (link_lost)."),
            "检查受到干扰（连接中断）。");
}

TEST(Sentences, QuoteWhatDevicesAndPeopleSaid) {
  const auto parts = sentences_in(
      Language::chinese,
      "Could not start the inventory: refused by the reader: M_ParameterError. Field 3. No pass "
      "could be judged. Attributed to operator instead by Chief of staff: Loaded twice. Sorry.");
  EXPECT_EQ(quoted_in(parts),
            "[refused by the reader: M_ParameterError][Field 3. ][Chief of staff][Loaded twice. "
            "Sorry.]");
  EXPECT_EQ(english_in(parts), std::vector<std::string>());
}

TEST(Sentences, NothingOfAnUnknownTextIsLost) {
  const std::string text = "Something else. And more of it, 3 of 4. The end";
  EXPECT_EQ(sentences_in(Language::chinese, text),
            (std::vector<SentencePart>{{.text = text, .quoted = true}}));
  EXPECT_EQ(sentences_in(Language::english, text),
            (std::vector<SentencePart>{{.text = text, .quoted = false}}));
  EXPECT_TRUE(sentences_in(Language::chinese, "").empty());
}

TEST(Sentences, HostileTextsEnd) {
  for (const char* piece : {". ", "Missed: ", "a b. ", "{", "Reader . ", ", ", " and "}) {
    std::string text;
    while (text.size() < 4000) text += piece;
    std::string all;
    for (const SentencePart& part : sentences_in(Language::chinese, text)) all += part.text;
    EXPECT_FALSE(all.empty()) << piece;
  }
}

}  // namespace
}  // namespace plugtest::reports
