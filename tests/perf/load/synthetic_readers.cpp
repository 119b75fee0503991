#include "drivers/llrp/virtual_reader.h"
#include "harness/api/virtual_radio.h"
#include "tests/perf/load/floor.h"
#include "tests/perf/load/readers.h"
#include "tests/perf/load/tally.h"

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

namespace plugtest::load {

namespace {

/// Numbers in the 96 bits of an EPC: reader, inventory, tag.
identity::Uii numbered(std::uint32_t reader, std::uint32_t inventory, std::uint32_t tag) {
  std::array<std::uint8_t, 12> bytes{};
  const std::array<std::uint32_t, 3> numbers{reader, inventory, tag};
  std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return *identity::Uii::from_bits(bytes, 96);
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

  const ReadSum& total() const { return total_; }

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
      total_.add(inventory_, read.antenna, read.uii);
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
  ReadSum total_;
};

}  // namespace

std::array<std::uint32_t, 3> numbers_of(const identity::Uii& uii) {
  std::array<std::uint32_t, 3> numbers{};
  std::memcpy(numbers.data(), uii.bytes().data(), sizeof numbers);
  return numbers;
}

int serve_synthetic(std::uint32_t readers, double tags_per_second, std::FILE* out) {
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
  for (const auto& radio : radios) {
    fmt::print(out, "{} {}\n", radio->total().count, radio->total().mark);
  }
  std::fflush(out);
  return 0;
}

}  // namespace plugtest::load
