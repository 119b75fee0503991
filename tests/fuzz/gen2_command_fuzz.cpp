// Any bits as a Type C frame: no decoder may crash, and what is understood must survive being
// encoded and decoded again. The first byte says how many bits of the last byte are left out, and
// which way the rest is read.

#include "protocols/gen2/command.h"
#include "protocols/gen2/fm0.h"
#include "protocols/gen2/miller.h"
#include "protocols/gen2/pie.h"
#include "protocols/gen2/reply.h"
#include "protocols/gen2/tag.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

namespace {

using namespace plugtest;

void require(bool condition) {
  if (!condition) std::abort();
}

void as_frame(const bits::BitString& frame) {
  if (const auto command = gen2::decode(frame)) {
    require(gen2::decode(gen2::encode(*command)) == *command);
    require(!gen2::to_string(*command).empty());
    gen2::Tag tag({.memory = gen2::TagMemory(gen2::EpcReply{}), .seed = 1});
    tag.power_up(gen2::Time{0});
    tag.receive(*command, gen2::Time{1});
  }
  if (const auto reply = gen2::decode_epc(frame)) require(gen2::encode_epc(*reply) == frame);
  if (const auto rest = gen2::decode_truncated(frame)) {
    require(gen2::encode_truncated(*rest) == frame);
  }
  if (const auto handle = gen2::decode_handle(frame)) {
    require(gen2::encode_handle(*handle) == frame);
  }
  if (const auto rn16 = gen2::decode_rn16(frame)) require(gen2::encode_rn16(*rn16) == frame);
}

void as_chips(const bits::BitString& frame, bool with_pilot) {
  gen2::Chips chips;
  for (std::size_t i = 0; i < frame.size(); ++i) chips.push_back(frame[i] ? 1 : 0);
  if (const auto read = gen2::fm0_decode(chips, with_pilot)) {
    require(gen2::fm0_encode(*read, with_pilot).size() == chips.size());
  }
  for (const auto m :
       {gen2::Modulation::miller2, gen2::Modulation::miller4, gen2::Modulation::miller8}) {
    if (const auto read = gen2::miller_decode(chips, m, with_pilot)) {
      require(gen2::miller_encode(*read, m, with_pilot).size() == chips.size());
    }
  }
}

/// Two bytes a stretch of carrier, in steps of 100 ns.
void as_envelope(std::span<const std::uint8_t> bytes) {
  std::vector<gen2::CarrierLevel> envelope;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    envelope.push_back({i % 4 == 2, (bytes[i] * 256 + bytes[i + 1]) * 100});
  }
  if (const auto frame = gen2::pie_decode(envelope)) {
    require(frame->bits.size() < envelope.size());
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span<const std::uint8_t> bytes(data + 1, size - 1);
  const std::size_t left_out = data[0] % 8U;
  const std::size_t all = bytes.size() * 8;
  const auto frame = bits::BitString::from_bytes(bytes, all < left_out ? 0 : all - left_out);
  if (frame) {
    as_frame(*frame);
    as_chips(*frame, (data[0] & 0x80U) != 0);
  }
  as_envelope(bytes);
  return 0;
}
