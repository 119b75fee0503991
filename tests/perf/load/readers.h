#pragma once

#include "protocols/identity/uii.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace plugtest::load {

// The process of the readers: writes the address of each as a line to `out`, serves until SIGTERM,
// then writes for each, in that order, the count and the mark of the reads that its radio has
// given. Returns the exit code.

/// Behind each reader a declared synthetic source: no air, so many tags a second, each with an EPC
/// of its own (numbers_of()).
int serve_synthetic(std::uint32_t readers, double tags_per_second, std::FILE* out);

/// Behind each reader a lab of its own, as `plugtest lab` holds it: loads of a scenario of the
/// library pass by over and over, and what is read is what the air gives.
int serve_air(std::uint32_t readers, std::string_view scenario, std::FILE* out);

/// What the EPC of a synthetic tag says: which reader, which of its inventories, the how-many-th.
std::array<std::uint32_t, 3> numbers_of(const identity::Uii& uii);

}  // namespace plugtest::load
