#pragma once

#include "protocols/bits/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::modules::mercury {

/// Air protocols as the modules number them.
enum class TagProtocol : std::uint8_t {
  none = 0x00,
  iso18000_6b = 0x03,
  gen2 = 0x05,
  ucode = 0x06,
  ipx64 = 0x07,
  ipx256 = 0x08,
  ata = 0x1D,
};

/// Which fields a tag report has; they follow one another in this order.
namespace metadata {
inline constexpr std::uint16_t read_count = 0x0001;
inline constexpr std::uint16_t rssi = 0x0002;
inline constexpr std::uint16_t antenna = 0x0004;
inline constexpr std::uint16_t frequency = 0x0008;
inline constexpr std::uint16_t timestamp = 0x0010;
inline constexpr std::uint16_t phase = 0x0020;
inline constexpr std::uint16_t protocol = 0x0040;
inline constexpr std::uint16_t data = 0x0080;
inline constexpr std::uint16_t gpio = 0x0100;
inline constexpr std::uint16_t all = 0x01FF;
}  // namespace metadata

/// The fields that `flags` of a report names; others are empty. Spans are parts of the frame.
struct Metadata {
  std::optional<std::uint8_t> read_count;
  std::optional<std::int8_t> rssi_dbm;
  std::optional<std::uint8_t>
      antenna;  ///< high nibble: sending port, low nibble: receiving; 0 is 16
  std::optional<std::uint32_t> frequency_khz;
  std::optional<std::uint32_t> timestamp_ms;  ///< since the read began
  std::optional<std::uint16_t> phase_degrees;
  std::optional<TagProtocol> protocol;
  std::optional<std::uint16_t> data_bits;
  std::span<const std::uint8_t> data{};
  std::optional<std::uint8_t> gpio;

  std::uint16_t flags() const;
};

/// The data of a frame that a continuous read sends for a tag (opcode 22, option 10).
struct TagReport {
  std::uint16_t search_flags = 0;
  Metadata metadata;
  /// Gen2 only: PC and, where its bits say so, XPC_W1 and XPC_W2; 0, 2, 4 or 6 bytes.
  std::span<const std::uint8_t> pc{};
  std::span<const std::uint8_t> id{};
  std::uint16_t crc = 0;  ///< as the tag sent it
};

/// What a frame with opcode 22 of a continuous read is.
enum class StreamKind : std::uint8_t {
  end = 0,     ///< the read is over
  tag = 1,     ///< a tag report; the read goes on
  status = 2,  ///< temperature and the like, when asked for
};

/// Which kind of stream frame this data belongs to. Error `malformed` for others, `truncated`.
Result<StreamKind> stream_kind(std::span<const std::uint8_t> data);

/// Takes a tag report apart, by its metadata flags. Without the protocol among them a tag counts as
/// one without PC. Errors: `truncated`, `malformed`, with the byte offset in the data.
Result<TagReport> parse_tag_report(std::span<const std::uint8_t> data);

/// The data of a stream frame for `report`.
std::vector<std::uint8_t> tag_report_data(const TagReport& report);

/// @name The record that also answers a single read (opcode 21): metadata, then the id without PC,
/// then the CRC.
/// @{
Result<TagReport> parse_single_read(std::span<const std::uint8_t> data);
std::vector<std::uint8_t> single_read_data(const TagReport& report);
/// @}

}  // namespace plugtest::modules::mercury
