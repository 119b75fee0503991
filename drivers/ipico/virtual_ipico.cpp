#include "drivers/ipico/virtual_ipico.h"

#include "drivers/ipico/reader_date.h"
#include "drivers/ipico/virtual_ipico_settings.h"
#include "drivers/ipico/virtual_page_access.h"
#include "drivers/modules_core/host_frames.h"
#include "harness/api/clock.h"
#include "protocols/modules/ipico_format.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace ipico = modules::ipico;
using ipico::Command;
using ipico::Instruction;
using model::ReaderFault;

constexpr std::uint32_t k_baud = 115'200;
constexpr std::uint8_t k_reader_id = 0;  // as delivered; commands to 0 are for all readers too
constexpr std::size_t k_identity_bits = 48;

const ipico::Format k_format;

/// Another digit in place of the last one of the LRC, before CR LF.
void spoil_lrc(std::span<std::uint8_t> line) {
  if (line.size() < 3) return;
  std::uint8_t& digit = line[line.size() - 3];
  digit = digit == '0' ? '1' : '0';
}

class Device final : public VirtualModuleDevice, private api::TagReadListener {
 public:
  Device(api::Runtime& runtime, api::VirtualRadio& radio, VirtualModuleLine& line)
      : runtime_(runtime),
        radio_(radio),
        line_(line),
        frames_(runtime, k_format),
        antennas_(connected_antennas(radio)),
        pages_([this](const ipico::PageReport& page) { tell_page(page); },
               [this] { answer(Instruction::status, rw_status_data(pages_.status())); }),
        restart_timer_(runtime.clock) {}

  void on_host() override { frames_.reset(); }

  /// What it was told by commands lasts, as on readers that keep their configuration, but for the
  /// radio.
  std::vector<std::uint8_t> restart() override {
    radio_.stop();
    pages_.stop();
    frames_.reset();
    return banner();
  }

  void on_bytes(std::span<const std::uint8_t> bytes) override {
    frames_.push(bytes);
    while (const auto piece = frames_.next()) {
      if (piece->is_frame) {
        take(piece->bytes);
      } else if (piece->reason == modules::SkipReason::bad_check) {
        line_.answer(ipico::encode(request(Instruction::bad_lrc)));
      } else if (piece->reason == modules::SkipReason::bad_length) {
        line_.answer(ipico::encode(request(Instruction::bad_length)));
      }
    }
  }

 private:
  std::vector<std::uint8_t> banner() const {
    const api::RadioCapabilities& can = radio_.capabilities();
    return ipico::encode(ipico::Banner{can.model_name + " Controller " + can.firmware + " (B)"});
  }

  // --- requests ----------------------------------------------------------------------------------

  void take(std::span<const std::uint8_t> frame) {
    const auto content = ipico::decode(frame);
    if (!content || !std::holds_alternative<Command>(*content)) return;
    const auto& command = std::get<Command>(*content);
    const bool ours = command.reader_id == k_reader_id;
    if (ours && command.head != Command::Head::aa) execute(command);
  }

  void execute(const Command& command) {
    const HostTime now = runtime_.clock.now();
    if (auto told = settings_.answer(command, radio_.reader_time(now), now)) {
      answer(told->instruction, std::move(told->data));
      return;
    }
    switch (command.instruction) {
      case Instruction::rf_transmit:
        switch_radio(command);
        break;
      case Instruction::rw_data:
        page_bytes(command, pages_.data(),
                   [this](const ipico::PageBytes& data) { pages_.set_data(data); });
        break;
      case Instruction::tag_mask:
        page_bytes(command, pages_.mask(),
                   [this](const ipico::PageBytes& mask) { pages_.set_mask(mask); });
        break;
      case Instruction::rw_action:
        prime(command);
        break;
      case Instruction::stop:
        pages_.stop();
        answer(Instruction::stop);
        restart_radio();
        break;
      case Instruction::status:
        answer(Instruction::status, rw_status_data(pages_.status()));
        break;
      case Instruction::print_banner:
        line_.answer(banner());
        answer(Instruction::print_banner);
        break;
      default:
        answer(Instruction::unknown);
    }
  }

  void answer(Instruction instruction, std::vector<std::uint8_t> data = {}) {
    Command reply = request(instruction, std::move(data));
    reply.reader_id = k_reader_id;
    line_.answer(ipico::encode(reply));
  }

  void switch_radio(const Command& command) {
    if (command.data.size() != 1) {
      answer(Instruction::bad_length);
      return;
    }
    if (command.data[0] == 0) {
      radio_.stop();
    } else if (line_.has_fault(ReaderFault::refuses_start) ||
               !(radio_.running() || start_radio())) {
      answer(Instruction::unsupported);
      return;
    } else {
      line_.inventory_began();
    }
    answer(Instruction::rf_transmit);
  }

  /// The protocol has no power: the reader was set for its place when it was installed, to the
  /// highest step that the rules allow there.
  bool start_radio() {
    api::RadioInventory inventory;
    inventory.antennas = antennas_;
    inventory.protocols = {model::AirProtocol::type_d};
    inventory.type_d_access = pages_.requests();
    const auto& powers = radio_.capabilities().power_table_mdbm;
    for (auto power = powers.rbegin(); power != powers.rend(); ++power) {
      inventory.power_mdbm.assign(inventory.antennas.size(), *power);
      if (radio_.start(inventory, *this)) return true;
    }
    return false;
  }

  // --- pages of read/write tags ------------------------------------------------------------------

  template <class Set>
  void page_bytes(const Command& command, const ipico::PageBytes& now, Set set) {
    if (command.query) {
      answer(command.instruction, {now.begin(), now.end()});
      return;
    }
    const auto bytes = ipico::parse_page_bytes(command.data);
    if (!bytes) {
      answer(Instruction::bad_length);
      return;
    }
    set(*bytes);
    answer(command.instruction);
  }

  void prime(const Command& command) {
    const auto action = ipico::parse_rw_action(command.data);
    if (!action) {
      answer(Instruction::bad_length);
    } else if (!pages_.prime(*action)) {
      answer(Instruction::unsupported_sub_command);
    } else {
      answer(Instruction::rw_action);
      restart_radio();
    }
  }

  /// The radio goes on with what the commander wants now.
  void restart_radio() {
    if (!radio_.running()) return;
    radio_.stop();
    start_radio();
  }

  void tell_page(ipico::PageReport page) {
    page.reader_id = k_reader_id;
    line_.report(ipico::encode(page));
  }

  // --- tags --------------------------------------------------------------------------------------

  /// It knows tags of its own make: an identity of 48 bits, at the rate that it was told.
  bool understands(const api::TagRead& read) const {
    return read.uii.bit_count() == k_identity_bits &&
           (!settings_.link_rate_bps() || read.link_rate_bps == settings_.link_rate_bps());
  }

  void on_tag_read(const api::TagRead& read) override {
    if (!understands(read)) return;
    tell(read);
    // Not from inside the radio's own call.
    if (pages_.take(read)) restart_timer_.set(runtime_.clock.now(), [this] { restart_radio(); });
  }

  void tell(const api::TagRead& read) {
    if (line_.strikes(ReaderFault::lost_reports)) return;
    ipico::TagRecord record;
    record.reader_id = k_reader_id;
    std::ranges::copy(read.uii.bytes().first(record.tag.size()), record.tag.begin());
    if (line_.strikes(ReaderFault::wrong_uii)) spoil_uii(record.tag);
    // Which of the two channels hears a reply depends on its phase at the receiver.
    const std::uint16_t phase = read.phase_4096.value_or(0) % 2048;
    const bool in_phase = phase < 512 || phase >= 1536;
    record.counts = in_phase ? ipico::Counts{1, 0} : ipico::Counts{0, 1};
    record.stamp = to_stamp(radio_.reader_time(read.when) + settings_.clock_adjustment());
    if (settings_.tto()) record.tto = ipico::Tto{++index_, 0, 0};
    send(record);
    if (line_.strikes(ReaderFault::duplicated_reports)) send(record);
    if (settings_.tto()) send_pages(record, read);
  }

  void send_pages(ipico::TagRecord record, const api::TagRead& read) {
    for (const api::TotalPage& page : read.pages) {
      if (page.number == 0 || !page.crc_right) continue;
      const auto bytes = page.bits.to_bytes();
      if (bytes.size() < record.tag.size()) continue;
      std::copy_n(bytes.begin(), record.tag.size(), record.tag.begin());
      record.tto->page = page.number;
      send(record);
    }
  }

  /// What the line cannot take in time is lost.
  void send(const ipico::TagRecord& record) { (void)line_.report(ipico::encode(record)); }

  api::Runtime runtime_;
  api::VirtualRadio& radio_;
  VirtualModuleLine& line_;
  HostFrames frames_;
  VirtualIpicoSettings settings_;
  std::vector<std::uint16_t> antennas_;
  VirtualPageAccess pages_;
  api::Timer restart_timer_;
  std::uint8_t index_ = 0;
};

}  // namespace

std::unique_ptr<VirtualModuleDevice> make_virtual_ipico_device(api::Runtime& runtime,
                                                               api::VirtualRadio& radio,
                                                               VirtualModuleLine& line) {
  return std::make_unique<Device>(runtime, radio, line);
}

Result<std::unique_ptr<api::Endpoint>> make_virtual_ipico(api::Runtime& runtime,
                                                          api::VirtualRadio& radio,
                                                          const api::EndpointOptions& options,
                                                          ModuleAttachment attachment) {
  VirtualModuleOptions module;
  module.family = "ipico";
  module.attachment = attachment;
  module.baud = k_baud;
  module.spoil_check = spoil_lrc;
  module.make_device = [&runtime, &radio](VirtualModuleLine& line) {
    return make_virtual_ipico_device(runtime, radio, line);
  };
  return make_virtual_module(runtime, radio, options, std::move(module));
}

}  // namespace plugtest::drivers
