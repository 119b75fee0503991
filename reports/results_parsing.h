#pragma once

#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

namespace plugtest::reports {

/// Reads the text of a results.json and packs it on the way: passes, most of a large one, become
/// columns as soon as their run has been read (passes_by_tag_type), so that the whole never stands
/// in memory as objects; texts beyond k_longest_text are cut. Nothing for what is no JSON. Throws
/// nlohmann::json::exception for passes that are none.
std::optional<nlohmann::ordered_json> parse_results(std::string_view text);

}  // namespace plugtest::reports
