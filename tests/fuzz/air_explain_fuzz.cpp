// `plugtest air explain`: any text as a frame, and any bits as the frame that it explains. The
// fields must lie one behind the other and cover the frame; what a decoder takes has no fault, and
// what it refuses has one. The first byte chooses the way.

#include "protocols/bits/crc.h"
#include "protocols/gen2/command.h"
#include "protocols/gen2/reply.h"
#include "protocols/total/message.h"
#include "tests/fuzz/script.h"
#include "tools/cli/air_fields.h"

#include <algorithm>
#include <string>
#include <vector>

namespace {

using namespace plugtest;
using bits::BitString;
using cli::AirReading;
using fuzz::require;

/// From bit `from` on; returns the bit behind the last field.
std::size_t check_fields(const AirReading& reading, std::size_t from) {
  require(!reading.title.empty());
  for (const cli::AirField& field : reading.fields) {
    require(field.first == from && field.bits > 0);
    require(!field.name.empty());
    require(field.value.size() == (field.bits <= 8 ? field.bits : (field.bits + 3) / 4));
    from += field.bits;
  }
  return from;
}

void as_command(const BitString& frame) {
  const AirReading reading = cli::explain_command(frame);
  require(check_fields(reading, 0) == frame.size());
  require(reading.fault.empty() == gen2::decode(frame).has_value());
}

void as_reply(const BitString& frame) {
  const auto readings = cli::explain_reply(frame);
  const auto sound =
      static_cast<std::size_t>(std::ranges::count(readings, std::string(), &AirReading::fault));
  for (const AirReading& reading : readings) {
    // The last resort, "no reply has so many bits", has no fields.
    if (!reading.fields.empty()) require(check_fields(reading, 0) == frame.size());
  }
  const std::size_t understood =
      (gen2::decode_rn16(frame) ? 1U : 0U) + (gen2::decode_handle(frame) ? 1U : 0U) +
      (gen2::decode_epc(frame) ? 1U : 0U) + (gen2::decode_access_reply(frame) ? 1U : 0U) +
      (gen2::decode_truncated(frame) ? 1U : 0U);
  require(sound == understood && !readings.empty());
}

void as_message(const BitString& frame, const total::Profile& profile) {
  std::size_t at = 0;
  for (const AirReading& reading : cli::explain_pages(frame, profile)) {
    at = check_fields(reading, at);
  }
  require(at == frame.size());
}

void as_frame(const BitString& frame) {
  as_command(frame);
  as_reply(frame);
  total::Profile profile = total::default_profile();
  as_message(frame, profile);
  profile.first_type_bits = 0;
  profile.first_count_bits = 0;
  profile.first_data_bits = 48;
  profile.next_data_bits = 44;
  profile.next_type_bits = 0;
  profile.data_pages = 2;
  as_message(frame, profile);
  if (frame.empty()) return;
  require(cli::read_bits(frame.to_string()) == frame);
}

void as_text(const std::string& text) {
  const auto frame = cli::read_bits(text);
  if (!frame) {
    require(!frame.error().message.empty());
    return;
  }
  require(!frame->empty() && frame->size() <= BitString::k_max_bits);
  require(frame->size() <= 4 * text.size());
  as_frame(*frame);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Script script(data, size);
  const std::uint8_t way = script.byte();
  if (way % 2 != 0) {
    as_text(std::string(script.rest().begin(), script.rest().end()));
    return 0;
  }
  const BitString frame = script.frame(way >> 4U);
  as_frame(frame);
  if (frame.size() + 16 > BitString::k_max_bits) return 0;
  BitString closed = frame;
  closed.append(bits::crc16(frame), 16);
  as_frame(closed);
  return 0;
}
