#include "reports/results_parsing.h"

#include "reports/columns.h"
#include "reports/report.h"
#include "reports/text.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::reports {
namespace {

using Json = nlohmann::ordered_json;

// The library's own way to change values while parsing, a callback, looks through all of a list
// after each of its elements: hours for a large event. This builds the same values and looks at
// each object once.
class PackingBuilder final : public nlohmann::json_sax<Json> {
 public:
  Json take() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return add(value); }
  bool string(string_t& value) override {
    if (value.size() > k_longest_text) value = cut_text(value, k_longest_text);
    return add(std::move(value));
  }
  bool binary(binary_t& /*value*/) override { return false; }  // no part of JSON texts

  bool start_object(std::size_t /*size*/) override { return open(Json::object()); }
  bool start_array(std::size_t /*size*/) override { return open(Json::array()); }
  bool key(string_t& name) override {
    member_ = &(*open_.back())[name];
    return true;
  }
  bool end_array() override {
    open_.pop_back();
    return true;
  }
  bool end_object() override {
    Json& object = *open_.back();
    open_.pop_back();
    if (object.contains("outcomes")) {
      if (const auto passes = object.find("passes"); passes != object.end()) {
        *passes = passes_by_tag_type(*passes);
      }
    }
    return true;
  }

  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    return false;
  }

 private:
  template <class Value>
  bool add(Value&& value) {
    place(Json(std::forward<Value>(value)));
    return true;
  }

  bool open(Json container) {
    open_.push_back(place(std::move(container)));
    return true;
  }

  // A place stays where it is until the container around it takes its next value, which is not
  // before the one at this place has ended.
  Json* place(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Json& around = *open_.back();
    if (around.is_array()) {
      around.push_back(std::move(value));
      return &around.back();
    }
    *member_ = std::move(value);
    return member_;
  }

  Json root_;
  std::vector<Json*> open_;  // containers around the next value
  Json* member_ = nullptr;   // of the object around, for the next value
};

}  // namespace

std::optional<Json> parse_results(std::string_view text) {
  PackingBuilder builder;
  if (!Json::sax_parse(text, &builder)) return std::nullopt;
  return builder.take();
}

}  // namespace plugtest::reports
