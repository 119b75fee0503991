#pragma once

#include "protocols/bits/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace plugtest::llrp {

/// A Custom parameter of a tag report, not decoded.
struct TagCustom {
  std::uint32_t vendor = 0;
  std::uint32_t subtype = 0;
  std::span<const std::uint8_t> data{};  ///< behind the subtype
  std::size_t offset = 0;                ///< of `data` in the value of the TagReportData
};

/// The next Custom at or behind `at` in the value of a TagReportData (the bytes behind its TLV
/// header), with `at` moved behind it; nothing at the end. Other parameters are stepped over,
/// Customs too short for vendor and subtype as well. Errors: `truncated`, `malformed`,
/// `unsupported` for an unknown TV, with the byte offset in `value`.
Result<std::optional<TagCustom>> next_custom(std::span<const std::uint8_t> value, std::size_t& at);

/// Calls `sink(const TagCustom&) -> Result<void>` for each of them, until it fails.
template <class Sink>
Result<void> for_each_custom(std::span<const std::uint8_t> value, Sink&& sink) {
  std::size_t at = 0;
  for (;;) {
    auto custom = next_custom(value, at);
    if (!custom) return fail(std::move(custom.error()));
    if (!*custom) return {};
    if (auto taken = sink(**custom); !taken) return taken;
  }
}

}  // namespace plugtest::llrp
