#pragma once

#include <cstdint>
#include <span>

#include <gtest/gtest.h>

namespace plugtest::llrp::testing {

/// Decodes the RO_ACCESS_REPORT `message` (with header) with the generic codec and with the fast
/// path, and expects equal tag reports wherever the generic codec understood all of it. Returns
/// whether it did.
bool expect_same_tag_reports(std::span<const std::uint8_t> message);

}  // namespace plugtest::llrp::testing
