#include "harness/model/seed.h"

namespace plugtest::model {
namespace {

// The finaliser of SplitMix64 (public domain reference generator): a bijection in which each input
// bit changes about half of the output bits.
constexpr std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31U);
}

// FNV-1a, 64 bits.
constexpr std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325ULL;
  for (const char c : text) {
    value ^= static_cast<unsigned char>(c);
    value *= 0x100000001b3ULL;
  }
  return value;
}

}  // namespace

std::uint64_t derive_seed(std::uint64_t parent, std::string_view purpose, std::uint64_t index) {
  return mix(mix(mix(parent) ^ hash(purpose)) ^ index);
}

}  // namespace plugtest::model
