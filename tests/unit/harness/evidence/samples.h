#pragma once

// Runs with every field set, for tests of what keeps and reads them.

#include "harness/evidence/plan_json.h"
#include "harness/model/run.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace plugtest::evidence::samples {

/// The piece `number` of a tag type: a 96-bit UII, every third one of 93 bits.
model::Piece piece(const std::string& tag_type, std::uint32_t number);

/// A pass with `observations` reports; fields that readers may leave out come and go.
model::PassRecord pass(std::uint32_t index, std::size_t observations);

/// A mixed load of two tag types, judged differently.
model::RunResult result(const std::string& run_id = "run-1");

UsedPlan used_plan();

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& text);

}  // namespace plugtest::evidence::samples
