// Any bytes as a stream. The first byte says how the stream is split; however it is split, the same
// messages and the same error come out.

#include "protocols/llrp/dump.h"
#include "protocols/llrp/framer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace plugtest;
using namespace plugtest::llrp;

constexpr std::size_t k_max_message = 1000;

std::vector<std::string> frames(std::span<const std::uint8_t> bytes, std::size_t piece) {
  Framer framer({.max_message_bytes = k_max_message});
  std::vector<std::string> result;
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(piece, bytes.size()));
    bytes = bytes.subspan(part.size());
    framer.push(part);
    for (;;) {
      const auto frame = framer.next();
      if (!frame) {
        result.push_back(to_string(frame.error()));
        return result;
      }
      if (!*frame) {
        break;
      }
      result.emplace_back((*frame)->bytes.begin(), (*frame)->bytes.end());
    }
    if (framer.pending() > k_max_message) {
      std::abort();
    }
  }
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::span<const std::uint8_t> bytes(data + 1, size - 1);
  const std::size_t piece = std::size_t{1} + data[0];
  if (frames(bytes, piece) != frames(bytes, 1)) {
    std::abort();
  }
  Dumper dumper({.style = DumpStyle::json, .mode = DecodeMode::tolerant}, [](std::string_view) {});
  dumper.push({}, bytes);
  dumper.finish();
  return 0;
}
