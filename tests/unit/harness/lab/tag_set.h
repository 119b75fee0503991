#pragma once

#include "harness/lab/rng.h"
#include "protocols/gen2/tag.h"
#include "protocols/identity/uii.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace plugtest::lab::test {

inline identity::Uii uii_of(std::uint64_t number) {
  std::array<std::uint8_t, 12> bytes{};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[4 + i] = static_cast<std::uint8_t>(number >> (8 * (7 - i)));
  }
  return identity::Uii::from_bits(bytes, 96).value();
}

/// Tags whose choices, identities and persistences follow from a seed. Equal seeds: equal tags.
class TagSet {
 public:
  TagSet(std::size_t count, std::uint64_t seed, std::span<const std::uint16_t> tid = {},
         std::size_t user_words = 0, gen2::TagVersion version = gen2::TagVersion::v1_2) {
    const std::vector<std::uint16_t> user(user_words);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t draw = hash_draw(seed, i);
      gen2::Persistence persistence;
      persistence.s1 = std::chrono::milliseconds(5 + draw % 200);
      persistence.s2 = std::chrono::milliseconds(5 + (draw >> 16U) % 200);
      persistence.s3 = std::chrono::milliseconds(5 + (draw >> 32U) % 200);
      tags_.emplace_back(gen2::TagConfig{
          .memory = gen2::TagMemory({identity::epc_pc(96), uii_of(draw)}, tid, user),
          .persistence = persistence,
          .seed = hash_draw(draw, 1),
          .version = version,
      });
    }
  }

  std::vector<gen2::Tag*> pointers() {
    std::vector<gen2::Tag*> all;
    for (gen2::Tag& tag : tags_) all.push_back(&tag);
    return all;
  }
  gen2::Tag& operator[](std::size_t index) { return tags_[index]; }
  std::size_t size() const { return tags_.size(); }

 private:
  std::deque<gen2::Tag> tags_;
};

}  // namespace plugtest::lab::test
