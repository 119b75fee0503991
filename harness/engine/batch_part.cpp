#include "harness/engine/batch_part.h"

#include <algorithm>

namespace plugtest::engine {

std::vector<api::LoadRequest> check_requests(const BatchPart& part, std::uint32_t first) {
  std::vector<api::LoadRequest> requests;
  const model::BatchChecks& policy = part.policy;
  const auto add = [&](model::PassKind kind, std::span<const model::Piece> pieces, Nanos stay) {
    requests.push_back({.pass = first + static_cast<std::uint32_t>(requests.size()),
                        .pieces = pieces,
                        .kind = kind,
                        .stay = stay});
  };
  add(model::PassKind::empty_field, {}, policy.empty_field);
  if (part.reference) {
    add(model::PassKind::reference, std::span(&*part.reference, 1), policy.reference);
  }
  return requests;
}

model::Manifest manifest_of_check(model::Manifest told, model::PassKind kind,
                                  const BatchPart& part) {
  std::erase_if(told.elsewhere, [&](const model::Piece& piece) {
    return std::ranges::find(part.pieces, piece.id, &model::Piece::id) != part.pieces.end();
  });
  for (const model::Piece& piece : part.pieces) {
    if (kind == model::PassKind::empty_field) {
      told.expected.push_back({piece, model::ItemId(piece.id.str())});
    } else {
      told.elsewhere.push_back(piece);
    }
  }
  return told;
}

}  // namespace plugtest::engine
