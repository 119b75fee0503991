#include "protocols/gen2/fm0.h"

#include <algorithm>
#include <string>

namespace plugtest::gen2 {
namespace {

constexpr std::size_t k_pilot_symbols = 12;
constexpr std::size_t k_preamble_symbols = 6;

class Encoder {
 public:
  void bit(bool one) {
    const std::uint8_t first = level_ == 0 ? 1 : 0;  // inverted at every boundary
    symbol(first, one ? first : static_cast<std::uint8_t>(1 - first));
  }

  /// v: like a 1, but without the inversion before it.
  void violation() { symbol(level_, level_); }

  Chips take() { return std::move(chips_); }

 private:
  void symbol(std::uint8_t first, std::uint8_t second) {
    chips_.push_back(first);
    chips_.push_back(second);
    level_ = second;
  }

  Chips chips_;
  std::uint8_t level_ = 0;
};

void start(Encoder& encoder, bool with_pilot) {
  if (with_pilot) {
    for (std::size_t i = 0; i < k_pilot_symbols; ++i) encoder.bit(false);
  }
  for (const bool one : {true, false, true, false}) encoder.bit(one);
  encoder.violation();
  encoder.bit(true);
}

}  // namespace

Chips fm0_encode(const bits::BitString& bits, bool with_pilot) {
  Encoder encoder;
  start(encoder, with_pilot);
  for (std::size_t i = 0; i < bits.size(); ++i) encoder.bit(bits[i]);
  encoder.bit(true);
  return encoder.take();
}

Result<bits::BitString> fm0_decode(const Chips& chips, bool with_pilot) {
  const std::size_t head = 2 * (k_preamble_symbols + (with_pilot ? k_pilot_symbols : 0));
  if (chips.size() < head + 2 || chips.size() % 2 != 0) {
    return fail(ErrorCode::truncated, "expected an even number of at least " +
                                          std::to_string(head + 2) + " FM0 chips, got " +
                                          std::to_string(chips.size()));
  }
  Encoder reference;
  start(reference, with_pilot);
  const Chips expected = reference.take();
  const bool inverted = chips.front() != expected.front();
  const auto level = [&](std::size_t i) { return (chips[i] != 0) != inverted; };
  for (std::size_t i = 0; i < head; ++i) {
    if (level(i) != (expected[i] != 0)) {
      return fail(ErrorCode::malformed,
                  "not an FM0 preamble, it differs in chip " + std::to_string(i));
    }
  }
  const std::size_t data_bits = (chips.size() - head) / 2 - 1;
  if (data_bits > bits::BitString::k_max_bits) {
    return fail(ErrorCode::malformed, "FM0 reply too long: " + std::to_string(data_bits) + " bits");
  }
  bits::BitString result;
  for (std::size_t i = head; i < chips.size(); i += 2) {
    if (level(i) == level(i - 1)) {
      return fail(ErrorCode::malformed, "no level change before FM0 chip " + std::to_string(i));
    }
    const bool one = level(i) == level(i + 1);
    if (i + 2 < chips.size()) {
      result.append(one ? 1U : 0U, 1);
    } else if (!one) {
      return fail(ErrorCode::malformed, "expected a dummy 1 at the end of an FM0 reply");
    }
  }
  return result;
}

}  // namespace plugtest::gen2
