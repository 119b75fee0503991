#pragma once

#include "protocols/modules/byte_reader.h"

namespace plugtest::modules {

/// `value`, when `reader` has come to the end of its bytes and no further. Errors: `truncated`, or
/// `malformed` at the first byte that is too much.
template <class T>
Result<T> whole(const ByteReader& reader, T value) {
  if (auto enough = reader.check(); !enough) return fail(enough.error());
  if (reader.left() > 0) {
    return fail(ErrorCode::malformed, "the data is longer than this command's",
                {.byte_offset = reader.position()});
  }
  return value;
}

}  // namespace plugtest::modules
