#include "tests/e2e/recordings.h"

#include "protocols/capture/pcapng_writer.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/tag_report.h"
#include "tests/e2e/program.h"

#include <array>
#include <cstring>
#include <fstream>
#include <span>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plugtest::e2e {

namespace {

constexpr std::size_t k_tags = 1000;

void put(std::ofstream& file, std::span<const std::uint8_t> bytes) {
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

// Little-endian, version 2.4, nanoseconds, at most 256 KiB of a packet, Ethernet.
constexpr std::array<std::uint8_t, 24> k_pcap_header{
    0x4d, 0x3c, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0};

/// The packet of a pcapng block as pcap has it; nothing of a block without one.
void put_pcap_record(std::ofstream& file, std::span<const std::uint8_t> block) {
  constexpr std::uint8_t k_enhanced_packet = 6;
  constexpr std::uint64_t k_second_ns = 1'000'000'000;
  constexpr std::size_t k_packet = 28;
  if (block[0] != k_enhanced_packet) return;
  std::array<std::uint32_t, 3> words{};  // time, its high half first, and captured bytes
  std::memcpy(words.data(), &block[12], sizeof words);
  const std::uint64_t time_ns = std::uint64_t{words[0]} << 32U | words[1];
  const std::array<std::uint32_t, 4> record{static_cast<std::uint32_t>(time_ns / k_second_ns),
                                            static_cast<std::uint32_t>(time_ns % k_second_ns),
                                            words[2], words[2]};
  std::array<std::uint8_t, sizeof record> header{};
  std::memcpy(header.data(), record.data(), header.size());
  put(file, header);
  put(file, block.subspan(k_packet, words[2]));
}

}  // namespace

std::vector<std::uint8_t> report_message(std::size_t tags) {
  std::vector<std::uint8_t> bytes =
      llrp::encode(llrp::Message(llrp::MessageType::ro_access_report));
  for (std::size_t i = 0; i < tags; ++i) {
    const std::array<std::uint8_t, 12> epc{0x30, static_cast<std::uint8_t>(i >> 8U),
                                           static_cast<std::uint8_t>(i)};
    llrp::TagReport report;
    report.present = llrp::TagReport::epc | llrp::TagReport::antenna_id |
                     llrp::TagReport::first_seen_utc | llrp::TagReport::last_seen_utc |
                     llrp::TagReport::peak_rssi | llrp::TagReport::tag_seen_count;
    report.epc_bits = 96;
    report.epc_data = epc.data();
    llrp::append_tag_report(report, bytes);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[2 + i] = static_cast<std::uint8_t>(bytes.size() >> (8 * (3 - i)));
  }
  return bytes;
}

std::size_t write_reports(const std::filesystem::path& path, std::uintmax_t bytes) {
  const auto message = report_message(k_tags);
  std::ofstream file(path, std::ios::binary);
  std::size_t messages = 0;
  for (; messages * message.size() < bytes; ++messages) put(file, message);
  return messages;
}

std::size_t write_report_capture(const std::filesystem::path& path, std::uintmax_t bytes,
                                 CaptureFormat format) {
  const auto message = report_message(k_tags);
  std::ofstream file(path, std::ios::binary);
  if (format == CaptureFormat::pcap) put(file, k_pcap_header);
  capture::PcapngWriter writer(
      [&file, format](std::span<const std::uint8_t> block) {
        if (format == CaptureFormat::pcap) {
          put_pcap_record(file, block);
        } else {
          put(file, block);
        }
      },
      "plugtest tests");
  const auto connection = writer.open({{192, 0, 2, 1}, 40000}, {{192, 0, 2, 2}, 5084}, 1);
  std::size_t messages = 0;
  for (; messages * message.size() < bytes; ++messages) {
    writer.data(connection, capture::Direction::server_to_client,
                static_cast<std::int64_t>(messages), message);
  }
  return messages;
}

DecodeRun decode_to_nowhere(const std::filesystem::path& file) {
  const std::string program = plugtest_path();
  const pid_t child = fork();
  if (child == 0) {
    const int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO);
    execl(program.c_str(), program.c_str(), "decode", "llrp", file.c_str(), "--json",
          static_cast<char*>(nullptr));
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) return {};
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128, static_cast<std::size_t>(usage.ru_maxrss)};
}

}  // namespace plugtest::e2e
