#pragma once

#include "harness/lab/rng.h"
#include "harness/model/event_plan.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace plugtest::study {

/// What is wrong on purpose in a random event, and with whom.
enum class Cause : std::uint8_t {
  reader_fault,  ///< of a reader, in all scenarios
  reader_lane,   ///< of a reader, in one scenario: a broken cable
  tag_fault,     ///< of a tag type: its replies are wrong
  weak_tag,      ///< a tag type that needs more power than others, honestly
  bad_piece,     ///< one piece of a tag type
  pair,          ///< a tag type does not follow the link of one reader
  channel,       ///< a scenario in which nobody has power to spare
};
constexpr std::size_t k_causes = 7;

std::string_view to_string(Cause cause);  ///< "reader fault"

/// One plant; the fields that do not belong to its cause are empty.
struct Plant {
  Cause cause = Cause::reader_fault;
  std::optional<std::size_t> reader{};
  std::optional<std::size_t> tag_type{};
  std::optional<std::size_t> scenario{};

  /// Whether it may be why a cell fails.
  bool covers(std::size_t of_reader, std::size_t of_tag_type, std::size_t of_scenario) const {
    return (!reader || *reader == of_reader) && (!tag_type || *tag_type == of_tag_type) &&
           (!scenario || *scenario == of_scenario);
  }
};

/// How a reader's reports are spoilt on the way, as its endpoint would.
struct ReportFault {
  std::uint32_t lost_one_in = 0;  ///< 0 = none is lost
  std::uint32_t wrong_one_in = 0;
};

/// A random event of 8 readers, 12 tag types of Type C and 6 scenarios, all virtual, with its
/// plants. Everything follows from the seed.
struct PlantedEvent {
  model::EventPlan plan;
  std::vector<Plant> plants;
  std::vector<ReportFault> report_faults;     ///< by reader
  std::vector<std::vector<bool>> bad_pieces;  ///< by tag type and place in the load
  std::vector<model::TagType> bad_types;      ///< by tag type: what the lab takes a bad piece for

  /// Conducted power of the reader in the scenario, in 1/1000 dBm.
  std::int32_t power_mdbm(std::size_t reader, std::size_t scenario) const;
};

PlantedEvent draw_event(std::uint64_t seed);

}  // namespace plugtest::study
