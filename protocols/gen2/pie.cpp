#include "protocols/gen2/pie.h"

#include <string>

namespace plugtest::gen2 {
namespace {

constexpr std::int32_t k_delimiter_min_ns = 11875;
constexpr std::int32_t k_delimiter_max_ns = 13125;

void append_symbol(std::vector<CarrierLevel>& out, std::int32_t length_ns, std::int32_t pw_ns) {
  out.push_back({true, length_ns - pw_ns});
  out.push_back({false, pw_ns});
}

/// Lengths of the symbols after the delimiter. A symbol is a high stretch and the low one after
/// it.
Result<std::vector<std::int64_t>> symbol_lengths(const std::vector<CarrierLevel>& envelope) {
  std::vector<std::int64_t> lengths;
  for (std::size_t i = 0; i < envelope.size(); ++i) {
    if (envelope[i].ns <= 0 || envelope[i].high != (i % 2 == 1)) {
      return fail(ErrorCode::malformed, "expected low and high carrier in turn, stretch " +
                                            std::to_string(i) + " breaks it");
    }
  }
  if (envelope.size() < 5 || envelope.size() % 2 == 0) {
    return fail(ErrorCode::truncated, "the command ends before its RTcal or inside a symbol");
  }
  for (std::size_t i = 1; i + 1 < envelope.size(); i += 2) {
    lengths.push_back(std::int64_t{envelope[i].ns} + envelope[i + 1].ns);
  }
  return lengths;
}

}  // namespace

std::vector<CarrierLevel> pie_encode(const LinkProfile& profile, const bits::BitString& command,
                                     CommandStart start) {
  std::vector<CarrierLevel> out;
  out.push_back({false, profile.delimiter_ns});
  append_symbol(out, profile.tari_ns, profile.pw_ns);
  append_symbol(out, profile.rtcal_ns(), profile.pw_ns);
  if (start == CommandStart::preamble) append_symbol(out, profile.trcal_ns, profile.pw_ns);
  for (std::size_t i = 0; i < command.size(); ++i) {
    append_symbol(out, command[i] ? profile.data1_ns : profile.tari_ns, profile.pw_ns);
  }
  return out;
}

Result<PieFrame> pie_decode(const std::vector<CarrierLevel>& envelope) {
  const auto lengths = symbol_lengths(envelope);
  if (!lengths) return fail(lengths.error());
  if (envelope[0].ns < k_delimiter_min_ns || envelope[0].ns > k_delimiter_max_ns) {
    return fail(ErrorCode::malformed,
                "expected a delimiter of 11875 to 13125 ns, got " + std::to_string(envelope[0].ns));
  }
  const std::int64_t tari = (*lengths)[0];
  const std::int64_t rtcal = (*lengths)[1];
  if (rtcal * 10 < tari * 25 || rtcal > tari * 3) {
    return fail(ErrorCode::malformed, "RTcal is " + std::to_string(rtcal) +
                                          " ns, expected 2.5 to 3 times data-0 (" +
                                          std::to_string(tari) + " ns)");
  }
  PieFrame frame;
  frame.tari_ns = static_cast<std::int32_t>(tari);
  frame.rtcal_ns = static_cast<std::int32_t>(rtcal);
  std::size_t next = 2;
  // No data symbol is as long as RTcal, the sum of both, so a longer one can only be TRcal.
  if (next < lengths->size() && (*lengths)[next] > rtcal) {
    const std::int64_t trcal = (*lengths)[next];
    if (trcal * 10 < rtcal * 11 || trcal > rtcal * 3) {
      return fail(ErrorCode::malformed, "TRcal is " + std::to_string(trcal) +
                                            " ns, expected 1.1 to 3 times RTcal (" +
                                            std::to_string(rtcal) + " ns)");
    }
    frame.trcal_ns = static_cast<std::int32_t>(trcal);
    ++next;
  }
  if (lengths->size() - next > bits::BitString::k_max_bits) {
    return fail(ErrorCode::malformed,
                "command too long: " + std::to_string(lengths->size() - next) + " symbols");
  }
  for (; next < lengths->size(); ++next) {
    const std::int64_t length = (*lengths)[next];
    if (length > 4 * rtcal) {
      return fail(ErrorCode::malformed,
                  "a symbol of " + std::to_string(length) + " ns is longer than 4 RTcal");
    }
    frame.bits.append(2 * length > rtcal ? 1U : 0U, 1);
  }
  return frame;
}

}  // namespace plugtest::gen2
