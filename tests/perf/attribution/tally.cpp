#include "tests/perf/attribution/tally.h"

#include <algorithm>

#include <fmt/format.h>

namespace plugtest::study {
namespace {

using model::Attribution;

Attribution right_name(Cause cause) {
  switch (cause) {
    case Cause::reader_fault:
    case Cause::reader_lane:
      return Attribution::reader;
    case Cause::tag_fault:
    case Cause::weak_tag:
      return Attribution::tag_type;
    case Cause::bad_piece:
      return Attribution::piece;
    case Cause::pair:
      return Attribution::pair;
    case Cause::channel:
      break;
  }
  return Attribution::channel;
}

// Whether a participant that nothing is wrong with is named. A reader that is at fault in one
// scenario is at fault; a pair, when neither it nor one of the two is.
bool accuses_faultless(const PlantedEvent& event, Attribution named, std::size_t reader,
                       std::size_t tag_type) {
  const auto planted = [&](auto&& fits) { return std::ranges::any_of(event.plants, fits); };
  const auto at_reader = [&](const Plant& plant) {
    return right_name(plant.cause) == Attribution::reader && plant.reader == reader;
  };
  const auto at_tag_type = [&](const Plant& plant) {
    return right_name(plant.cause) == Attribution::tag_type && plant.tag_type == tag_type;
  };
  switch (named) {
    case Attribution::reader:
      return !planted(at_reader);
    case Attribution::tag_type:
      return !planted(at_tag_type);
    case Attribution::piece:
      return !planted([&](const Plant& plant) {
        return plant.cause == Cause::bad_piece && plant.tag_type == tag_type;
      });
    case Attribution::pair:
      return !planted([&](const Plant& plant) {
        return at_reader(plant) || at_tag_type(plant) ||
               (plant.cause == Cause::pair && plant.reader == reader &&
                plant.tag_type == tag_type) ||
               (plant.cause == Cause::bad_piece && plant.tag_type == tag_type);
      });
    default:
      return false;
  }
}

template <class Items, class Id>
std::size_t index_of(const Items& items, const Id& id) {
  const auto found = std::ranges::find_if(items, [&](const auto& item) { return item.id == id; });
  return static_cast<std::size_t>(found - items.begin());
}

}  // namespace

void Tally::add(const PlantedEvent& event, const std::vector<model::CellResult>& of_event) {
  ++events;
  cells += of_event.size();
  bool accused = false;
  for (const model::CellResult& cell : of_event) {
    if (cell.verdict != model::Verdict::fail && cell.verdict != model::Verdict::inconclusive) {
      continue;
    }
    const std::size_t reader = index_of(event.plan.readers, cell.key.reader);
    const std::size_t tag_type = index_of(event.plan.tag_types, cell.key.tag_type);
    const std::size_t scenario = index_of(event.plan.scenarios, cell.key.scenario);
    if (accuses_faultless(event, cell.attribution, reader, tag_type)) {
      accused = true;
      accusations.push_back(fmt::format("event {}: {} with {} in {} ({} of {}): {}",
                                        event.plan.seed, cell.key.reader.str(),
                                        cell.key.tag_type.str(), cell.key.scenario.str(), cell.k,
                                        cell.n, model::to_string(cell.attribution)));
    }
    if (cell.verdict != model::Verdict::fail) continue;
    ++failed;
    std::vector<Cause> causes;
    for (const Plant& plant : event.plants) {
      if (plant.covers(reader, tag_type, scenario)) causes.push_back(plant.cause);
    }
    const std::size_t row = causes.empty()      ? k_causes + 1
                            : causes.size() > 1 ? k_causes
                                                : static_cast<std::size_t>(causes.front());
    ++confusion_.at(row).at(static_cast<std::size_t>(cell.attribution));
    if (causes.empty()) continue;
    ++because_of_plant;
    if (std::ranges::any_of(causes,
                            [&](Cause cause) { return right_name(cause) == cell.attribution; })) {
      ++named;
    }
  }
  if (accused) ++events_with_accusation;
}

void Tally::add(const Tally& other) {
  events += other.events;
  cells += other.cells;
  failed += other.failed;
  because_of_plant += other.because_of_plant;
  named += other.named;
  events_with_accusation += other.events_with_accusation;
  accusations.insert(accusations.end(), other.accusations.begin(), other.accusations.end());
  for (std::size_t row = 0; row < k_rows; ++row) {
    for (std::size_t column = 0; column < k_columns; ++column) {
      confusion_.at(row).at(column) += other.confusion_.at(row).at(column);
    }
  }
}

std::string Tally::text() const {
  std::string text = fmt::format(
      "{} events of {} cells, made by the lab: {} cells failed, {} of them with a planted cause\n"
      "planted culprit named in {} of these cells: {:.2f} %\n"
      "events in which a faultless participant is accused: {}\n\nfailed cells by planted cause and "
      "by whom they are attributed to\n{:15}",
      events, events == 0 ? 0 : cells / events, failed, because_of_plant, named,
      100 * share_named(), events_with_accusation, "");
  for (std::size_t column = 1; column < k_columns; ++column) {
    text += fmt::format(" {:>9}", model::to_string(static_cast<Attribution>(column)));
  }
  for (std::size_t row = 0; row < k_rows; ++row) {
    text += fmt::format("\n{:15}", row == k_causes       ? "several"
                                   : row == k_causes + 1 ? "none, chance"
                                                         : to_string(static_cast<Cause>(row)));
    for (std::size_t column = 1; column < k_columns; ++column) {
      text += fmt::format(" {:>9}", confusion_.at(row).at(column));
    }
  }
  text += "\n";
  for (const std::string& accusation : accusations) text += accusation + "\n";
  return text;
}

}  // namespace plugtest::study
