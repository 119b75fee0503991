#pragma once

#include "harness/model/air.h"
#include "harness/model/time.h"
#include "protocols/identity/uii.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::model {

/// How often a reader of Type D tags heard a message on each of its two receiver channels.
struct HitCounts {
  std::uint8_t in_phase = 0;
  std::uint8_t quadrature = 0;

  bool operator==(const HitCounts&) const = default;
};

/// One tag report as a reader sent it. "Not provided" is an empty optional, never the value 0.
struct Observation {
  identity::Uii uii;
  AirProtocol protocol = AirProtocol::type_c;
  HostTime received;  ///< host clock, when the report arrived
  std::optional<ReaderTime> first_seen;
  std::optional<ReaderTime> last_seen;
  std::optional<std::uint32_t> seen_count;     ///< how often the reader saw it for this report
  std::optional<std::uint16_t> antenna;        ///< 1-based
  std::optional<std::int32_t> rssi_mdbm;       ///< 1/1000 dBm
  std::optional<std::uint8_t> rssi_index;      ///< a module's own scale; comparable within it only
  std::optional<HitCounts> hits;               ///< IPICO readers tell these instead of a level
  std::optional<std::uint16_t> channel_index;  ///< 1-based, in the reader's frequency table
  std::optional<std::uint16_t> pc_word;        ///< Type C protocol control
  std::optional<std::uint16_t> crc;            ///< Type C stored CRC
  std::optional<std::uint16_t> phase_4096;     ///< of the strongest reply, in 1/4096 turn
  std::optional<std::uint32_t> inventory_id;   ///< which start() it belongs to (LLRP ROSpecID)
  std::optional<std::int32_t> doppler_millihz{};  ///< shift of the carrier by the tag's motion
  std::vector<std::uint16_t> tid{};               ///< words read with the tag; empty = not provided

  bool operator==(const Observation&) const = default;
};

}  // namespace plugtest::model
