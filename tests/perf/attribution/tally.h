#pragma once

#include "harness/model/cell.h"
#include "tests/perf/attribution/planted_event.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace plugtest::study {

/// How the attributions of events compare with what was planted in them.
class Tally {
 public:
  /// Adds an event with its cells, and keeps in mind whom it accuses wrongly.
  void add(const PlantedEvent& event, const std::vector<model::CellResult>& cells);
  void add(const Tally& other);

  std::uint64_t events = 0;
  std::uint64_t cells = 0;
  std::uint64_t failed = 0;            ///< cells
  std::uint64_t because_of_plant = 0;  ///< failed cells that a plant covers
  std::uint64_t named = 0;             ///< of these, those attributed to a plant that covers them
  std::uint64_t events_with_accusation = 0;

  /// A reader, tag type, pair or piece was named in the event although nothing of the kind is
  /// planted there: "event 17: reader reader-3 in scenario-2 with tag-1 (0 of 2)".
  std::vector<std::string> accusations;

  double share_named() const {
    return because_of_plant == 0 ? 1 : double(named) / double(because_of_plant);
  }

  /// The figures and the confusion table, for people.
  std::string text() const;

 private:
  static constexpr std::size_t k_rows = k_causes + 2;  // several plants; none
  static constexpr std::size_t k_columns =
      static_cast<std::size_t>(model::Attribution::unknown) + 1;

  std::array<std::array<std::uint64_t, k_columns>, k_rows> confusion_{};
};

}  // namespace plugtest::study
