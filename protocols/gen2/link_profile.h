#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/gen2/command.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace plugtest::gen2 {

using Duration = std::chrono::nanoseconds;

/// What precedes a command (Gen2 v1.2.0, 6.3.1.2.8): Query has the preamble, all others the
/// frame-sync.
enum class CommandStart : std::uint8_t { preamble, frame_sync };

/// preamble for Query, frame_sync for any other.
CommandStart start_of(const Command& command);

/// A range of times: T1 has a nominal value too.
struct TimeWindow {
  Duration minimum{};
  Duration nominal{};
  Duration maximum{};
};

/// The physical parameters of a link. Times in nanoseconds. The derived times are exact ratios of
/// these, rounded once, half up, to a nanosecond.
struct LinkProfile {
  std::int32_t tari_ns = 25000;       ///< data-0
  std::int32_t data1_ns = 50000;      ///< data-1, 1.5 to 2 Tari
  std::int32_t trcal_ns = 85333;      ///< 1.1 to 3 RTcal
  std::int32_t pw_ns = 12500;         ///< low pulse at the end of each symbol
  std::int32_t delimiter_ns = 12500;  ///< 12.5 us
  DivideRatio dr = DivideRatio::dr64_3;
  Modulation m = Modulation::fm0;
  bool trext = false;

  bool operator==(const LinkProfile&) const = default;

  /// data-0 + data-1
  std::int32_t rtcal_ns() const { return tari_ns + data1_ns; }

  /// Backscatter link frequency DR / TRcal, to the nearest hertz.
  std::int32_t blf_hz() const;

  /// `cycles` periods of the backscatter frequency: cycles * TRcal / DR.
  Duration backscatter_cycles(std::int64_t cycles) const;

  /// Command end to reply (6.3.1.6), with the frequency tolerance of this profile's table entry
  /// at nominal temperature, or with another one in permille.
  TimeWindow t1() const;
  TimeWindow t1(int tolerance_permille) const;

  Duration t2_min() const { return backscatter_cycles(3); }   ///< reply end to next command
  Duration t2_max() const { return backscatter_cycles(20); }  ///< then tags give up
  Duration t3_min() const { return Duration{0}; }             ///< waited after T1 without reply
  Duration t4_min() const;                                    ///< command to command: 2 RTcal

  /// Duration of a command: delimiter, data-0, RTcal, TRcal (preamble only), then the symbols.
  Duration forward_duration(const bits::BitString& command, CommandStart start) const;

  /// Duration of a reply of `bits` bits with preamble, pilot tone as `trext` says, and dummy bit.
  Duration reply_duration(std::size_t bits) const;
  /// The same when the pilot tone is forced (replies to writing commands).
  Duration reply_duration(std::size_t bits, bool with_pilot) const;
};

/// Number of symbols of a reply with preamble (6 or 18 for FM0; 10 or 22 for Miller) and dummy.
std::size_t reply_symbols(Modulation m, bool with_pilot, std::size_t bits);

/// Frequency tolerance FT in permille of DR and TRcal (Gen2 v1.2.0, table 6.9; TRcal within 1 %
/// counts as the table's single values). Error `configuration` outside the table.
Result<int> frequency_tolerance_permille(DivideRatio dr, std::int32_t trcal_ns,
                                         bool extended_temperature);

/// Checks the ranges of 6.3.1.2 and the table of 6.3.1.3.3. Error `configuration` names the value
/// and its range.
Result<void> validate(const LinkProfile& profile);

/// The link a Query asks tags for: DR, M, TRext of `profile` in `query`.
void ask_for(const LinkProfile& profile, Query& query);

/// A profile that a reader setting can name.
struct NamedProfile {
  std::string_view name;
  std::string_view note;
  LinkProfile profile;
};

/// All named profiles, fastest first.
std::span<const NamedProfile> named_profiles();

/// The profile of that name; error `not_found` with the nearest valid name.
Result<LinkProfile> find_profile(std::string_view name);

/// What slot times rest on besides the link profile.
struct SlotAssumptions {
  Session session = Session::s0;     ///< of the QueryRep that opens the slot
  std::uint16_t ack_rn = 0x5555;     ///< sets how long the ACK takes
  std::size_t epc_reply_bits = 128;  ///< PC, UII and CRC
  int t2_cycles = 8;                 ///< periods between a reply and the next command
  int t3_cycles = 3;                 ///< periods waited after T1 for a reply that does not come
};

/// Durations of the three kinds of slot. A slot lasts from the start of its QueryRep to the
/// earliest start of the next command.
struct SlotTimes {
  Duration empty{};      ///< QueryRep, T1, T3
  Duration collision{};  ///< QueryRep, T1, RN16, T2
  Duration success{};    ///< QueryRep, T1, RN16, T2, ACK, T1, EPC reply, T2
};
SlotTimes slot_times(const LinkProfile& profile, const SlotAssumptions& assumptions);

}  // namespace plugtest::gen2
