#include "drivers/modules_core/uncommon_settings.h"

#include <string>
#include <utility>

namespace plugtest::drivers {

std::optional<Error> uncommon_setting(const model::ReaderSettings& settings) {
  const auto refuse = [](const char* what) {
    return Error{ErrorCode::refused, std::string("the module has no ") + what};
  };
  if (settings.receive_backoff_mdb) return refuse("setting for its receive sensitivity");
  if (!settings.per_antenna.empty()) return refuse("settings for single antennas");
  if (!settings.filters.empty()) return refuse("filters for its inventory");
  if (settings.target || settings.selected) return refuse("choice of the flags it asks for");
  if (settings.hop_table || !settings.channels_hz.empty()) return refuse("choice of channels");
  if (settings.low_duty_cycle) return refuse("low duty cycle");
  return std::nullopt;
}

std::optional<Error> type_c_objection(const model::ReaderSettings& settings, std::uint16_t ports) {
  const auto refuse = [](std::string why) {
    return Error{ErrorCode::refused, "the module " + std::move(why), {}};
  };
  for (const auto protocol : settings.protocols) {
    if (protocol != model::AirProtocol::type_c) {
      return refuse("does not look for tags of " + std::string(model::to_string(protocol)));
    }
  }
  for (const auto port : settings.antennas) {
    if (port == 0 || port > ports) {
      return refuse("has no antenna port " + std::to_string(port) + "; it has " +
                    (ports == 1 ? "one" : "1 to " + std::to_string(ports)));
    }
  }
  if (!settings.link_profile.empty()) return refuse("chooses its link profile itself");
  if (settings.power_mdbm < 0) return refuse("has 0 dBm as its lowest power");
  return std::nullopt;
}

}  // namespace plugtest::drivers
