#include "drivers/modules_core/uncommon_settings.h"

#include <string>

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

}  // namespace plugtest::drivers
