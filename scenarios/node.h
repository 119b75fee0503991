#pragma once

#include "protocols/bits/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::scenarios {

/// Where a key or value stands in a file.
struct Place {
  std::shared_ptr<const std::string> file;
  std::size_t line = 1;    ///< 1-based
  std::size_t column = 1;  ///< 1-based

  Where where() const;
};

/// A value of a YAML or CSV file with its place: text that nobody has interpreted yet, a list, or a
/// map whose keys are in the order of the file.
struct Node {
  enum class Kind : std::uint8_t { nothing, text, list, map };
  struct Key {
    std::string text;
    Place place;
  };

  Kind kind = Kind::nothing;
  Place place;
  std::string text;         ///< of a text
  std::vector<Key> keys;    ///< of a map
  std::vector<Node> items;  ///< of a list; of a map: the values, in the order of `keys`

  bool is_text() const { return kind == Kind::text; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }

  /// The value under `key`, or null.
  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
};

/// A text that stands in no file: a name given on the command line. `origin` is told as its place.
Node text_node(std::string text, std::string origin);

/// "a text", "a list", "a map" or "nothing", for messages.
std::string_view to_string(Node::Kind kind);

/// Files beyond this size are refused.
constexpr std::size_t k_max_file_bytes = std::size_t{16} * 1024 * 1024;

/// Reads one YAML document; `file` is named in errors. Aliases and explicit tags are refused (they
/// allow bombs, and a plan is to be read without looking elsewhere), as are duplicate keys, nesting
/// beyond 32 levels, more than 500,000 values, a second document and an empty one. Errors:
/// `malformed`, `unsupported`, with the place.
Result<Node> parse_yaml(std::string_view text, const std::string& file);

}  // namespace plugtest::scenarios
