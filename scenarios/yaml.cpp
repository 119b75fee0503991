#include "scenarios/node.h"

#include <exception>
#include <set>
#include <sstream>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace plugtest::scenarios {
namespace {

constexpr std::size_t k_max_depth = 32;
constexpr std::size_t k_max_values = 500'000;

/// Leaves the parser, which knows no other way out of an event.
struct Refused : std::exception {
  explicit Refused(Error reason) : error(std::move(reason)) {}
  Error error;
};

/// Builds the tree from the parser's events, so that what is refused is refused before it costs
/// memory.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::shared_ptr<const std::string> file) : file_(std::move(file)) {}

  Node take() { return std::move(root_); }
  const Place& start() const { return start_; }

  void OnDocumentStart(const YAML::Mark& mark) override { start_ = place(mark); }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    add_leaf(Node::Kind::nothing, mark, {});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, ErrorCode::unsupported, "aliases (*name) are not taken here: write the value out");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    refuse_tag(mark, tag);
    add_leaf(Node::Kind::text, mark, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    open(Node::Kind::list, mark);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    open(Node::Kind::map, mark);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    Node node;
    std::set<std::string> keys;
    bool key_given = false;
  };

  Place place(const YAML::Mark& mark) const {
    const auto from_one = [](int zero_based) {
      return zero_based < 0 ? std::size_t{1} : static_cast<std::size_t>(zero_based) + 1;
    };
    return {file_, from_one(mark.line), from_one(mark.column)};
  }

  [[noreturn]] void refuse(const YAML::Mark& mark, ErrorCode code, std::string message) const {
    throw Refused(Error{code, std::move(message), place(mark).where()});
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
    // The parser gives "?" for plain values and "!" for quoted ones.
    if (!tag.empty() && tag != "?" && tag != "!") {
      refuse(mark, ErrorCode::unsupported, "tags ('" + tag + "') are not taken here");
    }
  }

  void count(const YAML::Mark& mark) {
    if (++values_ > k_max_values) {
      refuse(mark, ErrorCode::unsupported,
             "the file holds more than " + std::to_string(k_max_values) + " values");
    }
  }

  bool expects_key() const {
    return !levels_.empty() && levels_.back().node.is_map() && !levels_.back().key_given;
  }

  void add_leaf(Node::Kind kind, const YAML::Mark& mark, const std::string& text) {
    count(mark);
    if (expects_key()) {
      if (kind != Node::Kind::text) refuse(mark, ErrorCode::malformed, "a key is missing");
      Level& level = levels_.back();
      if (!level.keys.insert(text).second) {
        refuse(mark, ErrorCode::malformed, "the key '" + text + "' is given twice");
      }
      level.node.keys.push_back({text, place(mark)});
      level.key_given = true;
      return;
    }
    add(Node{kind, place(mark), text, {}, {}});
  }

  void open(Node::Kind kind, const YAML::Mark& mark) {
    count(mark);
    if (expects_key()) refuse(mark, ErrorCode::malformed, "a key must be a plain text");
    if (levels_.size() >= k_max_depth) {
      refuse(mark, ErrorCode::unsupported,
             "values are nested more than " + std::to_string(k_max_depth) + " levels deep");
    }
    levels_.push_back({Node{kind, place(mark), {}, {}, {}}, {}, false});
  }

  void close() {
    Node node = std::move(levels_.back().node);
    levels_.pop_back();
    add(std::move(node));
  }

  void add(Node node) {
    if (levels_.empty()) {
      root_ = std::move(node);
      return;
    }
    levels_.back().node.items.push_back(std::move(node));
    levels_.back().key_given = false;
  }

  std::shared_ptr<const std::string> file_;
  std::vector<Level> levels_;
  std::size_t values_ = 0;
  Place start_;
  Node root_;
};

}  // namespace

Result<Node> parse_yaml(std::string_view text, const std::string& file) {
  Where where;
  where.file = file;
  if (text.size() > k_max_file_bytes) {
    return fail(ErrorCode::unsupported, "the file is larger than 16 MiB", where);
  }
  const auto name = std::make_shared<const std::string>(file);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    TreeBuilder builder(name);
    if (!parser.HandleNextDocument(builder)) {
      return fail(ErrorCode::malformed, "the file is empty", where);
    }
    TreeBuilder rest(name);
    if (parser.HandleNextDocument(rest)) {
      return fail(ErrorCode::unsupported,
                  "the file holds a second YAML document ('---'), expected one",
                  rest.start().where());
    }
    return builder.take();
  } catch (const Refused& refused) {
    return fail(refused.error);
  } catch (const YAML::Exception& error) {
    if (!error.mark.is_null()) {
      where.line = static_cast<std::size_t>(error.mark.line) + 1;
      where.column = static_cast<std::size_t>(error.mark.column) + 1;
    }
    return fail(ErrorCode::malformed, "this is no valid YAML: " + error.msg, where);
  }
}

}  // namespace plugtest::scenarios
