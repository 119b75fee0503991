#pragma once

#include "drivers/modules_core/module_reader.h"
#include "protocols/modules/mercury_format.h"

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace plugtest::drivers {

using MercuryTake = std::function<Result<void>(const modules::mercury::FrameView& answer)>;

/// A question to a Mercury module. An answer with a status other than success ends the dialogue
/// with what the status means; `take` gets the others. It may be asked twice.
ModuleStep mercury_step(modules::mercury::Opcode opcode, std::vector<std::uint8_t> data,
                        MercuryTake take = {});

/// ... where `take` judges the status itself.
ModuleStep mercury_step_any_status(modules::mercury::Opcode opcode, std::vector<std::uint8_t> data,
                                   MercuryTake take = {});

/// "set-region was refused: invalid region".
Error mercury_refusal(modules::mercury::Opcode opcode, std::uint16_t status);

/// An answer that cannot be understood is the module's fault.
Error broken_answer(Error why);

/// What an answer says goes to `into`, unless it cannot be understood.
template <class T>
Result<void> keep_answer(Result<T> parsed, T& into) {
  if (!parsed) return fail(broken_answer(parsed.error()));
  into = std::move(*parsed);
  return {};
}

}  // namespace plugtest::drivers
