#pragma once

#include "protocols/gen2/command.h"

#include <array>
#include <chrono>
#include <cstdint>

namespace plugtest::gen2 {

/// A point in time: nanoseconds since an epoch that the caller chooses.
using Time = std::chrono::nanoseconds;

/// How long one tag keeps its flags (Gen2 v1.2.0, 6.3.2.2, table 6.15). The standard only gives
/// bounds; each tag has its own values. Time::max() is for ever.
struct Persistence {
  Time s1 = std::chrono::seconds{2};  ///< from being set to B, energised or not; 0.5 to 5 s
  Time s2 = std::chrono::seconds{4};  ///< without power; more than 2 s
  Time s3 = std::chrono::seconds{4};  ///< without power; more than 2 s
  Time sl = std::chrono::seconds{4};  ///< without power; more than 2 s

  bool operator==(const Persistence&) const = default;
};

/// The inventoried flags S0 to S3 and the selected flag SL of one tag over time.
///
/// S0 lasts as long as power. S1 falls back to A its persistence after it was set to B, with or
/// without power. S2, S3 and SL last while energised, and their persistence when not.
class TagFlags {
 public:
  explicit TagFlags(const Persistence& persistence) : persistence_(persistence) {}

  /// The field comes: what has not lasted since power_down() is lost. Times never go back.
  void power_up(Time now);
  /// The field goes.
  void power_down(Time now);

  Inventoried inventoried(Session session, Time now) const;
  bool selected() const { return selected_; }

  /// When the S1 flag falls back to A; Time::max() for one that is A or never does.
  Time s1_returns_at() const;

  void set_inventoried(Session session, Inventoried value, Time now);
  void set_selected(bool value) { selected_ = value; }

 private:
  Persistence persistence_;
  std::array<Inventoried, 4> inventoried_{};
  bool selected_ = false;
  Time s1_set_at_{};
  Time off_since_{};
};

}  // namespace plugtest::gen2
