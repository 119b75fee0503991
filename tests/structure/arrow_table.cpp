#include "tests/structure/arrow_table.h"

#include <algorithm>
#include <array>

namespace plugtest::structure {
namespace {

constexpr std::string_view bits = "protocols/bits";
constexpr std::string_view identity = "protocols/identity";

bool is_ground_floor(std::string_view room) { return room == bits || room == identity; }

}  // namespace

std::span<const Arrow> arrow_table() {
  static const std::vector<Arrow> table = {
      {.room = "protocols/bits", .sees = {}},
      {.room = "protocols/identity", .sees = {}},
      {.room = "protocols/*", .sees = {}},
      {.room = "harness/model", .sees = {}},
      {.room = "harness/api", .sees = {"harness/model"}},
      {.room = "harness/lab", .sees = {"harness/model", "harness/api", "protocols/*"}},
      {.room = "harness/score", .sees = {"harness/model"}},
      {.room = "harness/evidence", .sees = {"harness/model", "harness/api"}},
      {.room = "harness/store", .sees = {"harness/model", "harness/api"}},
      {.room = "harness/rigs", .sees = {"harness/model", "harness/api"}},
      {.room = "harness/engine",
       .sees = {"harness/model", "harness/api", "harness/lab", "harness/score", "harness/evidence",
                "harness/store", "harness/rigs"}},
      {.room = "harness/session",
       .sees = {"harness/model", "harness/api", "harness/lab", "harness/score", "harness/evidence",
                "harness/store", "harness/rigs", "harness/engine"}},
      // A reader family sees the contracts, the codecs and the byte transports, never another
      // family.
      {.room = "drivers/*",
       .sees = {"harness/model", "harness/api", "protocols/*", "drivers/transport",
                "drivers/modules_core"}},
      // Its virtual endpoint also sees the lab, whose readers it translates to the wire.
      {.room = "drivers/*", .sees = {"harness/lab"}, .only_files_with = "virtual"},
      // The one explicit list of families registers drivers and virtual endpoints alike.
      {.room = "drivers/all", .sees = {"drivers/*", "harness/lab"}},
      {.room = "scenarios", .sees = {"harness/model", "harness/api"}},
      {.room = "reports",
       .sees = {"harness/model", "harness/score", "harness/store", "harness/evidence"}},
      {.room = "tools/*",
       .sees = {"protocols/*", "harness/*", "drivers/*", "scenarios", "reports", "tools/*"}},
      {.room = "tests/*",
       .sees = {"protocols/*", "harness/*", "drivers/*", "scenarios", "reports", "tools/*",
                "tests/*"}},
  };
  return table;
}

bool names_room(std::string_view pattern, std::string_view room) {
  if (!pattern.ends_with("/*")) return pattern == room;
  const std::string_view storey = pattern.substr(0, pattern.size() - 1);
  return room.size() > storey.size() && room.starts_with(storey);
}

std::string_view room_of(std::string_view path) {
  constexpr std::array<std::string_view, 5> storeys = {"protocols", "harness", "drivers", "tools",
                                                       "tests"};
  const std::size_t first = path.find('/');
  if (first == std::string_view::npos) return {};
  const std::string_view top = path.substr(0, first);
  if (std::ranges::find(storeys, top) == storeys.end()) return top;
  const std::size_t second = path.find('/', first + 1);
  // A file directly in a storey (harness/x.h) has no room: the storey's name matches no row.
  return second == std::string_view::npos ? top : path.substr(0, second);
}

bool may_see(std::string_view path, std::string_view target_room) {
  const std::string_view room = room_of(path);
  if (room == target_room) return true;
  // The ground floor has an order of its own: identity stands on bits.
  if (is_ground_floor(target_room)) return room != bits;
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return std::ranges::any_of(arrow_table(), [&](const Arrow& arrow) {
    return names_room(arrow.room, room) &&
           name.find(arrow.only_files_with) != std::string_view::npos &&
           std::ranges::any_of(
               arrow.sees, [&](std::string_view seen) { return names_room(seen, target_room); });
  });
}

bool is_known_room(std::string_view room) {
  return std::ranges::any_of(arrow_table(),
                             [&](const Arrow& arrow) { return names_room(arrow.room, room); });
}

}  // namespace plugtest::structure
