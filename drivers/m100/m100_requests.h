#pragma once

#include "drivers/modules_core/module_reader.h"
#include "protocols/modules/m100_command.h"
#include "protocols/modules/m100_format.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// A question, answered by a response to the same command, or by an error response that can be an
/// answer to it: while the module polls, it sends "no tag" unasked all the time.
ModuleRequest m100_request(modules::m100::Command command, std::span<const std::uint8_t> data);

/// A question that looks for a tag: "no tag", and a notice, are answers to it as well.
ModuleRequest m100_tag_request(modules::m100::Command command, std::span<const std::uint8_t> data);

/// The response. Error `refused`, in words, where the module answered with an error.
Result<modules::m100::FrameView> m100_response(std::span<const std::uint8_t> frame,
                                               const std::string& what);

/// For responses that say no more than 00.
Result<void> m100_success(std::span<const std::uint8_t> frame, const std::string& what);

/// 07, and 08 to see that the module has kept it.
std::vector<ModuleStep> m100_region_steps(modules::m100::Region region);

/// Q for so many tags: a slot each.
std::uint8_t m100_q(std::uint16_t tag_population);

}  // namespace plugtest::drivers
