#include "protocols/gen2/miller.h"

#include <cassert>
#include <string>

namespace plugtest::gen2 {
namespace {

std::size_t pilot_bits(bool with_pilot) { return with_pilot ? 16 : 4; }

constexpr std::size_t k_preamble_bits = 6;

class Encoder {
 public:
  explicit Encoder(unsigned cycles) : cycles_(cycles) {}

  /// Plain subcarrier for one bit time.
  void plain() {
    half(level_);
    half(level_);
  }

  void bit(bool one) {
    if (!one && last_zero_) level_ = !level_;  // inverted between two zeros
    half(level_);
    if (one) level_ = !level_;  // inverted in the middle of a one
    half(level_);
    last_zero_ = !one;
  }

  Chips take() { return std::move(chips_); }

 private:
  /// Half a bit of baseband times the subcarrier: M chips, that is M / 2 cycles.
  void half(bool level) {
    for (unsigned i = 0; i < cycles_; ++i) chips_.push_back((i % 2 == 0) == level ? 1 : 0);
  }

  Chips chips_;
  unsigned cycles_;
  bool level_ = true;
  bool last_zero_ = false;
};

Encoder started(unsigned cycles, bool with_pilot) {
  Encoder encoder(cycles);
  for (std::size_t i = 0; i < pilot_bits(with_pilot); ++i) encoder.plain();
  for (const bool one : {false, true, false, true, true, true}) encoder.bit(one);
  return encoder;
}

}  // namespace

Chips miller_encode(const bits::BitString& bits, Modulation m, bool with_pilot) {
  assert(m != Modulation::fm0);
  Encoder encoder = started(cycles_per_bit(m), with_pilot);
  for (std::size_t i = 0; i < bits.size(); ++i) encoder.bit(bits[i]);
  encoder.bit(true);
  return encoder.take();
}

Result<bits::BitString> miller_decode(const Chips& chips, Modulation m, bool with_pilot) {
  assert(m != Modulation::fm0);
  const std::size_t half_chips = cycles_per_bit(m);
  const std::size_t bit_chips = 2 * half_chips;
  const std::size_t head_bits = pilot_bits(with_pilot) + k_preamble_bits;
  if (chips.size() < (head_bits + 1) * bit_chips || chips.size() % bit_chips != 0) {
    return fail(ErrorCode::truncated, "expected whole Miller bits of " + std::to_string(bit_chips) +
                                          " chips, at least " + std::to_string(head_bits + 1) +
                                          " of them, got " + std::to_string(chips.size()) +
                                          " chips");
  }
  const std::size_t data_bits = chips.size() / bit_chips - head_bits - 1;
  if (data_bits > bits::BitString::k_max_bits) {
    return fail(ErrorCode::malformed,
                "Miller reply too long: " + std::to_string(data_bits) + " bits");
  }
  // The data as the two half-bit levels say, then encoded again: any chip that differs is one the
  // coding does not allow.
  const auto level = [&](std::size_t half) { return chips[half * half_chips] == chips.front(); };
  bits::BitString result;
  for (std::size_t i = head_bits; i < head_bits + data_bits; ++i) {
    result.append(level(2 * i) != level(2 * i + 1) ? 1U : 0U, 1);
  }
  const Chips expected = miller_encode(result, m, with_pilot);
  for (std::size_t i = 0; i < chips.size(); ++i) {
    if ((chips[i] == chips.front()) != (expected[i] == expected.front())) {
      return fail(ErrorCode::malformed, "no Miller reply: chip " + std::to_string(i) +
                                            " does not fit preamble, data and dummy bit");
    }
  }
  return result;
}

}  // namespace plugtest::gen2
