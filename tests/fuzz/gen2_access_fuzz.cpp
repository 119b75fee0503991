// Any bits as a Type C command and as a reply, as they are and closed with the right CRC, so that
// what is behind the check is reached. What is understood must come back from its own bits, and no
// frame with a check may be understood with one bit changed. The first byte says how many bits of
// the last byte are left out, the next two which bit is changed.

#include "protocols/bits/crc.h"
#include "protocols/gen2/command.h"
#include "protocols/gen2/reply.h"
#include "tests/fuzz/script.h"

#include <string>
#include <variant>

namespace {

using namespace plugtest;
using bits::BitString;
using fuzz::require;

constexpr std::size_t k_longest_text = 600;      // 64 words in hexadecimal, or a mask of 255 bits
constexpr std::size_t k_longest_unchecked = 18;  // ACK; shorter commands have no CRC

void as_command(const BitString& frame, std::size_t changed) {
  const auto command = gen2::decode(frame);
  if (!command) {
    require(!command.error().message.empty());
    return;
  }
  const BitString again = gen2::encode(*command);
  // A pointer may have been written with leading zero blocks; nothing else has two spellings.
  require(again.size() <= frame.size() && gen2::decode(again) == *command);
  require(again.size() != frame.size() || again == frame);
  require(gen2::to_string(*command).starts_with(gen2::name_of(*command)));
  require(gen2::to_string(*command).size() <= k_longest_text);
  if (frame.size() <= k_longest_unchecked) return;
  BitString damaged = frame;
  damaged.flip(changed % frame.size());
  require(!gen2::decode(damaged));
}

void as_access_reply(const BitString& frame) {
  const auto reply = gen2::decode_access_reply(frame);
  if (!reply) return;
  if (const auto* error = std::get_if<gen2::ErrorReply>(&*reply)) {
    require(gen2::encode_error(error->error, error->handle) == frame);
    require(!gen2::to_string(error->error).empty());
    return;
  }
  const auto& words = std::get<gen2::WordsReply>(*reply);
  require(gen2::encode_words(words.words, words.handle) == frame);
  require(!words.words.empty() || gen2::encode_success(words.handle) == frame);
}

void as_reply(const BitString& frame, std::size_t changed) {
  as_access_reply(frame);
  if (const auto epc = gen2::decode_epc(frame)) require(gen2::encode_epc(*epc) == frame);
  if (const auto rest = gen2::decode_truncated(frame)) {
    require(gen2::encode_truncated(*rest) == frame);
  }
  if (const auto handle = gen2::decode_handle(frame)) {
    require(gen2::encode_handle(*handle) == frame);
  }
  if (!bits::crc16_fits(frame)) return;
  BitString damaged = frame;
  damaged.flip(changed % frame.size());
  require(!gen2::decode_access_reply(damaged) && !gen2::decode_epc(damaged));
  require(!gen2::decode_truncated(damaged) && !gen2::decode_handle(damaged));
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Script script(data, size);
  const unsigned left_out = script.byte();
  const std::size_t changed = script.word();
  const BitString frame = script.frame(left_out);
  as_command(frame, changed);
  as_reply(frame, changed);
  if (frame.size() + 16 > BitString::k_max_bits) return 0;
  BitString closed = frame;
  closed.append(bits::crc16(frame), 16);
  as_command(closed, changed);
  as_reply(closed, changed);
  return 0;
}
