#include "harness/rigs/replay_rig.h"

#include "tests/unit/harness/rigs/rig_bench.h"

#include <gtest/gtest.h>

namespace plugtest::rigs {
namespace {

TEST(ReplayRig, APassIsOverAtOnceButNotInsideTheCall) {
  RigBench bench;
  const model::Manifest manifest = enrolled(2);
  const auto pieces = pieces_of(manifest, 2);
  ReplayRig rig(bench.runtime, manifest);
  Outcome<model::Manifest> loaded;
  rig.load({0, pieces}, loaded.done());
  EXPECT_FALSE(loaded.over());
  bench.run();
  ASSERT_TRUE(loaded.over() && *loaded.result);
  EXPECT_EQ((*loaded.result)->expected, manifest.expected);

  Outcome<model::PassTimes> passed;
  rig.pass(std::chrono::seconds(1), passed.done());
  EXPECT_FALSE(passed.over());
  bench.run();
  ASSERT_TRUE(passed.over() && *passed.result);
  EXPECT_EQ(bench.elapsed(), Nanos(0));
}

TEST(ReplayRig, AbortEndsAPendingCall) {
  RigBench bench;
  ReplayRig rig(bench.runtime, enrolled(1));
  rig.abort();
  Outcome<model::PassTimes> passed;
  rig.pass(std::chrono::seconds(1), passed.done());
  rig.abort();
  bench.run();
  EXPECT_EQ(passed.code(), ErrorCode::cancelled);
}

}  // namespace
}  // namespace plugtest::rigs
