#pragma once

#include "protocols/bits/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What commands of M100 modules and their answers carry. Spans are parts of the bytes that were
/// parsed; `_data` functions give the parameters of a frame.
namespace plugtest::modules::m100 {

using Data = std::span<const std::uint8_t>;

// --- errors --------------------------------------------------------------------------------------

/// The first byte of an error response (command FF). Tags' own error codes come added to a base.
enum class Failure : std::uint8_t {
  read_failed = 0x09,
  write_failed = 0x10,
  kill_failed = 0x12,  ///< some say 13, as for lock
  lock_failed = 0x13,
  no_tag = 0x15,  ///< none, or its CRC was wrong
  access_failed = 0x16,
  command_wrong = 0x17,
  hopping_timed_out = 0x20,
};

/// An error response: the code, and the tag that was found, if any.
struct ErrorResponse {
  std::uint8_t code = 0;
  std::optional<std::uint16_t> pc;
  Data epc{};

  /// Whether it tells how things went with a tag, rather than whether the module can.
  bool of_tag() const;
  /// The tag's error code (Gen2 annex I), when the tag sent one.
  std::optional<std::uint8_t> tag_error() const;
};
Result<ErrorResponse> parse_error(Data data);
std::vector<std::uint8_t> error_data(const ErrorResponse& error);

/// "no tag answered"; "error 99, which is not known" for others.
std::string failure_text(std::uint8_t code);

// --- the module ----------------------------------------------------------------------------------

/// 03: which of its names is asked for.
enum class Information : std::uint8_t { hardware = 0, software = 1, maker = 2 };
struct InformationAnswer {
  Information which = Information::hardware;
  std::string_view text;
};
Result<InformationAnswer> parse_information(Data data);
std::vector<std::uint8_t> information_data(const InformationAnswer& answer);

/// 07 and 08.
enum class Region : std::uint8_t { china900 = 1, us = 2, eu = 3, china800 = 4, korea = 6 };
Result<Region> parse_region(Data data);
std::string_view to_string(Region region);  ///< "china-900"
std::optional<Region> region_named(std::string_view name);

/// Channel `index` of `region`, from 0.
std::int64_t channel_hz(Region region, std::uint8_t index);

/// B6, B7: 1/100 dBm.
Result<std::int32_t> parse_power_mdbm(Data data);
std::vector<std::uint8_t> power_data(std::int32_t mdbm);

/// 0D and 0E: the fields of a Gen2 Query (v1.2.0, 6.3.2.12.2.1).
struct Query {
  std::uint8_t dr = 0;
  std::uint8_t m = 0;
  bool pilot = true;
  std::uint8_t sel = 0;
  std::uint8_t session = 0;
  std::uint8_t target = 0;
  std::uint8_t q = 4;
  bool operator==(const Query&) const = default;
};
Result<Query> parse_query(Data data);
std::vector<std::uint8_t> query_data(const Query& query);

/// 0C (answered by 0B): the Select in front of what is meant for some tags only.
struct Select {
  std::uint8_t target = 0;
  std::uint8_t action = 0;
  std::uint8_t bank = 1;
  std::uint32_t bit_pointer = 32;
  std::uint8_t mask_bits = 0;
  bool truncate = false;
  std::vector<std::uint8_t> mask;
  bool operator==(const Select&) const = default;
};
Result<Select> parse_select(Data data);
std::vector<std::uint8_t> select_data(const Select& select);

/// 12.
enum class SelectMode : std::uint8_t { always = 0, never = 1, except_polls = 2 };

// --- inventories ---------------------------------------------------------------------------------

/// 27: how many polls (0x22 is a constant).
Result<std::uint16_t> parse_multi_poll(Data data);
std::vector<std::uint8_t> multi_poll_data(std::uint16_t count);

/// A notice.
struct TagReport {
  std::int8_t rssi_dbm = 0;
  std::uint16_t pc = 0;
  Data epc{};
  std::uint16_t crc = 0;
};
Result<TagReport> parse_tag_report(Data data);
std::vector<std::uint8_t> tag_report_data(const TagReport& report);

// --- access --------------------------------------------------------------------------------------

/// 39.
struct Read {
  std::uint32_t password = 0;
  std::uint8_t bank = 1;
  std::uint16_t word_pointer = 0;
  std::uint16_t word_count = 1;
  bool operator==(const Read&) const = default;
};
Result<Read> parse_read(Data data);
std::vector<std::uint8_t> read_data(const Read& read);

/// 49.
struct Write {
  std::uint32_t password = 0;
  std::uint8_t bank = 1;
  std::uint16_t word_pointer = 0;
  std::vector<std::uint16_t> words;
  bool operator==(const Write&) const = default;
};
Result<Write> parse_write(Data data);
std::vector<std::uint8_t> write_data(const Write& write);

/// 82: mask and action, ten bits each, as in the Gen2 Lock command.
struct Lock {
  std::uint32_t password = 0;
  std::uint32_t payload = 0;
  bool operator==(const Lock&) const = default;
};
Result<Lock> parse_lock(Data data);
std::vector<std::uint8_t> lock_data(const Lock& lock);

// 65 carries the kill password alone: password_data.h.

/// What 39, 49, 82 and 65 answer: the tag, then what was read, or one byte 00.
struct AccessAnswer {
  std::uint16_t pc = 0;
  Data epc{};
  Data rest{};
};
Result<AccessAnswer> parse_access_answer(Data data);
std::vector<std::uint8_t> access_answer_data(const AccessAnswer& answer);

}  // namespace plugtest::modules::m100
