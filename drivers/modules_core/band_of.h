#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

namespace plugtest::drivers {

/// A band that a module can be built for, by the name that its protocol has for it.
template <class Name>
struct Band {
  Name name;
  std::int64_t low_hz = 0;
  std::int64_t high_hz = 0;
};

/// The band of a virtual module that stands where `channels_hz` are in use: modules are bought for
/// their country. The first of `bands` that has room for all of them; the first one when none has,
/// for a module that is no good there.
template <class Name>
Name band_of(std::span<const std::int64_t> channels_hz, std::span<const Band<Name>> bands) {
  const auto fits = std::ranges::find_if(bands, [&](const Band<Name>& band) {
    return std::ranges::all_of(
        channels_hz, [&](std::int64_t hz) { return hz >= band.low_hz && hz <= band.high_hz; });
  });
  return fits != bands.end() ? fits->name : bands.front().name;
}

}  // namespace plugtest::drivers
