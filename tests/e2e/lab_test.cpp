// `plugtest lab` for clients that want more than a port in clear: TLS with certificates on both
// sides, and a reader that calls its client. What the runs against it leave as wire trace is in
// clear all the same, and tshark reads it.

#include "tests/doubles/certificates.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/e2e/events.h"
#include "tests/e2e/program.h"

#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

namespace plugtest::e2e {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

/// A port that was free a moment ago.
std::uint16_t free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);  // the form that the socket calls take
  EXPECT_EQ(bind(probe, any, size), 0);
  EXPECT_EQ(getsockname(probe, any, &size), 0);
  close(probe);
  return ntohs(address.sin_port);
}

/// So slow that the first train is under the antennas for as long as a test looks.
constexpr const char* k_slow_mail = "    motion: {speed: 0.25 m/s, run_in: 0.5 m}\n";

class Lab : public testing::Test {
 protected:
  /// One pass of a floor event with the reader at `uri`: the evidence's wire trace.
  std::filesystem::path run_at(const std::string& uri) {
    write_file(folder_ / "floor.yaml", R"(plugtest: 1
event: {id: floor, title: A floor, seed: 1, rig: operator}
region: china-2007
readers: [{id: alpha, uri: ")" + uri + R"("}]
tag_types: [c-today-a]
scenarios:
  - use: conveyor-parcels
    decision: {fixed: {passes: 1, requirement: 5 %, confidence: 95 %}}
    budgets: {guard: 10 ms}
manifest: pieces.csv
)");
    write_file(folder_ / "pieces.csv",
               "piece,tag_type,uii,tid,item\nnobody,c-today-a,30340000000000000000000a,,i1\n");
    write_file(folder_ / "answers.yaml",
               "load: \"\"\npass-begin: \"\"\n"
               "pass-end: {text: \"\", after: 4 s}\n");
    const Outcome run = plugtest({"run", "floor.yaml", "--out", "out", "--answers", "answers.yaml"},
                                 folder_.path());
    EXPECT_EQ(run.exit_code, 3) << "one pass decides nothing\n" << run.out << run.err;
    const auto results = nlohmann::json::parse(read_file(folder_ / "out" / "results.json"));
    const auto& extras = results["runs"][0]["extras"];
    EXPECT_FALSE(extras.empty()) << run.out << run.err;
    if (!extras.empty()) {
      EXPECT_GT(extras[0]["foreign"].size(), 0U) << "tags pass by there, of no manifest";
    }
    for (const auto& one : std::filesystem::directory_iterator(folder_ / "out" / "runs")) {
      return one.path() / "wire.pcapng";
    }
    return {};
  }

  /// tshark finds a whole dialogue in `trace`, and nothing to complain about.
  void expect_readable(const std::filesystem::path& trace) {
    if (Program("tshark", {"--version"}, folder_.path()).finish().exit_code != 0) {
      GTEST_SKIP() << "tshark is not installed";
    }
    // tshark 4.0 takes the version byte of SET_PROTOCOL_VERSION (type 47) for one too many.
    Program complaints("tshark",
                       {"-r", trace, "-Y",
                        "(_ws.malformed || _ws.expert.severity >= 6291456) && !(llrp.type == 47)"},
                       folder_.path());
    const Outcome none = complaints.finish(seconds(60));
    EXPECT_EQ(none.exit_code, 0) << none.err;
    EXPECT_EQ(none.out, "");
    Program messages("tshark", {"-r", trace, "-Y", "llrp", "-T", "fields", "-e", "llrp.type"},
                     folder_.path());
    const std::string types = messages.finish(seconds(60)).out;
    EXPECT_TRUE(types.starts_with("63\n")) << "the reader speaks first: " << types;
    for (const char* type : {"\n20\n", "\n30\n", "61", "\n4\n"}) {
      EXPECT_THAT(types, HasSubstr(type));
    }
  }

  const doubles::TemporaryFolder folder_;
};

TEST_F(Lab, SpeaksTlsToClientsThatShowACertificate) {
  test::CertificateAuthority authority(folder_.path(), "lab");
  const auto reader = authority.issue({.purpose = "serverAuth"});
  const auto client = authority.issue({.common_name = "station-1", .purpose = "clientAuth"});
  std::string event = belt_event();
  const std::string family = "family: llrp,";
  event.replace(event.find(family), family.size(),
                family + " tls: {certificate: " + reader.certificate + ", key: " + reader.key +
                    ", client_ca: " + authority.ca_file() + "},");
  write_file(folder_ / "lab.yaml", event + k_slow_mail);
  Program lab(plugtest_path(), {"lab", "lab.yaml", "--port", "0", "--for", "300"}, folder_.path());
  ASSERT_TRUE(lab.wait_for("pass by", seconds(60)));
  const std::string held = lab.output_so_far();
  std::smatch uri;
  ASSERT_TRUE(std::regex_search(held, uri, std::regex("llrps://[0-9.:]+"))) << held;

  const std::string trusting = uri.str() + "?ca=" + authority.ca_file();
  expect_readable(run_at(trusting + "&cert=" + client.certificate + "&key=" + client.key));
  EXPECT_EQ(plugtest({"readers", "--probe", trusting}, folder_.path()).exit_code, 4)
      << "a client without a certificate";
}

TEST_F(Lab, CallsAClientThatWaits) {
  write_file(folder_ / "lab.yaml", belt_event() + k_slow_mail);
  const std::string client = "127.0.0.1:" + std::to_string(free_port());
  Program lab(plugtest_path(), {"lab", "lab.yaml", "--call", client, "--for", "300"},
              folder_.path());
  ASSERT_TRUE(lab.wait_for("pass by", seconds(60)));
  EXPECT_THAT(lab.output_so_far(), HasSubstr("holding alpha, which calls llrp://" + client));
  expect_readable(run_at("llrp+listen://" + client));
}

TEST_F(Lab, CallsAClientOverTls) {
  test::CertificateAuthority authority(folder_.path(), "lab");
  const auto reader = authority.issue({.common_name = "reader-1", .purpose = "clientAuth"});
  const auto station = authority.issue({.purpose = "serverAuth"});
  write_file(folder_ / "lab.yaml", belt_event() + k_slow_mail);
  const std::string client = "127.0.0.1:" + std::to_string(free_port());
  Program lab(plugtest_path(),
              {"lab", "lab.yaml", "--call", client, "--certificate", reader.certificate, "--key",
               reader.key, "--client-ca", authority.ca_file(), "--for", "300"},
              folder_.path());
  ASSERT_TRUE(lab.wait_for("which calls llrps://" + client, seconds(60)));
  expect_readable(run_at("llrps+listen://" + client + "?cert=" + station.certificate +
                         "&key=" + station.key + "&ca=" + authority.ca_file()));
}

TEST_F(Lab, RefusesWhatCannotBeDone) {
  write_file(folder_ / "lab.yaml", belt_event());
  const auto refused = [&](const std::vector<std::string>& more, const std::string& why) {
    std::vector<std::string> words{"lab", "lab.yaml", "--port", "0", "--for", "1"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = plugtest(words, folder_.path());
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr(why));
  };
  refused({"--call", "127.0.0.1"}, "'127.0.0.1' is no client to call; expected HOST:PORT");
  refused({"--key", "a.pem"}, "--certificate");
  refused({"--certificate", "nowhere.pem"}, "cannot read the certificate file 'nowhere.pem'");
  refused({"--client-ca", "ca.pem"}, "only with one of its own");
}

}  // namespace
}  // namespace plugtest::e2e
