#pragma once

// The rows of the vendors' extensions, as data. Only the vendors' files and vendor.cpp see this.

#include "protocols/llrp/row.h"

#include <cstdint>
#include <span>

namespace plugtest::llrp::table {

/// The extension of one vendor: its type rows are `tlv` (subtype of a Custom parameter) and
/// `message` (subtype of a CUSTOM_MESSAGE), the rows below them its own fields and sub-parameters.
struct VendorRows {
  std::uint32_t vendor = 0;
  std::span<const Row> rows{};
};

VendorRows impinj_rows();
VendorRows zebra_rows();
VendorRows lab_rows();

}  // namespace plugtest::llrp::table
