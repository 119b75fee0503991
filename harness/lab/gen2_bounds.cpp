#include "harness/lab/gen2_bounds.h"

#include "protocols/bits/bit_string.h"
#include "protocols/gen2/reply.h"

#include <cstddef>

namespace plugtest::lab {

namespace {

using Kind = api::AccessRequest::Kind;

/// Bits of the longest frames, CRC and handle included.
constexpr std::size_t k_short_command = 64;                    // every command without words
constexpr std::size_t k_write_command = 96;                    // pointers of any length
constexpr std::size_t k_longest_uii = 16 + 32 + 31 * 16 + 16;  // PC, XPC, UII, CRC
constexpr std::size_t k_short_reply = 49;                      // error code, handle, CRC
constexpr std::size_t k_word = 16;

/// A Read of zero words answers with the rest of the bank; no bank of the lab's tags is longer.
constexpr std::size_t k_longest_bank = 64;

gen2::Duration exchange(const gen2::LinkProfile& link, std::size_t command_bits,
                        std::size_t reply_bits) {
  bits::BitString ones;
  for (std::size_t i = 0; i < command_bits; ++i) ones.append(1, 1);
  // The slowest subcarrier of table 6.9 is 22 % too low.
  constexpr int k_slow = 128;
  return link.forward_duration(ones, gen2::CommandStart::preamble) + link.t1().maximum +
         link.reply_duration(reply_bits, true) * k_slow / 100 + link.t2_max();
}

gen2::Duration bound(const gen2::LinkProfile& link, const api::AccessRequest& request) {
  const gen2::Duration small = exchange(link, k_short_command, k_short_reply);
  const std::size_t words = request.data.size();
  // Req_RN and Access for either half; with Kill the same of its own.
  const gen2::Duration password = 4 * small;
  switch (request.kind) {
    case Kind::write:
      return password +
             static_cast<std::int64_t>(words) *
                 (small + exchange(link, k_write_command, k_short_reply) + gen2::k_longest_write);
    case Kind::read:
      return password +
             exchange(link, k_short_command,
                      k_short_reply +
                          k_word * (request.word_count > 0 ? request.word_count : k_longest_bank));
    case Kind::read_block_permalock:
      return password +
             exchange(link, k_write_command, k_short_reply + k_word * request.word_count);
    case Kind::block_write:
    case Kind::block_permalock:
      return password + exchange(link, k_write_command + k_word * words, k_short_reply) +
             gen2::k_longest_write;
    case Kind::block_erase:
    case Kind::lock:
    case Kind::kill:
    case Kind::untraceable:
    case Kind::suspend:
    case Kind::resume:
      break;
  }
  return password + exchange(link, k_write_command, k_short_reply) + gen2::k_longest_write;
}

}  // namespace

gen2::Duration longest_slot(const gen2::LinkProfile& link,
                            std::span<const api::AccessRequest> requests) {
  // The slot, the command that ends it, and the handle.
  gen2::Duration longest = exchange(link, k_short_command, k_word) +
                           exchange(link, k_short_command, k_longest_uii) +
                           2 * exchange(link, k_short_command, k_short_reply);
  for (const api::AccessRequest& request : requests) longest += bound(link, request);
  return longest;
}

gen2::Duration duration_of(const gen2::LinkProfile& link, std::span<const gen2::Select> selects) {
  gen2::Duration all{0};
  for (const gen2::Select& select : selects) {
    all += link.forward_duration(gen2::encode(select), gen2::start_of(select)) + link.t4_min();
  }
  return all;
}

}  // namespace plugtest::lab
