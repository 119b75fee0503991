#pragma once

#include "protocols/bits/result.h"
#include "protocols/modules/mercury_format.h"
#include "protocols/modules/mercury_report.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::modules::mercury {

/// Which tag a command is meant for, and with which access password.
struct Selection {
  struct Select {
    std::uint8_t bank = 1;  ///< 1 UII, 2 TID, 3 User
    std::uint32_t bit_pointer = 32;
    std::uint16_t bit_count = 0;
    std::vector<std::uint8_t> mask;  ///< high bit first
    bool invert = false;

    bool operator==(const Select&) const = default;
  };
  std::uint32_t password = 0;
  std::optional<Select> select;

  bool operator==(const Selection&) const = default;
};

/// Search flags of a read.
namespace search {
inline constexpr std::uint16_t configured_list = 0x0003;  ///< the antennas set with opcode 91
inline constexpr std::uint16_t streaming = 0x0008;
inline constexpr std::uint16_t large_population = 0x0010;
inline constexpr std::uint16_t status_reports = 0x0020;
}  // namespace search

/// What opcode 2F asks for: a continuous read of one protocol after the other, or its end. While it
/// reads, the module sends a frame with opcode 22 for each tag. The answer to the end comes behind
/// all of them.
struct ContinuousRead {
  struct Entry {
    TagProtocol protocol = TagProtocol::gen2;
    std::uint16_t search_flags =
        search::configured_list | search::streaming | search::large_population;
    std::uint16_t timeout_ms = 1000;  ///< its turn, before the next entry has its own
    std::uint16_t metadata_flags = metadata::all;
    Selection selection{};

    bool operator==(const Entry&) const = default;
  };
  std::vector<Entry> entries;  ///< none: the end

  bool operator==(const ContinuousRead&) const = default;
};
std::vector<std::uint8_t> continuous_read_data(const ContinuousRead& read);
/// Errors: `truncated`, `malformed`, `unsupported` (another form of opcode 2F).
Result<ContinuousRead> parse_continuous_read(std::span<const std::uint8_t> data);

/// One operation on one tag: opcodes 21, 23, 24, 25, 26 and 28. Fields that an opcode does not have
/// stay as they are here.
struct TagOperation {
  Opcode opcode = Opcode::read_tag_single;
  std::uint16_t timeout_ms = 1000;
  Selection selection{};
  std::uint16_t metadata_flags = 0;  ///< 21, 28
  std::uint8_t bank = 0;             ///< 24, 28
  std::uint32_t word_address = 0;    ///< 24, 28
  std::uint8_t word_count = 0;       ///< 28; 0 = to the end of the bank
  std::vector<std::uint8_t> data{};  ///< 23: the EPC; 24: what is written
  std::uint32_t password = 0;        ///< 25: access, 26: kill
  std::uint16_t lock_mask = 0;       ///< 25: the ten bits of Gen2's Lock payload
  std::uint16_t lock_action = 0;

  bool operator==(const TagOperation&) const = default;
};
std::vector<std::uint8_t> tag_operation_data(const TagOperation& operation);
Result<TagOperation> parse_tag_operation(Opcode opcode, std::span<const std::uint8_t> data);

/// What opcodes 03 and 04 answer.
struct VersionInfo {
  std::array<std::uint8_t, 4> bootloader{};
  std::array<std::uint8_t, 4> hardware{};  ///< the first byte is the model
  std::array<std::uint8_t, 4> firmware_date{};
  std::array<std::uint8_t, 4> firmware{};
  std::uint32_t protocols = 0;

  bool operator==(const VersionInfo&) const = default;
};
Result<VersionInfo> parse_version(std::span<const std::uint8_t> data);
std::vector<std::uint8_t> version_data(const VersionInfo& version);

/// "M6e" for the first byte of VersionInfo::hardware; "model 2a" for one that is not known.
std::string model_name(std::uint8_t hardware);

/// What opcode 62 with option 1 answers; 1/100 dBm.
struct PowerLimits {
  std::uint16_t power = 0;
  std::uint16_t max = 0;
  std::uint16_t min = 0;

  bool operator==(const PowerLimits&) const = default;
};
Result<PowerLimits> parse_power_limits(std::span<const std::uint8_t> data);
std::vector<std::uint8_t> power_limits_data(const PowerLimits& limits);

/// Options of opcodes 61 and 91.
enum class AntennaOption : std::uint8_t { search_list = 2, detect = 5 };

/// A port, and 61/05: whether an antenna is on it; 61/02 and 91/02: the port that receives.
struct AntennaPort {
  std::uint8_t port = 0;
  std::uint8_t value = 0;

  bool operator==(const AntennaPort&) const = default;
};
/// The option, then the ports. Errors: `truncated`, `malformed` for another option.
Result<std::vector<AntennaPort>> parse_antennas(std::span<const std::uint8_t> data,
                                                AntennaOption option);
std::vector<std::uint8_t> antennas_data(AntennaOption option, std::span<const AntennaPort> ports);

/// Keys of opcodes 9B and 6B with protocol Gen2.
enum class Gen2Parameter : std::uint8_t {
  session = 0x00,
  target = 0x01,
  encoding = 0x02,
  link_frequency = 0x10,
  tari = 0x11,
  q = 0x12,  ///< 0 = the module chooses; 1 and a value = fixed
};

/// Regions of opcode 97, as the modules number them.
enum class Region : std::uint8_t {
  na = 0x01,
  eu = 0x02,
  kr = 0x03,
  in = 0x04,
  jp = 0x05,
  prc = 0x06,
  eu2 = 0x07,
  eu3 = 0x08,
  kr2 = 0x09,
  au = 0x0B,
  nz = 0x0C,
  na2 = 0x0D,
  na3 = 0x0E,
  open = 0xFF,
};
std::string_view to_string(Region region);  ///< "eu3"; empty for a number without a name
std::optional<Region> region_named(std::string_view name);

}  // namespace plugtest::modules::mercury
