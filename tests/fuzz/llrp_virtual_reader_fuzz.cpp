// Any bytes as the stream of a client, into the virtual reader, with time passing between the
// messages. It must survive, and whatever it answers must be sound LLRP.

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
    const bool known_version = header->version >= 1 && header->version <= 3;
    if (known_version && !llrp::decode(bytes, llrp::DecodeMode::strict)) std::abort();
  }
  void hang_up() override { open = false; }
  bool open = true;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int k_steps_between_messages = 20;
  test::AsyncBench bench;
  test::ScriptedRadio radio(bench.clock);
  radio.mutable_capabilities().report_buffer_tags = 8;
  radio.script_tags(12);
  Outlet outlet;
  drivers::VirtualDevice device(bench.runtime, radio);
  device.attach(outlet);
  llrp::Framer framer({.max_message_bytes = std::size_t{64} * 1024, .any_version = true});
  framer.push({data, size});
  while (outlet.open) {
    const auto frame = framer.next();
    if (!frame) device.on_garbage(frame.error());
    if (!frame || !*frame) break;
    device.on_message(**frame);
    for (int i = 0; i < k_steps_between_messages; ++i) bench.clock.advance();
  }
  return 0;
}
