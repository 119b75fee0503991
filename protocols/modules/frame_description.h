#pragma once

#include "protocols/bits/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace plugtest::modules {

/// What a frame says, for people and for programs: its kind, and its fields in the order in which
/// they are sent. Fields that a frame does not have are not listed.
struct FrameDescription {
  using Value = std::variant<std::int64_t, std::string>;
  std::string kind;  ///< "tag-record"
  std::vector<std::pair<std::string, Value>> fields;

  void add(std::string name, std::int64_t value) { fields.emplace_back(std::move(name), value); }
  void add(std::string name, std::string value) {
    fields.emplace_back(std::move(name), std::move(value));
  }
};

/// @name Whole frames, as a FrameScanner delivers them; errors of the protocol's decode()
/// @{
namespace ipico {
Result<FrameDescription> describe(std::span<const std::uint8_t> frame);
}
namespace a0 {
Result<FrameDescription> describe(std::span<const std::uint8_t> frame);
}
namespace chafon {
/// No mark says who wrote a frame; it is guessed from what it holds.
Result<FrameDescription> describe(std::span<const std::uint8_t> frame);
/// A frame that a host is known to have written.
Result<FrameDescription> describe_request(std::span<const std::uint8_t> frame);
}  // namespace chafon
namespace m100 {
Result<FrameDescription> describe(std::span<const std::uint8_t> frame);
}
namespace mercury {
Result<FrameDescription> describe(std::span<const std::uint8_t> frame);
}
/// @}

}  // namespace plugtest::modules
