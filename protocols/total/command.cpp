#include "protocols/total/command.h"

#include "protocols/total/message.h"

namespace plugtest::total {
namespace {

using bits::BitString;

constexpr std::size_t k_crc_bits = 16;

std::size_t code_bits(const Profile& profile) {
  return static_cast<std::size_t>(profile.command_code_bits);
}

std::size_t head_bits(const Profile& profile) {
  return code_bits(profile) + 2 * Command::k_number_bits;
}

std::string_view name_of(CommandCode code) {
  switch (code) {
    case CommandCode::lock:
      return "lock";
    case CommandCode::write:
      return "write";
    case CommandCode::read:
      return "read";
    case CommandCode::suspend:
      return "suspend";
    case CommandCode::resume:
      return "resume";
  }
  return "unknown";
}

}  // namespace

BitString encode(const Profile& profile, const Command& command) {
  BitString frame{static_cast<std::uint8_t>(command.code), code_bits(profile)};
  frame.append(command.start_page, Command::k_number_bits);
  frame.append(command.page_count, Command::k_number_bits);
  frame.append(command.data);
  frame.append(page_crc(profile, frame), k_crc_bits);
  return frame;
}

Result<Command> decode_command(const Profile& profile, const BitString& frame) {
  const std::size_t head = head_bits(profile);
  if (frame.size() < head + k_crc_bits) {
    return fail(ErrorCode::truncated, "a Type D command has at least " +
                                          std::to_string(head + k_crc_bits) + " bits, got " +
                                          std::to_string(frame.size()));
  }
  const auto number = frame.value(0, code_bits(profile));
  const auto code = static_cast<CommandCode>(number);
  if (name_of(code) == "unknown") {
    return fail(ErrorCode::unsupported,
                "unknown Type D command " + std::to_string(number) +
                    ", expected 2 (lock), 3 (write), 4 (read), 5 (suspend) or 7 (resume)");
  }
  Command command{.code = code,
                  .start_page = static_cast<std::uint8_t>(
                      frame.value(code_bits(profile), Command::k_number_bits)),
                  .page_count = static_cast<std::uint8_t>(
                      frame.value(head - Command::k_number_bits, Command::k_number_bits))};
  const std::size_t data_bits =
      code == CommandCode::write ? command.page_count * Command::k_page_bits : 0;
  if (frame.size() != head + data_bits + k_crc_bits) {
    return fail(ErrorCode::malformed, "expected " + std::to_string(head + data_bits + k_crc_bits) +
                                          " bits in " + std::string(name_of(code)) + ", got " +
                                          std::to_string(frame.size()));
  }
  command.data = frame.slice(head, data_bits);
  const BitString covered = frame.slice(0, frame.size() - k_crc_bits);
  if (page_crc(profile, covered) != frame.value(covered.size(), k_crc_bits)) {
    return fail(ErrorCode::check_failed,
                "the check of " + std::string(name_of(code)) + " does not fit");
  }
  return command;
}

std::string to_string(const Command& command) {
  return std::string(name_of(command.code)) + " start=" + std::to_string(command.start_page) +
         " count=" + std::to_string(command.page_count) +
         (command.data.empty() ? "" : " data=" + command.data.to_string());
}

Time command_duration(const Profile& profile, const Command& command) {
  const auto bits = static_cast<std::int64_t>(encode(profile, command).size());
  return Time{bits * 1'000'000'000 / profile.command_rate_bps};
}

}  // namespace plugtest::total
