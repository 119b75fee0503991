#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace plugtest::structure {

/// One row of the arrow table: the files of `room` may include headers of the rooms in `sees`,
/// besides their own and the ground floor (protocols/bits, protocols/identity).
struct Arrow {
  std::string_view room;               ///< folder, "*" as the last part stands for any one folder
  std::vector<std::string_view> sees;  ///< folders, same notation
  std::string_view only_files_with{};  ///< when given: only files whose name holds this word
};

/// The arrow table of the project (ARCHITECTURE.md, "Rooms"). Several rows for one room add up.
[[nodiscard]] std::span<const Arrow> arrow_table();

/// True when `pattern` ("harness/api", "protocols/*", "drivers/*") names the folder `room`.
[[nodiscard]] bool names_room(std::string_view pattern, std::string_view room);

/// The room a file belongs to: its first two folders where the first one is a storey
/// (protocols, harness, drivers, tools, tests), else its first folder; "" for a file of the root.
[[nodiscard]] std::string_view room_of(std::string_view path);

/// May the file `path` include a header of `target_room`?
[[nodiscard]] bool may_see(std::string_view path, std::string_view target_room);

/// Does any row of the table speak of this room?
[[nodiscard]] bool is_known_room(std::string_view room);

}  // namespace plugtest::structure
