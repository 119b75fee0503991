#pragma once

#include "drivers/transport/byte_stream.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace plugtest::test {

/// A byte stream without another end: keeps what is written, and hears what the test says.
class MemoryStream final : public drivers::ByteStream {
 public:
  /// What its owner may still want to know when the stream is gone.
  struct Log {
    std::vector<std::vector<std::uint8_t>> written;
    bool closed = false;
    MemoryStream* stream = nullptr;
  };

  explicit MemoryStream(Log& log) : log_(log) { log_.stream = this; }

  void start(OnBytes on_bytes, OnClosed on_closed) override {
    on_bytes_ = std::move(on_bytes);
    on_closed_ = std::move(on_closed);
  }
  void write(std::span<const std::uint8_t> bytes) override {
    log_.written.emplace_back(bytes.begin(), bytes.end());
  }
  void close() override { log_.closed = true; }
  api::FlowId outgoing() const override { return {1, 2}; }

  void hear(std::span<const std::uint8_t> bytes) const {
    const auto on_bytes = on_bytes_;  // a copy: the call may destroy us
    on_bytes(bytes);
  }
  void hear(std::string_view text) const {
    const std::vector<std::uint8_t> bytes(text.begin(), text.end());
    hear(bytes);
  }
  void lose(const Error& why) const { on_closed_(why); }

 private:
  Log& log_;
  OnBytes on_bytes_;
  OnClosed on_closed_;
};

}  // namespace plugtest::test
