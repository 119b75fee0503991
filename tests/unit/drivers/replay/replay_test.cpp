#include "drivers/all/register.h"
#include "drivers/replay/replay_reader.h"
#include "protocols/capture/pcapng_writer.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/tag_report.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/recording_listener.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers {
namespace {

using llrp::Message;
using llrp::MessageType;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::SizeIs;
using Bytes = std::vector<std::uint8_t>;

constexpr Nanos k_patience = std::chrono::seconds(5);

std::filesystem::path vectors() {
  if (const char* given = std::getenv("PLUGTEST_VECTORS")) return given;
  return std::filesystem::path(PLUGTEST_SOURCE_DIR) / ".." / "shared" / "vectors";
}

class ReplayTest : public testing::Test {
 protected:
  ReplayTest() { register_all(registry_); }
  ~ReplayTest() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  std::filesystem::path folder() {
    if (folder_.empty()) {
      std::string pattern = (std::filesystem::temp_directory_path() / "replay-XXXXXX").string();
      folder_ = mkdtemp(pattern.data());
    }
    return folder_;
  }

  std::string file(const Bytes& bytes) {
    const auto path = folder() / "recording.bin";
    std::ofstream out(path, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
    return path.string();
  }

  Result<void> connect(const std::string& path) {
    auto reader = registry_.make_reader(bench_.runtime, "llrp+replay://" + path, {});
    EXPECT_TRUE(reader) << to_string(reader.error());
    reader_ = std::move(*reader);
    reader_->set_listener(listener_);
    return bench_.wait_lab<void>([&](auto done) { reader_->connect(k_patience, std::move(done)); });
  }

  Result<void> start() {
    return bench_.wait_lab<void>(
        [&](auto done) { reader_->start({.id = 1}, k_patience, std::move(done)); });
  }
  Result<void> stop() {
    return bench_.wait_lab<void>([&](auto done) { reader_->stop(k_patience, std::move(done)); });
  }
  Result<void> drain() {
    return bench_.wait_lab<void>([&](auto done) { reader_->drain(k_patience, std::move(done)); });
  }

  static void add_tag(Bytes& message, const Bytes& epc) {
    llrp::TagReport report;
    report.present = llrp::TagReport::epc;
    report.epc_bits = static_cast<std::uint16_t>(epc.size() * 8);
    report.epc_data = epc.data();
    llrp::append_tag_report(report, message);
    for (unsigned i = 0; i < 4; ++i) {
      message[2 + i] = static_cast<std::uint8_t>(message.size() >> (24U - 8U * i));
    }
  }

  static Bytes report(std::uint8_t tag) {
    Bytes message = llrp::encode(Message(MessageType::ro_access_report, 1));
    add_tag(message, {0x30, tag});
    return message;
  }

  test::AsyncBench bench_;
  test::RecordingListener listener_;
  api::ReaderRegistry registry_;
  std::unique_ptr<api::Reader> reader_;
  std::filesystem::path folder_;
};

TEST_F(ReplayTest, a_real_session_gives_its_65_tags_from_130_reports) {
  const auto recording = vectors() / "llrp-session-65-tags.bin";
  if (!std::filesystem::exists(recording)) {
    GTEST_SKIP() << "the recorded session is not here: " << recording;
  }
  ASSERT_TRUE(connect(std::filesystem::absolute(recording).string()));
  const auto identity = bench_.wait_lab<model::ReaderIdentity>(
      [&](auto done) { reader_->identify(k_patience, std::move(done)); });
  ASSERT_TRUE(identity);
  EXPECT_THAT(identity->vendor, HasSubstr("PEN "));
  const auto capabilities = bench_.wait_lab<model::ReaderCapabilities>(
      [&](auto done) { reader_->capabilities(k_patience, std::move(done)); });
  ASSERT_TRUE(capabilities);
  EXPECT_GE(capabilities->antenna_count, 1);
  EXPECT_THAT(capabilities->power_table_mdbm, testing::Not(IsEmpty()));
  ASSERT_TRUE(start());
  ASSERT_TRUE(stop());
  ASSERT_TRUE(drain());
  EXPECT_THAT(listener_.observations, SizeIs(130));
  EXPECT_THAT(listener_.uiis(), SizeIs(65));
  for (const auto& uii : listener_.uiis()) {
    EXPECT_THAT(uii.to_hex(), testing::StartsWith("300833b2ddd9cafebabe80"));
  }
  EXPECT_THAT(listener_.downs, IsEmpty());
  EXPECT_FALSE(reader_->clock_offset());
}

TEST_F(ReplayTest, a_missing_file_is_named) {
  const auto path = (folder() / "nothing.bin").string();
  const auto connected = connect(path);
  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, ErrorCode::configuration);
  EXPECT_THAT(connected.error().message, HasSubstr(path));
  EXPECT_EQ(connected.error().where.file, path);
}

TEST_F(ReplayTest, a_recording_is_one_pass) {
  ASSERT_TRUE(connect(file(report(1))));
  ASSERT_TRUE(start());
  ASSERT_TRUE(drain());
  EXPECT_THAT(listener_.observations, SizeIs(1));
  const auto again = start();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::refused);
}

TEST_F(ReplayTest, a_long_recording_is_played_in_pieces) {
  Bytes bytes;
  for (unsigned i = 0; i < 10'000; ++i) {
    const auto message = report(static_cast<std::uint8_t>(i));
    bytes.insert(bytes.end(), message.begin(), message.end());
  }
  ASSERT_TRUE(connect(file(bytes)));
  ASSERT_TRUE(start());
  ASSERT_TRUE(drain());
  EXPECT_THAT(listener_.observations, SizeIs(10'000));
}

TEST_F(ReplayTest, a_capture_of_packets_is_played) {
  Bytes bytes;
  const auto sink = [&](std::span<const std::uint8_t> part) {
    bytes.insert(bytes.end(), part.begin(), part.end());
  };
  capture::PcapngWriter writer(sink, "test");
  const auto connection = writer.open({.port = 40'000}, {.port = 5084}, 1'000);
  const auto request = llrp::encode(Message(MessageType::get_report, 1));
  writer.data(connection, capture::Direction::client_to_server, 2'000, request);
  const auto answer = report(9);
  const std::span<const std::uint8_t> all(answer);
  writer.data(connection, capture::Direction::server_to_client, 3'000, all.first(7));
  writer.data(connection, capture::Direction::server_to_client, 4'000, all.subspan(7));
  writer.close(connection, capture::Direction::client_to_server, 5'000);
  ASSERT_TRUE(connect(file(bytes)));
  ASSERT_TRUE(start());
  ASSERT_TRUE(drain());
  ASSERT_THAT(listener_.observations, SizeIs(1));
  EXPECT_EQ(listener_.observations[0].uii.to_hex(), "3009");
  EXPECT_EQ(listener_.observations[0].received, bench_.clock.now());
}

TEST_F(ReplayTest, a_link_that_was_lost_inside_a_message_is_told_and_the_next_one_is_played) {
  Bytes bytes;
  const auto sink = [&](std::span<const std::uint8_t> part) {
    bytes.insert(bytes.end(), part.begin(), part.end());
  };
  capture::PcapngWriter writer(sink, "test");
  const auto first = writer.open({.port = 40'000}, {.port = 5084}, 1'000);
  const auto broken = report(8);
  writer.data(first, capture::Direction::server_to_client, 2'000, report(7));
  writer.data(first, capture::Direction::server_to_client, 3'000, std::span(broken).first(9));
  writer.close(first, capture::Direction::server_to_client, 4'000);
  const auto second = writer.open({.port = 40'001}, {.port = 5084}, 5'000);
  writer.data(second, capture::Direction::server_to_client, 6'000, report(9));
  writer.close(second, capture::Direction::client_to_server, 7'000);
  ASSERT_TRUE(connect(file(bytes)));
  ASSERT_TRUE(start());
  ASSERT_TRUE(drain());
  ASSERT_THAT(listener_.observations, SizeIs(2));
  EXPECT_EQ(listener_.observations[0].uii.to_hex(), "3007");
  EXPECT_EQ(listener_.observations[1].uii.to_hex(), "3009");
  EXPECT_THAT(listener_.events, Contains(HasSubstr("ends inside a message, 9 bytes of it")));
}

TEST_F(ReplayTest, what_is_no_llrp_ends_the_link) {
  auto bytes = report(1);
  bytes.insert(bytes.end(), 30, 0xFF);
  ASSERT_TRUE(connect(file(bytes)));
  ASSERT_TRUE(start());
  const auto drained = drain();
  ASSERT_FALSE(drained);
  EXPECT_EQ(drained.error().code, ErrorCode::protocol);
  ASSERT_THAT(listener_.downs, SizeIs(1));
  EXPECT_EQ(listener_.downs[0].where.byte_offset, report(1).size());
  EXPECT_THAT(listener_.observations, SizeIs(1));
}

TEST_F(ReplayTest, a_recording_that_breaks_off_says_where) {
  auto bytes = report(1);
  const auto second = report(2);
  bytes.insert(bytes.end(), second.begin(), second.end() - 1);
  ASSERT_TRUE(connect(file(bytes)));
  ASSERT_TRUE(start());
  const auto drained = drain();
  ASSERT_FALSE(drained);
  EXPECT_EQ(drained.error().code, ErrorCode::truncated);
  EXPECT_THAT(listener_.observations, SizeIs(1));
}

TEST_F(ReplayTest, cancel_ends_a_drain) {
  ASSERT_TRUE(connect(file(report(1))));
  ASSERT_TRUE(start());
  const auto drained = bench_.wait<void>([&](auto done) {
    reader_->drain(k_patience, std::move(done));
    reader_->cancel();
  });
  ASSERT_FALSE(drained);
  EXPECT_EQ(drained.error().code, ErrorCode::cancelled);
}

TEST_F(ReplayTest, every_family_is_registered) {
  EXPECT_THAT(registry_.schemes(), IsSupersetOf({"exec", "llrp", "llrp+replay"}));
  EXPECT_THAT(registry_.endpoint_families(), Contains("llrp"));
}

}  // namespace
}  // namespace plugtest::drivers
