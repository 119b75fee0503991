#pragma once

#include "harness/api/uri.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plugtest::drivers {

/// The number behind `key` in the query of `uri`, or `otherwise` where there is none. Error
/// `configuration` when it is no number from `least` to `most`.
Result<std::uint16_t> number_option(const api::ReaderUri& uri, const std::string& key,
                                    std::uint16_t otherwise, std::uint16_t least,
                                    std::uint16_t most);

/// That `key` names no such thing: "there is no region 'xx'; known are fcc, etsi, china".
Error unknown_name(const api::ReaderUri& uri, const std::string& key, std::string_view known);

/// What the name behind `key` stands for; nothing where none is given. `known` names what there is,
/// for the error `configuration`.
template <class T>
Result<std::optional<T>> named_option(const api::ReaderUri& uri, const std::string& key,
                                      std::optional<T> (*named)(std::string_view),
                                      std::string_view known) {
  const auto found = uri.query.find(key);
  if (found == uri.query.end()) return std::optional<T>();
  std::optional<T> value = named(found->second);
  if (!value) return fail(unknown_name(uri, key, known));
  return value;
}

}  // namespace plugtest::drivers
