#pragma once

#include "harness/lab/gen2_frames.h"
#include "harness/model/reader_radio.h"
#include "protocols/gen2/command.h"
#include "protocols/gen2/link_profile.h"
#include "protocols/gen2/q_algorithm.h"

#include <cstdint>
#include <optional>

namespace plugtest::lab {

/// How a reader chooses Q and target.
struct Gen2Habits {
  model::QStrategy q = model::QStrategy::annex_d;
  model::TargetStrategy target = model::TargetStrategy::single_a;

  bool operator==(const Gen2Habits&) const = default;
};

/// Chooses Q and target of each Query, and the QueryAdjusts between them.
///
/// A round ends when 2^Q slots have passed since its last Query or QueryAdjust; the next one begins
/// at once.
/// - fixed: the first Q throughout.
/// - annex D: Qfp steps by 0.35 while the first Q is at most 6, else by 0.2 (0.1 to 0.5, smaller
/// for
///   a larger Q); the next Query has the Q that it has come to.
/// - adaptive: no QueryAdjust. From the collided slots of a whole round the tags left are estimated
///   (2.39 a collided slot: Schoute 1983), and the next Q gives them the load that makes best use
///   of time with the slot times of the link (facts/air.md C.5, unequal slots).
///
/// Targets: see model::TargetStrategy; a strategy that turns the target round begins with A.
class Gen2Chooser {
 public:
  Gen2Chooser(const Gen2Habits& habits, const gen2::LinkProfile& link, std::uint8_t first_q);

  std::uint8_t q() const { return q_.q(); }
  gen2::Inventoried target() const { return target_; }

  enum class Slot : std::uint8_t { empty, single, collision };
  /// What a slot was. The answer is the QueryAdjust to send, if any.
  std::optional<gen2::UpDn> on_slot(Slot slot);

  /// All slots of the round have passed: chooses for the next Query.
  void on_round_end();

  /// The tags have lost their power. Everything begins anew, except that in a session whose flags
  /// outlast that (`flags_last`) the adaptive strategy keeps its Q, and alternate its target.
  void restart(bool flags_last);

 private:
  gen2::QAlgorithm first() const;
  gen2::Inventoried first_target() const {
    return habits_.target == model::TargetStrategy::single_b ? gen2::Inventoried::b
                                                             : gen2::Inventoried::a;
  }

  Gen2Habits habits_;
  std::uint8_t first_q_;
  std::int64_t best_load_milli_;
  gen2::QAlgorithm q_;
  gen2::Inventoried target_;
  std::uint32_t singles_ = 0;
  std::uint32_t collisions_ = 0;
};

/// The load (tags a slot, in thousandths) at which the most tags are read in a given time when
/// slots last as on this link: maximises p1 / (p0 Te + p1 Ts + pc Tc) for Poisson arrivals.
std::int64_t best_load_milli(const gen2::LinkProfile& link);

}  // namespace plugtest::lab
