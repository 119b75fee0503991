#include "drivers/a0/a0_requests.h"

#include <array>
#include <utility>

namespace plugtest::drivers {

namespace a0 = modules::a0;

namespace {

bool is_inventory(a0::Command command) {
  return command == a0::Command::session_inventory || command == a0::Command::real_time_inventory;
}

}  // namespace

ModuleRequest a0_request(std::uint8_t address, a0::Command command,
                         std::span<const std::uint8_t> data) {
  return {.name = std::string(a0::to_string(command)),
          .bytes = a0::encode(address, command, data),
          .is_answer = [command](std::span<const std::uint8_t> bytes) {
            const auto frame = a0::decode(bytes);
            return frame && frame->command == command &&
                   !(is_inventory(command) && a0::is_tag_report(frame->data));
          }};
}

Result<void> a0_success(std::span<const std::uint8_t> bytes, const std::string& what) {
  const auto frame = a0::decode(bytes);
  if (!frame) return fail(frame.error());
  const auto status = a0::status_of(frame->data);
  if (!status) return fail(ErrorCode::protocol, what + ": the module answered without a status");
  if (*status == static_cast<std::uint8_t>(a0::Status::success)) return {};
  return fail(ErrorCode::refused, what + ": " + a0::status_text(*status));
}

Result<a0::FrameView> a0_reply(std::span<const std::uint8_t> bytes, const std::string& what) {
  const auto frame = a0::decode(bytes);
  if (!frame) return fail(frame.error());
  const auto status = a0::status_of(frame->data);
  if (status) return fail(ErrorCode::refused, what + ": " + a0::status_text(*status));
  return *frame;
}

ModuleRequest a0_inventory_round(std::uint8_t address, std::uint8_t session) {
  const a0::SessionInventory round{.session = session, .target = 0, .repeat = 1};
  auto request =
      a0_request(address, a0::Command::session_inventory, a0::session_inventory_data(round));
  request.is_part = [](std::span<const std::uint8_t> bytes) {
    const auto frame = a0::decode(bytes);
    return frame && is_inventory(frame->command) && a0::is_tag_report(frame->data);
  };
  return request;
}

ModuleRequest a0_set_antenna(std::uint8_t address, std::uint16_t port) {
  const std::array data = {static_cast<std::uint8_t>(port - 1)};
  return a0_request(address, a0::Command::set_antenna, data);
}

std::vector<ModuleStep> a0_region_steps(std::uint8_t address, const a0::Region& region) {
  return {{.request = a0_request(address, a0::Command::set_region, a0::region_data(region)),
           .take = [](auto bytes) { return a0_success(bytes, "region"); }},
          {.request = a0_request(address, a0::Command::get_region, {}),
           .take = [region](std::span<const std::uint8_t> bytes) -> Result<void> {
             const auto frame = a0_reply(bytes, "region");
             if (!frame) return fail(frame.error());
             const auto kept = a0::parse_region(frame->data);
             if (kept && *kept == region) return {};
             return fail(ErrorCode::refused, "the module keeps another region");
           }}};
}

}  // namespace plugtest::drivers
