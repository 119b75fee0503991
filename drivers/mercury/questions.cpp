#include "drivers/mercury/questions.h"

#include "protocols/modules/mercury_status.h"

#include <string>
#include <utility>

namespace plugtest::drivers {

namespace mercury = modules::mercury;

Error mercury_refusal(mercury::Opcode opcode, std::uint16_t status) {
  return {mercury::error_code_of(status), std::string(mercury::to_string(opcode)) +
                                              " was refused: " + mercury::status_text(status)};
}

Error broken_answer(Error why) {
  why.code = ErrorCode::protocol;
  return why;
}

ModuleStep mercury_step_any_status(mercury::Opcode opcode, std::vector<std::uint8_t> data,
                                   MercuryTake take) {
  ModuleStep made;
  made.request.name = mercury::to_string(opcode);
  made.request.bytes = mercury::encode_request(opcode, data);
  made.request.is_answer = [opcode](std::span<const std::uint8_t> frame) {
    const auto view = mercury::decode(frame);
    return view && view->from_module && view->opcode == opcode;
  };
  made.take = [take = std::move(take)](std::span<const std::uint8_t> frame) -> Result<void> {
    const auto view = mercury::decode(frame);
    if (!view) return fail(broken_answer(view.error()));
    if (!take) return {};
    return take(*view);
  };
  return made;
}

ModuleStep mercury_step(mercury::Opcode opcode, std::vector<std::uint8_t> data, MercuryTake take) {
  return mercury_step_any_status(
      opcode, std::move(data),
      [opcode, take = std::move(take)](const mercury::FrameView& answer) -> Result<void> {
        if (answer.status != 0) return fail(mercury_refusal(opcode, answer.status));
        if (!take) return {};
        return take(answer);
      });
}

}  // namespace plugtest::drivers
