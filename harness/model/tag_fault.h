#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace plugtest::model {

/// A planted fault of a virtual tag type (DESIGN 6), like ReaderFault for readers.
enum class TagFault : std::uint8_t {
  wrong_crc,         ///< the CRC of one UII reply in `parameter` does not fit
  wrong_pc_length,   ///< the PC's L is `parameter` words more than the UII has
  stuck_flag,        ///< the inventoried flags stay A
  narrow_blf,        ///< does not answer Queries that ask for more than `parameter` kHz
  late_reply,        ///< replies begin `parameter` microseconds after T1 max
  no_write,          ///< refuses every write, lock and kill with "non-specific error"
  shifted_identity,  ///< Type D: the identity page is shifted by one bit
};

struct PlantedTagFault {
  TagFault fault = TagFault::wrong_crc;
  std::int64_t parameter = 0;

  bool operator==(const PlantedTagFault&) const = default;
};

struct TagFaultInfo {
  TagFault fault;
  std::string_view name;            ///< as written in files, "wrong-crc"
  std::string_view parameter_name;  ///< "one-in", "words", "khz", "us" or empty
  std::int64_t default_parameter;
  std::string_view description;  ///< one sentence
};

/// Every tag fault there is, in a fixed order.
std::span<const TagFaultInfo> tag_fault_catalogue();
const TagFaultInfo& info(TagFault fault);

/// The planted fault of a kind, when the list has it.
std::optional<PlantedTagFault> find(std::span<const PlantedTagFault> faults, TagFault fault);

}  // namespace plugtest::model
