// Many LLRP readers at once, over real sockets and real time:
//
//   llrp-load READERS TAGS_PER_SECOND SECONDS
//   llrp-load READERS SCENARIO SECONDS
//
// Virtual readers in one process, their drivers in another. With a number the tags come from a
// declared synthetic source behind each virtual reader, not from the lab's air: so many a second,
// each with an EPC of its own that says which reader, which inventory and the how-many-th it is.
// With the name of a scenario of the library each virtual reader has a lab of its own, as `plugtest
// lab` holds it, where loads of that scenario pass by over and over, and as many reads as the air
// gives; then every read of a radio has to be in the seen counts of the reports of its tag, antenna
// and inventory.
// Inventories of a second follow each other until the time is over. Prints counts, delays and
// memory; exit code 1 when a read was lost or told twice, when a link went down, or when memory
// grew.
//
// Delays: "report" from the read, by reader time and the driver's estimate of its offset, to the
// moment the driver handed it on (the driver asks for reports at the end of an inventory, so up to
// a second of it is meant); "drain" from asking a reader to stop to having everything.

#include "drivers/all/register.h"
#include "harness/api/registry.h"
#include "tests/perf/load/floor.h"
#include "tests/perf/load/readers.h"
#include "tests/perf/load/station.h"
#include "tests/perf/load/tally.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plugtest::load {
namespace {

/// What allocators and sockets may settle into after the first part of the time.
constexpr std::size_t k_settling_kib = std::size_t{8} * 1024;

/// When the first figure of the memory is taken: after a tenth, but not before all readers have had
/// a few of everything.
Nanos settled_after(Nanos length) {
  return std::max(length / 10, std::min<Nanos>(length / 2, std::chrono::seconds(5)));
}

std::size_t resident_kib(pid_t process) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      std::fopen(fmt::format("/proc/{}/statm", process).c_str(), "r"), std::fclose);
  unsigned long total = 0;
  unsigned long resident = 0;
  if (!file || std::fscanf(file.get(), "%lu %lu", &total, &resident) != 2) return 0;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) / 1024;
}

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

/// Memory of both processes, when settled and at the end.
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

ReadSum sum_from(const std::string& line) {
  ReadSum sum;
  const char* const end = line.data() + line.size();
  const auto [blank, error] = std::from_chars(line.data(), end, sum.count);
  if (error == std::errc{} && blank != end) std::from_chars(blank + 1, end, sum.mark);
  return sum;
}

/// The process of the drivers: through inventories for `seconds`, then what came of them.
int drive(std::uint32_t readers, bool air, double seconds, pid_t server, std::FILE* in) {
  Floor floor;
  api::ReaderRegistry registry;
  drivers::register_all(registry);
  std::vector<std::unique_ptr<Station>> stations;
  for (std::uint32_t i = 0; i < readers; ++i) {
    const std::string address = read_line(in);
    if (address.empty()) return 1;  // the process of the readers has said why
    auto reader = registry.make_reader(floor.runtime, address, {});
    if (!reader) {
      fmt::print(stderr, "llrp-load: {}\n", to_string(reader.error()));
      return 1;
    }
    stations.push_back(std::make_unique<Station>(
        floor, std::move(*reader), air ? make_seen_count_tally() : make_numbered_tally(i)));
    stations.back()->begin();
  }
  const auto length = std::chrono::duration_cast<Nanos>(std::chrono::duration<double>(seconds));
  Memory memory(server);
  api::Timer settling(floor.clock);
  settling.set_after(settled_after(length), [&] { memory.settle(); });
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
    const ReadSum given = sum_from(read_line(in));
    told += given.count;
    got += station->tally().reads.count;
    inventories += station->inventories;
    report_ms.insert(report_ms.end(), station->report_ms.begin(), station->report_ms.end());
    drain_ms.insert(drain_ms.end(), station->drain_ms.begin(), station->drain_ms.end());
    if (station->failure) fmt::print("failed: {}\n", to_string(*station->failure));
    good = good && !station->failure && station->tally().wrong == 0 && station->inventories > 0 &&
           station->tally().reads == given && given.count > 0;
  }
  fmt::print("{} readers, {} inventories, {} reads given, {} received ({:.0f} reads/s)\n", readers,
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
  const std::string_view source = argc == 4 ? argv[2] : "";
  const bool air = !source.empty() && source.find_first_of("0123456789.-") != 0;
  if (argc != 4 || !parse<std::uint32_t>(argv[1], 1, 256, readers) ||
      (!air && !parse(source, 1.0, 100'000.0, tags_per_second)) ||
      !parse(argv[3], 1.0, 36'000.0, seconds)) {
    std::fputs("llrp-load: expected READERS TAGS_PER_SECOND SECONDS, or READERS SCENARIO SECONDS\n",
               stderr);
    return 2;
  }
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return 1;
  const pid_t server = fork();  // before anything makes a thread
  if (server == 0) {
    close(ends[0]);
    std::FILE* out = fdopen(ends[1], "w");
    _exit(air ? serve_air(readers, source, out) : serve_synthetic(readers, tags_per_second, out));
  }
  close(ends[1]);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(fdopen(ends[0], "r"), std::fclose);
  const int code = drive(readers, air, seconds, server, in.get());
  kill(server, SIGTERM);
  waitpid(server, nullptr, 0);
  return code;
}

}  // namespace
}  // namespace plugtest::load

int main(int argc, char** argv) { return plugtest::load::run(argc, argv); }
