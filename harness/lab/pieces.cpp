#include "harness/lab/lab.h"
#include "harness/model/seed.h"
#include "protocols/identity/s10.h"
#include "protocols/identity/s9.h"
#include "protocols/identity/sscc.h"
#include "protocols/identity/text_form.h"
#include "protocols/total/profile.h"

#include <cassert>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace plugtest::lab {

namespace {

// 7 digits of company prefix, 10 of serial reference.
constexpr std::uint8_t k_partition = 5;
constexpr std::uint64_t k_prefix_end = 10'000'000;
constexpr std::uint64_t k_serial_end = 10'000'000'000;
constexpr std::uint8_t k_filter = 2;

constexpr std::uint64_t k_s10_serial_end = 100'000'000;
constexpr std::size_t k_word_bits = 16;
constexpr std::uint32_t k_receptacles = 1000;  // in a dispatch
constexpr std::uint32_t k_dispatches = 10'000;

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

/// A Type C identifier, different for every index below ten million.
identity::Uii type_c_identity(model::IdentifierKind kind, std::uint64_t seed, std::uint32_t index) {
  constexpr std::uint8_t k_no_afi = 0;  // the PC word is not part of the UII
  switch (kind) {
    case model::IdentifierKind::sscc:
      break;
    case model::IdentifierKind::s10: {
      const std::uint64_t first = model::derive_seed(seed, "s10-serial");
      identity::S10 item;
      item.service = {'U', 'A'};
      item.serial = static_cast<std::uint32_t>((first + index) % k_s10_serial_end);
      return identity::to_tag(item, k_no_afi, k_word_bits * 6).uii;
    }
    case model::IdentifierKind::s9: {
      identity::S9 receptacle;
      receptacle.dispatch.origin = {'C', 'N', 'B', 'J', 'S', 'A'};
      receptacle.dispatch.destination = {'D', 'E', 'F', 'R', 'A', 'A'};
      receptacle.dispatch.mail_class = {'U', 'N'};
      receptacle.dispatch.year = 9;
      receptacle.dispatch.dispatch = static_cast<std::uint16_t>(
          (model::derive_seed(seed, "s9-dispatch") + index / k_receptacles) % k_dispatches);
      receptacle.receptacle = static_cast<std::uint16_t>(index % k_receptacles);
      return identity::to_tag(receptacle, k_no_afi).uii;
    }
    case model::IdentifierKind::raw: {
      std::vector<std::uint8_t> bytes;
      for (std::uint64_t word = 0; word < 3; ++word) {
        const std::uint64_t draw =
            word == 2 ? index : model::derive_seed(seed, "raw-identity", index * 2 + word);
        for (int shift = 24; shift >= 0; shift -= 8) {
          bytes.push_back(static_cast<std::uint8_t>(draw >> static_cast<unsigned>(shift)));
        }
      }
      return identity::Uii::from_bits(bytes, bytes.size() * 8).value_or(identity::Uii{});
    }
  }
  const std::uint64_t prefix = model::derive_seed(seed, "company-prefix") % k_prefix_end;
  const std::uint64_t first = model::derive_seed(seed, "serial-reference") % k_serial_end;
  return identity::to_uii({k_filter, k_partition, prefix, (first + index) % k_serial_end});
}

model::Piece make_piece(const model::TagType& type, model::IdentifierKind kind, std::uint64_t seed,
                        std::uint32_t index) {
  model::Piece piece;
  piece.tag_type = type.id;
  piece.uii = type.protocol == model::AirProtocol::type_d
                  ? type_d_identity(type, model::derive_seed(seed, "type-d-identity"), index)
                  : type_c_identity(kind, seed, index);
  return piece;
}

/// The type of every piece: in turn, or in turn within each standard where a share is asked for.
std::vector<const model::TagType*> types_in_turn(const std::vector<model::TagType>& types,
                                                 std::optional<double> type_d_share,
                                                 std::uint32_t count) {
  std::vector<const model::TagType*> type_c;
  std::vector<const model::TagType*> type_d;
  std::vector<const model::TagType*> all;
  for (const model::TagType& type : types) {
    (type.protocol == model::AirProtocol::type_d ? type_d : type_c).push_back(&type);
    all.push_back(&type);
  }
  const bool by_share = type_d_share && !type_c.empty() && !type_d.empty();
  std::vector<const model::TagType*> chosen;
  std::uint32_t of_type_d = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!by_share) {
      chosen.push_back(all[i % all.size()]);
      continue;
    }
    // As many as the share makes of all so far, so that both are spread over the load.
    const bool next_is_d = std::floor((i + 1) * *type_d_share + 1e-9) > of_type_d;
    const auto& from = next_is_d ? type_d : type_c;
    chosen.push_back(from[(next_is_d ? of_type_d : i - of_type_d) % from.size()]);
    if (next_is_d) ++of_type_d;
  }
  return chosen;
}

}  // namespace

LabPieces make_scenario_pieces(const std::vector<model::TagType>& types,
                               const model::ScenarioPlan& scenario, std::uint64_t seed) {
  assert(!types.empty());
  const std::uint32_t items = model::item_count(scenario.load);
  const std::uint32_t beside =
      scenario.next_door
          ? model::item_count(model::with_items(scenario.load, scenario.next_door->items))
          : 0;
  const auto chosen = types_in_turn(types, scenario.type_d_share, items + beside);
  LabPieces pieces;
  for (std::uint32_t i = 0; i < items + beside; ++i) {
    model::Piece piece = make_piece(*chosen[i], scenario.identifiers, seed, i);
    const bool here = i < items;
    piece.id = model::PieceId(here ? fmt::format("piece-{:04}", i + 1)
                                   : fmt::format("next-door-{:04}", i - items + 1));
    (here ? pieces.load : pieces.next_door).push_back(std::move(piece));
  }
  return pieces;
}

std::vector<model::Piece> make_pieces(const std::vector<model::TagType>& types, std::uint32_t count,
                                      std::uint64_t seed) {
  assert(!types.empty());
  std::vector<model::Piece> pieces;
  for (std::uint32_t i = 0; i < count; ++i) {
    pieces.push_back(make_piece(types[i % types.size()], model::IdentifierKind::sscc, seed, i));
    pieces.back().id = model::PieceId(fmt::format("piece-{:04}", i + 1));
  }
  return pieces;
}

}  // namespace plugtest::lab
