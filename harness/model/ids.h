#pragma once

#include <compare>
#include <string>
#include <utility>

namespace plugtest::model {

/// A name that belongs to one kind of thing. Ids given by people are kept as they are; ids made by
/// the project are content hashes (content_id.h), so that equal content has equal ids everywhere.
template <class Kind>
struct Id {
  std::string value;

  Id() = default;
  explicit Id(std::string text) : value(std::move(text)) {}
  bool empty() const { return value.empty(); }
  const std::string& str() const { return value; }
  auto operator<=>(const Id&) const = default;
};

using ParticipantId = Id<struct ParticipantKind>;
using ReaderId = Id<struct ReaderKind>;
using TagTypeId = Id<struct TagTypeKind>;
using PieceId = Id<struct PieceKind>;
using ItemId = Id<struct ItemKind>;
using LaneId = Id<struct LaneKind>;
using ScenarioId = Id<struct ScenarioKind>;
using RunId = Id<struct RunKind>;

}  // namespace plugtest::model
