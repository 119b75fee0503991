#include "harness/model/settings_difference.h"

#include <algorithm>
#include <optional>

namespace plugtest::model {

namespace {

std::string list(const std::vector<std::int64_t>& channels_hz) {
  std::string text;
  for (const auto hz : channels_hz) {
    text += (text.empty() ? "" : ", ") + std::to_string(hz / 1000) + " kHz";
  }
  return text.empty() ? "none" : text;
}

std::string sentence(const std::string& what, const std::string& asked, const std::string& has) {
  return "Asked for " + what + " " + asked + ", the reader uses " + has + ".";
}

/// "power of 27000 mdBm on antenna 2".
void compare_antenna(const ReaderSettings& asked, const AntennaSettings& applied,
                     std::int32_t power_step_mdb, std::vector<std::string>& out) {
  const auto own = std::ranges::find(asked.per_antenna, applied.antenna, &AntennaSettings::antenna);
  const bool listed = own != asked.per_antenna.end();
  const std::string port = " on antenna " + std::to_string(applied.antenna);
  const std::int32_t power = listed && own->power_mdbm ? *own->power_mdbm : asked.power_mdbm;
  if (applied.power_mdbm &&
      (*applied.power_mdbm > power || *applied.power_mdbm <= power - power_step_mdb)) {
    out.push_back(sentence("a power of", std::to_string(power) + " mdBm" + port,
                           std::to_string(*applied.power_mdbm) + " mdBm"));
  }
  const auto backoff =
      listed && own->receive_backoff_mdb ? own->receive_backoff_mdb : asked.receive_backoff_mdb;
  if (backoff && applied.receive_backoff_mdb && *backoff != *applied.receive_backoff_mdb) {
    out.push_back(sentence("a receiver less sensitive by", std::to_string(*backoff) + " mdB" + port,
                           std::to_string(*applied.receive_backoff_mdb) + " mdB"));
  }
}

template <class T>
void compare(const std::string& what, const std::optional<T>& asked, const std::optional<T>& has,
             std::vector<std::string>& out) {
  if (!asked || !has || *asked == *has) return;
  if constexpr (std::is_enum_v<T>) {
    out.push_back(sentence(what, std::string(to_string(*asked)), std::string(to_string(*has))));
  } else {
    out.push_back(sentence(what, std::to_string(*asked), std::to_string(*has)));
  }
}

}  // namespace

std::vector<std::string> uncommon_differences(const ReaderSettings& asked,
                                              const AppliedSettings& applied,
                                              std::int32_t power_step_mdb) {
  std::vector<std::string> out;
  for (const AntennaSettings& antenna : applied.per_antenna) {
    compare_antenna(asked, antenna, power_step_mdb, out);
  }
  if (applied.filters && *applied.filters != asked.filters) {
    out.push_back(sentence(
        "select filters:", std::to_string(asked.filters.size()),
        std::to_string(applied.filters->size()) +
            (applied.filters->size() == asked.filters.size() ? " that are not the same" : "")));
  }
  compare("target", asked.target, applied.target, out);
  compare("tags by their SL flag:", asked.selected, applied.selected, out);
  compare("hop table", asked.hop_table, applied.hop_table, out);
  if (!asked.channels_hz.empty() && applied.channels_hz &&
      *applied.channels_hz != asked.channels_hz) {
    out.push_back(sentence("channels", list(asked.channels_hz), list(*applied.channels_hz)));
  }
  if (asked.low_duty_cycle && applied.low_duty_cycle &&
      *asked.low_duty_cycle != *applied.low_duty_cycle) {
    out.push_back("The reader rests between looks in another way than was asked for.");
  }
  return out;
}

}  // namespace plugtest::model
