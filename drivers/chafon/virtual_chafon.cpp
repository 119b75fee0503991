#include "drivers/chafon/virtual_chafon.h"

#include "drivers/chafon/chafon_reader.h"
#include "drivers/chafon/virtual_chafon_access.h"
#include "drivers/modules_core/band_of.h"
#include "drivers/modules_core/host_frames.h"
#include "drivers/modules_core/virtual_poll.h"
#include "harness/api/clock.h"
#include "protocols/modules/chafon_command.h"
#include "protocols/modules/chafon_format.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace chafon = modules::chafon;
using chafon::Command;
using chafon::Status;
using Bytes = std::vector<std::uint8_t>;
using Data = std::span<const std::uint8_t>;

constexpr std::uint8_t k_address = 0;
constexpr unsigned k_max_antennas = 4;
constexpr std::size_t k_max_waiting_commands = 16;
/// An inventory is complete when no tag has come for so long. Source: assumption.
constexpr Nanos k_quiet = std::chrono::milliseconds(60);
constexpr Nanos k_access = std::chrono::milliseconds(500);
/// RSSI index 0 of this virtual reader, in dBm. Source: assumption.
constexpr std::int32_t k_rssi_zero_dbm = -129;

class VirtualChafon final : public VirtualModuleDevice {
 public:
  VirtualChafon(api::Runtime& runtime, api::VirtualRadio& radio, VirtualModuleLine& line)
      : clock_(runtime.clock),
        radio_(radio),
        line_(line),
        poll_(runtime, radio),
        frames_(runtime, format_) {
    reset();
  }

  /// A frame for another address, or one that is broken, is not answered at all.
  void on_bytes(Data bytes) override {
    frames_.push(bytes);
    while (const auto piece = frames_.next()) {
      if (!piece->is_frame) continue;
      const auto frame = chafon::decode(piece->bytes, chafon::Side::host);
      if (!frame || (frame->address != k_address && frame->address != chafon::k_any_address)) {
        continue;
      }
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
    return text_bytes("virtual UHFReader 1.2\r\n");
  }

 private:
  struct Waiting {
    Command command{};
    Bytes data;
  };

  std::uint16_t antenna_count() const {
    return std::min<std::uint16_t>(radio_.capabilities().antenna_count, k_max_antennas);
  }

  void reset() {
    power_dbm_ = static_cast<std::uint8_t>(radio_.capabilities().power_table_mdbm.back() / 1000);
    // Whoever set it up has switched on what is connected.
    antennas_ = 0;
    for (const std::uint16_t port : connected_antennas(radio_)) {
      if (port <= antenna_count()) antennas_ |= static_cast<std::uint8_t>(1U << (port - 1U));
    }
  }

  void work() {
    while (!poll_.busy() && !waiting_.empty()) {
      const Waiting next = std::move(waiting_.front());
      waiting_.pop_front();
      carry_out(next.command, next.data);
    }
  }

  void reply(Command command, Status status, Data data = {}) {
    line_.answer(chafon::encode_reply(k_address, command, static_cast<std::uint8_t>(status), data));
  }

  void carry_out(Command command, Data data) {
    switch (command) {
      case Command::reader_information:
        return reply(command, Status::success, information());
      case Command::serial_number: {
        const auto seed = static_cast<std::uint32_t>(radio_.endpoint_seed());
        const std::array number = {
            static_cast<std::uint8_t>(seed >> 24U), static_cast<std::uint8_t>(seed >> 16U),
            static_cast<std::uint8_t>(seed >> 8U), static_cast<std::uint8_t>(seed)};
        return reply(command, Status::success, number);
      }
      case Command::set_power:
        return set_power(data);
      case Command::set_frequencies: {
        const auto asked = chafon::parse_frequencies(data);
        const bool same = asked && *asked == frequencies();
        return reply(command, same ? Status::success : Status::command_or_crc_wrong);
      }
      case Command::set_antennas:
        return set_antennas(data);
      case Command::inventory:
        return inventory(data);
      case Command::read:
      case Command::write:
      case Command::lock:
      case Command::kill:
        return access(command, data);
      default:
        return reply(command, Status::command_or_crc_wrong);
    }
  }

  /// Its channels are those of the place where it stands; there is one band, that of the place.
  chafon::Frequencies frequencies() const {
    using chafon::Band;
    std::vector<drivers::Band<Band>> bands;
    for (const Band name : {Band::eu, Band::china2, Band::us, Band::china1, Band::korea}) {
      const std::int64_t first = chafon::first_channel_hz(name);
      bands.push_back(
          {name, first, first + chafon::last_channel(name) * chafon::channel_step_hz(name)});
    }
    const Band band = band_of<Band>(radio_.capabilities().channels_hz, bands);
    return {static_cast<std::uint8_t>(band), chafon::last_channel(band), 0};
  }

  Bytes information() const {
    chafon::ReaderInformation told;
    told.major = 1;
    told.minor = 2;
    told.type = 0xEE;  // of no product that is known
    told.band = frequencies().band;
    told.max_frequency = frequencies().max;
    told.power_dbm = power_dbm_;
    told.antennas = antennas_;
    told.rest = {0, 0, 0};
    return chafon::reader_information_data(told);
  }

  void set_power(Data data) {
    const std::int32_t mdbm = data.size() == 1 ? (data[0] & 0x7F) * 1000 : -1;
    const bool known = power_at_most(radio_.capabilities(), mdbm) &&
                       mdbm <= radio_.capabilities().power_table_mdbm.back();
    if (!known) return reply(Command::set_power, Status::parameter_wrong);
    power_dbm_ = static_cast<std::uint8_t>(mdbm / 1000);
    reply(Command::set_power, Status::success);
  }

  void set_antennas(Data data) {
    const unsigned mask = data.size() == 1 ? data[0] & 0x7FU : 0U;
    if (mask == 0 || mask >= 1U << antenna_count()) {
      return reply(Command::set_antennas, Status::parameter_wrong);
    }
    antennas_ = static_cast<std::uint8_t>(mask);
    reply(Command::set_antennas, Status::success);
  }

  api::RadioInventory radio_inventory(std::uint16_t antenna, std::uint8_t session) const {
    api::RadioInventory what;
    what.antennas = {antenna};
    what.power_mdbm = {*power_at_most(radio_.capabilities(), power_dbm_ * 1000)};
    what.session = line_.has_fault(model::ReaderFault::ignores_session) ? 0 : session;
    return what;
  }

  // --- inventory ---------------------------------------------------------------------------------

  void inventory(Data data) {
    const auto asked = chafon::parse_inventory(data);
    if (!asked || (asked->session > 3 && asked->session != 0xFF)) {
      return reply(Command::inventory, Status::parameter_wrong);
    }
    if (line_.has_fault(model::ReaderFault::refuses_start)) {
      return reply(Command::inventory, Status::execution_failed);
    }
    const auto where = asked->where.value_or(chafon::InventoryPlace{});
    if (where.antenna > antenna_count()) {
      return reply(Command::inventory, Status::antenna_error);
    }
    auto what = radio_inventory(where.antenna, asked->session == 0xFF ? 1 : asked->session);
    what.tag_population = static_cast<std::uint16_t>(1U << std::min(asked->q & 0x0F, 15));
    antenna_bit_ = static_cast<std::uint8_t>(1U << (where.antenna - 1U));
    deadline_ = clock_.now() + where.scan_time_100ms * std::chrono::milliseconds(100);
    const auto started = poll_.inventory(
        what, std::min(k_quiet, Nanos{deadline_ - clock_.now()}),
        [this](const api::TagRead& read) { tell(read); }, [this] { end_inventory(); });
    if (!started) return reply(Command::inventory, Status::execution_failed);
    line_.inventory_began();
  }

  void tell(const api::TagRead& read) {
    poll_.end_after(std::min(k_quiet, std::max(Nanos{0}, Nanos{deadline_ - clock_.now()})));
    if (line_.strikes(model::ReaderFault::lost_reports)) return;
    Bytes epc(read.uii.bytes().begin(), read.uii.bytes().end());
    if (line_.strikes(model::ReaderFault::wrong_uii)) spoil_uii(epc);
    chafon::InventoryReply tags;
    tags.antennas = antenna_bit_;
    tags.tags.push_back({.epc = epc,
                         .with_tid = false,
                         .rssi = static_cast<std::uint8_t>(
                             std::clamp(read.rssi_mdbm / 1000 - k_rssi_zero_dbm, 0, 255)),
                         .phase = {},
                         .frequency_khz = {}});
    const auto frame = chafon::encode_reply(
        k_address, Command::inventory, static_cast<std::uint8_t>(Status::inventory_goes_on),
        chafon::inventory_reply_data(tags, chafon::Variant::reader288));
    line_.report(frame);
    if (line_.strikes(model::ReaderFault::duplicated_reports)) line_.report(frame);
  }

  void end_inventory() {
    const bool timed_out = clock_.now() >= deadline_;
    chafon::InventoryReply none;
    none.antennas = antenna_bit_;
    reply(Command::inventory, timed_out ? Status::inventory_timed_out : Status::inventory_done,
          chafon::inventory_reply_data(none, chafon::Variant::reader288));
    work();
  }

  // --- access ------------------------------------------------------------------------------------

  void access(Command command, Data data) {
    auto asked = chafon_access_request(command, data);
    if (!asked) return reply(command, Status::parameter_wrong);
    if (command == Command::kill && asked->request.password == 0) {
      return reply(command, Status::kill_password_zero);
    }
    api::RadioInventory what = radio_inventory(1, 0);
    what.antennas.clear();
    for (std::uint16_t port = 1; port <= antenna_count(); ++port) {
      if ((antennas_ >> (port - 1U) & 1U) != 0) what.antennas.push_back(port);
    }
    what.power_mdbm.assign(what.antennas.size(), what.power_mdbm.front());
    const auto started = poll_.access(
        std::move(what),
        [target = std::move(asked->target)](const identity::Uii& uii) {
          return chafon_targets(target, uii);
        },
        {asked->request}, k_access,
        [this, command](const api::TagRead* tag) { tell_access(command, tag); });
    if (!started) reply(command, Status::execution_failed);
  }

  void tell_access(Command command, const api::TagRead* tag) {
    const ChafonAccessAnswer answer = chafon_access_answer(command, tag);
    reply(command, answer.status, answer.data);
    work();
  }

  api::Clock& clock_;
  api::VirtualRadio& radio_;
  VirtualModuleLine& line_;
  VirtualPoll poll_;
  chafon::Format format_;
  HostFrames frames_;
  std::deque<Waiting> waiting_;
  std::uint8_t power_dbm_ = 30;
  std::uint8_t antennas_ = 1;
  std::uint8_t antenna_bit_ = 1;
  HostTime deadline_{};
};

}  // namespace

std::unique_ptr<VirtualModuleDevice> make_virtual_chafon_device(api::Runtime& runtime,
                                                                api::VirtualRadio& radio,
                                                                VirtualModuleLine& line) {
  return std::make_unique<VirtualChafon>(runtime, radio, line);
}

Result<std::unique_ptr<api::Endpoint>> make_virtual_chafon(api::Runtime& runtime,
                                                           api::VirtualRadio& radio,
                                                           const api::EndpointOptions& options,
                                                           ModuleAttachment attachment) {
  VirtualModuleOptions module;
  module.family = "chafon";
  module.attachment = attachment;
  module.baud = k_chafon_baud;
  module.make_device = [&runtime, &radio](VirtualModuleLine& line) {
    return make_virtual_chafon_device(runtime, radio, line);
  };
  return make_virtual_module(runtime, radio, options, std::move(module));
}

}  // namespace plugtest::drivers
