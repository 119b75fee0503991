// Any bytes as the stream of an IPICO reader. The first byte says how the stream is split; however
// it is, the same pieces come out. What a frame says can be written again and says the same.

#include "protocols/modules/ipico_format.h"
#include "tests/fuzz/modules_fuzz.h"

namespace {

using namespace plugtest;
using namespace plugtest::modules;

void check_frame(std::span<const std::uint8_t> bytes) {
  const auto frame = ipico::decode(bytes);
  if (!frame) {
    // The scanner looks at form and check; a date with a digit 'a' is for the decoder to find.
    if (frame.error().code != ErrorCode::malformed) std::abort();
    return;
  }
  const auto again = ipico::decode(ipico::encode(*frame));
  if (!again || *again != *frame) std::abort();
  if (const auto* command = std::get_if<ipico::Command>(&*frame)) {
    (void)ipico::parse_clock(command->data);
    (void)ipico::parse_statistics(command->data);
    if (const auto action = ipico::parse_rw_action(command->data)) {
      if (ipico::parse_rw_action(to_command(*action).data) != *action) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span stream(data + 1, size - 1);
  const ipico::Format format;
  const auto pieces = fuzz::scan(format, stream, std::size_t{1} + data[0], check_frame);
  if (fuzz::scan(format, stream, 1, [](auto) {}) != pieces) std::abort();
  (void)ipico::decode(stream);
  return 0;
}
