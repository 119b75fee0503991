#pragma once

#include "protocols/bits/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::total {

using Time = std::chrono::nanoseconds;

/// How a tag codes its bits on the return link. PPE and Miller M = 2 are named by the scope of
/// ISO/IEC 18000-64, PWM by the manual of a reader of iP-X tags (ThingMagic M6e, both of its I-PX
/// profiles); the symbol tables of none are public.
enum class Coding : std::int32_t { ppe, miller2, pwm };

/// What a tag does when the carrier is modulated while it transmits.
enum class OnModulation : std::int32_t { abort, suppress };

/// What a tag of both standards does when it has heard a reader that talks first.
enum class DualMode : std::int32_t { none, type_c };

/// What the data pages say of their place: how many follow, or their own number from 1 on.
enum class PageNumbers : std::int32_t { count_down, count_up };

/// The check of the first page: its own, or sixteen zeros, so that only the check of the page after
/// it, which is chained to it, tells whether it is right.
enum class FirstCheck : std::int32_t { computed, zeros };

/// Which end of the check is sent first.
enum class BitOrder : std::int32_t { msb_first, lsb_first };

/// What the check of a page is computed from: all before it, or its data without the header.
enum class Coverage : std::int32_t { page, data };

enum class Memory : std::int32_t { identity, pages, read_write };

/// The numbers of a Type D air interface (ISO/IEC 18000-64, TOTAL: tag only talks after listening).
///
/// The standard's text is not public, so every field is a parameter with a name, a range and a
/// default of ours; parameters() is the table of them, and profile files give values, sources and
/// confidence. Nothing here claims to be the standard's.
struct Profile {
  // Coding.
  Coding coding{};
  std::int32_t link_rate_bps{};
  std::int32_t pilot_symbols{};  ///< before the sync
  std::int32_t ppe_00{};         ///< position 0 to 3 of the pulse for each pair of bits
  std::int32_t ppe_01{};
  std::int32_t ppe_10{};
  std::int32_t ppe_11{};
  std::int32_t ppe_pulse_halves{};    ///< width of a pulse in halves of a position
  std::int32_t ppe_sync_mask{};       ///< pulses of the sync symbol: 1, 2, 4, 8 for position 0 to 3
  std::int32_t ppe_pilot_position{};  ///< of the pulse in those symbols of the pilot that have one
  std::int32_t ppe_pilot_period{};    ///< one pilot symbol in so many has a pulse
  std::int32_t miller_preamble_bits{};  ///< the sync, behind the pilot of plain subcarrier
  std::int32_t miller_preamble{};
  std::int32_t pwm_0_quarters{};           ///< width of the pulse in a bit period
  std::int32_t pwm_1_quarters{};           ///< the same of a 1
  std::int32_t pwm_sync_pulse_quarters{};  ///< the sync: one pulse, and the gap behind it
  std::int32_t pwm_sync_gap_quarters{};
  std::int32_t clock_tolerance_permille{};  ///< from piece to piece
  std::int32_t frame_tolerance_permille{};  ///< from message to message of a piece, besides

  // Pages: type, count and data bits, then the CRC.
  std::int32_t first_type_bits{};
  std::int32_t first_type{};
  std::int32_t first_count_bits{};  ///< how many pages follow
  std::int32_t first_data_bits{};   ///< of identity
  std::int32_t next_type_bits{};
  std::int32_t next_type{};
  std::int32_t next_count_bits{};  ///< of what `page_numbers` says
  std::int32_t next_data_bits{};
  std::int32_t data_pages{};  ///< sent after the identity
  PageNumbers page_numbers{};
  std::int32_t crc_polynomial{};
  std::int32_t crc_preset{};
  std::int32_t crc_complement{};  ///< 0 or 1
  std::int32_t crc_reflected{};   ///< 1: each byte goes in with its last bit first
  BitOrder crc_bit_order{};
  Coverage crc_coverage{};
  std::int32_t crc_chained{};  ///< 1: the check of a page begins with that of the page before
  FirstCheck first_check{};

  // Talking and listening.
  std::int32_t listen_us{};               ///< plain carrier before the first hold-off
  std::int32_t listen_after_message{};    ///< 1: listens again after each message
  std::int32_t hold_off_bits{};           ///< the delay is uniform from 0 to so many bit periods
  std::int32_t hold_off_step_bits{};      ///< in steps of so many; long ones make slots
  std::int32_t modulation_dip_percent{};  ///< depth that a tag notices
  std::int32_t modulation_min_ns{};       ///< length that a tag notices
  std::int32_t modulation_level_mdbm{};   ///< level at the chip that is needed to notice it
  OnModulation on_modulation{};
  std::int32_t mute_permille{};  ///< silence after modulation, in 1/1000 of a message
  DualMode dual_mode{};

  // Memory and the commands of read/write tags.
  Memory memory{};
  std::int32_t command_rate_bps{};
  std::int32_t command_code_bits{};
  std::int32_t read_answer_us{};    ///< from the end of a read command to its answer
  std::int32_t write_confirm_us{};  ///< from the end of a write command to its answer

  bool operator==(const Profile&) const = default;

  /// Duration of `bits` bits at the nominal rate, rounded half up.
  Time bits_duration(std::int64_t bits) const;
  /// Bits of the page: the first one or any other.
  std::int32_t page_bits(bool first) const;
  /// Duration of a message with its sync and all pages.
  Time message_duration() const;
  /// Pilot and sync in bit periods.
  std::int32_t sync_bits() const;
};

/// One field of Profile, for files, messages and explanations.
struct Parameter {
  std::string_view name;
  std::string_view unit;  ///< empty for a plain number or a choice
  std::int32_t minimum;
  std::int32_t maximum;
  std::int32_t standard_value;                ///< the default of ours
  std::span<const std::string_view> choices;  ///< named values, in order from 0; else empty
  std::string_view why;                       ///< where the default comes from
  std::int32_t (*get)(const Profile&);
  void (*set)(Profile&, std::int32_t);
};

/// Every parameter there is, in a fixed order.
std::span<const Parameter> parameters();

/// The value of `parameter` as it is written in files.
std::string value_text(const Parameter& parameter, const Profile& profile);

/// All defaults.
Profile default_profile();

/// Sets one parameter. Errors: `not_found` with the nearest name, `configuration` with the range or
/// the choices.
Result<void> set_parameter(Profile& profile, std::string_view name, std::string_view value);

/// Whether the parameters fit each other: symbols differ, no data looks like the sync and the pilot
/// does not either, data is whole symbols, counts hold the pages, every page is checked. Symbols of
/// a coding that is not used do not matter. Error `configuration`.
Result<void> validate(const Profile& profile);

}  // namespace plugtest::total
