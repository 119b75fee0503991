#include "scenarios/fields.h"

#include "protocols/bits/suggest.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace plugtest::scenarios {
namespace {

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

bool within(double value, const Range& range) {
  return (range.above_low ? value > range.low : value >= range.low) && value <= range.high;
}

std::string range_text(const Range& range, const Dimension& dimension) {
  const std::string high = quantity_text(range.high, dimension);
  const std::string low = quantity_text(range.low, dimension);
  if (range.above_low) return "more than " + low + " and at most " + high;
  return low + " to " + high;
}

bool fits_id(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

}  // namespace

std::string unknown_name(std::string_view name, const std::vector<std::string>& known) {
  const std::string hint = bits::did_you_mean(name, known);
  if (!hint.empty()) return in_quotes(name) + hint;
  if (known.empty()) return in_quotes(name) + "; none is known";
  return in_quotes(name) + "; known are " + joined(known);
}

Fields::Fields(const Node& node, std::string what, Problems& problems)
    : node_(&node), what_(std::move(what)), problems_(&problems) {
  if (!node.is_map()) {
    complain(node, what_ + " is " + std::string(to_string(node.kind)) + ", expected a map of keys");
  }
}

void Fields::complain(const Node& at, std::string message) {
  problems_->add(ErrorCode::configuration, std::move(message), at.place.where());
}

const Node* Fields::find(std::string_view key, Need need) {
  if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
  const Node* value = node_->find(key);
  if (value == nullptr && need == Need::required && node_->is_map()) {
    complain(*node_, what_ + " lacks the key " + in_quotes(key));
  }
  return value;
}

bool Fields::text(std::string_view key, Need need, std::string& target) {
  const Node* value = find(key, need);
  if (value == nullptr) return false;
  if (!value->is_text() || value->text.empty()) {
    complain(*value, in_quotes(key) + " is " +
                         (value->is_text() ? "empty" : std::string(to_string(value->kind))) +
                         ", expected a text");
    return false;
  }
  target = value->text;
  return true;
}

bool Fields::id(std::string_view key, Need need, std::string& target) {
  std::string name;
  if (!text(key, need, name)) return false;
  constexpr std::size_t k_longest = 64;
  if (name.size() > k_longest || name.front() == '.' || !std::ranges::all_of(name, fits_id)) {
    complain(*node_->find(key), in_quotes(key) + " is " + in_quotes(name.substr(0, k_longest)) +
                                    ", expected up to 64 letters, digits, '-', '_' or '.'");
    return false;
  }
  target = name;
  return true;
}

bool Fields::flag(std::string_view key, bool& target) {
  const Node* value = find(key);
  if (value == nullptr) return false;
  if (value->is_text() && (value->text == "true" || value->text == "false")) {
    target = value->text == "true";
    return true;
  }
  complain(*value, in_quotes(key) + " is to be true or false");
  return false;
}

bool Fields::integer(std::string_view key, Need need, std::uint64_t low, std::uint64_t high,
                     std::uint64_t& target) {
  const Node* value = find(key, need);
  if (value == nullptr) return false;
  const std::string& digits = value->text;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (!value->is_text() || error != std::errc() || end != digits.data() + digits.size() ||
      number < low || number > high) {
    complain(*value, in_quotes(key) + " is " +
                         (value->is_text() ? in_quotes(digits.substr(0, 64))
                                           : std::string(to_string(value->kind))) +
                         ", expected a whole number from " + std::to_string(low) + " to " +
                         std::to_string(high));
    return false;
  }
  target = number;
  return true;
}

const Node* Fields::unwrap(const Node& value, std::string_view key, std::string& source) {
  if (!value.is_map()) return &value;
  Fields inner(value, std::string(key), *problems_);
  const Node* proper = inner.find("value", Need::required);
  inner.text("source", Need::optional, source);
  inner.finish();
  return proper;
}

bool Fields::measured(const Node& value, std::string_view key, const Dimension& dimension,
                      const Range& range, double& target) {
  if (!value.is_text()) {
    complain(value, in_quotes(key) + " is " + std::string(to_string(value.kind)) +
                        ", expected a value such as " + in_quotes(dimension.example));
    return false;
  }
  const auto read = parse_quantity(value.text, dimension);
  if (!read) {
    complain(value, in_quotes(key) + ": " + read.error().message);
    return false;
  }
  if (!within(*read, range)) {
    complain(value, in_quotes(key) + " is " + in_quotes(value.text) + ", expected " +
                        range_text(range, dimension));
    return false;
  }
  target = *read;
  return true;
}

bool Fields::quantity(std::string_view key, Need need, const Dimension& dimension,
                      const Range& range, double& target, std::string& source) {
  const Node* value = find(key, need);
  if (value == nullptr) return false;
  std::string told = "assumption";
  const Node* proper = unwrap(*value, key, told);
  if (proper == nullptr || !measured(*proper, key, dimension, range, target)) return false;
  source = told;
  return true;
}

bool Fields::quantity(std::string_view key, Need need, const Dimension& dimension,
                      const Range& range, double& target) {
  std::string source;
  return quantity(key, need, dimension, range, target, source);
}

bool Fields::quantity(std::string_view key, Need need, const Dimension& dimension,
                      const Range& range, model::Sourced& target) {
  return quantity(key, need, dimension, range, target.value, target.source);
}

bool Fields::duration(std::string_view key, const Range& range, Nanos& target) {
  double seconds = 0;
  if (!quantity(key, Need::optional, k_time, range, seconds)) return false;
  target = Nanos(std::llround(seconds * 1e9));
  return true;
}

bool Fields::power(std::string_view key, Need need, const Range& range, std::int32_t& target) {
  double dbm = 0;
  if (!quantity(key, need, k_power, range, dbm)) return false;
  target = static_cast<std::int32_t>(std::lround(dbm * 1000));
  return true;
}

bool Fields::three(std::string_view key, const Node& value, std::string_view expected) {
  if (value.is_list() && value.items.size() == 3) return true;
  complain(value, in_quotes(key) + " needs three values, such as " + std::string(expected));
  return false;
}

bool Fields::lengths(std::string_view key, Need need, const Range& range, model::Vec3& target,
                     std::string& source) {
  const Node* value = find(key, need);
  if (value == nullptr) return false;
  std::string told = "assumption";
  const Node* proper = unwrap(*value, key, told);
  if (proper == nullptr || !three(key, *proper, "[40 cm, 30 cm, 20 cm]")) return false;
  model::Vec3 read;
  bool good = measured(proper->items[0], key, k_length, range, read.x);
  good = measured(proper->items[1], key, k_length, range, read.y) && good;
  good = measured(proper->items[2], key, k_length, range, read.z) && good;
  if (!good) return false;
  target = read;
  source = told;
  return true;
}

bool Fields::direction(std::string_view key, Need need, model::Vec3& target) {
  const Node* value = find(key, need);
  if (value == nullptr || !three(key, *value, "[0, 1, -0.5]")) return false;
  model::Vec3 read;
  double* const parts[] = {&read.x, &read.y, &read.z};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto number = parse_number(value->items[i].text);
    if (!number || std::abs(*number) > 1e6) {
      complain(value->items[i],
               in_quotes(key) + " needs three plain numbers, such as [0, 1, -0.5]");
      return false;
    }
    *parts[i] = *number;
  }
  if (read == model::Vec3{}) {
    complain(*value, in_quotes(key) + " is zero in all three, which is no direction");
    return false;
  }
  target = read;
  return true;
}

std::optional<std::size_t> Fields::choose(const Node& value, std::string_view key,
                                          const std::vector<std::string>& names) {
  const auto found = std::ranges::find(names, value.text);
  if (value.is_text() && found != names.end()) {
    return static_cast<std::size_t>(found - names.begin());
  }
  complain(value, value.is_text()
                      ? in_quotes(key) + ": unknown value " + unknown_name(value.text, names)
                      : in_quotes(key) + " is " + std::string(to_string(value.kind)) +
                            ", expected one of " + joined(names));
  return std::nullopt;
}

bool Fields::texts(std::string_view key, std::vector<std::string>& target) {
  const std::vector<Node>* values = list(key, Need::optional);
  if (values == nullptr) return false;
  std::vector<std::string> read;
  for (const Node& value : *values) {
    if (!value.is_text() || value.text.empty()) {
      complain(value, in_quotes(key) + " is to be a list of texts");
      return false;
    }
    read.push_back(value.text);
  }
  target = std::move(read);
  return true;
}

const std::vector<Node>* Fields::list(std::string_view key, Need need) {
  const Node* value = find(key, need);
  if (value == nullptr) return nullptr;
  if (!value->is_list()) {
    complain(*value,
             in_quotes(key) + " is " + std::string(to_string(value->kind)) + ", expected a list");
    return nullptr;
  }
  if (value->items.empty()) {
    complain(*value, in_quotes(key) + " is an empty list, expected at least one entry");
    return nullptr;
  }
  return &value->items;
}

const Node* Fields::map(std::string_view key, Need need) {
  const Node* value = find(key, need);
  if (value == nullptr) return nullptr;
  if (!value->is_map()) {
    complain(*value, in_quotes(key) + " is " + std::string(to_string(value->kind)) +
                         ", expected a map of keys");
    return nullptr;
  }
  return value;
}

void Fields::finish() {
  for (const Node::Key& key : node_->keys) {
    if (std::ranges::find(known_, key.text) != known_.end()) continue;
    problems_->add(ErrorCode::configuration,
                   "unknown key in " + what_ + ": " + unknown_name(key.text, known_),
                   key.place.where());
  }
}

}  // namespace plugtest::scenarios
