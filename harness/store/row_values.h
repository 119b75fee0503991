#pragma once

// From the model's types to values of a row.

#include "harness/model/ids.h"
#include "harness/model/time.h"
#include "harness/store/database.h"
#include "protocols/bits/hex.h"
#include "protocols/identity/uii.h"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plugtest::store {

template <std::integral T>
Value value(T number) {
  return static_cast<std::int64_t>(number);
}
inline Value value(double number) { return number; }
inline Value value(std::string text) { return text; }
inline Value value(std::string_view text) { return std::string(text); }
inline Value value(const char* text) { return std::string(text); }
template <class Kind>
Value value(const model::Id<Kind>& id) {
  return id.str();
}
inline Value value(Nanos span) { return std::int64_t{span.count()}; }
inline Value value(HostTime time) { return value(time.time_since_epoch()); }
template <class T>
Value value(const std::optional<T>& maybe) {
  return maybe ? value(*maybe) : Value();
}

/// The digits of a UII; its number of bits has a column of its own.
inline Value digits(const identity::Uii& uii) { return bits::to_hex(uii.bytes()); }

}  // namespace plugtest::store
