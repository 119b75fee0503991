#include "drivers/m100/m100_requests.h"

#include <algorithm>
#include <array>
#include <bit>

namespace plugtest::drivers {

namespace m100 = modules::m100;

namespace {

bool is_no_tag(const m100::FrameView& frame) {
  return frame.command == m100::Command::error && frame.parameters.size() == 1 &&
         frame.parameters[0] == static_cast<std::uint8_t>(m100::Failure::no_tag);
}

}  // namespace

ModuleRequest m100_request(m100::Command command, std::span<const std::uint8_t> data) {
  return {.name = std::string(m100::to_string(command)),
          .bytes = m100::encode(m100::Type::command, command, data),
          .is_answer = [command](std::span<const std::uint8_t> bytes) {
            const auto frame = m100::decode(bytes);
            if (!frame || frame->type != m100::Type::response) return false;
            return frame->command == command ||
                   (frame->command == m100::Command::error && !is_no_tag(*frame));
          }};
}

ModuleRequest m100_tag_request(m100::Command command, std::span<const std::uint8_t> data) {
  auto request = m100_request(command, data);
  request.is_answer = [command](std::span<const std::uint8_t> bytes) {
    const auto frame = m100::decode(bytes);
    return frame && (frame->type == m100::Type::notice || frame->command == command ||
                     frame->command == m100::Command::error);
  };
  // Asked twice, it would be done twice.
  request.tries = 1;
  request.timeout = std::chrono::seconds(2);
  return request;
}

Result<m100::FrameView> m100_response(std::span<const std::uint8_t> bytes,
                                      const std::string& what) {
  auto frame = m100::decode(bytes);
  if (!frame) return frame;
  if (frame->command != m100::Command::error) return frame;
  const auto error = m100::parse_error(frame->parameters);
  if (!error) return fail(ErrorCode::protocol, error.error().message);
  return fail(ErrorCode::refused, what + ": " + m100::failure_text(error->code));
}

Result<void> m100_success(std::span<const std::uint8_t> bytes, const std::string& what) {
  const auto frame = m100_response(bytes, what);
  if (!frame) return fail(frame.error());
  if (frame->parameters.size() != 1 || frame->parameters[0] != 0) {
    return fail(ErrorCode::refused, what + ": the module did not do it");
  }
  return {};
}

std::vector<ModuleStep> m100_region_steps(m100::Region region) {
  const std::array data = {static_cast<std::uint8_t>(region)};
  return {{.request = m100_request(m100::Command::set_region, data),
           .take = [](auto bytes) { return m100_success(bytes, "region"); }},
          {.request = m100_request(m100::Command::get_region, {}),
           .take = [region](std::span<const std::uint8_t> bytes) -> Result<void> {
             const auto frame = m100_response(bytes, "region");
             if (!frame) return fail(frame.error());
             const auto kept = m100::parse_region(frame->parameters);
             if (kept && *kept == region) return {};
             return fail(ErrorCode::refused, "the module keeps another region");
           }}};
}

std::uint8_t m100_q(std::uint16_t tag_population) {
  const unsigned slots = std::bit_ceil(std::max<unsigned>(tag_population, 1));
  return static_cast<std::uint8_t>(std::min(std::countr_zero(slots), 15));
}

}  // namespace plugtest::drivers
