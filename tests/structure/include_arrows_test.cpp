#include "tests/structure/arrow_table.h"
#include "tests/structure/tree_rules.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::structure {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string including(const std::string& header) { return "#include \"" + header + "\"\n"; }

TEST(IncludeArrows, the_tree_keeps_to_the_table) {
  const auto tree = read_tree(PLUGTEST_SOURCE_DIR);
  ASSERT_GT(tree.size(), 20U) << "the tree was not found at " PLUGTEST_SOURCE_DIR;
  EXPECT_THAT(include_complaints(tree), IsEmpty());
}

TEST(IncludeArrows, an_arrow_against_the_table_is_named_with_its_line) {
  const std::vector<SourceFile> tree = {
      {"harness/score/verdict.cpp", "#include <vector>\n" + including("harness/api/reader.h")},
      {"harness/api/reader.h", ""}};
  EXPECT_THAT(include_complaints(tree),
              ElementsAre("harness/score/verdict.cpp:2: harness/score must not include "
                          "harness/api/reader.h"));
}

TEST(IncludeArrows, a_header_that_brings_in_a_forbidden_room_is_named_with_the_way_there) {
  // Each single step is allowed: reports may see the store, and the store may see the api.
  const std::vector<SourceFile> tree = {
      {"reports/matrix.cpp", including("harness/store/results.h")},
      {"harness/store/results.h", including("harness/store/detail.h")},
      {"harness/store/detail.h", including("harness/api/reader.h")},
      {"harness/api/reader.h", ""}};
  EXPECT_THAT(include_complaints(tree),
              ElementsAre("reports/matrix.cpp: must not see harness/api, but does through "
                          "harness/store/results.h -> harness/store/detail.h -> "
                          "harness/api/reader.h"));
}

TEST(IncludeArrows, a_ring_of_headers_ends) {
  const std::vector<SourceFile> tree = {{"harness/model/a.h", including("harness/model/b.h")},
                                        {"harness/model/b.h", including("harness/model/a.h")}};
  EXPECT_THAT(include_complaints(tree), IsEmpty());
}

TEST(IncludeArrows, reader_families_do_not_see_each_other) {
  const std::vector<SourceFile> tree = {
      {"drivers/ipico/driver.cpp", including("drivers/llrp/driver.h")},
      {"drivers/all/register.cpp", including("drivers/llrp/driver.h")},
      {"drivers/llrp/driver.h", ""}};
  EXPECT_THAT(include_complaints(tree),
              ElementsAre(HasSubstr("drivers/ipico must not include drivers/llrp/driver.h")));
}

TEST(IncludeArrows, only_virtual_endpoints_of_a_driver_see_the_lab) {
  const std::vector<SourceFile> tree = {
      {"drivers/llrp/driver.cpp", including("harness/lab/clock.h")},
      {"drivers/llrp/virtual_reader.cpp", including("harness/lab/clock.h")},
      {"harness/lab/clock.h", ""}};
  EXPECT_THAT(include_complaints(tree), ElementsAre(HasSubstr("drivers/llrp/driver.cpp:1")));
}

TEST(IncludeArrows, includes_that_lead_nowhere_and_files_without_a_room_are_named) {
  const std::vector<SourceFile> tree = {{"harness/api/reader.cpp", including("reader.h")},
                                        {"harness/gadgets/x.cpp", ""},
                                        {"harness/y.h", ""}};
  EXPECT_THAT(include_complaints(tree),
              ElementsAre(AllOf(HasSubstr("harness/api/reader.cpp:1"), HasSubstr("from the root")),
                          HasSubstr("harness/gadgets/x.cpp: lies in no room"),
                          HasSubstr("harness/y.h: lies in no room")));
}

TEST(IncludeArrows, generated_protobuf_headers_stay_in_the_sources_of_their_room) {
  const std::vector<SourceFile> tree = {
      {"harness/engine/run.cpp", including("harness/store/stored.pb.h")},
      {"harness/store/results.cpp", including("harness/store/stored.pb.h")},
      {"harness/store/results.h", including("harness/store/stored.pb.h")}};
  EXPECT_THAT(include_complaints(tree), ElementsAre(HasSubstr("harness/engine/run.cpp:1"),
                                                    HasSubstr("harness/store/results.h:1")));
}

TEST(IncludeArrows, every_room_may_stand_on_the_ground_floor_and_bits_stands_alone) {
  for (const Arrow& arrow : arrow_table()) {
    if (arrow.room == "protocols/bits" || arrow.room.ends_with("*")) continue;
    EXPECT_TRUE(may_see(std::string(arrow.room) + "/x.h", "protocols/bits")) << arrow.room;
  }
  EXPECT_TRUE(may_see("protocols/gen2/x.h", "protocols/identity"));
  EXPECT_FALSE(may_see("protocols/bits/x.h", "protocols/identity"));
  EXPECT_FALSE(may_see("protocols/gen2/x.h", "protocols/llrp"));
  EXPECT_FALSE(may_see("harness/lab/x.h", "harness/store"));
  EXPECT_FALSE(may_see("harness/engine/x.h", "drivers/transport"));
}

}  // namespace
}  // namespace plugtest::structure
