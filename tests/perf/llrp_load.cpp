// Many LLRP readers at once, over real sockets and real time:
//
//   llrp-load READERS TAGS_PER_SECOND SECONDS
//
// Virtual readers in one process, their drivers in another. The tags come from a declared synthetic
// source behind each virtual reader, not from the lab's air: so many a second, each with an EPC of
// its own that says which reader, which inventory and the how-many-th it is. Inventories of a
// second follow each other until the time is over. Prints counts, delays and memory; exit code 1
// when a tag was lost or told twice, when a link went down, or when memory grew.
//
// Delays: "report" from the moment the synthetic source gave the tag to the moment the driver
// handed it on (the driver asks for reports at the end of an inventory, so up to a second of it is
// meant); "drain" from asking a reader to stop to having everything.

#include "drivers/all/register.h"
#include "drivers/llrp/virtual_reader.h"
#include "harness/api/clock.h"
#include "harness/api/registry.h"
#include "harness/api/traffic.h"
#include "harness/api/virtual_radio.h"
#include "harness/session/wall_clock.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <signal.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plugtest {
namespace {

constexpr Nanos k_inventory = std::chrono::seconds(1);
constexpr Nanos k_patience = std::chrono::seconds(30);
/// What allocators and sockets may settle into after the first tenth of the time.
constexpr std::size_t k_settling_kib = 8 * 1024;

/// One process's side: everything asynchronous on real time.
struct Floor {
  boost::asio::io_context io;
  std::unique_ptr<api::Clock> own_clock = session::make_wall_clock(io);
  api::Clock& clock = *own_clock;
  api::NoTraffic traffic;
  spdlog::logger log{"load", std::make_shared<spdlog::sinks::null_sink_mt>()};
  api::Runtime runtime{io, clock, traffic, log};
};

std::size_t resident_kib(pid_t process) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      std::fopen(fmt::format("/proc/{}/statm", process).c_str(), "r"), std::fclose);
  unsigned long total = 0;
  unsigned long resident = 0;
  if (!file || std::fscanf(file.get(), "%lu %lu", &total, &resident) != 2) return 0;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) / 1024;
}

/// Numbers in the 96 bits of an EPC: reader, inventory, tag.
identity::Uii numbered(std::uint32_t reader, std::uint32_t inventory, std::uint32_t tag) {
  std::array<std::uint8_t, 12> bytes{};
  const std::array<std::uint32_t, 3> numbers{reader, inventory, tag};
  std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return *identity::Uii::from_bits(bytes, 96);
}

std::array<std::uint32_t, 3> numbers_of(const identity::Uii& uii) {
  std::array<std::uint32_t, 3> numbers{};
  std::memcpy(numbers.data(), uii.bytes().data(), sizeof numbers);
  return numbers;
}

/// The declared synthetic source: no air, so many reads a second.
class SyntheticRadio final : public api::VirtualRadio {
 public:
  SyntheticRadio(api::Clock& clock, std::uint32_t number, double tags_per_second)
      : clock_(clock), timer_(clock), number_(number), tags_per_second_(tags_per_second) {
    capabilities_.model_name = "Synthetic";
    capabilities_.firmware = "1";
    capabilities_.power_table_mdbm = {30'000};
    capabilities_.modes = {{.profile = "max-rate", .blf_hz = 640'641, .tari_ns = 6'250}};
    capabilities_.channels_hz = {865'700'000};
    capabilities_.report_buffer_tags = 1'000'000;  // a stalled machine must not look like a loss
  }

  const api::RadioCapabilities& capabilities() const override { return capabilities_; }
  std::span<const model::PlantedFault> faults() const override { return {}; }
  Result<void> start(const api::RadioInventory&, api::TagReadListener& listener) override {
    listener_ = &listener;
    ++inventory_;
    told_ = 0;
    began_ = clock_.now();
    tick();
    return {};
  }
  void stop() override {
    listener_ = nullptr;
    timer_.cancel();
  }
  bool running() const override { return listener_ != nullptr; }
  ReaderTime reader_time(HostTime when) const override {
    return ReaderTime{when.time_since_epoch()};
  }
  std::uint64_t endpoint_seed() const override { return number_; }

  std::uint64_t total() const { return total_; }

 private:
  void tick() {
    const auto due =
        static_cast<std::uint32_t>(to_seconds(clock_.now() - began_) * tags_per_second_);
    while (listener_ != nullptr && told_ < due) {
      api::TagRead read;
      read.uii = numbered(number_, inventory_, told_++);
      read.pc_word = 0x3000;
      read.when = clock_.now();
      read.rssi_mdbm = -50'000;
      ++total_;
      listener_->on_tag_read(read);
    }
    if (listener_ != nullptr) timer_.set_after(std::chrono::milliseconds(5), [this] { tick(); });
  }

  api::Clock& clock_;
  api::Timer timer_;
  std::uint32_t number_;
  double tags_per_second_;
  api::RadioCapabilities capabilities_;
  api::TagReadListener* listener_ = nullptr;
  HostTime began_{};
  std::uint32_t inventory_ = 0;
  std::uint32_t told_ = 0;
  std::uint64_t total_ = 0;
};

/// The process of the readers: tells their addresses, serves until SIGTERM, tells its totals.
int serve(std::uint32_t readers, double tags_per_second, std::FILE* out) {
  Floor floor;
  std::vector<std::unique_ptr<SyntheticRadio>> radios;
  std::vector<std::unique_ptr<api::Endpoint>> endpoints;
  for (std::uint32_t i = 0; i < readers; ++i) {
    radios.push_back(std::make_unique<SyntheticRadio>(floor.clock, i, tags_per_second));
    auto made = drivers::make_virtual_llrp_reader(floor.runtime, *radios.back(), {});
    if (!made) return 1;
    endpoints.push_back(std::move(*made));
    fmt::print(out, "{}\n", endpoints.back()->uri());
  }
  std::fflush(out);
  boost::asio::signal_set end(floor.io, SIGTERM);
  end.async_wait([&](const boost::system::error_code&, int) { floor.io.stop(); });
  floor.io.run();
  for (const auto& radio : radios) fmt::print(out, "{}\n", radio->total());
  std::fflush(out);
  return 0;
}

/// One driver, going through inventories until told to end.
class Station final : public api::ReaderListener {
 public:
  Station(Floor& floor, std::uint32_t number, std::unique_ptr<api::Reader> reader)
      : floor_(floor), timer_(floor.clock), number_(number), reader_(std::move(reader)) {
    reader_->set_listener(*this);
  }

  void begin() {
    reader_->connect(k_patience, [this](const Result<void>& done) {
      if (fine(done)) next();
    });
  }
  void end_after_this() { ending_ = true; }
  bool over() const { return over_; }

  void on_observations(std::span<const model::Observation> observations) override {
    const HostTime now = floor_.clock.now();
    for (const model::Observation& one : observations) {
      const auto [reader, inventory, tag] = numbers_of(one.uii);
      if (reader != number_ || inventory != inventory_) {
        ++wrong;
        continue;
      }
      if (seen_.size() <= tag) seen_.resize(tag + std::size_t{1});
      if (seen_[tag]) ++wrong;
      seen_[tag] = true;
      ++tags;
      // A sample of a few in a hundred is enough for percentiles, and bounded.
      if (one.last_seen && tag % 64 == 0 && report_ms.size() < 200'000) {
        const Nanos age = now.time_since_epoch() - one.last_seen->time_since_epoch();
        report_ms.push_back(static_cast<float>(to_seconds(age) * 1000));
      }
    }
  }
  void on_link_down(const Error& why) override { stop_with(why); }
  void on_reader_event(HostTime, const std::string&) override { ++events; }

  std::uint64_t tags = 0;
  std::uint64_t wrong = 0;  // told twice, or of another inventory, or missing in the middle
  std::uint64_t inventories = 0;
  std::uint64_t events = 0;
  std::optional<Error> failure;
  std::vector<float> report_ms;
  std::vector<float> drain_ms;

 private:
  bool fine(const Result<void>& done) {
    if (!done) stop_with(done.error());
    return done.has_value();
  }
  void stop_with(const Error& why) {
    if (!failure) failure = why;
    over_ = true;
  }
  void next() {
    if (ending_) {
      reader_->close(k_patience, [this](const Result<void>&) { over_ = true; });
      return;
    }
    ++inventory_;
    seen_.clear();
    reader_->start({.id = inventory_}, k_patience, [this](const Result<void>& done) {
      if (fine(done)) timer_.set_after(k_inventory, [this] { stop(); });
    });
  }
  void stop() {
    stopped_ = floor_.clock.now();
    reader_->stop(k_patience, [this](const Result<void>& done) {
      if (!fine(done)) return;
      reader_->drain(k_patience, [this](const Result<void>& drained) {
        if (!fine(drained)) return;
        drain_ms.push_back(static_cast<float>(to_seconds(floor_.clock.now() - stopped_) * 1000));
        wrong += static_cast<std::uint64_t>(std::ranges::count(seen_, false));
        ++inventories;
        boost::asio::post(floor_.io, [this] { next(); });
      });
    });
  }

  Floor& floor_;
  api::Timer timer_;
  std::uint32_t number_;
  std::unique_ptr<api::Reader> reader_;
  std::uint32_t inventory_ = 0;
  std::vector<bool> seen_;
  HostTime stopped_{};
  bool ending_ = false;
  bool over_ = false;
};

float percentile(std::vector<float>& values, double share) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, values.begin() + at);
  return values[static_cast<std::size_t>(at)];
}

void print_delays(const char* name, std::vector<float> values) {
  fmt::print("{:<8} ms  50 %: {:.1f}  90 %: {:.1f}  99 %: {:.1f}  most: {:.1f}\n", name,
             percentile(values, 0.5), percentile(values, 0.9), percentile(values, 0.99),
             percentile(values, 1));
}

/// Memory of both processes, at a tenth of the time and at its end.
class Memory {
 public:
  explicit Memory(pid_t server) : server_(server) {}
  void settle() { early_ = {resident_kib(getpid()), resident_kib(server_)}; }
  bool flat() {
    const std::array<std::size_t, 2> late{resident_kib(getpid()), resident_kib(server_)};
    fmt::print("memory   KiB drivers: {} then {}  readers: {} then {}\n", early_[0], late[0],
               early_[1], late[1]);
    return late[0] <= early_[0] + early_[0] / 10 + k_settling_kib &&
           late[1] <= early_[1] + early_[1] / 10 + k_settling_kib;
  }

 private:
  pid_t server_;
  std::array<std::size_t, 2> early_{};
};

std::string read_line(std::FILE* from) {
  std::string line;
  for (int c = std::fgetc(from); c != EOF && c != '\n'; c = std::fgetc(from)) {
    line += static_cast<char>(c);
  }
  return line;
}

int drive(std::uint32_t readers, double seconds, pid_t server, std::FILE* in) {
  Floor floor;
  api::ReaderRegistry registry;
  drivers::register_all(registry);
  std::vector<std::unique_ptr<Station>> stations;
  for (std::uint32_t i = 0; i < readers; ++i) {
    auto reader = registry.make_reader(floor.runtime, read_line(in), {});
    if (!reader) {
      fmt::print(stderr, "llrp-load: {}\n", to_string(reader.error()));
      return 1;
    }
    stations.push_back(std::make_unique<Station>(floor, i, std::move(*reader)));
    stations.back()->begin();
  }
  const auto length = std::chrono::duration_cast<Nanos>(std::chrono::duration<double>(seconds));
  Memory memory(server);
  api::Timer settling(floor.clock);
  settling.set_after(length / 10, [&] { memory.settle(); });
  api::Timer end(floor.clock);
  end.set_after(length, [&] {
    for (auto& station : stations) station->end_after_this();
  });
  while (!std::ranges::all_of(stations, [](const auto& station) { return station->over(); })) {
    floor.io.restart();
    floor.io.run_one_for(std::chrono::milliseconds(50));
  }
  const bool flat = memory.flat();
  kill(server, SIGTERM);
  std::uint64_t told = 0;
  std::uint64_t got = 0;
  std::uint64_t inventories = 0;
  bool good = flat;
  std::vector<float> report_ms;
  std::vector<float> drain_ms;
  for (auto& station : stations) {
    const std::string line = read_line(in);
    std::uint64_t total = 0;
    std::from_chars(line.data(), line.data() + line.size(), total);
    told += total;
    got += station->tags;
    inventories += station->inventories;
    report_ms.insert(report_ms.end(), station->report_ms.begin(), station->report_ms.end());
    drain_ms.insert(drain_ms.end(), station->drain_ms.begin(), station->drain_ms.end());
    if (station->failure) fmt::print("failed: {}\n", to_string(*station->failure));
    good = good && !station->failure && station->wrong == 0 && station->inventories > 0 &&
           station->tags == total;
  }
  fmt::print("{} readers, {} inventories, {} tags given, {} received ({:.0f} tags/s)\n", readers,
             inventories, told, got, static_cast<double>(got) / seconds);
  print_delays("report", std::move(report_ms));
  print_delays("drain", std::move(drain_ms));
  fmt::print("{}\n", good ? "no loss, flat memory" : flat ? "FAILED" : "FAILED: memory grew");
  return good ? 0 : 1;
}

template <class T>
bool parse(std::string_view text, T least, T most, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && least <= value &&
         value <= most;
}

int run(int argc, char** argv) {
  std::uint32_t readers = 0;
  double tags_per_second = 0;
  double seconds = 0;
  if (argc != 4 || !parse<std::uint32_t>(argv[1], 1, 256, readers) ||
      !parse(argv[2], 1.0, 100'000.0, tags_per_second) || !parse(argv[3], 1.0, 36'000.0, seconds)) {
    std::fputs("llrp-load: expected READERS TAGS_PER_SECOND SECONDS\n", stderr);
    return 2;
  }
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return 1;
  const pid_t server = fork();  // before anything makes a thread
  if (server == 0) {
    close(ends[0]);
    _exit(serve(readers, tags_per_second, fdopen(ends[1], "w")));
  }
  close(ends[1]);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(fdopen(ends[0], "r"), std::fclose);
  const int code = drive(readers, seconds, server, in.get());
  kill(server, SIGTERM);
  waitpid(server, nullptr, 0);
  return code;
}

}  // namespace
}  // namespace plugtest

int main(int argc, char** argv) { return plugtest::run(argc, argv); }
