// Any bytes as a capture file of each format, in two splits: the same streams must come out.

#include "protocols/capture/capture_reader.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <span>
#include <vector>

namespace {

using namespace plugtest::capture;

using Streams = std::map<std::uint32_t, std::vector<std::uint8_t>>;

Streams read(Format format, std::span<const std::uint8_t> bytes, std::size_t piece) {
  Streams streams;
  CaptureReader reader(format, [&](const Chunk& chunk) {
    auto& stream = streams[chunk.stream];
    stream.insert(stream.end(), chunk.bytes.begin(), chunk.bytes.end());
  });
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(piece, bytes.size()));
    bytes = bytes.subspan(part.size());
    if (!reader.push(part)) {
      break;
    }
  }
  (void)reader.finish();
  return streams;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  for (const Format format : {Format::raw, Format::hex, Format::pcap, Format::pcapng}) {
    if (read(format, bytes, 13) != read(format, bytes, size + 1)) {
      std::abort();
    }
  }
  (void)detect(bytes);
  return 0;
}
