#include "drivers/all/wire_replay.h"

#include "drivers/all/llrp_replay.h"
#include "drivers/all/module_replay.h"
#include "drivers/llrp/llrp_address.h"
#include "drivers/replay/recording.h"
#include "harness/api/uri.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plugtest::drivers {

namespace {

using OnObservations = std::function<void(std::span<const model::Observation>)>;

class Observations final : public ReplaySink {
 public:
  explicit Observations(const OnObservations& take) : take_(take) {}
  void on_observations(std::span<const model::Observation> observations) override {
    take_(observations);
  }
  void on_event(const std::string& /*what*/) override {}

 private:
  const OnObservations& take_;
};

/// "ipico" of "ipico+tcp", "llrp" of "llrps://192.0.2.1".
std::string_view plain(std::string_view family) {
  family = family.substr(0, family.find_first_of("+:"));
  return family == "llrps" ? "llrp" : family;
}

/// The enterprise number that the Type D extension went by: of the virtual reader, or as the
/// address said.
Result<std::uint32_t> extension_vendor(const model::ReaderRecord& reader) {
  if (reader.virtual_reader) return reader.virtual_reader->radio.llrp.type_d_vendor;
  const std::vector<std::string> schemes{"llrp", "llrps", "llrp+listen", "llrps+listen",
                                         "llrp+replay"};
  const auto uri = api::parse_reader_uri(reader.uri, schemes);
  if (!uri) return fail(uri.error());
  if (uri->transport == "replay") return parse_replay_query(*uri);
  const auto address = parse_llrp_address(*uri);
  if (!address) return fail(address.error());
  return address->extension_vendor;
}

Result<std::unique_ptr<ReplayFamily>> family_of(const model::ReaderRecord& reader) {
  const std::string& family = reader.virtual_reader ? reader.virtual_reader->family : reader.uri;
  std::vector<std::string_view> known{"llrp"};
  if (plain(family) == "llrp") {
    const auto vendor = extension_vendor(reader);
    if (!vendor) return fail(vendor.error());
    return llrp_replay_family(*vendor)();
  }
  for (const ModuleReplayFamily& one : module_replay_families()) {
    if (plain(family) == one.name) return one.make();
    known.emplace_back(one.name);
  }
  return fail(
      ErrorCode::unsupported,
      fmt::format("wire traces of the family '{}' cannot be replayed; those of these can: {}",
                  plain(family), fmt::join(known, ", ")));
}

}  // namespace

Result<void> replay_wire(const model::ReaderRecord& reader, const std::string& path,
                         const OnObservations& on_observations) {
  const auto made = family_of(reader);
  if (!made) return fail(made.error());
  Observations sink(on_observations);
  std::unique_ptr<Recording> recording;
  auto opened = Recording::open(
      path, **made,
      [&](std::span<const std::uint8_t> message) {
        // A message that is not understood says nothing of tags; the live driver skips it, too.
        static_cast<void>(
            (*made)->translate(message, recording->captured().value_or(HostTime{}), sink));
      },
      [](const std::string& /*gap*/) {});
  if (!opened) return fail(opened.error());
  recording = std::move(*opened);
  while (true) {
    const auto more = recording->read();
    if (!more) return fail(more.error());
    if (!*more) return {};
  }
}

}  // namespace plugtest::drivers
