#pragma once

#include <nlohmann/json.hpp>

// Lists of objects that all have the same members, as one list of values for each member: a
// fraction of the size.
namespace plugtest::reports {

/// The passes of a run in results.json, as a list with an object for each tag type: `tag_type`, and
/// each other member as a list with a value for each pass.
nlohmann::ordered_json passes_by_tag_type(const nlohmann::ordered_json& passes);

/// A list of objects as {"members": [names], "rows": [[values], ...]}; a member that an object does
/// not have is null there.
nlohmann::ordered_json as_table(const nlohmann::ordered_json& objects);

}  // namespace plugtest::reports
