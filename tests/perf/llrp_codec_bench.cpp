// How fast the LLRP codec is: tag reports with EPC-96, antenna, RSSI, first and last seen (UTC) and
// count, 43 bytes a tag, 1 / 100 / 1000 tags a message, over 32 MiB of messages. Streaming decode
// materialises and sums every field; objects is the whole tree of the generic decoder; encode is
// from plain numbers to bytes. `memcpy` is the same bytes copied. With seven repetitions,
// interleaved at random, "best" is the best of them.

#include "protocols/llrp/codec.h"
#include "protocols/llrp/framer.h"
#include "protocols/llrp/tag_report.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include <benchmark/benchmark.h>
#include <malloc.h>

namespace plugtest::llrp {
namespace {

constexpr std::size_t k_buffer_bytes = std::size_t{32} << 20U;
constexpr std::size_t k_tag_bytes = 43;

TagReport tag(std::uint64_t number, std::array<std::uint8_t, 12>& epc) {
  epc = {0x30, 0x14, 0xF7, 0x33, 0x7C, 0, 0x1F, 0};
  std::memcpy(epc.data() + 8, &number, 4);
  TagReport report;
  report.present = TagReport::antenna_id | TagReport::peak_rssi | TagReport::first_seen_utc |
                   TagReport::last_seen_utc | TagReport::tag_seen_count | TagReport::epc;
  report.epc_bits = 96;
  report.epc_data = epc.data();
  report.antenna = static_cast<std::uint16_t>(1 + number % 4);
  report.rssi_dbm = static_cast<std::int8_t>(-40 - static_cast<int>(number % 40));
  report.first_seen_utc_us = 1'240'000'000'000'000 + number * 700;
  report.last_seen_utc_us = report.first_seen_utc_us + 12'345;
  report.seen_count = static_cast<std::uint16_t>(1 + number % 9);
  return report;
}

void put_header(std::vector<std::uint8_t>& out, std::size_t at, std::uint32_t id) {
  const auto length = static_cast<std::uint32_t>(out.size() - at);
  out[at] = 0x04;
  out[at + 1] = 61;
  for (unsigned i = 0; i < 4; ++i) {
    out[at + 2 + i] = static_cast<std::uint8_t>(length >> (24U - 8U * i));
    out[at + 6 + i] = static_cast<std::uint8_t>(id >> (24U - 8U * i));
  }
}

void append_message(std::size_t tags, std::uint32_t id, std::vector<std::uint8_t>& out) {
  const std::size_t at = out.size();
  out.resize(at + k_header_bytes);
  std::array<std::uint8_t, 12> epc{};
  for (std::size_t i = 0; i < tags; ++i) append_tag_report(tag(id * tags + i, epc), out);
  put_header(out, at, id);
}

/// At least 32 MiB of RO_ACCESS_REPORTs.
std::vector<std::uint8_t> messages(std::size_t tags) {
  std::vector<std::uint8_t> all;
  all.reserve(k_buffer_bytes + tags * k_tag_bytes + k_header_bytes);
  for (std::uint32_t id = 1; all.size() < k_buffer_bytes; ++id) append_message(tags, id, all);
  return all;
}

template <class Each>
void for_each_message(std::span<const std::uint8_t> all, Each&& each) {
  for (std::size_t at = 0; at < all.size();) {
    const auto header = read_header(all.subspan(at));
    each(all.subspan(at, header->length));
    at += header->length;
  }
}

std::uint64_t sum(const TagReport& report) {
  std::uint64_t epc = 0;
  std::memcpy(&epc, report.epc_data + 4, sizeof epc);
  return epc + report.antenna + static_cast<std::uint64_t>(report.rssi_dbm) +
         report.first_seen_utc_us + report.last_seen_utc_us + report.seen_count;
}

std::size_t rounds(const benchmark::State& state) {
  return static_cast<std::size_t>(state.iterations());
}

void finish(benchmark::State& state, std::size_t tags, std::size_t bytes) {
  state.SetItemsProcessed(static_cast<std::int64_t>(tags));
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void streaming(benchmark::State& state) {
  const auto all = messages(static_cast<std::size_t>(state.range(0)));
  std::size_t tags = 0;
  for (auto _ : state) {
    std::uint64_t total = 0;
    TagReportMemory memory;
    for_each_message(all, [&](std::span<const std::uint8_t> message) {
      const auto summary =
          for_each_tag_report(message.subspan(k_header_bytes), memory,
                              [&](const TagReport& report) { total += sum(report); });
      tags += summary->tags;
    });
    benchmark::DoNotOptimize(total);
  }
  finish(state, tags, all.size() * rounds(state));
}

void objects(benchmark::State& state) {
  const auto all = messages(static_cast<std::size_t>(state.range(0)));
  std::size_t tags = 0;
  for (auto _ : state) {
    for_each_message(all, [&](std::span<const std::uint8_t> message) {
      const auto decoded = decode(message, DecodeMode::tolerant);
      tags += decoded->body.children().size();
      benchmark::DoNotOptimize(decoded->body);
    });
  }
  finish(state, tags, all.size() * rounds(state));
}

void encoding(benchmark::State& state) {
  const auto tags_each = static_cast<std::size_t>(state.range(0));
  std::vector<std::array<std::uint8_t, 12>> epcs(tags_each);
  std::vector<TagReport> reports;
  for (std::size_t i = 0; i < tags_each; ++i) reports.push_back(tag(i, epcs[i]));
  std::vector<std::uint8_t> out;
  std::size_t bytes = 0;
  std::size_t tags = 0;
  for (auto _ : state) {
    out.clear();
    out.resize(k_header_bytes);
    for (const TagReport& report : reports) append_tag_report(report, out);
    put_header(out, 0, 1);
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
    bytes += out.size();
    tags += tags_each;
  }
  finish(state, tags, bytes);
}

void copying(benchmark::State& state) {
  const auto all = messages(static_cast<std::size_t>(state.range(0)));
  std::vector<std::uint8_t> to(all.size());
  for (auto _ : state) {
    std::memcpy(to.data(), all.data(), all.size());
    benchmark::DoNotOptimize(to.data());
    benchmark::ClobberMemory();
  }
  finish(state, all.size() / k_tag_bytes * rounds(state), all.size() * rounds(state));
}

double best(const std::vector<double>& values) { return *std::ranges::max_element(values); }

void usual(benchmark::internal::Benchmark* one) {
  one->Arg(1)->Arg(100)->Arg(1000)->Repetitions(7)->ReportAggregatesOnly()->ComputeStatistics(
      "best", best);
}

BENCHMARK(streaming)->Apply(usual);
BENCHMARK(objects)->Apply(usual);
BENCHMARK(encoding)->Apply(usual);
BENCHMARK(copying)->Name("memcpy")->Apply(usual);

}  // namespace
}  // namespace plugtest::llrp

int main(int argc, char** argv) {
  // As `plugtest decode` does: trees of a megabyte come and go, and giving each back to the system
  // would measure its page faults.
  constexpr int k_keep = 64 * 1024 * 1024;
  mallopt(M_TRIM_THRESHOLD, k_keep);
  mallopt(M_MMAP_THRESHOLD, k_keep);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
