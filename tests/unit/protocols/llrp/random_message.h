#pragma once

#include "protocols/llrp/element.h"
#include "protocols/llrp/message.h"

#include <cstddef>
#include <cstdint>

namespace plugtest::llrp::testing {

/// A small generator with a fixed sequence for each seed (splitmix64).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// 0 to `bound` - 1.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  bool coin() { return (next() & 1U) != 0; }

 private:
  std::uint64_t state_;
};

/// An element of `type` that obeys the table in `version`: random values, enumerations among their
/// values, every required sub-parameter, optional ones now and then.
Element random_element(const TypeDef& type, Version version, Random& random, int depth = 0);

/// A message of `type` that obeys the table.
Message random_message(const TypeDef& type, Version version, Random& random);

}  // namespace plugtest::llrp::testing
