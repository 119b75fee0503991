#include "harness/rigs/answers_prompter.h"
#include "tests/doubles/temporary_folder.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace plugtest::rigs {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

TEST(AnswersFile, HoldsTextsDelaysAndLists) {
  const auto answers = parse_answers(
      "load:\n"
      "pass-begin: {text: ok, after: 500 ms}\n"
      "pass-end: [{after: 4 s}, abort, {after: 1.5min, text: 'y'}]\n",
      "a.yaml");
  ASSERT_TRUE(answers.has_value()) << answers.error().message;
  EXPECT_EQ(answers->at("load"), (AnswerList{{{"", Nanos(0)}}, true}));
  EXPECT_EQ(answers->at("pass-begin"), (AnswerList{{{"ok", milliseconds(500)}}, true}));
  EXPECT_EQ(
      answers->at("pass-end"),
      (AnswerList{{{"", milliseconds(4000)}, {"abort", Nanos(0)}, {"y", milliseconds(90'000)}},
                  false}));
}

struct Bad {
  std::string text;
  std::string message;
};

TEST(AnswersFile, SaysWhatIsWrongAndWhere) {
  const Bad cases[] = {
      {"", "a.yaml: expected a map from questions to answers"},
      {"[load]", "a.yaml:1:1: expected a map from questions to answers"},
      {"load: ''\nload: ''", "a.yaml:2:1: the question 'load' is given twice"},
      {"load: {after: 2}",
       "a.yaml:1:15: 'after' is '2', expected a time of up to a day such as '2 s' (s, ms or min)"},
      {"load: {after: -2 s}",
       "a.yaml:1:15: 'after' is '-2 s', expected a time of up to a day such as '2 s' (s, ms or "
       "min)"},
      {"load: {after: nan s}",
       "a.yaml:1:15: 'after' is 'nan s', expected a time of up to a day such as '2 s' (s, ms or "
       "min)"},
      {"load: {before: 2 s}", "a.yaml:1:8: 'before' has no place here, expected 'text' or 'after'"},
      {"load: [[x]]", "a.yaml:1:8: expected a text, or a map with 'text' and 'after'"},
      {"load: [x", "a.yaml:1:1: this is no valid YAML: end of sequence flow not found"},
      {"load: x\n]", "a.yaml:2:1: this is no valid YAML: illegal flow end"},
  };
  for (const Bad& bad : cases) {
    const auto answers = parse_answers(bad.text, "a.yaml");
    ASSERT_FALSE(answers.has_value()) << bad.text;
    EXPECT_EQ(to_string(answers.error()), bad.message);
  }
}

TEST(AnswersFile, IsReadFromDisk) {
  const doubles::TemporaryFolder folder;
  std::ofstream(folder / "answers.yaml") << "load: ok\n";
  EXPECT_TRUE(read_answers(folder / "answers.yaml").has_value());
  EXPECT_EQ(read_answers(folder / "none.yaml").error().code, ErrorCode::not_found);
  EXPECT_EQ(read_answers(folder.path()).error().code, ErrorCode::unsupported);
  std::filesystem::resize_file(folder / "answers.yaml", 2U * 1024 * 1024);
  EXPECT_EQ(read_answers(folder / "answers.yaml").error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace plugtest::rigs
