#include "harness/model/seed.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace plugtest::model {
namespace {

// Results of former releases stay reproducible only while these values stay.
TEST(DeriveSeed, KeepsItsGoldenValues) {
  EXPECT_EQ(derive_seed(0, ""), 0xa6bbc8dcbe30928cULL);
  EXPECT_EQ(derive_seed(1, "fading"), 0xabc2d10cc471d702ULL);
  EXPECT_EQ(derive_seed(1, "fading", 1), 0x21f2b1855b211f6eULL);
  EXPECT_EQ(derive_seed(0xffffffffffffffffULL, "placement", 59), 0xd309144aea257649ULL);
}

TEST(DeriveSeed, DiffersByParentPurposeAndIndex) {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t parent = 0; parent < 20; ++parent) {
    for (const char* purpose : {"fading", "placement", "slots", "run"}) {
      for (std::uint64_t index = 0; index < 50; ++index) {
        EXPECT_TRUE(seeds.insert(derive_seed(parent, purpose, index)).second);
      }
    }
  }
}

}  // namespace
}  // namespace plugtest::model
