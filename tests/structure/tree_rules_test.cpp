#include "tests/structure/tree_rules.h"

#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::size_t longest_file = 900;

std::vector<std::string> top_level_names() {
  std::set<std::string> names;
  for (const std::string& path : list_files(PLUGTEST_SOURCE_DIR, false)) {
    names.insert(path.substr(0, path.find('/')));
  }
  return {names.begin(), names.end()};
}

TEST(TreeRules, the_tree_keeps_to_them) {
  const auto tree = read_tree(PLUGTEST_SOURCE_DIR);
  ASSERT_GT(tree.size(), 20U) << "the tree was not found at " PLUGTEST_SOURCE_DIR;
  EXPECT_THAT(heavy_header_complaints(tree), IsEmpty());
  EXPECT_THAT(unfinished_complaints(tree), IsEmpty());
  EXPECT_THAT(length_complaints(tree, longest_file), IsEmpty());
  EXPECT_THAT(top_level_complaints(top_level_names()), IsEmpty());
}

TEST(TreeRules, a_heavy_header_is_for_sources_and_for_the_transports) {
  const std::string asio = "#pragma once\n#include <boost/asio/ip/tcp.hpp>\n";
  const std::vector<SourceFile> tree = {
      {"drivers/transport/tcp.h", asio},
      {"drivers/llrp/driver.cpp", asio},
      {"drivers/llrp/driver.h", asio},
      {"harness/api/io.h", "#include <boost/asio.hpp>\n"},
      {"harness/api/fine.h", "#include <nlohmann/json_fwd.hpp>\n"}};
  EXPECT_THAT(heavy_header_complaints(tree),
              ElementsAre(HasSubstr("drivers/llrp/driver.h:2:"), HasSubstr("harness/api/io.h:1:")));
}

TEST(TreeRules, a_header_that_only_sources_of_its_room_come_to_include_may_be_heavy) {
  const auto include = [](const std::string& header) { return "#include \"" + header + "\"\n"; };
  const std::vector<SourceFile> room = {
      {"harness/evidence/json.h", "#include <nlohmann/json.hpp>\n"},
      {"harness/evidence/fields.h", include("harness/evidence/json.h")},
      {"harness/evidence/writer.cpp", include("harness/evidence/fields.h")}};
  EXPECT_THAT(heavy_header_complaints(room), IsEmpty());

  const auto with_user = [&](const std::string& path, const std::string& header) {
    std::vector<SourceFile> tree = room;
    tree.push_back({path, include(header)});
    return heavy_header_complaints(tree);
  };
  const auto one_complaint = ElementsAre(HasSubstr("harness/evidence/json.h:1:"));
  EXPECT_THAT(with_user("harness/evidence/folder.cpp", "harness/evidence/json.h"), IsEmpty());
  EXPECT_THAT(with_user("harness/engine/run.cpp", "harness/evidence/json.h"), one_complaint);
  EXPECT_THAT(with_user("harness/engine/run.cpp", "harness/evidence/fields.h"), one_complaint);
}

TEST(TreeRules, unfinished_marks_and_paths_of_one_machine_are_found) {
  // Split, so that this file does not hold what the rule looks for.
  const std::string mark = std::string("TO") + "DO";
  const std::string home = std::string("/ho") + "me/";
  const std::vector<SourceFile> tree = {
      {"a.cpp", "int a;\n// " + mark + ": later\n"},
      {"b.md", "see " + home + "somebody/x\n"},
      {"fine.md", "MASTO" + mark + "N, doubles" + home + "x and ~" + home.substr(5) + "\n"}};
  EXPECT_THAT(unfinished_complaints(tree),
              ElementsAre(HasSubstr("a.cpp:2:"), HasSubstr("b.md:1:")));
}

TEST(TreeRules, long_sources_are_found_and_long_data_is_not) {
  const std::string text(11, '\n');
  const std::vector<SourceFile> tree = {{"a.cpp", text}, {"data.yaml", text}};
  EXPECT_THAT(length_complaints(tree, 10), ElementsAre(HasSubstr("a.cpp: 11 lines")));
  EXPECT_THAT(length_complaints(tree, 11), IsEmpty());
}

TEST(TreeRules, a_new_top_level_folder_is_found) {
  const std::vector<std::string> names = {".ci", "harness", "src", "README.md"};
  EXPECT_THAT(top_level_complaints(names), ElementsAre(HasSubstr("src: the top level")));
}

}  // namespace
}  // namespace plugtest::structure
