#include "protocols/gen2/q_algorithm.h"

#include <algorithm>
#include <cassert>

namespace plugtest::gen2 {
namespace {

constexpr std::int32_t k_highest_milli = 15'000;

}  // namespace

QAlgorithm::QAlgorithm(std::uint8_t initial_q, std::int32_t step_milli)
    : qfp_milli_(initial_q * 1000), step_milli_(step_milli), q_(initial_q) {
  // Up to 1000 the rounded value moves by one at most, which is all that QueryAdjust can say.
  assert(initial_q <= 15 && step_milli >= 0 && step_milli <= 1000);
}

std::optional<UpDn> QAlgorithm::on_empty() {
  qfp_milli_ = std::max(0, qfp_milli_ - step_milli_);
  return follow();
}

std::optional<UpDn> QAlgorithm::on_single() { return std::nullopt; }

std::optional<UpDn> QAlgorithm::on_collision() {
  qfp_milli_ = std::min(k_highest_milli, qfp_milli_ + step_milli_);
  return follow();
}

std::optional<UpDn> QAlgorithm::follow() {
  const auto rounded = static_cast<std::uint8_t>((qfp_milli_ + 500) / 1000);
  if (rounded == q_) return std::nullopt;
  const UpDn change = rounded > q_ ? UpDn::up : UpDn::down;
  q_ = rounded;
  return change;
}

}  // namespace plugtest::gen2
