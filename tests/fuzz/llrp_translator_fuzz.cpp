// Any bytes as the stream of a reader, into the translator. It must survive, deliver in batches of
// bounded size, and say the same however the stream was cut.

#include "drivers/llrp/translator.h"
#include "protocols/llrp/framer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

namespace {

using namespace plugtest;

class Count final : public drivers::LlrpSink {
 public:
  void on_observations(std::span<const model::Observation> span) override {
    if (span.empty() || span.size() > drivers::Translator::k_batch) std::abort();
    observations += span.size();
  }
  void on_event(const drivers::LlrpEvent& event) override {
    events += 1 + (event.notable() ? 1 : 0) + event.text.size();
  }
  std::size_t observations = 0;
  std::size_t events = 0;
  bool operator==(const Count& other) const {
    return observations == other.observations && events == other.events;
  }
};

Count translate(std::span<const std::uint8_t> bytes, std::size_t step) {
  Count count;
  llrp::Framer framer;
  drivers::Translator translator;
  while (!bytes.empty()) {
    const auto piece = bytes.first(std::min(step, bytes.size()));
    bytes = bytes.subspan(piece.size());
    framer.push(piece);
    while (true) {
      const auto frame = framer.next();
      if (!frame) return count;
      if (!*frame) break;
      (void)translator.translate((*frame)->bytes, {}, count);
    }
  }
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  if (!(translate(bytes, size) == translate(bytes, 7))) std::abort();
  return 0;
}
