#include "tests/e2e/recordings.h"

#include "protocols/capture/pcapng_writer.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/tag_report.h"
#include "tests/e2e/program.h"

#include <array>
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

std::size_t write_report_capture(const std::filesystem::path& path, std::uintmax_t bytes) {
  const auto message = report_message(k_tags);
  std::ofstream file(path, std::ios::binary);
  capture::PcapngWriter writer([&file](std::span<const std::uint8_t> part) { put(file, part); },
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
