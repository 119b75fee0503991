#include "scenarios/manifest_text.h"

#include "scenarios/parts.h"

#include <cstddef>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace plugtest::scenarios {
namespace {

std::string cell(const std::string& text) {
  if (text.find_first_of(",\"") == std::string::npos && !text.starts_with(' ') &&
      !text.ends_with(' ')) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string line(const model::Piece& piece, const std::string& item, std::string_view status) {
  return fmt::format("{},{},{},{},{},{}\n", cell(piece.id.str()), cell(piece.tag_type.str()),
                     piece.uii.to_hex(), piece.tid_hex, cell(item), status);
}

/// Gives a row a value under `key` that its line does not have.
void complete(Node& row, const char* key, std::string value) {
  if (row.find(key) != nullptr) return;
  row.keys.push_back({key, row.place});
  Node node;
  node.kind = Node::Kind::text;
  node.place = row.place;
  node.text = std::move(value);
  row.items.push_back(std::move(node));
}

}  // namespace

std::string manifest_csv(const model::Manifest& manifest) {
  std::string text = "piece,tag_type,uii,tid,item,status\n";
  for (const model::ManifestEntry& entry : manifest.expected) {
    text += line(entry.piece, entry.item.str(), "load");
  }
  for (const model::Piece& piece : manifest.elsewhere) text += line(piece, "", "elsewhere");
  return text;
}

Loaded<model::Manifest> manifest_from_csv(const std::string& text, const std::string& file,
                                          const std::string& tag_type) {
  Problems problems;
  auto list = parse_manifest_csv(text, file, problems, {"uii"});
  model::Manifest manifest;
  if (list) {
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      complete(list->items[i], "piece", fmt::format("piece-{:04}", i + 1));
      if (!tag_type.empty()) complete(list->items[i], "tag_type", tag_type);
    }
    manifest = read_manifest(*list, nullptr, problems);
  }
  if (!problems.empty()) return tl::unexpected(problems.take());
  return manifest;
}

}  // namespace plugtest::scenarios
