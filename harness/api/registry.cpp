#include "harness/api/registry.h"

#include <cassert>
#include <utility>

namespace plugtest::api {

namespace {

template <class Map>
std::vector<std::string> keys(const Map& map) {
  std::vector<std::string> names;
  for (const auto& entry : map) names.push_back(entry.first);
  return names;
}

}  // namespace

void ReaderRegistry::add_reader(std::string scheme, MakeReader make) {
  [[maybe_unused]] const bool added = readers_.emplace(std::move(scheme), std::move(make)).second;
  assert(added && "a scheme is registered once");
}

void ReaderRegistry::add_endpoint(std::string family, MakeEndpoint make) {
  [[maybe_unused]] const bool added = endpoints_.emplace(std::move(family), std::move(make)).second;
  assert(added && "a family is registered once");
}

std::vector<std::string> ReaderRegistry::schemes() const { return keys(readers_); }

std::vector<std::string> ReaderRegistry::endpoint_families() const { return keys(endpoints_); }

Result<std::unique_ptr<Reader>> ReaderRegistry::make_reader(Runtime& runtime, std::string_view uri,
                                                            const ReaderOptions& options) const {
  auto parsed = parse_reader_uri(uri, schemes());
  if (!parsed) return fail(parsed.error());
  const auto scheme = uri.substr(0, uri.find(':'));  // parsed, so it is one of ours
  return readers_.find(scheme)->second(runtime, *parsed, options);
}

Result<std::unique_ptr<Endpoint>> ReaderRegistry::make_endpoint(
    Runtime& runtime, std::string_view family, VirtualRadio& radio,
    const EndpointOptions& options) const {
  const auto found = endpoints_.find(family);
  if (found == endpoints_.end()) {
    std::string known;
    for (const auto& name : endpoint_families()) known += (known.empty() ? "" : ", ") + name;
    return fail(ErrorCode::configuration, "no virtual reader of the family '" +
                                              std::string(family) + "'; known are " + known);
  }
  const std::string name(family);
  if (!options.certificate_file.empty() && !readers_.contains(name + "s")) {
    return fail(ErrorCode::configuration,
                "a virtual reader of the family '" + name + "' does not speak TLS");
  }
  if (!options.call.empty() && !readers_.contains(name + "+listen")) {
    return fail(ErrorCode::configuration,
                "a virtual reader of the family '" + name + "' does not call its clients");
  }
  return found->second(runtime, radio, options);
}

}  // namespace plugtest::api
