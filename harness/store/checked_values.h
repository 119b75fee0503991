#pragma once

// From values of a row to the model's types. A database can be changed by other programs: what is
// read is checked. All throw DatabaseError, "the database holds ...".

#include "harness/model/time.h"
#include "harness/store/database.h"
#include "protocols/identity/uii.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::store {

[[noreturn]] inline void damaged(const std::string& what) {
  throw DatabaseError{{ErrorCode::malformed, "the database holds " + what}};
}

template <class T>
T narrow(std::int64_t number) {
  if (!std::in_range<T>(number)) damaged("a number out of range: " + std::to_string(number));
  return static_cast<T>(number);
}

/// What a name stands for; `found` is empty for an unknown one.
template <class Enum>
Enum named(std::optional<Enum> found, const std::string& text) {
  if (!found) damaged("the unknown name '" + text + "'");
  return *found;
}

inline std::optional<Nanos> span(std::optional<std::int64_t> ns) {
  if (!ns) return std::nullopt;
  return Nanos(*ns);
}

/// An element of a list that another table refers to by ordinal.
template <class T>
T& element(std::vector<T>& list, std::int64_t ordinal) {
  if (ordinal < 0 || static_cast<std::uint64_t>(ordinal) >= list.size()) {
    damaged("rows of a list that is shorter");
  }
  return list[static_cast<std::size_t>(ordinal)];
}

std::uint64_t seed_from(const std::string& text);

/// `digits` in hexadecimal; `count` bits of them.
identity::Uii uii_from(const std::string& digits, std::int64_t count);

}  // namespace plugtest::store
