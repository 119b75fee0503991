#include "protocols/modules/ipico_command.h"

#include "protocols/modules/byte_reader.h"

#include <algorithm>
#include <cassert>

namespace plugtest::modules::ipico {

namespace {

/// Takes a date or a time off: three numbers of two decimal digits.
class BcdReader {
 public:
  explicit BcdReader(ByteReader& reader) : reader_(reader) {}
  std::uint8_t next() {
    const auto value = from_bcd(reader_.u8());
    decimal_ = decimal_ && value.has_value();
    return value.value_or(0);
  }
  bool decimal() const { return decimal_; }

 private:
  ByteReader& reader_;
  bool decimal_ = true;
};

}  // namespace

std::optional<std::uint8_t> from_bcd(std::uint8_t byte) {
  const unsigned high = byte >> 4U;
  const unsigned low = byte & 0x0FU;
  if (high > 9 || low > 9) return std::nullopt;
  return static_cast<std::uint8_t>(high * 10 + low);
}

std::uint8_t to_bcd(std::uint8_t value) {
  assert(value <= 99);
  return static_cast<std::uint8_t>((value / 10U) << 4U | value % 10U);
}

std::string_view to_string(Instruction instruction) {
  switch (instruction) {
    case Instruction::set_clock:
      return "set-clock";
    case Instruction::get_clock:
      return "get-clock";
    case Instruction::config1:
      return "config1";
    case Instruction::reader_id:
      return "reader-id";
    case Instruction::synthesizer:
      return "synthesizer";
    case Instruction::rf_transmit:
      return "rf-transmit";
    case Instruction::config3:
      return "config3";
    case Instruction::statistics:
      return "statistics";
    case Instruction::tag_format:
      return "tag-format";
    case Instruction::tag_rate:
      return "tag-rate";
    case Instruction::rw_rate:
      return "rw-rate";
    case Instruction::rw_action:
      return "rw-action";
    case Instruction::rw_data:
      return "rw-data";
    case Instruction::tag_mask:
      return "tag-mask";
    case Instruction::stop:
      return "stop";
    case Instruction::rw_timeouts:
      return "rw-timeouts";
    case Instruction::status:
      return "status";
    case Instruction::tto_options:
      return "tto-options";
    case Instruction::tto_pages:
      return "tto-pages";
    case Instruction::trigger_event:
      return "trigger-event";
    case Instruction::select_pattern:
      return "select-pattern";
    case Instruction::select_mask:
      return "select-mask";
    case Instruction::reject_pattern:
      return "reject-pattern";
    case Instruction::reject_mask:
      return "reject-mask";
    case Instruction::print_banner:
      return "print-banner";
    case Instruction::modulate:
      return "modulate";
    case Instruction::records:
      return "records";
    case Instruction::clock_event:
      return "clock-event";
    case Instruction::bad_length:
      return "bad-length";
    case Instruction::bad_lrc:
      return "bad-lrc";
    case Instruction::unknown:
      return "unknown";
    case Instruction::unsupported:
      return "unsupported";
    case Instruction::unsupported_sub_command:
      return "unsupported-sub-command";
  }
  return "unnamed";
}

bool is_refusal(Instruction instruction) { return static_cast<std::uint8_t>(instruction) >= 0xF0; }

Command request(Instruction instruction, std::vector<std::uint8_t> data) {
  assert(data.size() <= k_max_command_data);
  Command command;
  command.instruction = instruction;
  command.data = std::move(data);
  return command;
}

Command query(Instruction instruction) {
  Command command;
  command.instruction = instruction;
  command.query = true;
  return command;
}

Command set_clock(const Stamp& stamp, std::uint8_t weekday) {
  return request(Instruction::set_clock,
                 {to_bcd(stamp.year), to_bcd(stamp.month), to_bcd(stamp.day), weekday,
                  to_bcd(stamp.hour), to_bcd(stamp.minute), to_bcd(stamp.second)});
}

Command to_command(const RwAction& action) {
  const auto bit = [](bool set, unsigned position) { return set ? 1U << position : 0U; };
  std::vector<std::uint8_t> data = {
      action.sequence,
      static_cast<std::uint8_t>((action.start_page & 0x0FU) << 4U | (action.pages & 0x0FU)),
      static_cast<std::uint8_t>(static_cast<unsigned>(action.action) << 5U |
                                bit(action.extended, 4) | bit(action.auto_suspend, 3) |
                                bit(action.continuous, 2) | static_cast<unsigned>(action.target))};
  put(data, action.tag);
  return request(Instruction::rw_action, std::move(data));
}

Result<RwAction> parse_rw_action(std::span<const std::uint8_t> data) {
  ByteReader reader(data);
  RwAction action;
  action.sequence = reader.u8();
  const unsigned pages = reader.u8();
  action.start_page = static_cast<std::uint8_t>(pages >> 4U);
  action.pages = static_cast<std::uint8_t>(pages & 0x0FU);
  const unsigned command = reader.u8();
  const unsigned verb = command >> 5U;
  if (reader.good() && verb != 2 && verb != 3 && verb != 4 && verb != 5 && verb != 7) {
    return fail(ErrorCode::malformed, "no read/write action has the number " + std::to_string(verb),
                {.byte_offset = 2});
  }
  action.action = static_cast<RwAction::Action>(verb);
  action.extended = (command & 0x10U) != 0;
  action.auto_suspend = (command & 0x08U) != 0;
  action.continuous = (command & 0x04U) != 0;
  action.target = static_cast<RwAction::Target>(command & 0x03U);
  // A tag is named only where one is meant.
  if (action.target == RwAction::Target::specific || reader.left() > 0) {
    std::ranges::copy(reader.take(action.tag.size()), action.tag.begin());
  }
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  return action;
}

Result<ClockReading> parse_clock(std::span<const std::uint8_t> data) {
  ByteReader reader(data);
  BcdReader bcd(reader);
  ClockReading clock;
  clock.stamp.year = bcd.next();
  clock.stamp.month = bcd.next();
  clock.stamp.day = bcd.next();
  clock.weekday = reader.u8();
  clock.stamp.hour = bcd.next();
  clock.stamp.minute = bcd.next();
  clock.stamp.second = bcd.next();
  clock.stamp.hundredths = reader.u8();
  clock.config1 = reader.u8();
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  if (!bcd.decimal() || clock.stamp.hundredths > 99) {
    return fail(ErrorCode::malformed,
                "a clock reading has decimal digits and at most 99 times 10 ms");
  }
  return clock;
}

std::vector<std::uint8_t> clock_data(const ClockReading& reading) {
  const Stamp& stamp = reading.stamp;
  return {to_bcd(stamp.year),   to_bcd(stamp.month), to_bcd(stamp.day),
          reading.weekday,      to_bcd(stamp.hour),  to_bcd(stamp.minute),
          to_bcd(stamp.second), stamp.hundredths,    reading.config1};
}

Result<Statistics> parse_statistics(std::span<const std::uint8_t> data) {
  ByteReader reader(data);
  Statistics s;
  for (std::uint8_t* field : {&s.firmware, &s.reader_id, &s.config1, &s.crc_errors, &s.power_ups,
                              &s.activity, &s.decoder_i, &s.decoder_q, &s.config2, &s.wiegand,
                              &s.wiegand_timer, &s.config3, &s.hardware, &s.filter_rejects}) {
    *field = reader.u8();
  }
  if (auto whole = reader.check(); !whole) return fail(whole.error());
  return s;
}

std::vector<std::uint8_t> statistics_data(const Statistics& s) {
  return {s.firmware,      s.reader_id, s.config1,   s.crc_errors,    s.power_ups,
          s.activity,      s.decoder_i, s.decoder_q, s.config2,       s.wiegand,
          s.wiegand_timer, s.config3,   s.hardware,  s.filter_rejects};
}

}  // namespace plugtest::modules::ipico
