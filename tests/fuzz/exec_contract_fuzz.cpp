// Any bytes as the output of an adapter, or the input of one. However the stream is cut, the same
// messages come out; what was understood says the same when it is written and read again; and what
// waits is bounded.

#include "drivers/exec/contract.h"
#include "tests/fuzz/script.h"

#include <algorithm>
#include <vector>

namespace {

using namespace plugtest;
using namespace plugtest::drivers::contract;
using fuzz::require;

struct Seen {
  std::vector<AdapterMessage> messages;
  std::vector<Call> calls;
  std::size_t refused = 0;
  bool broken = false;
  bool operator==(const Seen&) const = default;
};

std::span<const std::uint8_t> only_message(Framer& framer, const std::vector<std::uint8_t>& bytes) {
  framer.push(bytes);
  const auto message = framer.next();
  require(message && *message && framer.pending() == 0);
  return **message;
}

void take(std::span<const std::uint8_t> message, Seen& seen) {
  const auto from_adapter = decode_adapter_message(message);
  if (from_adapter) {
    Framer framer;
    const auto again = decode_adapter_message(only_message(framer, encode(*from_adapter)));
    require(again && *again == *from_adapter);
    seen.messages.push_back(*from_adapter);
  }
  const auto call = decode_call(message);
  if (call) {
    Framer framer;
    const auto again = decode_call(only_message(framer, encode(*call)));
    require(again && *again == *call);
    seen.calls.push_back(*call);
  }
  if (!from_adapter || !call) ++seen.refused;
}

Seen read(std::span<const std::uint8_t> bytes, std::size_t step) {
  Seen seen;
  Framer framer;
  while (!bytes.empty() && !seen.broken) {
    const auto piece = bytes.first(std::min(step, bytes.size()));
    bytes = bytes.subspan(piece.size());
    framer.push(piece);
    while (true) {
      const auto message = framer.next();
      if (!message) {
        seen.broken = true;
        break;
      }
      if (!*message) break;
      require((*message)->size() <= k_max_message_bytes);
      take(**message, seen);
    }
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  require(read(bytes, std::max<std::size_t>(size, 1)) == read(bytes, 3));
  return 0;
}
