#include "harness/rigs/answers_prompter.h"

#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <system_error>

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/node/convert.h>
#include <yaml-cpp/node/detail/impl.h>
#include <yaml-cpp/node/impl.h>
#include <yaml-cpp/node/iterator.h>
#include <yaml-cpp/node/node.h>
#include <yaml-cpp/node/parse.h>

namespace plugtest::rigs {
namespace {

constexpr std::size_t k_max_bytes = 1024 * 1024;

/// Turns the parts of the file into answers; remembers where it is for errors.
class AnswersReader {
 public:
  explicit AnswersReader(std::string file) : file_(std::move(file)) {}

  Result<Answers> read(const YAML::Node& root) const {
    if (!root.IsMap()) return complain(root, "expected a map from questions to answers");
    Answers answers;
    for (const auto& entry : root) {
      if (!entry.first.IsScalar()) return complain(entry.first, "a question is to be a plain text");
      auto list = read_list(entry.second);
      if (!list) return fail(list.error());
      if (!answers.emplace(entry.first.Scalar(), std::move(*list)).second) {
        return complain(entry.first, "the question '" + entry.first.Scalar() + "' is given twice");
      }
    }
    return answers;
  }

 private:
  tl::unexpected<Error> complain(const YAML::Node& at, std::string message) const {
    Where where;
    where.file = file_;
    if (const YAML::Mark mark = at.Mark(); !mark.is_null()) {
      where.line = static_cast<std::size_t>(mark.line) + 1;
      where.column = static_cast<std::size_t>(mark.column) + 1;
    }
    return fail(ErrorCode::configuration, std::move(message), where);
  }

  Result<AnswerList> read_list(const YAML::Node& node) const {
    AnswerList list;
    if (!node.IsSequence()) {
      auto answer = read_answer(node);
      if (!answer) return fail(answer.error());
      list.answers.push_back(std::move(*answer));
      list.every_time = true;
      return list;
    }
    for (const YAML::Node& entry : node) {
      auto answer = read_answer(entry);
      if (!answer) return fail(answer.error());
      list.answers.push_back(std::move(*answer));
    }
    return list;
  }

  Result<Answer> read_answer(const YAML::Node& node) const {
    Answer answer;
    if (node.IsNull()) return answer;
    if (node.IsScalar()) {
      answer.text = node.Scalar();
      return answer;
    }
    if (!node.IsMap()) return complain(node, "expected a text, or a map with 'text' and 'after'");
    for (const auto& entry : node) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      if (key == "text" && (entry.second.IsScalar() || entry.second.IsNull())) {
        answer.text = entry.second.IsNull() ? "" : entry.second.Scalar();
      } else if (key == "after") {
        auto after = read_delay(entry.second);
        if (!after) return fail(after.error());
        answer.after = *after;
      } else {
        return complain(entry.first, "'" + key + "' has no place here, expected 'text' or 'after'");
      }
    }
    return answer;
  }

  Result<Nanos> read_delay(const YAML::Node& node) const {
    constexpr double k_longest_s = 86'400;
    constexpr std::array<std::pair<std::string_view, double>, 3> k_units{
        {{"s", 1.0}, {"ms", 0.001}, {"min", 60.0}}};
    const std::string text = node.IsScalar() ? node.Scalar() : "";
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    while (unit.starts_with(' ')) unit.remove_prefix(1);
    for (const auto& [name, seconds] : k_units) {
      const double delay_s = number * seconds;
      if (error == std::errc() && unit == name && delay_s >= 0 && delay_s <= k_longest_s) {
        return Nanos(std::llround(delay_s * 1e9));
      }
    }
    return complain(node, "'after' is '" + text +
                              "', expected a time of up to a day such as '2 s' (s, ms or min)");
  }

  std::string file_;
};

}  // namespace

Result<Answers> parse_answers(std::string_view text, const std::string& file) {
  try {
    return AnswersReader(file).read(YAML::Load(std::string(text)));
  } catch (const YAML::Exception& error) {
    Where where;
    where.file = file;
    if (!error.mark.is_null()) {
      where.line = static_cast<std::size_t>(error.mark.line) + 1;
      where.column = static_cast<std::size_t>(error.mark.column) + 1;
    }
    return fail(ErrorCode::malformed, "this is no valid YAML: " + error.msg, where);
  }
}

Result<Answers> read_answers(const std::filesystem::path& file) {
  Where where;
  where.file = file.string();
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) {
    return fail(ErrorCode::not_found, "the answers file does not exist", where);
  }
  if (!std::filesystem::is_regular_file(status)) {
    return fail(ErrorCode::unsupported, "this is no regular file", where);
  }
  if (std::filesystem::file_size(file, error) > k_max_bytes) {
    return fail(ErrorCode::unsupported, "the answers file is larger than 1 MiB", where);
  }
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream || stream.bad()) return fail(ErrorCode::io, "the answers file cannot be read", where);
  return parse_answers(text, where.file);
}

}  // namespace plugtest::rigs
