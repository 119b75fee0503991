#pragma once

#include "drivers/transport/byte_stream.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace plugtest::test {

using Bytes = std::vector<std::uint8_t>;

/// One end of a stream, with what it heard.
template <class Stream = drivers::ByteStream>
struct StreamEnd {
  std::unique_ptr<Stream> stream;
  Bytes received;
  std::vector<Error> closed;

  void begin() {
    stream->start(
        [this](std::span<const std::uint8_t> bytes) {
          received.insert(received.end(), bytes.begin(), bytes.end());
        },
        [this](const Error& why) { closed.push_back(why); });
  }
};

}  // namespace plugtest::test
