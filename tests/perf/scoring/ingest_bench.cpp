// How many tag reports a second go from the bytes of an LLRP stream through framer, translator,
// evidence and scorer, for many readers at once on two threads.
//
//   ingest_bench [READERS [OBSERVATIONS]]     32 readers, 30 million observations by default
//
// The bytes are encoded beforehand, as readers would send them; what that takes is told apart.
// Memory is told after a tenth and at the end: it must not follow the number of observations.

#include "drivers/llrp/translator.h"
#include "harness/evidence/run_folder.h"
#include "harness/score/run_scorer.h"
#include "protocols/llrp/framer.h"
#include "protocols/llrp/message.h"
#include "protocols/llrp/tag_report.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <stdlib.h>
#include <sys/resource.h>

namespace plugtest::perf {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::uint32_t k_pieces = 200;
constexpr std::uint32_t k_tags_a_message = 100;
constexpr std::uint32_t k_messages_a_pass = 40;

std::uint64_t memory_mib() {
  std::ifstream status("/proc/self/statm");
  std::uint64_t pages = 0;
  std::uint64_t resident = 0;
  status >> pages >> resident;
  return resident * 4096 >> 20U;
}

std::array<std::uint8_t, 12> epc_of(std::uint32_t piece) {
  return {0x30,
          0x14,
          0xF7,
          0x33,
          0x7C,
          0,
          0x1F,
          0,
          0,
          0,
          static_cast<std::uint8_t>(piece >> 8U),
          static_cast<std::uint8_t>(piece)};
}

/// The bytes of one pass: RO_ACCESS_REPORTs with antenna, level, first and last seen and count.
std::vector<std::uint8_t> pass_bytes() {
  std::vector<std::uint8_t> all;
  std::uint32_t number = 0;
  for (std::uint32_t id = 1; id <= k_messages_a_pass; ++id) {
    const std::size_t at = all.size();
    all.resize(at + llrp::k_header_bytes);
    for (std::uint32_t i = 0; i < k_tags_a_message; ++i, ++number) {
      const auto epc = epc_of(number % k_pieces);
      llrp::TagReport report;
      report.present = llrp::TagReport::antenna_id | llrp::TagReport::peak_rssi |
                       llrp::TagReport::first_seen_utc | llrp::TagReport::last_seen_utc |
                       llrp::TagReport::tag_seen_count | llrp::TagReport::epc;
      report.epc_bits = 96;
      report.epc_data = epc.data();
      report.antenna = static_cast<std::uint16_t>(1 + number % 4);
      report.rssi_dbm = static_cast<std::int8_t>(-40 - static_cast<int>(number % 40));
      report.first_seen_utc_us = 1'240'000'000'000'000 + number * 700ULL;
      report.last_seen_utc_us = report.first_seen_utc_us + 345;
      report.seen_count = 1;
      llrp::append_tag_report(report, all);
    }
    const auto length = static_cast<std::uint32_t>(all.size() - at);
    all[at] = 0x04;
    all[at + 1] = 61;
    for (unsigned i = 0; i < 4; ++i) {
      all[at + 2 + i] = static_cast<std::uint8_t>(length >> (24U - 8U * i));
      all[at + 6 + i] = static_cast<std::uint8_t>(id >> (24U - 8U * i));
    }
  }
  return all;
}

/// What the engine does with one reader, without a socket in front of it.
class Lane final : private drivers::LlrpSink {
 public:
  Lane(const fs::path& root, std::uint32_t number)
      : types_{model::TagTypeId("type")}, scorer_(types_, scenario()) {
    evidence::FolderOptions options;
    options.to_disk = false;
    auto folder = evidence::RunFolder::create(root, {std::to_string(number), "{}\n", "", {}},
                                              nullptr, options);
    if (!folder) throw std::runtime_error(to_string(folder.error()));
    folder_ = std::move(*folder);
    for (std::uint32_t i = 0; i < k_pieces; ++i) {
      pass_.manifest.expected.push_back({{model::PieceId(std::to_string(i)),
                                          types_[0],
                                          identity::Uii::from_bits(epc_of(i), 96).value(),
                                          {}},
                                         model::ItemId(std::to_string(i))});
    }
    pass_.times.begin = HostTime(std::chrono::hours(344'444));
    pass_.times.end = pass_.times.begin + std::chrono::hours(1);
  }

  /// One pass: its bytes as they come off the wire, 4 KiB at a time. Its number of observations.
  std::uint64_t take(std::span<const std::uint8_t> bytes) {
    constexpr std::size_t k_read = 4096;
    pass_.observations.clear();
    folder_->on_pass_begin(pass_.index, pass_.times.begin, pass_.manifest);
    for (; !bytes.empty(); bytes = bytes.subspan(std::min(k_read, bytes.size()))) {
      framer_.push(bytes.first(std::min(k_read, bytes.size())));
      while (const auto frame = framer_.next().value()) {
        if (!translator_.translate(frame->bytes, pass_.times.begin, *this)) std::abort();
      }
    }
    folder_->on_pass_end(pass_);
    const auto scored = scorer_.add(pass_);
    if (scored.scores[0].identified != k_pieces) throw std::runtime_error("a piece was lost");
    ++pass_.index;
    return pass_.observations.size();
  }

 private:
  void on_observations(std::span<const model::Observation> observations) override {
    pass_.observations.insert(pass_.observations.end(), observations.begin(), observations.end());
    folder_->on_observations(pass_.index, observations);
  }
  void on_event(const drivers::LlrpEvent& /*event*/) override {}

  std::vector<model::TagTypeId> types_;
  static model::ScenarioPlan scenario() {
    model::ScenarioPlan plan;
    plan.decision = model::FixedRule{};
    return plan;
  }

  score::RunScorer scorer_;
  std::unique_ptr<evidence::RunFolder> folder_;
  llrp::Framer framer_;
  drivers::Translator translator_;
  model::PassRecord pass_;
};

/// Processor time of this process so far: what a busy machine does not stretch.
double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

int run(std::uint32_t readers, std::uint64_t wanted) {
  std::string pattern = fs::temp_directory_path() / "plugtest-ingest-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  const fs::path root = pattern;
  const auto encoding = Clock::now();
  std::vector<std::uint8_t> bytes;
  constexpr int k_encodings = 50;
  for (int i = 0; i < k_encodings; ++i) bytes = pass_bytes();
  const double a_pass = k_messages_a_pass * k_tags_a_message;
  const double encoded = k_encodings * a_pass / since(encoding);

  std::atomic<std::uint64_t> done{0};
  std::uint64_t early_mib = 0;
  const auto begin = Clock::now();
  const double cpu_begin = cpu_seconds();
  const auto work = [&](std::uint32_t first) {
    std::vector<std::unique_ptr<Lane>> lanes;
    for (std::uint32_t i = first; i < readers; i += 2) {
      lanes.push_back(std::make_unique<Lane>(root, i));
    }
    while (done < wanted) {
      for (auto& lane : lanes) done += lane->take(bytes);
      if (first == 0 && early_mib == 0 && done >= wanted / 10) early_mib = memory_mib();
    }
    if (first == 0)
      fmt::print("memory: {} MiB after a tenth, {} MiB at the end\n", early_mib, memory_mib());
  };
  {
    const std::jthread other(work, 1);
    work(0);
  }
  const double seconds = since(begin);
  const double cpu = cpu_seconds() - cpu_begin;
  const auto observations = static_cast<double>(done);
  fmt::print(
      "{} readers: {} observations in {:.1f} s on 2 threads, {:.2f} M/s; {:.1f} s of processor "
      "time, {:.2f} M for each second of it (encoding them, apart: {:.1f} M/s on one thread)\n",
      readers, done.load(), seconds, observations / seconds / 1e6, cpu, observations / cpu / 1e6,
      encoded / 1e6);
  fs::remove_all(root);
  return 0;
}

}  // namespace
}  // namespace plugtest::perf

int main(int argc, char** argv) {
  try {
    const auto number = [&](int index, unsigned long otherwise) {
      return argc > index ? std::stoul(argv[index]) : otherwise;
    };
    return plugtest::perf::run(static_cast<std::uint32_t>(number(1, 32)), number(2, 30'000'000));
  } catch (const std::exception& error) {
    fmt::print(stderr, "ingest_bench: {}\n", error.what());
    return 1;
  }
}
