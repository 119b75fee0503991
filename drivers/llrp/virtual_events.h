#pragma once

#include "drivers/llrp/rospec_listener.h"
#include "drivers/llrp/virtual_outbox.h"

#include <cstdint>
#include <optional>
#include <string>

namespace plugtest::drivers {

/// EventNotificationState.EventType (LLRP 1.1, 14.2.5.1).
namespace event_type {
inline constexpr std::size_t k_hop = 0;
inline constexpr std::size_t k_gpi = 1;
inline constexpr std::size_t k_rospec = 2;
inline constexpr std::size_t k_buffer_warning = 3;
inline constexpr std::size_t k_exception = 4;
inline constexpr std::size_t k_survey = 5;
inline constexpr std::size_t k_aispec = 6;
inline constexpr std::size_t k_aispec_with_details = 7;
inline constexpr std::size_t k_antenna = 8;
inline constexpr std::size_t k_loop = 9;
}  // namespace event_type

/// Tells a client what happens in a virtual reader, as far as it wants to know (14.2.6).
class VirtualEvents {
 public:
  /// Both must outlive this.
  VirtualEvents(const VirtualConfig& config, VirtualOutbox& outbox)
      : config_(config), outbox_(outbox) {}

  void rospec_start(std::uint32_t id);
  void rospec_end(std::uint32_t id, std::optional<std::uint32_t> preempted_by);
  void aispec_end(std::uint32_t id, std::uint16_t spec, const api::SlotCounts& slots);
  void survey(std::uint32_t id, std::uint16_t spec, bool started);
  void loop(std::uint32_t id, std::uint32_t loops);
  void hop(std::uint16_t channel);
  void buffer_level(unsigned percent);  ///< 100: reports are being lost
  void exception(std::uint32_t rospec, std::uint16_t spec, const std::string& what);
  void input(std::uint16_t port, bool high);
  void antenna(std::uint16_t port, bool connected);

  /// ConnectionAttemptEvent, with the name of its status in the table.
  static llrp::Element connection(std::string_view status);

 private:
  std::uint16_t told_index(std::uint16_t spec) const;

  const VirtualConfig& config_;
  VirtualOutbox& outbox_;
};

}  // namespace plugtest::drivers
