#pragma once

#include "harness/evidence/json_fields.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace plugtest::evidence::json_fields {

inline constexpr std::uint32_t k_format = 1;

/// {"format": 1, NAME: value}
template <class T>
std::string print_document(const char* name, const T& value) {
  Saver document;
  document("format", k_format)(name, value);
  return print(std::move(document).take());
}

/// The value under NAME. Errors: `malformed`; `unsupported` for another format number.
template <class T>
Result<T> parse_document(const char* name, std::string_view text) {
  try {
    const Json json = parse(text);
    Loader document(json);
    std::uint32_t format = 0;
    document("format", format);
    if (format != k_format) {
      return fail(ErrorCode::unsupported, "the file has format " + std::to_string(format) +
                                              ", expected " + std::to_string(k_format));
    }
    T value;
    document(name, value);
    return value;
  } catch (const Misfit& misfit) {
    return fail(ErrorCode::malformed, misfit.what());
  }
}

}  // namespace plugtest::evidence::json_fields
