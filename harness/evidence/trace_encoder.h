#pragma once

#include "harness/api/wire_tap.h"
#include "harness/model/time.h"

#include <cstdint>
#include <span>
#include <string>

namespace plugtest::evidence {

/// Turns a dialogue into the bytes of a trace file. The formats live in protocols/capture, which
/// this room does not see; whoever sees both gives an encoder. Each call appends to `out`.
class TraceEncoder {
 public:
  virtual ~TraceEncoder() = default;

  /// Name of the file in the run's folder, for example "wire.pcapng".
  virtual std::string file_name() const = 0;
  /// A link is there; the one before, if any, has ended.
  virtual void link(HostTime when, std::string& out) = 0;
  /// After link().
  virtual void data(api::Direction direction, HostTime when, std::span<const std::uint8_t> bytes,
                    std::string& out) = 0;

  /// What is to follow the last byte of the dialogue.
  virtual void finish(std::string& out) = 0;
};

}  // namespace plugtest::evidence
