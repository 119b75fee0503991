#pragma once

#include "harness/model/geometry.h"
#include "harness/model/sourced.h"
#include "harness/model/time.h"
#include "scenarios/node.h"
#include "scenarios/problems.h"
#include "scenarios/quantity.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plugtest::scenarios {

/// Whether a key may be left out; the value read into keeps its default then.
enum class Need : std::uint8_t { optional, required };

/// What values of a number are taken, in the base unit of its dimension.
struct Range {
  double low = 0;
  double high = 0;
  bool above_low = false;  ///< `low` itself is not taken
};

/// Reads the values of one map, strictly: what is missing, of the wrong form or out of range, and
/// at the end every key that nobody asked for, becomes a problem with its place. Getters return
/// whether a good value was read; otherwise the target keeps what it held.
class Fields {
 public:
  /// `what` names the map in messages: "motion". A node that is no map is a problem at once.
  Fields(const Node& node, std::string what, Problems& problems);

  /// The value under `key`, or null; `key` counts as known from now on.
  const Node* find(std::string_view key, Need need = Need::optional);

  bool text(std::string_view key, Need need, std::string& target);
  /// A name that people and file systems can both hold: letters, digits, '-', '_' and '.', up
  /// to 64.
  bool id(std::string_view key, Need need, std::string& target);
  bool flag(std::string_view key, bool& target);
  bool integer(std::string_view key, Need need, std::uint64_t low, std::uint64_t high,
               std::uint64_t& target);
  template <class Number>
  bool integer(std::string_view key, Need need, std::uint64_t low, std::uint64_t high,
               Number& target);

  /// A quantity, plain ("1 m/s") or with its source ({value: 1 m/s, source: "..."}).
  bool quantity(std::string_view key, Need need, const Dimension& dimension, const Range& range,
                model::Sourced& target);
  bool quantity(std::string_view key, Need need, const Dimension& dimension, const Range& range,
                double& target, std::string& source);
  bool quantity(std::string_view key, Need need, const Dimension& dimension, const Range& range,
                double& target);
  bool duration(std::string_view key, const Range& range, Nanos& target);
  /// A power in 1/1000 dBm.
  bool power(std::string_view key, Need need, const Range& range, std::int32_t& target);

  /// Three lengths, [40 cm, 30 cm, 20 cm], or {value: [...], source: "..."}.
  bool lengths(std::string_view key, Need need, const Range& range, model::Vec3& target,
               std::string& source);
  /// Three plain numbers, not all zero: a direction.
  bool direction(std::string_view key, Need need, model::Vec3& target);

  /// One of the names given; an unknown one is answered with the nearest.
  template <class Choice>
  bool choice(std::string_view key, Need need,
              std::span<const std::pair<std::string_view, Choice>> choices, Choice& target);

  bool texts(std::string_view key, std::vector<std::string>& target);
  /// The values of a list, null when there is none; an empty list is a problem.
  const std::vector<Node>* list(std::string_view key, Need need);
  const Node* map(std::string_view key, Need need);

  /// Names the keys that nobody asked for. Call last.
  void finish();

  const Node& node() const { return *node_; }
  Problems& problems() { return *problems_; }
  void complain(const Node& at, std::string message);

 private:
  std::optional<std::size_t> choose(const Node& value, std::string_view key,
                                    const std::vector<std::string>& names);
  bool measured(const Node& value, std::string_view key, const Dimension& dimension,
                const Range& range, double& target);
  /// The value proper; takes `source` from the form with a source.
  const Node* unwrap(const Node& value, std::string_view key, std::string& source);
  bool three(std::string_view key, const Node& value, std::string_view expected);

  const Node* node_;
  std::string what_;
  Problems* problems_;
  std::vector<std::string> known_;
};

template <class Number>
bool Fields::integer(std::string_view key, Need need, std::uint64_t low, std::uint64_t high,
                     Number& target) {
  std::uint64_t value = 0;
  if (!integer(key, need, low, high, value)) return false;
  target = static_cast<Number>(value);
  return true;
}

template <class Choice>
bool Fields::choice(std::string_view key, Need need,
                    std::span<const std::pair<std::string_view, Choice>> choices, Choice& target) {
  const Node* value = find(key, need);
  if (value == nullptr) return false;
  std::vector<std::string> names;
  for (const auto& [name, unused] : choices) names.emplace_back(name);
  const auto index = choose(*value, key, names);
  if (!index) return false;
  target = choices[*index].second;
  return true;
}

/// "'sped' (did you mean 'speed'?)" or, when nothing is near, "'x'; known are a, b, c".
std::string unknown_name(std::string_view name, const std::vector<std::string>& known);

}  // namespace plugtest::scenarios
