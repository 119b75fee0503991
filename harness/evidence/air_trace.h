#pragma once

#include "harness/model/air_frame.h"

#include <string>
#include <string_view>

namespace plugtest::evidence {

// The air trace of a run: every frame on the air of the virtual lab, in the order of their ends,
// once for people and once for programs.

inline constexpr std::string_view k_air_text_file = "air.txt";
inline constexpr std::string_view k_air_json_file = "air.jsonl";

/// What the first lines of air.txt say: how to read the others.
std::string air_text_head();

/// One line: begin (UTC), duration in microseconds, protocol, direction ("->" from the reader, "<-"
/// from a tag), what became of it, meaning, bits as `plugtest air explain` takes them, and who
/// heard or sent it at what level.
std::string air_text_line(const model::AirFrame& frame);

/// One JSON object and a line end: protocol, direction, begin_ns and end_ns (since 1970, UTC), bits
/// ("1010"), meaning, reception, interference_mdbm (null = none), tags (uii, level_mdbm, powered).
std::string air_json_line(const model::AirFrame& frame);

}  // namespace plugtest::evidence
