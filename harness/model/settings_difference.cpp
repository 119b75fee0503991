#include "harness/model/settings_difference.h"

#include "harness/model/sentences.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace plugtest::model {

namespace {

std::string list(const std::vector<std::int64_t>& channels_hz) {
  std::string text;
  for (const auto hz : channels_hz) {
    text += (text.empty() ? "" : ", ") + std::to_string(hz / 1000) + " kHz";
  }
  return text.empty() ? std::string(phrase::none.english) : text;
}

std::string differs(const std::string& asked, const std::string& has) {
  return fmt::format(sentence::other_setting.english, asked, has);
}

void compare_antenna(const ReaderSettings& asked, const AntennaSettings& applied,
                     std::int32_t power_step_mdb, std::vector<std::string>& out) {
  const auto own = std::ranges::find(asked.per_antenna, applied.antenna, &AntennaSettings::antenna);
  const bool listed = own != asked.per_antenna.end();
  const std::int32_t power = listed && own->power_mdbm ? *own->power_mdbm : asked.power_mdbm;
  if (applied.power_mdbm &&
      (*applied.power_mdbm > power || *applied.power_mdbm <= power - power_step_mdb)) {
    out.push_back(differs(fmt::format(phrase::antenna_power.english, power, applied.antenna),
                          fmt::format("{} mdBm", *applied.power_mdbm)));
  }
  const auto backoff =
      listed && own->receive_backoff_mdb ? own->receive_backoff_mdb : asked.receive_backoff_mdb;
  if (backoff && applied.receive_backoff_mdb && *backoff != *applied.receive_backoff_mdb) {
    out.push_back(differs(fmt::format(phrase::antenna_backoff.english, *backoff, applied.antenna),
                          fmt::format("{} mdB", *applied.receive_backoff_mdb)));
  }
}

template <class T>
void compare(const Sentence& what, const std::optional<T>& asked, const std::optional<T>& has,
             std::vector<std::string>& out) {
  if (!asked || !has || *asked == *has) return;
  const auto text = [](const T& value) {
    if constexpr (std::is_enum_v<T>) {
      return std::string(to_string(value));
    } else {
      return std::to_string(value);
    }
  };
  out.push_back(differs(fmt::format(fmt::runtime(what.english), text(*asked)), text(*has)));
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
    const std::size_t has = applied.filters->size();
    out.push_back(differs(fmt::format(phrase::filters.english, asked.filters.size()),
                          has == asked.filters.size()
                              ? fmt::format(phrase::other_filters.english, has)
                              : std::to_string(has)));
  }
  compare(phrase::target, asked.target, applied.target, out);
  compare(phrase::selected, asked.selected, applied.selected, out);
  compare(phrase::hop_table, asked.hop_table, applied.hop_table, out);
  if (!asked.channels_hz.empty() && applied.channels_hz &&
      *applied.channels_hz != asked.channels_hz) {
    out.push_back(differs(fmt::format(phrase::channels.english, list(asked.channels_hz)),
                          list(*applied.channels_hz)));
  }
  if (asked.low_duty_cycle && applied.low_duty_cycle &&
      *asked.low_duty_cycle != *applied.low_duty_cycle) {
    out.emplace_back(sentence::other_rests.english);
  }
  return out;
}

}  // namespace plugtest::model
