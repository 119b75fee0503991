#pragma once

#include "drivers/modules_core/module_reader.h"
#include "protocols/modules/ipico_format.h"

#include <functional>
#include <optional>
#include <span>

namespace plugtest::drivers {

/// The command in a frame, if it is one.
std::optional<modules::ipico::Command> ipico_command_in(std::span<const std::uint8_t> frame);

using IpicoTake = std::function<Result<void>(const modules::ipico::Command& answer)>;

/// A question and what is made of its answer; a refusal ends the dialogue (`refused`).
ModuleStep ipico_step(const modules::ipico::Command& command, IpicoTake take = {});

/// The radio is the inventory: tags talk when there is a field.
ModuleStep ipico_rf_step(bool on);

}  // namespace plugtest::drivers
