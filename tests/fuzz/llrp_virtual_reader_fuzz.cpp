// Any bytes as the stream of a client, into the virtual reader, with time passing, inputs and
// antennas changing and tags answering to access between the messages. It must survive, and
// whatever it answers must be sound LLRP.

#include "drivers/llrp/virtual_device.h"
#include "protocols/llrp/codec.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/scripted_radio.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

namespace {

using namespace plugtest;

class Outlet final : public drivers::DeviceOutlet {
 public:
  void send(std::span<const std::uint8_t> bytes) override {
    const auto header = llrp::read_header(bytes);
    if (!header || header->length != bytes.size()) std::abort();
    // Version negotiation is told in version 1 too, which does not know it.
    const bool negotiation = header->type == 56 && header->version == 1;
    const bool known_version = header->version >= 1 && header->version <= 3;
    if (negotiation || !known_version) return;
    if (!llrp::decode(bytes, llrp::DecodeMode::strict)) std::abort();
  }
  void end_sending() override {}
  void hang_up() override { open = false; }
  bool open = true;
};

/// What an AccessSpec does with the tags of the script: everything succeeds.
void answer_access(const test::ScriptedRadio& radio) {
  constexpr int k_rounds = 4;
  if (!radio.last_inventory || radio.last_inventory->access_by_tag == nullptr) return;
  api::TagAccess& access = *radio.last_inventory->access_by_tag;
  const api::TagRead read = test::ScriptedRadio::tag(1);
  std::vector<api::AccessResult> done;
  for (int i = 0; i < k_rounds; ++i) {
    const auto requests = access.next({read.uii, read.pc_word, read.crc, 1}, done);
    if (requests.empty()) return;
    for (const auto& request : requests) {
      api::AccessResult result;
      result.words.assign(request.word_count, 0x3000);
      done.push_back(std::move(result));
    }
  }
}

/// The stream into a reader of this kind.
void feed(const model::LlrpProfile& profile, std::span<const std::uint8_t> stream) {
  constexpr int k_steps_between_messages = 20;
  test::AsyncBench bench;
  test::ScriptedRadio radio(bench.clock);
  radio.mutable_capabilities().report_buffer_tags = 8;
  radio.script_tags(12);
  Outlet outlet;
  drivers::VirtualDevice device(bench.runtime, radio, profile);
  device.attach(outlet);
  llrp::Framer framer({.max_message_bytes = std::size_t{64} * 1024, .any_version = true});
  framer.push(stream);
  for (unsigned messages = 0; outlet.open; ++messages) {
    const auto frame = framer.next();
    if (!frame) device.on_garbage(frame.error());
    if (!frame || !*frame) break;
    device.on_message(**frame);
    for (int i = 0; i < k_steps_between_messages; ++i) bench.clock.advance();
    if (radio.running()) {
      answer_access(radio);
      radio.cycle(1);
      radio.hop_to(static_cast<std::uint16_t>(messages % 4 + 1));
    }
    radio.plugged.set_input(static_cast<std::uint16_t>(messages % 4 + 1), messages % 8 < 4);
    radio.plugged.set_antenna(4, messages % 3 == 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  feed({}, {data, size});
  model::LlrpProfile old;
  old.highest_version = 1;
  old.extension = model::LlrpExtension::impinj;
  old.utc_clock = false;
  old.quirks = {model::LlrpQuirk::empty_reports, model::LlrpQuirk::access_spec_id_0};
  feed(old, {data, size});
  return 0;
}
