#include "tools/cli/command_line.h"

#include <gtest/gtest.h>

namespace plugtest::cli {
namespace {

TEST(CommandLine, QuotesWhatAShellWouldChange) {
  EXPECT_EQ(command_line({}), "plugtest");
  EXPECT_EQ(command_line({"run", "event.yaml", "--reader", "c-2009-?"}),
            "plugtest run event.yaml --reader 'c-2009-?'");
  EXPECT_EQ(command_line({"run", "it's here.yaml", ""}), "plugtest run 'it'\\''s here.yaml' ''");
}

}  // namespace
}  // namespace plugtest::cli
