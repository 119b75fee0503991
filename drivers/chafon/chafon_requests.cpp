#include "drivers/chafon/chafon_requests.h"

#include <algorithm>
#include <bit>

namespace plugtest::drivers {

namespace chafon = modules::chafon;

ModuleRequest chafon_request(std::uint8_t address, chafon::Command command,
                             std::span<const std::uint8_t> data) {
  return {.name = std::string(chafon::to_string(command)),
          .bytes = chafon::encode_request(address, command, data),
          .is_answer = [command](std::span<const std::uint8_t> bytes) {
            const auto frame = chafon::decode(bytes, chafon::Side::reader);
            return frame && frame->command == command;
          }};
}

ModuleRequest chafon_inventory_round(std::uint8_t address, const chafon::Inventory& inventory) {
  // Beyond the reader's own limit; begins anew with every frame that comes over a slow line.
  constexpr Nanos k_over_scan_time = std::chrono::seconds(1);
  auto request =
      chafon_request(address, chafon::Command::inventory, chafon::inventory_data(inventory));
  const auto scan = inventory.where ? inventory.where->scan_time_100ms : 20;
  request.timeout = scan * std::chrono::milliseconds(100) + k_over_scan_time;
  request.is_answer = [](std::span<const std::uint8_t> bytes) {
    const auto frame = chafon::decode(bytes, chafon::Side::reader);
    return frame && frame->command == chafon::Command::inventory &&
           chafon::ends_inventory(frame->status);
  };
  request.is_part = [](std::span<const std::uint8_t> bytes) {
    const auto frame = chafon::decode(bytes, chafon::Side::reader);
    return frame && frame->command == chafon::Command::inventory &&
           !chafon::ends_inventory(frame->status);
  };
  return request;
}

Result<chafon::FrameView> chafon_reply(std::span<const std::uint8_t> bytes,
                                       const std::string& what) {
  auto frame = chafon::decode(bytes, chafon::Side::reader);
  if (!frame) return frame;
  if (frame->status != static_cast<std::uint8_t>(chafon::Status::success)) {
    return fail(ErrorCode::refused, what + ": " + chafon::status_text(frame->status));
  }
  return frame;
}

std::uint8_t chafon_q(std::uint16_t tag_population) {
  const unsigned slots = std::bit_ceil(std::max<unsigned>(tag_population, 1));
  return static_cast<std::uint8_t>(std::min(std::countr_zero(slots), 15));
}

}  // namespace plugtest::drivers
