#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/gen2/access_command.h"
#include "protocols/gen2/memory_bank.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace plugtest::gen2 {

// Commands of Type C, bit by bit (Gen2 v1.2.0, 6.3.2.11 and 6.3.2.12;
// ISO/IEC 18000-63). Enumerators have the values of their fields on the air.

/// Query.DR: how the backscatter frequency follows from TRcal.
enum class DivideRatio : std::uint8_t { dr8 = 0, dr64_3 = 1 };

/// Query.M: how a tag codes its reply.
enum class Modulation : std::uint8_t { fm0 = 0, miller2 = 1, miller4 = 2, miller8 = 3 };

/// Subcarrier cycles in a bit: 1, 2, 4 or 8.
constexpr unsigned cycles_per_bit(Modulation m) { return 1U << static_cast<unsigned>(m); }

/// Query.Sel: who takes part, by the SL flag. 00 and 01 both mean all.
enum class Sel : std::uint8_t { all = 0, all_alias = 1, not_selected = 2, selected = 3 };

enum class Session : std::uint8_t { s0 = 0, s1 = 1, s2 = 2, s3 = 3 };

/// The value of an inventoried flag.
enum class Inventoried : std::uint8_t { a = 0, b = 1 };

constexpr Inventoried opposite(Inventoried flag) {
  return flag == Inventoried::a ? Inventoried::b : Inventoried::a;
}

/// Starts a round. 22 bits, CRC-5; sent with the preamble.
struct Query {
  DivideRatio dr = DivideRatio::dr8;
  Modulation m = Modulation::fm0;
  bool trext = false;  ///< with pilot tone
  Sel sel = Sel::all;
  Session session = Session::s0;
  Inventoried target = Inventoried::a;
  std::uint8_t q = 0;  ///< 0 to 15

  bool operator==(const Query&) const = default;
};

/// QueryAdjust.UpDn
enum class UpDn : std::uint8_t { same = 0b000, down = 0b011, up = 0b110 };

/// Changes Q in mid-round; every tag not yet singulated draws again. 9 bits.
struct QueryAdjust {
  Session session = Session::s0;
  UpDn updn = UpDn::same;

  bool operator==(const QueryAdjust&) const = default;
};

/// Next slot. 4 bits.
struct QueryRep {
  Session session = Session::s0;

  bool operator==(const QueryRep&) const = default;
};

/// Acknowledges a tag by its RN16 (or handle). 18 bits.
struct Ack {
  std::uint16_t rn = 0;

  bool operator==(const Ack&) const = default;
};

/// Sends all tags of the round back to arbitrate. 8 bits.
struct Nak {
  bool operator==(const Nak&) const = default;
};

/// Asks an acknowledged tag for its handle, or an open/secured tag for a new RN16. 40 bits.
struct ReqRn {
  std::uint16_t rn = 0;

  bool operator==(const ReqRn&) const = default;
};

/// Select.Target: the flag that is changed.
enum class SelectTarget : std::uint8_t { s0 = 0, s1 = 1, s2 = 2, s3 = 3, sl = 4 };

/// Select.Action: what matching / non-matching tags do with the flag. "Set" is: assert SL, or
/// inventoried to A; "clear": deassert SL, or inventoried to B; "swap": negate either.
enum class SelectAction : std::uint8_t {
  set_clear = 0,
  set_none = 1,
  none_clear = 2,
  swap_none = 3,
  clear_set = 4,
  clear_none = 5,
  none_set = 6,
  none_swap = 7,
};

/// Chooses tags by memory content. 45 bits and the mask when the pointer is below 128; CRC-16.
struct Select {
  static constexpr std::size_t k_max_mask_bits = 255;

  SelectTarget target = SelectTarget::sl;
  SelectAction action = SelectAction::set_clear;
  MemoryBank bank = MemoryBank::epc;
  std::uint32_t pointer = 0;  ///< bit address of the mask in the bank
  bits::BitString mask{};     ///< 0 to 255 bits
  bool truncate = false;

  bool operator==(const Select&) const = default;
};

/// Any command known here.
using Command =
    std::variant<Query, QueryAdjust, QueryRep, Ack, Nak, ReqRn, Select, Read, Write, Kill, Lock,
                 Access, BlockWrite, BlockErase, BlockPermalock, Untraceable>;

/// "Query", "QueryRep" and so on: the standard's word.
std::string_view name_of(const Command& command);

/// One line for traces, for example "Query DR=64/3 M=4 TRext=1 Sel=all S1 target=A Q=4".
std::string to_string(const Command& command);

/// The bits of the command with its CRC, without preamble or frame-sync. Fields must be in range
/// (Q up to 15, mask up to 255 bits).
bits::BitString encode(const Command& command);

/// The command in a received frame. Errors: `truncated`, `check_failed` (CRC-5, CRC-16),
/// `malformed` (bits left over), `unsupported` (unknown code, or a reserved field value: a tag
/// ignores both).
Result<Command> decode(const bits::BitString& frame);

}  // namespace plugtest::gen2
