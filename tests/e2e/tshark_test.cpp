#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/program.h"

#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::e2e {
namespace {

using std::chrono::seconds;

TEST(Tshark, DecodesEveryFrameOfAnEventWithNoMalformedMark) {
  const doubles::TemporaryFolder folder;
  if (Program("tshark", {"--version"}, folder.path()).finish().exit_code != 0) {
    GTEST_SKIP() << "tshark is not installed";
  }
  ASSERT_EQ(plugtest({"run", two_readers(), "--expect", "--out", "out"}, folder.path()).exit_code,
            0);
  std::set<std::string> types;
  int traces = 0;
  for (const auto& run : std::filesystem::directory_iterator(folder / "out" / "runs")) {
    ++traces;
    const std::string trace = run.path() / "wire.pcapng";
    // tshark 4.0 takes the version byte of SET_PROTOCOL_VERSION (type 47) for one too many.
    Program complaints("tshark",
                       {"-r", trace, "-Y",
                        "(_ws.malformed || _ws.expert.severity >= 6291456) && !(llrp.type == 47)"},
                       folder.path());
    const Outcome none = complaints.finish(seconds(60));
    EXPECT_EQ(none.exit_code, 0) << none.err;
    EXPECT_EQ(none.out, "") << trace;
    Program messages("tshark", {"-r", trace, "-Y", "llrp", "-T", "fields", "-e", "llrp.type"},
                     folder.path());
    const Outcome fields = messages.finish(seconds(60));
    EXPECT_EQ(fields.exit_code, 0) << fields.err;
    EXPECT_NE(fields.out, "") << trace;
    std::istringstream words(fields.out);
    for (std::string line; std::getline(words, line);) {
      std::istringstream in_frame(line);
      for (std::string type; std::getline(in_frame, type, ',');) types.insert(type);
    }
  }
  EXPECT_EQ(traces, 16);
  // The dialogue of an inventory: capabilities, configuration, the ROSpec's life, report, event.
  for (const char* type : {"1",  "11", "2",  "12", "3",  "13", "20", "30", "24", "34", "22",
                           "32", "23", "33", "61", "63", "14", "4",  "46", "56", "47", "57"}) {
    EXPECT_TRUE(types.contains(type)) << "no LLRP message of type " << type;
  }
}

}  // namespace
}  // namespace plugtest::e2e
