#pragma once

#include "harness/api/clock.h"
#include "harness/api/virtual_radio.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace plugtest::test {

/// A VirtualRadio without air: from each start on, the scripted reads happen at their times.
class ScriptedRadio final : public api::VirtualRadio {
 public:
  struct Read {
    Nanos after{0};  ///< since start()
    api::TagRead read;
  };

  explicit ScriptedRadio(api::Clock& clock) : clock_(clock) {
    capabilities_.model_name = "Scripted";
    capabilities_.firmware = "1.2.3";
    for (std::int32_t mdbm = 10'000; mdbm <= 30'000; mdbm += 500) {
      capabilities_.power_table_mdbm.push_back(mdbm);
    }
    // As gen2's profiles "max-rate" and "m4-320" have it.
    capabilities_.modes = {{.profile = "max-rate", .blf_hz = 640'641, .tari_ns = 6'250},
                           {.profile = "m4-320",
                            .blf_hz = 319'840,
                            .tari_ns = 12'500,
                            .pie_ratio_milli = 2'000,
                            .m = 4,
                            .modulation = model::ForwardModulation::dsb_ask}};
    capabilities_.gpi_count = 4;
    capabilities_.gpo_count = 4;
    capabilities_.channels_hz = {865'700'000, 866'300'000, 866'900'000, 867'500'000};
  }

  /// A 96-bit UII ending in `number`, read at port 1 with -50 dBm.
  static api::TagRead tag(std::uint8_t number) {
    std::vector<std::uint8_t> bytes = {0x30, 0x08, 0x33, 0xb2, 0xdd, 0xd9, 0, 0, 0, 0, 0, number};
    api::TagRead read;
    read.uii = *identity::Uii::from_bits(bytes, 96);
    read.pc_word = 0x3000;
    read.crc = static_cast<std::uint16_t>(0x1234 + number);
    read.rssi_mdbm = -50'000;
    return read;
  }

  /// A Type D tag with an identity of 48 bits that ends in `number`, at 64 kbit/s.
  static api::TagRead type_d_tag(std::uint8_t number, std::int32_t link_rate_bps = 64'000) {
    const std::vector<std::uint8_t> bytes = {0x05, 0x80, 0x00, 0x12, 0x86, number};
    api::TagRead read;
    read.uii = *identity::Uii::from_bits(bytes, 48);
    read.crc = static_cast<std::uint16_t>(0x4321 + number);
    read.rssi_mdbm = -50'000;
    read.protocol = model::AirProtocol::type_d;
    read.link_rate_bps = link_rate_bps;
    return read;
  }

  /// `count` different tags, one each millisecond.
  void script_tags(unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      script.push_back({std::chrono::milliseconds(i + 1), tag(static_cast<std::uint8_t>(i))});
    }
  }

  const api::RadioCapabilities& capabilities() const override { return capabilities_; }
  api::RadioCapabilities& mutable_capabilities() { return capabilities_; }
  std::span<const model::PlantedFault> faults() const override { return planted; }

  Result<void> start(const api::RadioInventory& inventory,
                     api::TagReadListener& listener) override {
    if (start_error) return fail(*start_error);
    last_inventory = inventory;
    listener_ = &listener;
    ++starts;
    running_ = true;
    for (const Read& scripted : script) {
      timers_.push_back(std::make_unique<api::Timer>(clock_));
      timers_.back()->set_after(scripted.after, [this, &listener, read = scripted.read]() mutable {
        read.when = clock_.now();
        access(read);
        listener.on_tag_read(read);
      });
    }
    return {};
  }
  void stop() override {
    running_ = false;
    for (auto& timer : timers_) timer->cancel();
  }
  bool running() const override { return running_; }
  ReaderTime reader_time(HostTime when) const override {
    return ReaderTime{when.time_since_epoch() + clock_offset};
  }
  std::uint64_t endpoint_seed() const override { return 42; }
  api::SlotCounts slots() const override { return slot_counts; }
  api::ReaderPorts* ports() override { return &plugged; }
  std::optional<std::int32_t> level_mdbm(std::uint16_t antenna, std::int64_t frequency_hz,
                                         HostTime /*begin*/, HostTime /*end*/) const override {
    if (!plugged.antenna(antenna)) return std::nullopt;
    return frequency_hz == loud_hz ? -40'000 : -85'000;
  }

  /// All antennas have had their turn `times` times.
  void cycle(int times) {
    for (int i = 0; i < times && running_; ++i) listener_->on_cycle();
  }
  void hop_to(std::uint16_t channel) { listener_->on_channel(channel); }

  std::vector<Read> script;
  std::vector<model::PlantedFault> planted;
  std::optional<Error> start_error;
  std::optional<api::RadioInventory> last_inventory;
  int starts = 0;
  Nanos clock_offset{0};
  api::SlotCounts slot_counts;
  api::ReaderPorts plugged{4, 4, std::vector<bool>(4, true)};
  std::int64_t loud_hz = 0;                 ///< where somebody else sends
  std::vector<std::uint16_t> access_words;  ///< what each access reads; empty = none is carried out

 private:
  /// All that is asked for succeeds, where there is something to read.
  void access(api::TagRead& read) {
    constexpr std::size_t k_most = 16;
    if (last_inventory->access_by_tag == nullptr || access_words.empty()) return;
    const api::SingulatedTag tag{read.uii, read.pc_word, read.crc, read.antenna};
    while (read.access.size() < k_most) {
      const auto requests = last_inventory->access_by_tag->next(tag, read.access);
      if (requests.empty()) return;
      for (std::size_t i = 0; i < requests.size(); ++i) {
        read.access.push_back({.request = read.access.size(), .words = access_words});
      }
    }
  }

  api::Clock& clock_;
  api::RadioCapabilities capabilities_;
  std::vector<std::unique_ptr<api::Timer>> timers_;
  api::TagReadListener* listener_ = nullptr;
  bool running_ = false;
};

}  // namespace plugtest::test
