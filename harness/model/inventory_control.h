#pragma once

#include "harness/model/tag_access.h"
#include "harness/model/time.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace plugtest::model {

/// Settings of one antenna port that deviate from the common ones; empty = the common one.
struct AntennaSettings {
  std::uint16_t antenna = 1;                 ///< port, 1-based
  std::optional<std::int32_t> power_mdbm{};  ///< conducted
  /// How much less sensitive than its best the receiver is, in 1/1000 dB; never negative.
  std::optional<std::int32_t> receive_backoff_mdb{};

  bool operator==(const AntennaSettings&) const = default;
};

/// A Select command in front of the inventory: which tags it concerns, and what happens to them and
/// to all others (Gen2 v1.2.0, 6.3.2.12.1.1).
struct SelectFilter {
  /// What the reader does by its own means; it keeps the flags of the tags to itself.
  enum class Choice : std::uint8_t {
    select_unselect,  ///< matching tags take part, others do not
    select_only,      ///< matching tags take part, others stay as they were
    unselect_others,  ///< others do not take part, matching tags stay as they were
    unselect_only,    ///< matching tags do not take part, others stay as they were
    unselect_select,  ///< matching tags do not take part, others do
    select_others,    ///< others take part, matching tags stay as they were
  };
  /// A tag's flag that the command sets.
  enum class Flag : std::uint8_t { sl, s0, s1, s2, s3 };
  /// The command as it goes over the air: a flag, and an Action of Gen2 table 6.20.
  struct StateAware {
    Flag flag = Flag::sl;
    std::uint8_t action = 0;  ///< 0 to 7

    bool operator==(const StateAware&) const = default;
  };

  TagFilter tags{};
  Choice choice = Choice::select_unselect;
  std::optional<StateAware> state_aware{};  ///< in place of `choice`

  bool operator==(const SelectFilter&) const = default;
};

/// Which tags a round asks for by their inventoried flag, and whether it turns.
enum class InventoryTarget : std::uint8_t {
  a,             ///< flag A: each tag once per persistence of its session
  b,             ///< flag B
  alternate,     ///< A and B in turn: each tag over and over
  a_suppressed,  ///< flag A in session 1, which the reader keeps refreshing
};

std::string_view to_string(InventoryTarget target);  ///< "a", "b", "alternate", "a-suppressed"

/// Which tags a round asks for by their SL flag.
enum class SelectedFlag : std::uint8_t { all, sl, not_sl };

std::string_view to_string(SelectedFlag flag);  ///< "all", "sl", "not-sl"

/// How a reader saves power while it sees no tag.
struct LowDutyCycle {
  std::chrono::milliseconds empty_field{500};    ///< so long without a tag before it rests
  std::chrono::milliseconds ping_interval{200};  ///< then it looks once in so long

  bool operator==(const LowDutyCycle&) const = default;
};

/// What reports have to tell besides what every reader tells.
struct ReportWishes {
  bool phase = false;
  bool doppler = false;
  bool fine_rssi = false;  ///< finer than whole dBm
  bool tid = false;        ///< read with every tag

  bool any() const { return phase || doppler || fine_rssi || tid; }
  bool operator==(const ReportWishes&) const = default;
};

}  // namespace plugtest::model
