// Decodes a file of LLRP messages over and over, so that other codecs can be measured beside ours
// on the same file:
//
//   llrp-bench FILE SECONDS
//
// The file holds messages one behind the other, as they come over TCP. Three ways take turns, so
// that the machine's moods fall on all of them: streaming (tag reports as numbers, every field
// summed), objects (the whole tree of every message), and memcpy of the same bytes. Exit code 2 for
// bad input.

#include "protocols/bits/error.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/framer.h"
#include "protocols/llrp/tag_report.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <malloc.h>

namespace plugtest::llrp {
namespace {

using Clock = std::chrono::steady_clock;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint16_t k_report = 61;

struct Messages {
  Bytes bytes;
  std::vector<std::span<const std::uint8_t>> all;
  std::size_t tags = 0;
};

Result<Messages> read_messages(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(ErrorCode::not_found, "the file cannot be read", {.file = path});
  Messages messages;
  messages.bytes.assign(std::istreambuf_iterator<char>(in), {});
  const std::span<const std::uint8_t> bytes(messages.bytes);
  for (std::size_t at = 0; at < bytes.size();) {
    const auto header = read_header(bytes.subspan(at));
    if (!header || header->length < k_header_bytes || header->length > bytes.size() - at) {
      return fail(ErrorCode::malformed, "expected a whole LLRP message",
                  {.file = path, .byte_offset = at});
    }
    messages.all.push_back(bytes.subspan(at, header->length));
    if (header->type == k_report) {
      const auto reports =
          for_each_tag_report(messages.all.back().subspan(k_header_bytes), [](const TagReport&) {});
      if (!reports) {
        Error error = reports.error();
        error.where.file = path;
        error.where.byte_offset = at + k_header_bytes + error.where.byte_offset.value_or(0);
        return tl::unexpected(std::move(error));
      }
      messages.tags += reports->tags;
    }
    at += header->length;
  }
  if (messages.tags == 0) {
    return fail(ErrorCode::malformed, "expected RO_ACCESS_REPORTs with tags, found none",
                {.file = path});
  }
  return messages;
}

std::uint64_t stream(const Messages& messages) {
  std::uint64_t sum = 0;
  TagReportMemory memory;
  for (const auto message : messages.all) {
    if (read_header(message)->type != k_report) continue;
    const auto reports = for_each_tag_report(
        message.subspan(k_header_bytes), memory, [&sum](const TagReport& report) {
          for (const std::uint8_t byte : report.epc_bytes()) sum += byte;
          sum += report.antenna + static_cast<std::uint64_t>(report.rssi_dbm) + report.channel +
                 report.seen_count + report.first_seen_utc_us + report.last_seen_utc_us +
                 report.rospec;
        });
  }
  return sum;
}

std::uint64_t objects(const Messages& messages) {
  std::uint64_t sum = 0;
  for (const auto message : messages.all) {
    const auto decoded = decode(message, DecodeMode::tolerant);
    if (decoded) sum += decoded->body.children().size();
  }
  return sum;
}

std::uint64_t copy(const Messages& messages) {
  static Bytes to;
  to.resize(messages.bytes.size());
  std::memcpy(to.data(), messages.bytes.data(), to.size());
  return to[to.size() / 2];
}

struct Way {
  const char* name;
  std::uint64_t (*run)(const Messages&);
  std::size_t rounds = 0;
  Clock::duration spent{};
};

int run(const std::string& path, double seconds) {
  const auto messages = read_messages(path);
  if (!messages) {
    fmt::print(stderr, "llrp-bench: {}\n", to_string(messages.error()));
    return 2;
  }
  std::array<Way, 3> ways{{{"streaming", stream}, {"objects", objects}, {"memcpy", copy}}};
  std::uint64_t sum = 0;
  const auto slice = std::chrono::duration<double>(seconds / 30);
  for (const auto end = Clock::now() + std::chrono::duration<double>(seconds);
       Clock::now() < end;) {
    for (Way& way : ways) {
      const auto begin = Clock::now();
      do {
        sum += way.run(*messages);
        ++way.rounds;
      } while (Clock::now() - begin < slice);
      way.spent += Clock::now() - begin;
    }
  }
  fmt::print("{} messages, {} tags, {} bytes\n", messages->all.size(), messages->tags,
             messages->bytes.size());
  for (const Way& way : ways) {
    const double per_s =
        static_cast<double>(way.rounds) / std::chrono::duration<double>(way.spent).count();
    fmt::print("{:<10} {:>14.0f} tags/s {:>9.1f} MB/s\n", way.name,
               per_s * static_cast<double>(messages->tags),
               per_s * static_cast<double>(messages->bytes.size()) / 1e6);
  }
  // Printed so that nothing of the work can be left out.
  fmt::print("sum        {:>14}\n", sum);
  return 0;
}

}  // namespace
}  // namespace plugtest::llrp

int main(int argc, char** argv) {
  double seconds = 0;
  const std::string_view text = argc == 3 ? argv[2] : "";
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (argc != 3 || error != std::errc{} || end != text.data() + text.size() || !(seconds > 0) ||
      seconds > 3600) {
    std::fputs("llrp-bench: expected FILE SECONDS, with 0 < SECONDS <= 3600\n", stderr);
    return 2;
  }
  // As `plugtest decode` does, so that page faults are not measured.
  constexpr int k_keep = 64 * 1024 * 1024;
  mallopt(M_TRIM_THRESHOLD, k_keep);
  mallopt(M_MMAP_THRESHOLD, k_keep);
  return plugtest::llrp::run(argv[1], seconds);
}
