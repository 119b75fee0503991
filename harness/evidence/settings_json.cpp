#include "harness/evidence/json_document.h"
#include "harness/evidence/json_fields.h"
#include "harness/evidence/result_json.h"
#include "harness/model/reader_settings.h"

#include <array>

namespace plugtest::evidence::json_fields {

using model::SelectFilter;

template <>
inline constexpr auto k_last<model::InventoryTarget> = model::InventoryTarget::a_suppressed;
template <>
inline constexpr auto k_last<model::SelectedFlag> = model::SelectedFlag::not_sl;

template <>
struct EnumText<SelectFilter::Choice> {
  static std::string_view name(SelectFilter::Choice value) {
    constexpr std::array<std::string_view, 6> k_names{"select-unselect", "select-only",
                                                      "unselect-others", "unselect-only",
                                                      "unselect-select", "select-others"};
    return k_names.at(static_cast<std::size_t>(value));
  }
};
template <>
inline constexpr auto k_last<SelectFilter::Choice> = SelectFilter::Choice::select_others;

template <>
struct EnumText<SelectFilter::Flag> {
  static std::string_view name(SelectFilter::Flag value) {
    constexpr std::array<std::string_view, 5> k_names{"sl", "s0", "s1", "s2", "s3"};
    return k_names.at(static_cast<std::size_t>(value));
  }
};
template <>
inline constexpr auto k_last<SelectFilter::Flag> = SelectFilter::Flag::s3;

static void describe(auto& io, Is<model::AntennaSettings> auto& antenna) {
  io("antenna", antenna.antenna)("power_mdbm", antenna.power_mdbm)("receive_backoff_mdb",
                                                                   antenna.receive_backoff_mdb);
}

static void describe(auto& io, Is<model::TagFilter> auto& tags) {
  io("bank", tags.bank)("bit_pointer", tags.bit_pointer)("mask", tags.mask);
}

static void describe(auto& io, Is<SelectFilter::StateAware> auto& command) {
  io("flag", command.flag)("action", command.action);
}

static void describe(auto& io, Is<SelectFilter> auto& filter) {
  io("tags", filter.tags)("choice", filter.choice)("state_aware", filter.state_aware);
}

static void describe(auto& io, Is<model::LowDutyCycle> auto& rest) {
  io("empty_field_ms", rest.empty_field)("ping_interval_ms", rest.ping_interval);
}

static void describe(auto& io, Is<model::ReportWishes> auto& wishes) {
  io("phase", wishes.phase)("doppler", wishes.doppler)("fine_rssi", wishes.fine_rssi)("tid",
                                                                                      wishes.tid);
}

static void describe(auto& io, Is<model::ReaderSettings> auto& settings) {
  io("antennas", settings.antennas)("power_mdbm", settings.power_mdbm)("session", settings.session)(
      "tag_population", settings.tag_population)("link_profile", settings.link_profile)(
      "protocols", settings.protocols)("receive_backoff_mdb", settings.receive_backoff_mdb)(
      "per_antenna", Rare{settings.per_antenna})("filters", Rare{settings.filters})(
      "target", settings.target)("selected", settings.selected)("hop_table", settings.hop_table)(
      "channels_hz", Rare{settings.channels_hz})("low_duty_cycle", settings.low_duty_cycle)(
      "report", Rare{settings.report});
}

static void describe(auto& io, Is<model::AppliedSettings> auto& settings) {
  io("power_mdbm", settings.power_mdbm)("session", settings.session)(
      "tag_population", settings.tag_population)("link_profile", settings.link_profile)(
      "antennas", settings.antennas)("per_antenna", Rare{settings.per_antenna})(
      "filters", settings.filters)("target", settings.target)("selected", settings.selected)(
      "hop_table", settings.hop_table)("channels_hz", settings.channels_hz)(
      "low_duty_cycle", settings.low_duty_cycle);
}

static void describe(auto& io, Is<SettingsRecord> auto& record) {
  io("asked", record.asked)("applied", record.applied);
}

}  // namespace plugtest::evidence::json_fields

namespace plugtest::evidence {

std::string settings_to_json(const std::vector<SettingsRecord>& settings) {
  return json_fields::print_document("settings", settings);
}

Result<std::vector<SettingsRecord>> settings_from_json(std::string_view text) {
  return json_fields::parse_document<std::vector<SettingsRecord>>("settings", text);
}

}  // namespace plugtest::evidence
