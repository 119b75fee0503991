// Any bytes as what a host says to each family's virtual module, on a radio with a few tags. The
// module must survive, and what it says in an hour of lab time stays bounded. The first byte
// chooses the family; the second says how the stream is split, and time passes between the pieces.

#include "drivers/a0/virtual_a0.h"
#include "drivers/chafon/virtual_chafon.h"
#include "drivers/ipico/virtual_ipico.h"
#include "drivers/m100/virtual_m100.h"
#include "drivers/mercury/virtual_mercury.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/scripted_radio.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>

namespace {

using namespace plugtest;

/// A line that takes everything and counts it.
class Line final : public drivers::VirtualModuleLine {
 public:
  void answer(std::vector<std::uint8_t> frame) override { count(frame); }
  bool report(std::vector<std::uint8_t> frame) override {
    count(frame);
    return true;
  }
  void inventory_began() override {}
  bool has_fault(model::ReaderFault) const override { return false; }
  bool strikes(model::ReaderFault) override { return false; }
  std::size_t bytes = 0;

 private:
  void count(const std::vector<std::uint8_t>& frame) {
    if (frame.empty() || frame.size() > 1024) std::abort();
    bytes += frame.size();
  }
};

using Make = std::unique_ptr<drivers::VirtualModuleDevice> (*)(api::Runtime&, api::VirtualRadio&,
                                                               drivers::VirtualModuleLine&);
constexpr std::array<Make, 5> k_devices = {
    drivers::make_virtual_a0_device, drivers::make_virtual_chafon_device,
    drivers::make_virtual_ipico_device, drivers::make_virtual_m100_device,
    drivers::make_virtual_mercury_device};

constexpr std::size_t k_ipico = 2;
constexpr auto k_pause = std::chrono::milliseconds(20);
/// 2 KiB a step of 20 ms is ten times what a line at 921,600 baud takes.
constexpr std::size_t k_most_bytes_a_step = 2048;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3 || size > 4096) return 0;
  test::AsyncBench bench;
  test::ScriptedRadio radio(bench.clock);
  const std::size_t family = data[0] % k_devices.size();
  const bool type_d = family == k_ipico;
  radio.mutable_capabilities().protocols = {type_d ? model::AirProtocol::type_d
                                                   : model::AirProtocol::type_c};
  for (std::uint8_t i = 0; i < 3; ++i) {
    radio.script.push_back(
        {std::chrono::milliseconds(2 * i + 1),
         type_d ? test::ScriptedRadio::type_d_tag(i) : test::ScriptedRadio::tag(i)});
  }
  radio.access_words = {0x1234, 0x5678};
  Line line;
  const auto device = k_devices[family](bench.runtime, radio, line);
  device->on_host();
  std::span<const std::uint8_t> bytes(data + 2, size - 2);
  const std::size_t step = std::size_t{1} + data[1];
  std::size_t steps = 1;
  for (; !bytes.empty(); ++steps) {
    const auto piece = bytes.first(std::min(step, bytes.size()));
    bytes = bytes.subspan(piece.size());
    device->on_bytes(piece);
    const HostTime until = bench.clock.now() + k_pause;
    while (bench.clock.next() && *bench.clock.next() <= until) bench.clock.advance();
    bench.clock.advance_to(until);
  }
  (void)device->restart();
  if (line.bytes > steps * k_most_bytes_a_step) std::abort();
  return 0;
}
