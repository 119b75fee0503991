#include "harness/lab/lab.h"
#include "harness/model/seed.h"
#include "protocols/identity/sscc.h"
#include "protocols/total/profile.h"

#include <cassert>

#include <fmt/format.h>

namespace plugtest::lab {

namespace {

// 7 digits of company prefix, 10 of serial reference.
constexpr std::uint8_t k_partition = 5;
constexpr std::uint64_t k_prefix_end = 10'000'000;
constexpr std::uint64_t k_serial_end = 10'000'000'000;
constexpr std::uint8_t k_filter = 2;

/// A factory number as Type D tags have: consecutive from a random one, as wide as the type's
/// identity page holds. A profile that cannot be read is refused when the lab is made.
identity::Uii type_d_identity(const model::TagType& type, std::uint64_t seed, std::uint32_t index) {
  total::Profile profile = total::default_profile();
  if (type.air) {
    for (const model::AirParameter& parameter : type.air->parameters) {
      if (parameter.name != "first_data_bits") continue;
      [[maybe_unused]] const auto set =
          total::set_parameter(profile, parameter.name, parameter.value);
    }
  }
  const auto bits = static_cast<std::size_t>(profile.first_data_bits);
  // The upper half of the first 32 bits names the lot, the rest counts.
  std::vector<std::uint8_t> bytes((bits + 7) / 8);
  std::uint64_t number = (seed & 0xFFFF'0000U) + index;
  const std::size_t spare = bytes.size() * 8 - bits;
  number <<= spare;
  for (std::size_t i = bytes.size(); i-- > 0 && number != 0;) {
    bytes[i] = static_cast<std::uint8_t>(number);
    number >>= 8U;
  }
  return identity::Uii::from_bits(bytes, bits).value_or(identity::Uii{});
}

}  // namespace

std::vector<model::Piece> make_pieces(const std::vector<model::TagType>& types, std::uint32_t count,
                                      std::uint64_t seed) {
  assert(!types.empty());
  const std::uint64_t prefix = model::derive_seed(seed, "company-prefix") % k_prefix_end;
  const std::uint64_t first = model::derive_seed(seed, "serial-reference") % k_serial_end;
  std::vector<model::Piece> pieces;
  for (std::uint32_t i = 0; i < count; ++i) {
    model::Piece piece;
    piece.id = model::PieceId(fmt::format("piece-{:04}", i + 1));
    piece.tag_type = types[i % types.size()].id;
    const model::TagType& type = types[i % types.size()];
    piece.uii = type.protocol == model::AirProtocol::type_d
                    ? type_d_identity(type, model::derive_seed(seed, "type-d-identity"), i)
                    : identity::to_uii({k_filter, k_partition, prefix, (first + i) % k_serial_end});
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace plugtest::lab
