// Bands, and the channels in them: "UHF RFID Reader Series User Manual" v2.20, 8.4.1 and 8.4.2,
// which gives each band as first channel + N * step with the range of N; the same in the
// descriptions of several open programs for these readers.

#include "protocols/modules/byte_reader.h"
#include "protocols/modules/chafon_command.h"
#include "protocols/modules/whole.h"

#include <array>
#include <utility>

namespace plugtest::modules::chafon {

std::optional<Band> band_named(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Band>, 5> k_names = {{{"china2", Band::china2},
                                                                         {"us", Band::us},
                                                                         {"korea", Band::korea},
                                                                         {"eu", Band::eu},
                                                                         {"china1", Band::china1}}};
  for (const auto& [known, band] : k_names) {
    if (known == name) return band;
  }
  return std::nullopt;
}

std::int64_t first_channel_hz(Band band) {
  switch (band) {
    case Band::china2:
      return 920'125'000;
    case Band::us:
      return 902'750'000;
    case Band::korea:
      return 917'100'000;
    case Band::eu:
      return 865'100'000;
    case Band::china1:
      return 840'125'000;
  }
  return 0;
}

std::int64_t channel_step_hz(Band band) {
  switch (band) {
    case Band::us:
      return 500'000;
    case Band::china2:
    case Band::china1:
      return 250'000;
    case Band::korea:
    case Band::eu:
      return 200'000;
  }
  return 0;
}

std::uint8_t last_channel(Band band) {
  switch (band) {
    case Band::china2:
    case Band::china1:
      return 19;
    case Band::us:
      return 49;
    case Band::korea:
      return 31;
    case Band::eu:
      return 14;
  }
  return 0;
}

Result<Frequencies> parse_frequencies(Data data) {
  ByteReader reader(data);
  const std::uint8_t high = reader.u8();
  const std::uint8_t low = reader.u8();
  return whole(reader, Frequencies{static_cast<std::uint8_t>(((high >> 6U) << 2U) | (low >> 6U)),
                                   static_cast<std::uint8_t>(high & 0x3FU),
                                   static_cast<std::uint8_t>(low & 0x3FU)});
}

std::vector<std::uint8_t> frequencies_data(const Frequencies& frequencies) {
  return {static_cast<std::uint8_t>(((frequencies.band >> 2U) << 6U) | frequencies.max),
          static_cast<std::uint8_t>(((frequencies.band & 3U) << 6U) | frequencies.min)};
}

}  // namespace plugtest::modules::chafon
