// Any bits as a Type D command, as they are and with the right check, and what understands it: a
// read/write tag. A command has one spelling; one changed bit makes it no command; an answer has
// the pages that were asked for.

#include "protocols/total/command.h"
#include "protocols/total/message.h"
#include "protocols/total/tag.h"
#include "tests/fuzz/script.h"

#include <chrono>
#include <string>

namespace {

using namespace plugtest;
using bits::BitString;
using fuzz::require;

total::Profile read_write() {
  total::Profile profile = total::default_profile();
  profile.memory = total::Memory::read_write;
  profile.first_data_bits = 48;
  return profile;
}

void hear(const BitString& frame, const total::Profile& profile, std::size_t changed,
          total::Tag& tag) {
  const auto command = total::decode_command(profile, frame);
  if (!command) {
    require(!command.error().message.empty());
    return;
  }
  require(total::encode(profile, *command) == frame);
  require(!total::to_string(*command).empty());
  require(total::command_duration(profile, *command) > total::Time{0});
  BitString damaged = frame;
  damaged.flip(changed % frame.size());
  require(!total::decode_command(profile, damaged));

  const total::Time now = std::chrono::milliseconds(1);
  const auto answer = tag.receive(*command, now);
  require(tag.next().has_value() != tag.suspended());
  if (!answer) return;
  require(!tag.suspended() && answer->pages.size() == command->page_count);
  for (std::size_t i = 0; i < answer->pages.size(); ++i) {
    const BitString& page = answer->pages[i];
    require(page.size() == total::Command::k_page_bits + 16);
    const BitString words = page.slice(0, total::Command::k_page_bits);
    require(page.value(total::Command::k_page_bits, 16) ==
            total::page_crc(profile, words, static_cast<std::uint16_t>(profile.crc_preset)));
    if (command->code == total::CommandCode::write) {
      require(words ==
              command->data.slice(i * total::Command::k_page_bits, total::Command::k_page_bits));
    }
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const total::Profile profile = read_write();
  total::Tag tag({.profile = &profile, .identity = BitString(0x45800000191BU, 48), .seed = 1});
  tag.power_up(total::Time{0});
  fuzz::Script script(data, size);
  // Each command: length in bits (two bytes), which bit is changed (one), its bits.
  while (!script.empty()) {
    const std::size_t bits = script.up_to(800);
    const std::size_t changed = script.byte();
    const BitString frame = script.bits(bits);
    hear(frame, profile, changed, tag);
    BitString closed = frame;
    closed.append(total::page_crc(profile, frame, static_cast<std::uint16_t>(profile.crc_preset)),
                  16);
    hear(closed, profile, changed, tag);
  }
  return 0;
}
