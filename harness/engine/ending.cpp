#include "harness/engine/ending.h"

#include "harness/model/sentences.h"
#include "harness/model/settings_difference.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace plugtest::engine {

namespace {

using model::Reason;
namespace phrase = model::phrase;
namespace sentence = model::sentence;

/// The largest step between neighbours in a reader's power table that we know of.
constexpr std::int32_t k_power_step_mdb = 1000;

std::string dbm(std::int32_t mdbm) { return fmt::format("{:.2f} dBm", mdbm / 1000.0); }

std::string other_setting(const std::string& asked, const std::string& applied) {
  return fmt::format(sentence::other_setting.english, asked, applied);
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

Reason reason_of_reader(ErrorCode code) {
  switch (code) {
    case ErrorCode::unreachable:
      return Reason::unreachable;
    case ErrorCode::link_lost:
      return Reason::link_lost;
    case ErrorCode::refused:
      return Reason::peer_refused;
    case ErrorCode::unsupported:
      return Reason::peer_refused;
    case ErrorCode::timed_out:
      return Reason::peer_stalled;
    case ErrorCode::protocol:
    case ErrorCode::malformed:
    case ErrorCode::truncated:
    case ErrorCode::check_failed:
      return Reason::peer_broke_protocol;
    case ErrorCode::cancelled:
      return Reason::aborted;
    case ErrorCode::not_found:
    case ErrorCode::configuration:
      return Reason::unreachable;
    case ErrorCode::usage:
    case ErrorCode::io:
    case ErrorCode::internal:
      break;
  }
  return Reason::harness_fault;
}

Reason reason_of_rig(ErrorCode code) {
  switch (code) {
    case ErrorCode::timed_out:
    case ErrorCode::not_found:
      return Reason::operator_timeout;  // no answer, or none in the file
    case ErrorCode::cancelled:
      return Reason::aborted;
    case ErrorCode::unreachable:
      return Reason::eye_silent;
    default:
      return Reason::harness_fault;
  }
}

score::RunEnding ending_from(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    return {Reason::harness_fault, fmt::format(sentence::internal_error.english, error.what())};
  } catch (...) {
    return {Reason::harness_fault, std::string(sentence::unknown_error.english)};
  }
}

std::optional<std::string> identity_difference(const model::ReaderRecord& registered,
                                               const model::ReaderIdentity& told) {
  const auto check = [](const model::Sentence& what, const std::string& want,
                        const std::string& got) -> std::optional<std::string> {
    if (want.empty() || got.empty() || same_name(want, got)) return std::nullopt;
    return fmt::format(sentence::not_registered.english, what.english, got, want);
  };
  if (auto differs = check(phrase::its_model, registered.reported_model, told.model))
    return differs;
  if (auto differs = check(phrase::its_firmware, registered.firmware, told.firmware))
    return differs;
  return check(phrase::its_serial, registered.serial, told.serial);
}

std::optional<std::string> speed_difference(const model::MotionSpec& motion, std::int32_t mmps) {
  constexpr double k_tolerance = 0.1;
  const double tolerance = k_tolerance + motion.speed_spread.value;
  const double measured_mps = mmps / 1000.0;
  if (std::abs(measured_mps - motion.speed_mps) <= tolerance * motion.speed_mps) {
    return std::nullopt;
  }
  return fmt::format(sentence::other_speed.english, measured_mps, motion.speed_mps,
                     tolerance * 100);
}

model::ReaderSettings settings_for(const model::ScenarioPlan& scenario,
                                   std::span<const model::AirProtocol> load) {
  model::ReaderSettings settings;
  for (const model::Antenna& antenna : scenario.lane.antennas) {
    settings.antennas.push_back(antenna.port);
  }
  settings.power_mdbm = scenario.settings.power_mdbm;
  settings.session = scenario.settings.session;
  settings.tag_population = scenario.settings.tag_population;
  settings.link_profile = scenario.settings.link_profile;
  settings.protocols = scenario.settings.protocols;
  if (scenario.settings.channel_hz != 0) {
    settings.channels_hz = {scenario.settings.channel_hz};
  }
  if (settings.protocols.empty()) settings.protocols.assign(load.begin(), load.end());
  return settings;
}

std::optional<std::string> settings_difference(const model::ReaderSettings& asked,
                                               const model::AppliedSettings& applied) {
  if (applied.power_mdbm && (*applied.power_mdbm > asked.power_mdbm ||
                             *applied.power_mdbm <= asked.power_mdbm - k_power_step_mdb)) {
    return other_setting(dbm(asked.power_mdbm), dbm(*applied.power_mdbm));
  }
  if (applied.session && *applied.session != asked.session) {
    return other_setting(fmt::format(phrase::session.english, asked.session),
                         fmt::format("S{}", *applied.session));
  }
  if (applied.link_profile && !asked.link_profile.empty() &&
      *applied.link_profile != asked.link_profile) {
    return other_setting(fmt::format(phrase::link_profile.english, asked.link_profile),
                         *applied.link_profile);
  }
  if (!applied.antennas.empty() && applied.antennas != asked.antennas) {
    return other_setting(fmt::format(phrase::antennas.english, fmt::join(asked.antennas, ",")),
                         fmt::format("{}", fmt::join(applied.antennas, ",")));
  }
  const auto others = model::uncommon_differences(asked, applied, k_power_step_mdb);
  if (!others.empty()) return others.front();
  return std::nullopt;
}

std::optional<std::string> settings_remark(const model::ReaderSettings& asked,
                                           const model::AppliedSettings& applied) {
  if (!applied.tag_population || *applied.tag_population == asked.tag_population) {
    return std::nullopt;
  }
  return fmt::format("The reader expects {} tags, it was told {}.", *applied.tag_population,
                     asked.tag_population);
}

}  // namespace plugtest::engine
