#include "harness/rigs/pass_manifest.h"

#include <map>
#include <set>

namespace plugtest::rigs {

model::Manifest pass_manifest(const model::Manifest& enrolled, const api::LoadRequest& request) {
  std::map<model::PieceId, model::ItemId> items;
  for (const model::ManifestEntry& entry : enrolled.expected) {
    items.emplace(entry.piece.id, entry.item);
  }
  model::Manifest manifest;
  std::set<model::PieceId> loaded;
  for (const model::Piece& piece : request.pieces) {
    const auto item = items.find(piece.id);
    manifest.expected.push_back(
        {piece, item != items.end() ? item->second : model::ItemId(piece.id.str())});
    loaded.insert(piece.id);
  }
  for (const model::ManifestEntry& entry : enrolled.expected) {
    if (!loaded.contains(entry.piece.id)) manifest.elsewhere.push_back(entry.piece);
  }
  for (const model::Piece& piece : enrolled.elsewhere) {
    if (!loaded.contains(piece.id)) manifest.elsewhere.push_back(piece);
  }
  return manifest;
}

}  // namespace plugtest::rigs
