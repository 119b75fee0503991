#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/events.h"
#include "tests/e2e/program.h"

#include <cerrno>
#include <csignal>
#include <regex>
#include <stdexcept>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

namespace plugtest::e2e {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using testing::HasSubstr;

struct Case {
  const char* name;
  const char* fault;
  const char* verdict;
  const char* reason;
  const char* attribution;
  int exit_code;
};

class PeerFault : public testing::TestWithParam<Case> {};

TEST_P(PeerFault, EndsInBoundedTimeWithVerdictReasonAndEvidence) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", belt_event(GetParam().fault));
  const Outcome run = plugtest({"run", "event.yaml", "--out", "out"}, folder.path());
  EXPECT_EQ(run.exit_code, GetParam().exit_code) << run.out << run.err;
  EXPECT_LT(run.took, seconds(30));
  const json results = json::parse(read_file(folder / "out" / "results.json"));
  ASSERT_EQ(results["cells"].size(), 1U);
  const json& cell = results["cells"][0];
  EXPECT_EQ(cell["verdict"], GetParam().verdict) << cell.dump(2);
  EXPECT_THAT(cell["reasons"].dump(), HasSubstr(GetParam().reason));
  EXPECT_EQ(cell["attribution"], GetParam().attribution);
  const auto evidence = folder / "out" / cell["evidence"][0].get<std::string>();
  for (const char* file : {"SHA256SUMS", "observations.rec", "wire.pcapng", "plan.json"}) {
    EXPECT_TRUE(std::filesystem::exists(evidence / file)) << file;
  }
}

INSTANTIATE_TEST_SUITE_P(
    , PeerFault,
    testing::Values(Case{"none", "", "pass", "requirement_met", "none", 0},
                    Case{"refuses", "{name: refuses-start}", "fail", "peer_refused", "reader", 1},
                    Case{"stalls", "{name: stalls}", "fail", "peer_stalled", "reader", 1},
                    Case{"garbage", "{name: garbage}", "fail", "peer_broke_protocol", "reader", 1},
                    Case{"wrong_id", "{name: wrong-message-id}", "fail", "peer_", "reader", 1},
                    Case{"drops", "{name: drops-link}", "inconclusive", "link_lost", "unknown", 3},
                    Case{"half_closes", "{name: half-closed}", "inconclusive", "link_lost",
                         "unknown", 3},
                    Case{"bursts", "{name: buffered-burst}", "fail", "items_missed", "unknown", 1},
                    Case{"drifts", "{name: clock-drift, ppm: 100000}", "pass_with_remark",
                         "clock_drifts", "reader", 0}),
    [](const auto& test) { return test.param.name; });

TEST(PeerFaults, AReaderThatIsNotThereCannotBeReached) {
  const doubles::TemporaryFolder folder;
  write_file(folder / "event.yaml", R"(plugtest: 1
event: {id: nobody, title: Nobody there, seed: 1, rig: operator}
region: china-2007
readers: [{id: gone, uri: "llrp://127.0.0.1:1"}]
tag_types: [c-today-a]
scenarios: [conveyor-parcels]
manifest: pieces.csv
)");
  write_file(folder / "pieces.csv",
             "piece,tag_type,uii,tid,item\np1,c-today-a,30340000000000000000000a,,i1\n");
  write_file(folder / "answers.yaml", "load: \"\"\n");
  const Outcome run =
      plugtest({"run", "event.yaml", "--out", "out", "--answers", "answers.yaml"}, folder.path());
  EXPECT_EQ(run.exit_code, 4) << run.out << run.err;
}

TEST(Interrupt, EndsWithinTwoSecondsWithTheRestNotRun) {
  // Real time keeps the run long enough to be interrupted at many points of its life.
  for (const int after_ms : {0, 30, 150, 400, 1200, 2500}) {
    SCOPED_TRACE(after_ms);
    const doubles::TemporaryFolder folder;
    Program demo(plugtest_path(), {"demo", "--realtime", "--out", "out"}, folder.path());
    EXPECT_FALSE(demo.wait_for("never printed", std::chrono::milliseconds(after_ms)));
    const auto asked = std::chrono::steady_clock::now();
    demo.signal(SIGINT);
    const Outcome ended = demo.finish(seconds(10));
    EXPECT_LT(std::chrono::steady_clock::now() - asked, seconds(2));
    if (ended.exit_code == 128 + SIGINT && !std::filesystem::exists(folder / "out")) {
      continue;  // so early that the program was not yet listening: nothing had begun
    }
    EXPECT_EQ(ended.exit_code, 130) << ended.out << ended.err;
    const json results = json::parse(read_file(folder / "out" / "results.json"));
    ASSERT_EQ(results["cells"].size(), 240U);
    std::size_t not_run = 0;
    for (const json& cell : results["cells"]) {
      if (cell["verdict"] == "not_applicable") continue;
      EXPECT_EQ(cell["verdict"], "not_run");
      ++not_run;
    }
    EXPECT_EQ(not_run, 155U) << "the other 85 are of standards that a reader does not claim";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "out")) {
      EXPECT_NE(entry.path().extension(), ".part") << entry.path();
    }
  }
}

int tcp_socket(int flags) {
  const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  if (made < 0) throw std::runtime_error("no socket");
  return made;
}

/// A port of this machine that takes connections and never says a word. With `full`, not even that:
/// its queue of waiting connections has no place left, and a new one hangs.
class SilentPort {
 public:
  explicit SilentPort(bool full) : listener_(tcp_socket(0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    auto* const address = reinterpret_cast<sockaddr*>(&address_);
    if (bind(listener_, address, size) != 0 || listen(listener_, full ? 0 : 8) != 0 ||
        getsockname(listener_, address, &size) != 0) {
      throw std::runtime_error("no port to listen on");
    }
    for (int i = 0; full && i < 4; ++i) {
      waiting_.push_back(tcp_socket(SOCK_NONBLOCK));
      if (connect(waiting_.back(), address, size) != 0 && errno != EINPROGRESS) {
        throw std::runtime_error("the port does not take connections");
      }
    }
  }
  ~SilentPort() {
    for (const int waiting : waiting_) close(waiting);
    close(listener_);
  }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;
  std::string uri() const { return "llrp://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)); }

 private:
  int listener_;
  sockaddr_in address_{};
  std::vector<int> waiting_;
};

std::string floor_event(const std::string& uri) {
  return R"(plugtest: 1
event: {id: floor, title: A floor, seed: 1, rig: operator}
region: china-2007
readers: [{id: alpha, uri: ")" +
         uri + R"("}]
tag_types: [c-today-a]
scenarios: [conveyor-parcels]
manifest: pieces.csv
)";
}

class InterruptOnTheFloor : public testing::Test {
 protected:
  /// Runs an event with the reader at `uri`, interrupts it once `text` is shown (or after a while),
  /// and expects it to end as promised.
  void interrupt(const std::string& uri, const std::string& text) {
    write_file(folder_ / "event.yaml", floor_event(uri));
    write_file(folder_ / "pieces.csv",
               "piece,tag_type,uii,tid,item\np1,c-today-a,30340000000000000000000a,,i1\n");
    Program run(plugtest_path(), {"run", "event.yaml", "--out", "out"}, folder_.path(),
                Program::Input::silent);
    EXPECT_EQ(run.wait_for(text, std::chrono::milliseconds(1500)), text != "never printed");
    const auto asked = std::chrono::steady_clock::now();
    run.signal(SIGINT);
    const Outcome ended = run.finish(seconds(10));
    EXPECT_LT(std::chrono::steady_clock::now() - asked, seconds(2));
    EXPECT_EQ(ended.exit_code, 130) << ended.out << ended.err;
    const json results = json::parse(read_file(folder_ / "out" / "results.json"));
    EXPECT_EQ(results["cells"].at(0)["verdict"], "not_run");
  }
  doubles::TemporaryFolder folder_;
};

TEST_F(InterruptOnTheFloor, WhileAConnectionIsBeingMade) {
  const SilentPort port(true);
  interrupt(port.uri(), "never printed");
}

TEST_F(InterruptOnTheFloor, WhileTheReaderHasNotGreeted) {
  const SilentPort port(false);
  interrupt(port.uri(), "never printed");
}

TEST_F(InterruptOnTheFloor, AtAPrompt) {
  write_file(folder_ / "lab.yaml", belt_event());
  Program lab(plugtest_path(), {"lab", "lab.yaml", "--port", "0", "--for", "30"}, folder_.path());
  ASSERT_TRUE(lab.wait_for("pass by", seconds(10)));
  const std::string held = lab.output_so_far();
  std::smatch uri;
  ASSERT_TRUE(std::regex_search(held, uri, std::regex("llrp://[0-9.:]+"))) << held;
  interrupt(uri.str(), "press Enter");
}

TEST(Pace, RealTimeGivesTheSameResultsAsFast) {
  const doubles::TemporaryFolder folder;
  std::string event = belt_event();
  // A short case: a train of two fast parcels, few passes.
  event += R"(    decision: {fixed: {passes: 1, requirement: 5 %, confidence: 95 %}}
    motion: {speed: 3 m/s}
    load: {train: {items: 2}}
    budgets: {guard: 20 ms}
)";
  write_file(folder / "event.yaml", event);
  const Outcome fast = plugtest({"run", "event.yaml", "--out", "fast"}, folder.path());
  const Outcome real =
      plugtest({"run", "event.yaml", "--out", "real", "--realtime"}, folder.path());
  EXPECT_EQ(fast.exit_code, real.exit_code) << fast.out << fast.err << real.err;
  const std::string results = read_file(folder / "fast" / "results.json");
  EXPECT_FALSE(results.empty());
  EXPECT_EQ(read_file(folder / "real" / "results.json"), results);
  EXPECT_GT(real.took, fast.took);
}

}  // namespace
}  // namespace plugtest::e2e
