#include "scenarios/fault_catalogue.h"

#include "scenarios/event.h"
#include "scenarios/faults.h"
#include "scenarios/fields.h"
#include "scenarios/verdict_fields.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace plugtest::scenarios {
namespace {

template <class Thing>
std::vector<std::string> ids_of(const std::vector<Thing>& things) {
  std::vector<std::string> ids;
  for (const Thing& thing : things) ids.push_back(thing.id.str());
  return ids;
}

class CatalogueReader {
 public:
  CatalogueReader(const Node& content, const Library& library, Problems& problems)
      : fields_(content, "the fault catalogue", problems), library_(library), problems_(problems) {}

  FaultCatalogue read() {
    fields_.id("id", Need::required, catalogue_.id);
    fields_.text("title", Need::required, catalogue_.title);
    if (const Node* bench = fields_.find("bench", Need::required)) read_bench(*bench);
    if (const auto* entries = fields_.list("faults", Need::required)) {
      for (const Node& entry : *entries) read_case(entry);
    }
    fields_.finish();
    return std::move(catalogue_);
  }

 private:
  void read_bench(const Node& reference) {
    const auto content = library_.open(reference, FileKind::event, problems_);
    if (!content) return;
    catalogue_.bench = read_event(*content, library_, problems_);
    readers_ = ids_of(catalogue_.bench.readers);
    tag_types_ = ids_of(catalogue_.bench.tag_types);
    if (catalogue_.bench.rig != model::RigKind::lab) {
      fields_.complain(reference,
                       "faults are planted in the virtual lab; the bench needs the rig 'lab'");
    }
    for (const model::ScenarioPlan& scenario : catalogue_.bench.scenarios) {
      // The points of a sweep go by the sweep's name, too.
      if (scenario.sweep) scenarios_.push_back(scenario.sweep->sweep.str());
      scenarios_.push_back(scenario.id.str());
    }
  }

  void read_case(const Node& entry) {
    Fields fields(entry, "the fault", problems_);
    FaultCase one;
    if (fields.id("id", Need::required, one.id) &&
        std::ranges::find(catalogue_.cases, one.id, &FaultCase::id) != catalogue_.cases.end()) {
      fields.complain(*fields.find("id"), "a second fault with the id '" + one.id + "'");
    }
    read_plant(fields, one);
    if (fields.text("scenario", Need::required, one.scenario)) {
      known(fields, *fields.find("scenario"), "scenario", one.scenario, scenarios_);
    }
    read_names(fields, "readers", "reader", readers_, one.readers);
    read_names(fields, "tag_types", "tag type", tag_types_, one.tag_types);
    if (const Node* expected = fields.map("expect", Need::required)) {
      Fields expectation(*expected, "expect", problems_);
      read_verdict(expectation, "verdict", one.verdict);
      read_reasons(expectation, one.reasons);
      read_attribution(expectation, "attribution", Need::optional, one.attribution);
      expectation.finish();
    }
    fields.finish();
    catalogue_.cases.push_back(std::move(one));
  }

  void read_plant(Fields& fields, FaultCase& one) {
    std::string reader;
    std::string tag_type;
    const bool in_reader = fields.text("reader", Need::optional, reader);
    const bool in_tag_type = fields.text("tag_type", Need::optional, tag_type);
    if (fields.node().is_map() && in_reader == in_tag_type) {
      fields.complain(fields.node(), "the fault is to be in either 'reader' or 'tag_type'");
    }
    const Node* planted = fields.find("plant", Need::required);
    if (planted == nullptr) return;
    if (in_reader) {
      plant_in_reader(fields, *planted, reader, one);
    } else if (in_tag_type) {
      known(fields, *fields.find("tag_type"), "tag type", tag_type, tag_types_);
      if (const auto fault = read_tag_fault(*planted, problems_)) {
        one.plant = TagPlant{model::TagTypeId{tag_type}, *fault};
      }
    }
  }

  void plant_in_reader(Fields& fields, const Node& planted, const std::string& reader,
                       FaultCase& one) {
    known(fields, *fields.find("reader"), "reader", reader, readers_);
    const auto fault = read_reader_fault(planted, problems_);
    if (!fault) return;
    const model::ReaderId id{reader};
    const auto& all = catalogue_.bench.readers;
    const auto found = std::ranges::find(all, id, &model::ReaderRecord::id);
    if (found != all.end() && found->virtual_reader) {
      check_fault_scope(planted, info(fault->fault), found->virtual_reader->family, problems_);
    }
    one.plant = ReaderPlant{id, *fault};
  }

  void read_names(Fields& fields, std::string_view key, const std::string& what,
                  const std::vector<std::string>& names, std::vector<std::string>& target) {
    const auto* entries = fields.list(key, Need::optional);
    if (entries == nullptr) return;
    for (const Node& entry : *entries) {
      known(fields, entry, what, entry.text, names);
      target.push_back(entry.text);
    }
  }

  void read_reasons(Fields& expectation, std::vector<model::Reason>& target) {
    const auto* entries = expectation.list("reasons", Need::required);
    if (entries == nullptr) return;
    for (const Node& entry : *entries) {
      if (const auto reason = read_reason(expectation, entry)) target.push_back(*reason);
    }
  }

  /// A bench that could not be read has no names; complaining of each would say nothing new.
  static void known(Fields& fields, const Node& at, const std::string& what,
                    const std::string& name, const std::vector<std::string>& names) {
    if (names.empty() || std::ranges::find(names, name) != names.end()) return;
    fields.complain(at, "the bench has no " + what + " " + unknown_name(name, names));
  }

  Fields fields_;
  const Library& library_;
  Problems& problems_;
  FaultCatalogue catalogue_;
  std::vector<std::string> readers_;
  std::vector<std::string> tag_types_;
  std::vector<std::string> scenarios_;
};

}  // namespace

FaultCatalogue read_fault_catalogue(const Node& content, const Library& library,
                                    Problems& problems) {
  return CatalogueReader(content, library, problems).read();
}

Loaded<FaultCatalogue> load_fault_catalogue(const std::string& reference,
                                            const LoadOptions& options) {
  Problems problems;
  const Library library(".", options);
  FaultCatalogue catalogue;
  const Node name = text_node(reference, "--catalogue");
  if (const auto content = library.open(name, FileKind::fault_catalogue, problems)) {
    catalogue = read_fault_catalogue(*content, library, problems);
  }
  if (!problems.empty()) return tl::unexpected(problems.take());
  return catalogue;
}

}  // namespace plugtest::scenarios
