#include "harness/lab/gen2_habits.h"

#include <algorithm>
#include <cmath>

namespace plugtest::lab {

namespace {

/// Steps of the Q algorithm: annex D wants 0.1 to 0.5, smaller for a larger Q.
constexpr std::uint8_t k_small_q = 6;
constexpr std::int32_t k_step_small_q_milli = 350;
constexpr std::int32_t k_step_large_q_milli = 200;

constexpr std::uint8_t k_highest_q = 15;

/// Tags behind a collided slot (Schoute, IEEE Transactions on Communications 31(4), 1983).
constexpr std::int64_t k_tags_a_collision_centi = 239;

}  // namespace

std::int64_t best_load_milli(const gen2::LinkProfile& link) {
  const gen2::SlotTimes times = gen2::slot_times(link, {});
  std::int64_t best = 1000;
  double best_rate = 0;
  for (std::int64_t load_milli = 200; load_milli <= 1200; load_milli += 10) {
    const double load = static_cast<double>(load_milli) / 1000;
    const double empty = std::exp(-load);
    const double single = load * empty;
    const double rate =
        single / (empty * static_cast<double>(times.empty.count()) +
                  single * static_cast<double>(times.success.count()) +
                  (1 - empty - single) * static_cast<double>(times.collision.count()));
    if (rate > best_rate * (1 + 1e-9)) {
      best_rate = rate;
      best = load_milli;
    }
  }
  return best;
}

Gen2Chooser::Gen2Chooser(const Gen2Habits& habits, const gen2::LinkProfile& link,
                         std::uint8_t first_q)
    : habits_(habits),
      first_q_(first_q),
      best_load_milli_(habits.q == model::QStrategy::adaptive ? best_load_milli(link) : 1000),
      q_(first()),
      target_(first_target()) {}

gen2::QAlgorithm Gen2Chooser::first() const {
  if (habits_.q != model::QStrategy::annex_d) return gen2::QAlgorithm::fixed(first_q_);
  return {first_q_, first_q_ <= k_small_q ? k_step_small_q_milli : k_step_large_q_milli};
}

void Gen2Chooser::restart(bool flags_last) {
  if (!flags_last || habits_.q != model::QStrategy::adaptive) q_ = first();
  if (!flags_last || habits_.target != model::TargetStrategy::alternate) {
    target_ = first_target();
  }
  singles_ = 0;
  collisions_ = 0;
}

std::optional<gen2::UpDn> Gen2Chooser::on_slot(Slot slot) {
  switch (slot) {
    case Slot::empty:
      return q_.on_empty();
    case Slot::single:
      ++singles_;
      return q_.on_single();
    case Slot::collision:
      ++collisions_;
      return q_.on_collision();
  }
  return std::nullopt;
}

void Gen2Chooser::on_round_end() {
  const bool nobody = singles_ == 0 && collisions_ == 0;
  if (habits_.q == model::QStrategy::adaptive) {
    // Slots wanted for the tags that are left, then the nearest power of two (on a scale of
    // ratios).
    const std::int64_t slots_deci =
        collisions_ * k_tags_a_collision_centi * 1000 / (10 * best_load_milli_);
    std::uint8_t q = 0;
    constexpr std::int64_t k_root_two_centi = 141;
    while (q < k_highest_q && slots_deci * 10 > (std::int64_t{1} << q) * k_root_two_centi) ++q;
    q_ = gen2::QAlgorithm::fixed(q);
  }
  const bool turns = habits_.target == model::TargetStrategy::dual_target ||
                     (habits_.target == model::TargetStrategy::alternate && nobody);
  if (turns) {
    target_ = gen2::opposite(target_);
    // Those who have been read wait behind the other flag: as many as at first.
    if (habits_.q == model::QStrategy::adaptive) q_ = first();
  }
  singles_ = 0;
  collisions_ = 0;
}

}  // namespace plugtest::lab
