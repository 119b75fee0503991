#pragma once

#include "protocols/bits/result.h"
#include "protocols/modules/chafon_status.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// What commands of the UHFReader18 and 288 family and their replies carry. Spans are parts of the
/// bytes that were parsed; `_data` functions give the data of a frame.
namespace plugtest::modules::chafon {

using Data = std::span<const std::uint8_t>;

/// How a reader tells tags: the older one without antenna and RSSI.
enum class Variant : std::uint8_t { reader18, reader288 };

/// 21 (manual 8.4.1). The older readers leave out what follows the scan time.
struct ReaderInformation {
  std::uint8_t major = 0;
  std::uint8_t minor = 0;
  std::uint8_t type = 0;
  std::uint8_t protocols = 0x02;   ///< bit 1: 18000-6C, bit 0: 18000-6B
  std::uint8_t band = 4;           ///< see `max_frequency` below
  std::uint8_t max_frequency = 0;  ///< index in the band, 6 bits
  std::uint8_t min_frequency = 0;
  std::uint8_t power_dbm = 30;
  std::uint8_t scan_time_100ms = 20;
  std::uint8_t antennas = 0x01;    ///< a bit each
  std::vector<std::uint8_t> rest;  ///< as received: reserved bytes, antenna check
  bool is_short = false;           ///< ended with the scan time

  bool type_c() const { return (protocols & 0x02U) != 0; }
  bool operator==(const ReaderInformation&) const = default;
};
Result<ReaderInformation> parse_reader_information(Data data);
std::vector<std::uint8_t> reader_information_data(const ReaderInformation& information);

/// Bands: two bits of each of the two frequency bytes, the maximum's first (manual 8.4.1).
enum class Band : std::uint8_t { china2 = 1, us = 2, korea = 3, eu = 4, china1 = 8 };
std::optional<Band> band_named(std::string_view name);  ///< "china2", "us", "korea", "eu", "china1"
std::int64_t first_channel_hz(Band band);
/// Index of the last channel; the first is 0.
std::uint8_t last_channel(Band band);
std::int64_t channel_step_hz(Band band);

/// 22: the channels of a band that are used, by index; as in reader information.
struct Frequencies {
  std::uint8_t band = 4;
  std::uint8_t max = 0;
  std::uint8_t min = 0;
  bool operator==(const Frequencies&) const = default;
};
Result<Frequencies> parse_frequencies(Data data);
std::vector<std::uint8_t> frequencies_data(const Frequencies& frequencies);

/// Some of a tag's memory, by which tags are chosen.
struct Mask {
  std::uint8_t bank = 1;
  std::uint16_t bit_pointer = 32;
  std::uint8_t bits = 0;
  std::vector<std::uint8_t> bytes;
  bool operator==(const Mask&) const = default;
};

/// Target flag, antenna and duration of an inventory, which come together or not at all.
struct InventoryPlace {
  std::uint8_t target = 0;   ///< 0 = A, 1 = B
  std::uint8_t antenna = 1;  ///< 1 to 16; 80 to 8f on the wire
  std::uint8_t scan_time_100ms = 20;
  bool operator==(const InventoryPlace&) const = default;
};

/// 01 (manual 8.2.1).
struct Inventory {
  std::uint8_t q = 4;        ///< bits 3-0; bit 7 asks for statistics, bit 5 FastID, bit 4 phase
  std::uint8_t session = 1;  ///< 0xFF: the reader chooses
  std::optional<Mask> mask;
  std::optional<InventoryPlace> where;
  bool operator==(const Inventory&) const = default;
};
/// Error `unsupported` for an inventory of TIDs.
Result<Inventory> parse_inventory(Data data);
std::vector<std::uint8_t> inventory_data(const Inventory& inventory);

/// A tag in the reply to 01.
struct InventoriedTag {
  Data epc{};  ///< with the TID behind it when `with_tid`
  bool with_tid = false;
  std::optional<std::uint8_t> rssi;  ///< the reader's own scale
  std::optional<std::uint32_t> phase;
  std::optional<std::uint32_t> frequency_khz;
};
struct InventoryReply {
  std::optional<std::uint8_t> antennas;  ///< a bit each, as told for all tags of the frame
  std::vector<InventoriedTag> tags;

  /// The one antenna of the frame, from 1; nothing when it is not told, or several are.
  std::optional<std::uint8_t> antenna() const;
};
/// Of a reply whose status is neither `statistics` nor an error.
Result<InventoryReply> parse_inventory_reply(Data data, Variant variant);
std::vector<std::uint8_t> inventory_reply_data(const InventoryReply& reply, Variant variant);

/// EE with status 0 (real-time mode): one tag.
struct RealTimeTag {
  std::uint8_t antennas = 1;
  Data epc{};
  std::uint8_t rssi = 0;
};
Result<RealTimeTag> parse_real_time_tag(Data data);
std::vector<std::uint8_t> real_time_tag_data(const RealTimeTag& tag);

// --- access --------------------------------------------------------------------------------------

/// Which tag: its whole EPC, or a mask (never both).
struct Target {
  std::vector<std::uint8_t> epc;
  std::optional<Mask> mask;
  bool operator==(const Target&) const = default;
};

/// 02.
struct Read {
  Target target;
  std::uint8_t bank = 1;
  std::uint8_t word_pointer = 0;
  std::uint8_t word_count = 1;
  std::uint32_t password = 0;
  bool operator==(const Read&) const = default;
};
Result<Read> parse_read(Data data);
std::vector<std::uint8_t> read_data(const Read& read);

/// 03.
struct Write {
  Target target;
  std::uint8_t bank = 1;
  std::uint8_t word_pointer = 0;
  std::vector<std::uint16_t> words;
  std::uint32_t password = 0;
  bool operator==(const Write&) const = default;
};
Result<Write> parse_write(Data data);
std::vector<std::uint8_t> write_data(const Write& write);

/// 05.
struct Kill {
  Target target;
  std::uint32_t password = 0;
  bool operator==(const Kill&) const = default;
};
Result<Kill> parse_kill(Data data);
std::vector<std::uint8_t> kill_data(const Kill& kill);

/// 06.
struct Lock {
  enum class Region : std::uint8_t { kill_password = 0, access_password, epc, tid, user };
  enum class Action : std::uint8_t { open = 0, open_forever, lock, lock_forever };
  Target target;
  Region region = Region::epc;
  Action action = Action::lock;
  std::uint32_t password = 0;
  bool operator==(const Lock&) const = default;
};
Result<Lock> parse_lock(Data data);
std::vector<std::uint8_t> lock_data(const Lock& lock);

}  // namespace plugtest::modules::chafon
