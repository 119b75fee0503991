#include "drivers/a0/virtual_a0.h"

#include "drivers/a0/virtual_a0_access.h"
#include "drivers/modules_core/band_of.h"
#include "drivers/modules_core/host_frames.h"
#include "drivers/modules_core/virtual_poll.h"
#include "protocols/modules/a0_command.h"
#include "protocols/modules/a0_format.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace a0 = modules::a0;
using a0::Command;
using a0::Status;
using Bytes = std::vector<std::uint8_t>;
using Data = std::span<const std::uint8_t>;

constexpr std::uint8_t k_address = 1;
constexpr std::uint8_t k_max_antennas = 4;  // two bits in a tag report
constexpr std::size_t k_max_waiting_commands = 16;
/// Source: assumption; captures show summaries about every 50 ms with few tags.
constexpr Nanos k_round = std::chrono::milliseconds(50);
constexpr Nanos k_fast_round = std::chrono::milliseconds(30);
constexpr Nanos k_access = std::chrono::milliseconds(500);
constexpr std::uint8_t k_fast = 255;
/// RSSI index 0 of this virtual module, in dBm. Source: assumption.
constexpr std::int32_t k_rssi_zero_dbm = -129;

std::uint8_t rssi_index(std::int32_t mdbm) {
  return static_cast<std::uint8_t>(std::clamp(mdbm / 1000 - k_rssi_zero_dbm, 0, 255));
}

class VirtualA0 final : public VirtualModuleDevice {
 public:
  VirtualA0(api::Runtime& runtime, api::VirtualRadio& radio, VirtualModuleLine& line)
      : radio_(radio), line_(line), poll_(runtime, radio), frames_(runtime, format_) {
    reset();
  }

  void on_bytes(Data bytes) override {
    frames_.push(bytes);
    while (const auto piece = frames_.next()) {
      if (!piece->is_frame) continue;
      const auto frame = a0::decode(piece->bytes);
      if (!frame || (frame->address != k_address && frame->address != a0::k_any_address)) continue;
      // One command after the other; those that come meanwhile wait.
      if (waiting_.size() < k_max_waiting_commands) {
        waiting_.push_back({frame->command, {frame->data.begin(), frame->data.end()}});
      }
    }
    work();
  }

  void on_host() override {
    frames_.reset();
    waiting_.clear();
  }

  /// Source: assumption. The protocol has no message for it; boot loaders print a line of text.
  Bytes restart() override {
    poll_.halt();
    on_host();
    reset();
    return text_bytes("virtual A0 module 1.9\r\n");
  }

 private:
  struct Waiting {
    Command command{};
    Bytes data;
  };

  /// Its channels are those of the place where it stands; there is one region, that of the place.
  a0::Region region() const {
    static constexpr std::array<Band<std::string_view>, 3> k_regions{{
        {"etsi", 865'000'000, 868'000'000},
        {"china", 920'000'000, 925'000'000},
        {"fcc", 902'000'000, 928'000'000},
    }};
    return *a0::region_named(
        band_of<std::string_view>(radio_.capabilities().channels_hz, k_regions));
  }

  void reset() {
    antenna_ = 1;
    power_dbm_ = static_cast<std::uint8_t>(radio_.capabilities().power_table_mdbm.back() / 1000);
    match_.clear();
  }

  void work() {
    while (!poll_.busy() && !waiting_.empty()) {
      const Waiting next = std::move(waiting_.front());
      waiting_.pop_front();
      carry_out(next.command, next.data);
    }
  }

  void reply(Command command, Data data) { line_.answer(a0::encode(k_address, command, data)); }
  void reply(Command command, Status status) {
    reply(command, std::array{static_cast<std::uint8_t>(status)});
  }

  void carry_out(Command command, Data data) {
    switch (command) {
      case Command::firmware:
        return reply(command, a0::firmware_data({1, 9}));
      case Command::get_identifier:
        return reply(command, identifier());
      case Command::get_antenna:
        return reply(command, std::array{static_cast<std::uint8_t>(antenna_ - 1)});
      case Command::set_antenna:
        return set_antenna(data);
      case Command::get_power:
        return reply(command, std::array{power_dbm_});
      case Command::set_power:
        return set_power(data);
      case Command::get_region:
        return reply(command, a0::region_data(region()));
      case Command::set_region: {
        const auto asked = a0::parse_region(data);
        return reply(command,
                     asked && *asked == region() ? Status::success : Status::region_out_of_range);
      }
      case Command::real_time_inventory:
      case Command::session_inventory:
        return inventory(command, data);
      case Command::set_match:
        return set_match(data);
      case Command::read:
      case Command::write:
      case Command::lock:
      case Command::kill:
        return access(command, data);
      default:
        return reply(command, Status::failed);
    }
  }

  /// Twelve bytes that stand for the radio and for no product.
  Bytes identifier() const {
    Bytes id = {'v', 'i', 'r', 't'};
    const std::uint64_t seed = radio_.endpoint_seed();
    for (unsigned shift = 0; shift < 64; shift += 8) {
      id.push_back(static_cast<std::uint8_t>(seed >> shift));
    }
    return id;
  }

  void set_antenna(Data data) {
    const auto count = std::min<std::uint16_t>(radio_.capabilities().antenna_count, k_max_antennas);
    if (data.size() != 1 || data[0] >= count) {
      return reply(Command::set_antenna, Status::antenna_out_of_range);
    }
    antenna_ = static_cast<std::uint16_t>(data[0] + 1);
    reply(Command::set_antenna, Status::success);
  }

  void set_power(Data data) {
    const bool known = !data.empty() && power_at_most(radio_.capabilities(), data[0] * 1000) &&
                       data[0] * 1000 <= radio_.capabilities().power_table_mdbm.back();
    if (!known) return reply(Command::set_power, Status::power_out_of_range);
    power_dbm_ = data[0];
    reply(Command::set_power, Status::success);
  }

  void set_match(Data data) {
    const auto epc = a0::parse_match(data);
    if (!epc) return reply(Command::set_match, Status::parameter_invalid);
    match_.assign(epc->begin(), epc->end());
    reply(Command::set_match, Status::success);
  }

  api::RadioInventory radio_inventory(std::uint8_t session) const {
    api::RadioInventory what;
    what.antennas = {antenna_};
    what.power_mdbm = {*power_at_most(radio_.capabilities(), power_dbm_ * 1000)};
    what.session = line_.has_fault(model::ReaderFault::ignores_session) ? 0 : session;
    return what;
  }

  // --- inventory ---------------------------------------------------------------------------------

  void inventory(Command command, Data data) {
    std::uint8_t session = 0;
    std::uint8_t repeat = 0;
    if (command == Command::session_inventory) {
      const auto asked = a0::parse_session_inventory(data);
      if (!asked || asked->session > 3) return reply(command, Status::parameter_invalid);
      session = asked->session;
      repeat = asked->repeat;
    } else {
      if (data.size() != 1) return reply(command, Status::parameter_invalid);
      repeat = data[0];
    }
    if (repeat == 0) return reply(command, Status::parameter_invalid);
    if (line_.has_fault(model::ReaderFault::refuses_start)) {
      return reply(command, Status::inventory_failed);
    }
    const Nanos duration = repeat == k_fast ? k_fast_round : repeat * k_round;
    reads_ = 0;
    const auto started = poll_.inventory(
        radio_inventory(session), duration,
        [this, command](const api::TagRead& read) { tell(command, read); },
        [this, command, duration] { summarise(command, duration); });
    if (!started) return reply(command, Status::inventory_failed);
    line_.inventory_began();
  }

  void tell(Command command, const api::TagRead& read) {
    ++reads_;
    if (line_.strikes(model::ReaderFault::lost_reports)) return;
    Bytes epc(read.uii.bytes().begin(), read.uii.bytes().end());
    if (line_.strikes(model::ReaderFault::wrong_uii)) spoil_uii(epc);
    const a0::TagReport report{.frequency = static_cast<std::uint8_t>((read.channel - 1) & 0x3F),
                               .antenna = static_cast<std::uint8_t>(read.antenna),
                               .pc = read.pc_word,
                               .epc = epc,
                               .rssi = rssi_index(read.rssi_mdbm)};
    const auto frame = a0::encode(k_address, command, a0::tag_report_data(report));
    line_.report(frame);
    if (line_.strikes(model::ReaderFault::duplicated_reports)) line_.report(frame);
  }

  void summarise(Command command, Nanos duration) {
    const auto per_s = static_cast<std::int64_t>(reads_) * 1'000'000'000 / duration.count();
    reply(command, a0::summary_data({.antenna = static_cast<std::uint8_t>(antenna_),
                                     .reads_per_s = static_cast<std::uint16_t>(
                                         std::min<std::int64_t>(per_s, 0xFFFF)),
                                     .reads = reads_}));
    work();
  }

  // --- access ------------------------------------------------------------------------------------

  void access(Command command, Data data) {
    const auto request = a0_access_request(command, data);
    if (!request) return reply(command, Status::parameter_invalid);
    const auto started = poll_.access(
        radio_inventory(0),
        [this](const identity::Uii& uii) {
          return match_.empty() || std::ranges::equal(uii.bytes(), match_);
        },
        {*request}, k_access,
        [this, command](const api::TagRead* tag) { tell_access(command, tag); });
    if (!started) reply(command, Status::parameter_invalid);
  }

  void tell_access(Command command, const api::TagRead* tag) {
    reply(command, a0_access_answer(command, tag));
    work();
  }

  api::VirtualRadio& radio_;
  VirtualModuleLine& line_;
  VirtualPoll poll_;
  a0::Format format_;
  HostFrames frames_;
  std::deque<Waiting> waiting_;
  std::uint16_t antenna_ = 1;
  std::uint8_t power_dbm_ = 30;
  Bytes match_;
  std::uint32_t reads_ = 0;
};

}  // namespace

std::unique_ptr<VirtualModuleDevice> make_virtual_a0_device(api::Runtime& runtime,
                                                            api::VirtualRadio& radio,
                                                            VirtualModuleLine& line) {
  return std::make_unique<VirtualA0>(runtime, radio, line);
}

Result<std::unique_ptr<api::Endpoint>> make_virtual_a0(api::Runtime& runtime,
                                                       api::VirtualRadio& radio,
                                                       const api::EndpointOptions& options,
                                                       ModuleAttachment attachment) {
  VirtualModuleOptions module;
  module.family = "a0";
  module.attachment = attachment;
  module.baud = 115'200;
  module.make_device = [&runtime, &radio](VirtualModuleLine& line) {
    return make_virtual_a0_device(runtime, radio, line);
  };
  return make_virtual_module(runtime, radio, options, std::move(module));
}

}  // namespace plugtest::drivers
