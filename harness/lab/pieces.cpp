#include "harness/lab/lab.h"
#include "harness/model/seed.h"
#include "protocols/identity/sscc.h"

#include <cassert>

#include <fmt/format.h>

namespace plugtest::lab {

namespace {

// 7 digits of company prefix, 10 of serial reference.
constexpr std::uint8_t k_partition = 5;
constexpr std::uint64_t k_prefix_end = 10'000'000;
constexpr std::uint64_t k_serial_end = 10'000'000'000;
constexpr std::uint8_t k_filter = 2;

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
    piece.uii = identity::to_uii({k_filter, k_partition, prefix, (first + i) % k_serial_end});
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace plugtest::lab
