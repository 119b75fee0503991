// The wire trace of an LLRP session, however the connection came about, is what an outside
// dissector and our own framer see alike.

#include "drivers/llrp/llrp_address.h"
#include "drivers/llrp/llrp_reader.h"
#include "drivers/llrp/virtual_reader.h"
#include "protocols/llrp/framer.h"
#include "tests/doubles/certificates.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/unit/drivers/llrp/driver_bench.h"
#include "tools/cli/wire_trace.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::drivers {
namespace {

/// Type, version and identifier of a message, as both sides tell it.
struct Seen {
  std::uint16_t type = 0;
  unsigned version = 0;
  std::uint32_t id = 0;

  bool operator==(const Seen&) const = default;
  friend void PrintTo(const Seen& seen, std::ostream* out) {
    *out << "type " << seen.type << " version " << seen.version << " id " << seen.id;
  }
};

/// Writes a dialogue as evidence folders have it, and notes the messages in it.
class TracedDialogue final : public api::WireTap {
 public:
  void on_link(HostTime when) override {
    encoder_->link(when, trace_);
    framers_.clear();
  }
  void on_bytes(api::Direction direction, HostTime when,
                std::span<const std::uint8_t> bytes) override {
    encoder_->data(direction, when, bytes, trace_);
    llrp::Framer& framer = framers_[direction];
    framer.push(bytes);
    while (true) {
      const auto frame = framer.next();
      ASSERT_TRUE(frame) << to_string(frame.error());
      if (!*frame) return;
      const llrp::Header& header = (*frame)->header;
      messages.push_back({header.type, header.version, header.id});
    }
  }
  void write(const std::filesystem::path& file) {
    encoder_->finish(trace_);
    std::ofstream(file, std::ios::binary) << trace_;
  }

  std::vector<Seen> messages;

 private:
  std::unique_ptr<evidence::TraceEncoder> encoder_ = cli::make_pcapng_encoder(k_llrp_port);
  std::map<api::Direction, llrp::Framer> framers_;
  std::string trace_;
};

std::vector<std::string> words(const std::string& line, char between) {
  std::vector<std::string> out;
  std::istringstream in(line);
  for (std::string word; std::getline(in, word, between);) out.push_back(word);
  return out;
}

/// What tshark sees in a trace.
struct Dissection {
  std::vector<Seen> messages;
  std::vector<std::string> complaints;  // frames that it warns of
};

/// tshark 4.0 takes the octet behind the header of SET_PROTOCOL_VERSION for one too many, and
/// miscounts the Identification parameter of GET_READER_CONFIG_RESPONSE.
constexpr std::uint16_t k_set_protocol_version = 47;
constexpr std::uint16_t k_get_reader_config_response = 12;

Dissection dissect(const std::filesystem::path& trace) {
  const std::string command =
      "tshark -r '" + trace.string() +
      "' -Y llrp -T fields -E separator=/s -e llrp.type -e llrp.id -e llrp.version "
      "-e _ws.malformed -e _ws.expert.severity 2>/dev/null";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  for (int c = 0; pipe && (c = std::fgetc(pipe.get())) != EOF;) text += static_cast<char>(c);
  Dissection out;
  for (const std::string& line : words(text, '\n')) {
    auto columns = words(line, ' ');
    columns.resize(5);
    const auto types = words(columns[0], ',');
    const auto ids = words(columns[1], ',');
    auto versions = words(columns[2], ',');
    const bool misjudged = types == std::vector{std::to_string(k_set_protocol_version)};
    if (misjudged) versions.resize(1);  // the second one is what the message asks for
    if (types.size() != ids.size() || types.size() != versions.size()) {
      out.complaints.push_back(line);
      continue;
    }
    for (std::size_t i = 0; i < types.size(); ++i) {
      out.messages.push_back({static_cast<std::uint16_t>(std::stoul(types[i])),
                              static_cast<unsigned>(std::stoul(versions[i])),
                              static_cast<std::uint32_t>(std::stoul(ids[i]))});
    }
    constexpr unsigned long k_warning = 6'291'456;
    const auto marks = words(columns[4], ',');
    const bool warned = std::ranges::any_of(
        marks, [](const std::string& mark) { return std::stoul(mark) >= k_warning; });
    const bool waived =
        misjudged || std::ranges::count(types, std::to_string(k_get_reader_config_response)) > 0;
    if (!waived && (warned || !columns[3].empty())) out.complaints.push_back(line);
  }
  return out;
}

enum class Way : std::uint8_t { over_tls, reader_calls };

struct Session {
  Way way;
  std::string version;  // as the driver's address says it
  unsigned spoken;      // LLRP 1.1, table 3
};

std::string name_of(const testing::TestParamInfo<Session>& info) {
  return std::string(info.param.way == Way::over_tls ? "over_tls" : "reader_calls") + "_version_" +
         std::to_string(info.param.spoken);
}

class LlrpTrace : public DriverTest, public testing::WithParamInterface<Session> {
 protected:
  void SetUp() override {
    if (std::system("tshark --version >/dev/null 2>&1") != 0) {
      GTEST_SKIP() << "tshark is not installed";
    }
  }

  Result<void> connect_over_tls() {
    const auto files = authority_.issue({});
    auto made = make_virtual_llrp_reader(
        bench_.runtime, radio_, {.certificate_file = files.certificate, .key_file = files.key});
    if (!made) return fail(made.error());
    endpoint_ = std::move(*made);
    auto reader = reader_at(
        bench_.runtime,
        endpoint_->uri() + "?ca=" + authority_.ca_file() + "&version=" + GetParam().version,
        {.wire_tap = &dialogue_});
    if (!reader) return fail(reader.error());
    reader_ = std::move(*reader);
    reader_->set_listener(listener_);
    return connect(*reader_);
  }

  Result<void> connect_by_its_call() {
    const api::ReaderUri any_port{.text = "llrp+listen://127.0.0.1",
                                  .family = "llrp",
                                  .transport = "listen",
                                  .host = "127.0.0.1",
                                  .port = 0,
                                  .path = "",
                                  .query = {{"version", GetParam().version}}};
    auto reader = make_llrp_reader(bench_.runtime, any_port, {.wire_tap = &dialogue_});
    if (!reader) return fail(reader.error());
    reader_ = std::move(*reader);
    reader_->set_listener(listener_);
    return bench_.wait_lab<void>([this](auto done) {
      reader_->connect(k_patience, std::move(done));
      const std::string& listening = listener_.events.at(0);  // it ends in the port
      auto made = make_virtual_llrp_reader(
          bench_.runtime, radio_,
          {.call = "127.0.0.1:" + listening.substr(listening.rfind(' ') + 1)});
      ASSERT_TRUE(made) << to_string(made.error());
      endpoint_ = std::move(*made);
    });
  }

  doubles::TemporaryFolder folder_;
  test::CertificateAuthority authority_{folder_.path(), "authority"};
  TracedDialogue dialogue_;
};

/// A link that was lost inside a message must not spoil what the next one says.
TEST(LlrpTraceOfLostLinks, is_understood_by_an_outside_dissector) {
  if (std::system("tshark --version >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "tshark is not installed";
  }
  const doubles::TemporaryFolder folder;
  TracedDialogue dialogue;
  const auto at = [](int ms) {
    return HostTime(std::chrono::milliseconds(1'240'000'000'000 + ms));
  };
  const auto keepalive = llrp::encode(llrp::Message(llrp::MessageType::keepalive, 7));
  const auto report = llrp::encode(llrp::Message(llrp::MessageType::ro_access_report, 8));
  dialogue.on_link(at(0));
  dialogue.on_bytes(api::Direction::from_reader, at(1), keepalive);
  dialogue.on_bytes(api::Direction::from_reader, at(2), std::span(report).first(6));
  dialogue.on_link(at(500));
  dialogue.on_bytes(api::Direction::from_reader, at(501), report);
  dialogue.on_bytes(api::Direction::from_reader, at(502), keepalive);

  const auto trace = folder / "wire.pcapng";
  dialogue.write(trace);
  const Dissection outside = dissect(trace);
  EXPECT_THAT(outside.complaints, testing::IsEmpty());
  EXPECT_THAT(dialogue.messages, testing::SizeIs(3));
  EXPECT_EQ(outside.messages, dialogue.messages);
}

TEST_P(LlrpTrace, an_outside_dissector_agrees_with_it) {
  radio_.script_tags(3);
  const auto connected =
      GetParam().way == Way::over_tls ? connect_over_tls() : connect_by_its_call();
  ASSERT_TRUE(connected) << to_string(connected.error());
  ASSERT_TRUE(capabilities());
  ASSERT_TRUE(configure({}));
  ASSERT_TRUE(inventory());
  ASSERT_TRUE(close());
  ASSERT_THAT(listener_.uiis(), testing::SizeIs(3));

  const auto trace = folder_ / "wire.pcapng";
  dialogue_.write(trace);
  const Dissection outside = dissect(trace);
  EXPECT_THAT(outside.complaints, testing::IsEmpty());
  EXPECT_EQ(outside.messages, dialogue_.messages);
  std::set<unsigned> types;
  for (const Seen& message : dialogue_.messages) types.insert(message.type);
  // Greeting, capabilities, configuration, the ROSpec's life, its report, the end.
  for (const unsigned type : {63U, 1U, 11U, 3U, 13U, 20U, 24U, 22U, 23U, 61U, 14U, 4U}) {
    EXPECT_TRUE(types.contains(type)) << "no message of type " << type;
  }
  EXPECT_EQ(types.contains(46), GetParam().spoken == 2);
  EXPECT_EQ(dialogue_.messages.back().version, GetParam().spoken);
}

INSTANTIATE_TEST_SUITE_P(Sessions, LlrpTrace,
                         testing::Values(Session{Way::over_tls, "1.0.1", 1},
                                         Session{Way::over_tls, "1.1", 2},
                                         Session{Way::reader_calls, "1.0.1", 1},
                                         Session{Way::reader_calls, "1.1", 2}),
                         name_of);

}  // namespace
}  // namespace plugtest::drivers
