#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::drivers {

/// One entry of a reader's UHFC1G2RFModeTable (LLRP 1.0.1, 15.2.1.1.2.1).
struct LlrpMode {
  std::uint32_t identifier = 0;
  bool divide_ratio_64_3 = false;
  unsigned cycles_per_bit = 1;  ///< 1 = FM0; 2, 4, 8 = Miller
  std::uint32_t data_rate = 0;  ///< backscatter, bit/s
  std::uint32_t pie_milli = 0;  ///< data-1 length / Tari, in 1/1000
  std::uint32_t min_tari_ns = 0;
  std::uint32_t max_tari_ns = 0;
};

/// What settings and reports call a mode: the name of the link profile of protocols/gen2 that it
/// is, else "mode 1000 (Miller 4, 68500 bit/s, Tari 20000 ns)".
std::string mode_name(const LlrpMode& mode);

/// The mode that `name` asks for: by link profile, by what mode_name() gives, or by identifier
/// ("1000"). Nothing when the reader has no such mode.
std::optional<LlrpMode> find_mode(std::span<const LlrpMode> modes, std::string_view name);

/// The Tari to ask for with `mode` when it was found as `name`: the link profile's, where the mode
/// leaves a choice; else 0, which leaves it to the reader.
std::uint16_t tari_of(const LlrpMode& mode, std::string_view name);

}  // namespace plugtest::drivers
