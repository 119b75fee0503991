#include "drivers/ipico/questions.h"

#include <string>
#include <utility>
#include <variant>

namespace plugtest::drivers {

namespace ipico = modules::ipico;
using ipico::Command;
using ipico::Instruction;
using Frame = std::span<const std::uint8_t>;

std::optional<Command> ipico_command_in(Frame frame) {
  auto content = ipico::decode(frame);
  if (!content || !std::holds_alternative<Command>(*content)) return std::nullopt;
  return std::get<Command>(std::move(*content));
}

ModuleStep ipico_step(const Command& command, IpicoTake take) {
  ModuleStep made;
  const Instruction asked = command.instruction;
  made.request.name = to_string(asked);
  made.request.bytes = ipico::encode(command);
  made.request.is_answer = [asked](Frame frame) {
    const auto answer = ipico_command_in(frame);
    if (!answer) return false;
    // What was damaged on its way was not carried out: it is asked again.
    if (answer->instruction == Instruction::bad_lrc) return false;
    return answer->instruction == asked || is_refusal(answer->instruction);
  };
  made.take = [asked, take = std::move(take)](Frame frame) -> Result<void> {
    const auto answer = ipico_command_in(frame);
    if (is_refusal(answer->instruction)) {
      return fail(ErrorCode::refused, std::string(to_string(asked)) + " was refused: " +
                                          std::string(to_string(answer->instruction)));
    }
    if (!take) return {};
    return take(*answer);
  };
  return made;
}

ModuleStep ipico_rf_step(bool on) {
  return ipico_step(request(Instruction::rf_transmit, {static_cast<std::uint8_t>(on ? 1 : 0)}));
}

}  // namespace plugtest::drivers
