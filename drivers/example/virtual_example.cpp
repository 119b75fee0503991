#include "drivers/example/virtual_example.h"

#include "drivers/example/example_format.h"
#include "drivers/modules_core/host_frames.h"
#include "drivers/modules_core/virtual_poll.h"
#include "protocols/bits/hex.h"

#include <charconv>
#include <string>

namespace plugtest::drivers {

namespace {

using model::ReaderFault;

const example::Format k_format;

class Device final : public VirtualModuleDevice {
 public:
  Device(api::Runtime& runtime, api::VirtualRadio& radio, VirtualModuleLine& line)
      : radio_(radio), line_(line), poll_(runtime, radio), frames_(runtime, k_format) {}

  void on_host() override { frames_.reset(); }

  std::vector<std::uint8_t> restart() override {
    poll_.halt();
    frames_.reset();
    power_dbm_ = k_power_at_first;
    return text_bytes("virtual example module\r\n");
  }

  void on_bytes(std::span<const std::uint8_t> bytes) override {
    frames_.push(bytes);
    while (const auto piece = frames_.next()) {
      if (!piece->is_frame) continue;
      if (const auto words = example::decode(piece->bytes); words && !words->empty()) {
        line_.answer(example::encode(answer(*words)));
      }
    }
  }

 private:
  static constexpr int k_power_at_first = 20;

  std::string answer(const std::vector<std::string>& words) {
    const std::string& what = words[0];
    if (what == "ID?") return "ID Example 1.0";
    if (what == "POWER?") return "POWER " + std::to_string(power_dbm_);
    if (what == "POWER" && words.size() == 2) return set_power(words[1]);
    if (what == "START") return start();
    if (what != "STOP") return "ERR unknown";
    poll_.halt();
    return "OK";
  }

  std::string set_power(const std::string& text) {
    int dbm = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), dbm);
    const bool number = error == std::errc() && end == text.data() + text.size();
    if (!number || dbm < 0 || dbm > 40 || !power_at_most(radio_.capabilities(), dbm * 1000)) {
      return "ERR power";
    }
    power_dbm_ = dbm;
    return "OK";
  }

  std::string start() {
    if (line_.has_fault(ReaderFault::refuses_start) || poll_.busy()) return "ERR busy";
    api::RadioInventory what;
    what.antennas = {1};
    what.power_mdbm = {*power_at_most(radio_.capabilities(), power_dbm_ * 1000)};
    const auto started =
        poll_.inventory(what, std::nullopt, [this](const api::TagRead& read) { tell(read); }, {});
    if (!started) return "ERR radio";
    line_.inventory_began();
    return "OK";
  }

  void tell(const api::TagRead& read) {
    if (line_.strikes(ReaderFault::lost_reports)) return;
    std::vector<std::uint8_t> uii(read.uii.bytes().begin(), read.uii.bytes().end());
    if (line_.strikes(ReaderFault::wrong_uii)) spoil_uii(uii);
    const auto line =
        example::encode("TAG " + bits::to_hex(uii) + " " + std::to_string(read.rssi_mdbm / 1000));
    (void)line_.report(line);  // what the line cannot take in time is lost
    if (line_.strikes(ReaderFault::duplicated_reports)) (void)line_.report(line);
  }

  api::VirtualRadio& radio_;
  VirtualModuleLine& line_;
  VirtualPoll poll_;
  HostFrames frames_;
  int power_dbm_ = k_power_at_first;
};

/// Another digit in place of the last one, before the line feed.
void spoil_check(std::span<std::uint8_t> line) {
  if (line.size() < 2) return;
  std::uint8_t& digit = line[line.size() - 2];
  digit = digit == '0' ? '1' : '0';
}

}  // namespace

Result<std::unique_ptr<api::Endpoint>> make_virtual_example(api::Runtime& runtime,
                                                            api::VirtualRadio& radio,
                                                            const api::EndpointOptions& options,
                                                            ModuleAttachment attachment) {
  VirtualModuleOptions module;
  module.family = "example";
  module.attachment = attachment;
  module.baud = 57'600;
  module.spoil_check = spoil_check;
  module.make_device = [&runtime, &radio](VirtualModuleLine& line) {
    return std::make_unique<Device>(runtime, radio, line);
  };
  return make_virtual_module(runtime, radio, options, std::move(module));
}

}  // namespace plugtest::drivers
