#include "drivers/ipico/virtual_ipico_settings.h"

#include "drivers/ipico/reader_date.h"

#include <chrono>

namespace plugtest::drivers {

namespace {

namespace ipico = modules::ipico;
using ipico::Command;
using ipico::Instruction;
using Answer = VirtualIpicoSettings::Answer;

constexpr std::uint8_t k_config1 = 0x31;  // 115,200 baud, no flow control, text output
constexpr std::uint8_t k_firmware = 0x81;
constexpr std::uint8_t k_tto_bit = 0x80;  // of the tag format's first byte
constexpr std::uint8_t k_all_fields = 0x7F;

}  // namespace

std::optional<Answer> VirtualIpicoSettings::answer(const Command& command, ReaderTime clock,
                                                   HostTime now) {
  const ReaderTime shown = clock + clock_adjustment_;
  switch (command.instruction) {
    case Instruction::set_clock:
      return set_clock(command, shown, now);
    case Instruction::get_clock:
      return Answer{Instruction::get_clock,
                    ipico::clock_data({to_stamp(shown), weekday(shown), k_config1})};
    case Instruction::statistics:
      return statistics();
    case Instruction::config3:
      return configure(command);
    case Instruction::tag_format:
      return format_tags(command);
    case Instruction::tag_rate:
      return choose_rate(command);
    default:
      return std::nullopt;
  }
}

/// Takes effect with the next full second of the clock as it goes now.
Answer VirtualIpicoSettings::set_clock(const Command& command, ReaderTime clock, HostTime now) {
  // As a reading, with the two fields that only readings have.
  std::vector<std::uint8_t> data = command.data;
  data.insert(data.end(), {0, 0});
  const auto asked = ipico::parse_clock(data);
  const auto when = asked ? to_reader_time(asked->stamp, now) : std::nullopt;
  if (!when) return {Instruction::bad_length};
  const auto next = std::chrono::ceil<std::chrono::seconds>(clock.time_since_epoch());
  clock_adjustment_ += when->time_since_epoch() - next;
  return {Instruction::set_clock};
}

Answer VirtualIpicoSettings::statistics() const {
  ipico::Statistics told;
  told.firmware = k_firmware;
  told.config1 = k_config1;
  told.power_ups = 1;
  told.config3 = config3_;
  return {Instruction::statistics, ipico::statistics_data(told)};
}

Answer VirtualIpicoSettings::configure(const Command& command) {
  if (command.query) return {Instruction::config3, {config3_, event_seconds_}};
  if (command.data.size() < 2 || command.data.size() > 3) return {Instruction::bad_length};
  const std::uint8_t mask = command.data.size() == 3 ? command.data[2] : std::uint8_t{0xFF};
  const auto changed = static_cast<std::uint8_t>((config3_ & ~mask) | (command.data[0] & mask));
  // This reader has the normal message mode only.
  if ((changed & 0x07U) != 0) return {Instruction::unsupported_sub_command};
  config3_ = changed;
  event_seconds_ = command.data[1];
  return {Instruction::config3};
}

Answer VirtualIpicoSettings::format_tags(const Command& command) {
  if (command.query) {
    return {Instruction::tag_format,
            {static_cast<std::uint8_t>(k_all_fields | (tto_ ? k_tto_bit : 0))}};
  }
  if (command.data.empty()) return {Instruction::bad_length};
  if ((command.data[0] & k_all_fields) != k_all_fields) {
    return {Instruction::unsupported_sub_command};
  }
  tto_ = (command.data[0] & k_tto_bit) != 0;
  return {Instruction::tag_format};
}

Answer VirtualIpicoSettings::choose_rate(const Command& command) {
  if (command.data.size() != 1) return {Instruction::bad_length};
  switch (static_cast<ipico::TagRate>(command.data[0])) {
    case ipico::TagRate::kbit64:
      link_rate_bps_ = 64'000;
      break;
    case ipico::TagRate::kbit256:
      link_rate_bps_ = 256'000;
      break;
    default:
      return {Instruction::unsupported_sub_command};
  }
  return {Instruction::tag_rate};
}

}  // namespace plugtest::drivers
