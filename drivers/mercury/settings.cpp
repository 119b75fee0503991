#include "drivers/mercury/settings.h"

#include "drivers/mercury/questions.h"
#include "protocols/modules/byte_reader.h"

#include <algorithm>
#include <string>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace mercury = modules::mercury;
using mercury::AntennaOption;
using mercury::AntennaPort;
using mercury::FrameView;
using mercury::Gen2Parameter;
using mercury::Opcode;
using model::AirProtocol;

constexpr std::uint8_t k_rssi_in_dbm = 0x09;  // key of opcode 9a
constexpr std::uint8_t k_by_key = 0x01;       // its form with key and value

/// The strongest that is not above what was asked for.
void add_power(std::int32_t asked_mdbm, MercuryFacts& facts, model::AppliedSettings& applied,
               std::vector<ModuleStep>& steps) {
  const std::int32_t step =
      std::min<std::int32_t>(asked_mdbm / k_mercury_mdb_per_step, facts.limits.max);
  std::vector<std::uint8_t> power;
  modules::put_u16(power, static_cast<std::uint16_t>(step));
  steps.push_back(mercury_step(Opcode::set_read_power, power));
  steps.push_back(mercury_step(Opcode::set_write_power, power));
  ModuleStep back = mercury_power_step(facts);
  back.take = [&facts, &applied, read = std::move(back.take)](std::span<const std::uint8_t> frame) {
    auto taken = read(frame);
    if (taken) applied.power_mdbm = facts.limits.power * k_mercury_mdb_per_step;
    return taken;
  };
  steps.push_back(std::move(back));
}

void add_antennas(const std::vector<std::uint16_t>& antennas, model::AppliedSettings& applied,
                  std::vector<ModuleStep>& steps) {
  std::vector<AntennaPort> list;
  for (const std::uint16_t port : antennas) {
    list.push_back({static_cast<std::uint8_t>(port), static_cast<std::uint8_t>(port)});
  }
  steps.push_back(mercury_step(Opcode::set_antenna_port,
                               mercury::antennas_data(AntennaOption::search_list, list)));
  steps.push_back(mercury_step(
      Opcode::get_antenna_port, {static_cast<std::uint8_t>(AntennaOption::search_list)},
      [&applied](const FrameView& answer) -> Result<void> {
        std::vector<AntennaPort> told;
        auto kept =
            keep_answer(mercury::parse_antennas(answer.data, AntennaOption::search_list), told);
        for (const AntennaPort& port : told) applied.antennas.push_back(port.port);
        return kept;
      }));
}

constexpr auto k_gen2 = static_cast<std::uint8_t>(mercury::TagProtocol::gen2);

void add_gen2(std::uint8_t session, model::AppliedSettings& applied,
              std::vector<ModuleStep>& steps) {
  constexpr auto k_q = static_cast<std::uint8_t>(Gen2Parameter::q);
  steps.push_back(mercury_set_session(session));
  steps.push_back(
      mercury_step(Opcode::set_protocol_parameter, {k_gen2, k_q, 0}));  // the module chooses
  steps.push_back(mercury_get_session([&applied](std::uint8_t kept) { applied.session = kept; }));
}

}  // namespace

ModuleStep mercury_set_session(std::uint8_t session) {
  return mercury_step(Opcode::set_protocol_parameter,
                      {k_gen2, static_cast<std::uint8_t>(Gen2Parameter::session), session});
}

ModuleStep mercury_get_session(std::function<void(std::uint8_t)> take) {
  return mercury_step(Opcode::get_protocol_parameter,
                      {k_gen2, static_cast<std::uint8_t>(Gen2Parameter::session)},
                      [take = std::move(take)](const FrameView& answer) -> Result<void> {
                        if (answer.data.size() < 3) {
                          return fail(ErrorCode::protocol, "the module tells no session");
                        }
                        take(answer.data[2]);
                        return {};
                      });
}

std::optional<Error> mercury_objection(const model::ReaderSettings& settings,
                                       const MercuryFacts& facts) {
  const auto refuse = [](std::string why) { return Error{ErrorCode::refused, std::move(why)}; };
  for (const AirProtocol protocol : settings.protocols) {
    if (!facts.speaks(protocol)) {
      return refuse("the module does not speak " + std::string(model::to_string(protocol)));
    }
  }
  if (!settings.link_profile.empty()) {
    return refuse("link profiles of Mercury modules have no names to choose them by");
  }
  if (settings.power_mdbm < facts.limits.min * k_mercury_mdb_per_step) {
    return refuse("the module cannot send as little power as asked for");
  }
  return std::nullopt;
}

std::vector<ModuleStep> mercury_settings_steps(const model::ReaderSettings& settings,
                                               std::optional<mercury::Region> region,
                                               const std::vector<std::uint16_t>& antennas,
                                               MercuryFacts& facts,
                                               model::AppliedSettings& applied) {
  std::vector<ModuleStep> steps;
  if (region) {
    steps.push_back(mercury_step(Opcode::set_region, {static_cast<std::uint8_t>(*region)}));
  }
  steps.push_back(mercury_step(Opcode::set_reader_option, {k_by_key, k_rssi_in_dbm, 1}));
  add_power(settings.power_mdbm, facts, applied, steps);
  add_antennas(antennas, applied, steps);
  if (std::ranges::find(settings.protocols, AirProtocol::type_c) != settings.protocols.end()) {
    add_gen2(settings.session, applied, steps);
  }
  return steps;
}

}  // namespace plugtest::drivers
