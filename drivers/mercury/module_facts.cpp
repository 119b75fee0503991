#include "drivers/mercury/module_facts.h"

#include "drivers/mercury/questions.h"
#include "protocols/modules/byte_reader.h"

#include <algorithm>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace mercury = modules::mercury;
using mercury::AntennaOption;
using mercury::FrameView;
using mercury::Opcode;
using mercury::TagProtocol;
using model::AirProtocol;

constexpr std::int32_t k_table_step_mdb = 1'000;

}  // namespace

bool MercuryFacts::speaks(TagProtocol protocol) const {
  return std::ranges::find(protocols, protocol) != protocols.end();
}

bool MercuryFacts::speaks(AirProtocol protocol) const {
  if (protocol == AirProtocol::type_c) return speaks(TagProtocol::gen2);
  return speaks(TagProtocol::ipx64) || speaks(TagProtocol::ipx256);
}

std::vector<std::uint16_t> MercuryFacts::connected() const {
  std::vector<std::uint16_t> list;
  for (const mercury::AntennaPort& port : ports) {
    if (port.value == 1) list.push_back(port.port);
  }
  return list;
}

ModuleStep mercury_version_step(MercuryFacts& facts) {
  return mercury_step(Opcode::version, {}, [&facts](const FrameView& answer) {
    return keep_answer(mercury::parse_version(answer.data), facts.version);
  });
}

ModuleStep mercury_protocols_step(MercuryFacts& facts) {
  return mercury_step(Opcode::get_available_protocols, {},
                      [&facts](const FrameView& answer) -> Result<void> {
                        facts.protocols.clear();
                        modules::ByteReader reader(answer.data);
                        while (reader.left() >= 2) {
                          facts.protocols.push_back(static_cast<TagProtocol>(reader.u16()));
                        }
                        return {};
                      });
}

ModuleStep mercury_antennas_step(MercuryFacts& facts) {
  return mercury_step(Opcode::get_antenna_port, {static_cast<std::uint8_t>(AntennaOption::detect)},
                      [&facts](const FrameView& answer) {
                        return keep_answer(
                            mercury::parse_antennas(answer.data, AntennaOption::detect),
                            facts.ports);
                      });
}

ModuleStep mercury_power_step(MercuryFacts& facts) {
  return mercury_step(Opcode::get_read_power, {1}, [&facts](const FrameView& answer) {
    return keep_answer(mercury::parse_power_limits(answer.data), facts.limits);
  });
}

ModuleStep mercury_channels_step(MercuryFacts& facts) {
  return mercury_step(Opcode::get_hop_table, {}, [&facts](const FrameView& answer) -> Result<void> {
    facts.channels_hz.clear();
    modules::ByteReader reader(answer.data);
    while (reader.left() >= 4) facts.channels_hz.push_back(std::int64_t{1000} * reader.u32());
    return {};
  });
}

model::ReaderCapabilities to_capabilities(const MercuryFacts& facts) {
  model::ReaderCapabilities can;
  can.antenna_count = static_cast<std::uint16_t>(std::max<std::size_t>(facts.ports.size(), 1));
  for (const AirProtocol protocol : {AirProtocol::type_c, AirProtocol::type_d}) {
    if (facts.speaks(protocol)) can.protocols.push_back(protocol);
  }
  const std::int32_t max = facts.limits.max * k_mercury_mdb_per_step;
  for (std::int32_t power = facts.limits.min * k_mercury_mdb_per_step; power < max;
       power += k_table_step_mdb) {
    can.power_table_mdbm.push_back(power);
  }
  can.power_table_mdbm.push_back(max);
  can.has_clock = true;
  can.channels_hz = facts.channels_hz;
  return can;
}

}  // namespace plugtest::drivers
