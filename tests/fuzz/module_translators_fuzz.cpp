// Any bytes as what a module said, into the translator of each family. It must survive, and say the
// same however the stream was cut. The first byte chooses the family.

#include "drivers/all/module_replay.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

namespace {

using namespace plugtest;

class Heard final : public drivers::ReplaySink {
 public:
  void on_observations(std::span<const model::Observation> span) override {
    if (span.empty()) std::abort();
    observations.insert(observations.end(), span.begin(), span.end());
  }
  void on_event(const std::string& what) override { events.push_back(what); }
  bool operator==(const Heard& other) const {
    return observations == other.observations && events == other.events;
  }

 private:
  std::vector<model::Observation> observations;
  std::vector<std::string> events;
};

Heard translate(const drivers::ModuleReplayFamily& family, std::span<const std::uint8_t> bytes,
                std::size_t step) {
  Heard heard;
  const auto replay = family.make();
  const auto framer = replay->make_framer();
  const auto drain = [&] {
    while (true) {
      const auto frame = framer->next();
      if (!frame) std::abort();  // garbage is passed over, never an end
      if (!*frame) return;
      (void)replay->translate(**frame, {}, heard);
    }
  };
  while (!bytes.empty()) {
    const auto piece = bytes.first(std::min(step, bytes.size()));
    bytes = bytes.subspan(piece.size());
    framer->push(piece);
    drain();
  }
  framer->settle();
  drain();
  if (framer->pending() != 0) std::abort();
  return heard;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  static const auto families = drivers::module_replay_families();
  const auto& family = families[data[0] % families.size()];
  const std::span<const std::uint8_t> bytes(data + 1, size - 1);
  if (!(translate(family, bytes, bytes.size()) == translate(family, bytes, 7))) std::abort();
  return 0;
}
