#pragma once

#include "protocols/bits/result.h"
#include "protocols/modules/a0_status.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// What A0 commands and their replies carry. Spans are parts of the bytes that were parsed; `_data`
/// functions give the data of a frame.
namespace plugtest::modules::a0 {

using Data = std::span<const std::uint8_t>;

/// The status that a reply of one byte is; nothing for other replies.
std::optional<std::uint8_t> status_of(Data data);

struct Firmware {
  std::uint8_t major = 0;
  std::uint8_t minor = 0;
  bool operator==(const Firmware&) const = default;
};
Result<Firmware> parse_firmware(Data data);
std::vector<std::uint8_t> firmware_data(const Firmware& firmware);

/// 78 and 79: one of the regions built in. What a user has defined himself has other data.
///
/// Frequency indices are those of one table for all regions, in steps of 500 kHz: 0 to 6 are 865.0
/// to 868.0 MHz, 7 to 59 are 902.0 to 928.0 MHz ("UHF RFID Reader Serial Interface Protocol", table
/// of frequency parameters; printed in the manual of the JRI-CB-C1 cabinet too). The vendors'
/// programs offer China's channels from 43 on.
struct Region {
  enum class Name : std::uint8_t { fcc = 1, etsi = 2, china = 3 };
  Name name = Name::fcc;
  std::uint8_t first = 0;  ///< frequency index
  std::uint8_t last = 0;
  bool operator==(const Region&) const = default;
};
Result<Region> parse_region(Data data);
/// "fcc", "etsi" or "china", each with all its channels: 902 to 928, 865 to 868, 920 to 925 MHz.
std::optional<Region> region_named(std::string_view name);
std::vector<std::uint8_t> region_data(const Region& region);

// --- inventories ---------------------------------------------------------------------------------

/// 8B. `repeat` rounds: 1 to 254; 255 = one, as fast as can be.
struct SessionInventory {
  std::uint8_t session = 1;
  std::uint8_t target = 0;  ///< 0 = A, 1 = B
  std::uint8_t repeat = 1;
  bool operator==(const SessionInventory&) const = default;
};
Result<SessionInventory> parse_session_inventory(Data data);
std::vector<std::uint8_t> session_inventory_data(const SessionInventory& inventory);

/// A tag as 89, 8A and 8B tell it.
struct TagReport {
  std::uint8_t frequency = 0;  ///< index in the region's table, 0 to 63
  std::uint8_t antenna = 1;    ///< 1 to 4
  std::uint16_t pc = 0;
  Data epc{};
  std::uint8_t rssi = 0;  ///< the module's own scale
};
/// Whether the data of an inventory's reply is a tag: a whole number of words between the other
/// fields. A summary has 7 bytes, a status 1.
bool is_tag_report(Data data);
Result<TagReport> parse_tag_report(Data data);
std::vector<std::uint8_t> tag_report_data(const TagReport& report);

/// What ends the replies of 89 and 8B.
struct Summary {
  std::uint8_t antenna = 1;  ///< from 1; counted from 0 on the wire
  std::uint16_t reads_per_s = 0;
  std::uint32_t reads = 0;
  bool operator==(const Summary&) const = default;
};
bool is_summary(Data data);
Result<Summary> parse_summary(Data data);
std::vector<std::uint8_t> summary_data(const Summary& summary);

// --- access --------------------------------------------------------------------------------------

/// 81, with a password where one is given.
struct Read {
  std::uint8_t bank = 1;
  std::uint8_t word_pointer = 0;
  std::uint8_t word_count = 1;
  std::optional<std::uint32_t> password;
  bool operator==(const Read&) const = default;
};
Result<Read> parse_read(Data data);
std::vector<std::uint8_t> read_data(const Read& read);

/// 82.
struct Write {
  std::uint32_t password = 0;
  std::uint8_t bank = 1;
  std::uint8_t word_pointer = 0;
  std::vector<std::uint16_t> words;
  bool operator==(const Write&) const = default;
};
Result<Write> parse_write(Data data);
std::vector<std::uint8_t> write_data(const Write& write);

/// 83.
struct Lock {
  enum class Region : std::uint8_t { user = 1, tid, epc, access_password, kill_password };
  enum class Action : std::uint8_t { open = 0, lock, open_forever, lock_forever };
  std::uint32_t password = 0;
  Region region = Region::epc;
  Action action = Action::lock;
  bool operator==(const Lock&) const = default;
};
Result<Lock> parse_lock(Data data);
std::vector<std::uint8_t> lock_data(const Lock& lock);

// 84 carries the kill password alone: password_data.h.

/// 85: the EPC of the tag that the access commands from now on are for; empty: whichever.
Result<Data> parse_match(Data data);
std::vector<std::uint8_t> match_data(Data epc);

/// What 81 to 84 answer for each tag that was accessed; a tag that was not is a status of one byte.
struct AccessReply {
  std::uint16_t tags = 1;  ///< how many replies belong to the command
  std::uint16_t pc = 0;
  Data epc{};
  std::uint16_t crc = 0;
  Data words{};             ///< what was read, high byte first
  std::uint8_t status = 0;  ///< of 82 to 84
  std::uint8_t frequency = 0;
  std::uint8_t antenna = 1;
  std::uint8_t times = 1;  ///< how often the tag was accessed
};
Result<AccessReply> parse_access_reply(Data data, bool of_read);
std::vector<std::uint8_t> access_reply_data(const AccessReply& reply, bool of_read);

}  // namespace plugtest::modules::a0
