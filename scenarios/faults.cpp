#include "scenarios/faults.h"

#include "scenarios/fields.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace plugtest::scenarios {
namespace {

/// A fault of a catalogue: its name, and the parameter that it has, if any.
template <class Planted, class Info>
std::optional<Planted> read_fault(const Node& entry, const std::string& kind,
                                  std::span<const Info> catalogue, std::uint64_t most,
                                  Problems& problems) {
  Fields fields(entry, "the fault", problems);
  std::vector<std::string> names;
  for (const Info& known : catalogue) names.emplace_back(known.name);
  std::string name;
  if (!fields.text("name", Need::required, name)) return std::nullopt;
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) {
    fields.complain(*fields.find("name"), "unknown " + kind + " " + unknown_name(name, names));
    return std::nullopt;
  }
  const Info& known = catalogue[static_cast<std::size_t>(found - names.begin())];
  Planted planted{known.fault, known.default_parameter};
  if (!known.parameter_name.empty()) {
    fields.integer(known.parameter_name, Need::optional, 1, most, planted.parameter);
  }
  fields.finish();
  return planted;
}

}  // namespace

std::optional<model::PlantedFault> read_reader_fault(const Node& entry, Problems& problems) {
  return read_fault<model::PlantedFault>(entry, "fault", model::fault_catalogue(), 1'000'000'000,
                                         problems);
}

std::optional<model::PlantedTagFault> read_tag_fault(const Node& entry, Problems& problems) {
  return read_fault<model::PlantedTagFault>(entry, "tag fault", model::tag_fault_catalogue(),
                                            1'000'000, problems);
}

void check_fault_scope(const Node& entry, const model::FaultInfo& fault, const std::string& family,
                       Problems& problems) {
  const bool llrp = family.starts_with("llrp");
  const bool fits =
      fault.scope == model::FaultScope::any || (fault.scope == model::FaultScope::llrp) == llrp;
  if (fits || family.empty()) return;
  problems.add(ErrorCode::configuration,
               "the fault '" + std::string(fault.name) + "' is one of " +
                   (llrp ? "serial lines" : "LLRP") + ", which a reader of family '" + family +
                   "' does not have",
               entry.place.where());
}

}  // namespace plugtest::scenarios
