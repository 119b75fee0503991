#pragma once

#include "drivers/modules_core/module_reader.h"
#include "protocols/modules/mercury_command.h"

#include <cstdint>
#include <vector>

namespace plugtest::drivers {

constexpr std::int32_t k_mercury_mdb_per_step = 10;  // power is told in 1/100 dBm

/// What a Mercury module tells of itself.
struct MercuryFacts {
  modules::mercury::VersionInfo version;
  modules::mercury::PowerLimits limits;
  std::vector<modules::mercury::TagProtocol> protocols;
  std::vector<modules::mercury::AntennaPort> ports;
  std::vector<std::int64_t> channels_hz;

  bool speaks(modules::mercury::TagProtocol protocol) const;
  bool speaks(model::AirProtocol protocol) const;
  std::vector<std::uint16_t> connected() const;  ///< ports with an antenna
};

// Questions for it. `facts` outlives the step.
ModuleStep mercury_version_step(MercuryFacts& facts);
ModuleStep mercury_protocols_step(MercuryFacts& facts);
ModuleStep mercury_antennas_step(MercuryFacts& facts);
ModuleStep mercury_power_step(MercuryFacts& facts);
ModuleStep mercury_channels_step(MercuryFacts& facts);

/// What can be done with the module, less its channels where it was not asked for them.
model::ReaderCapabilities to_capabilities(const MercuryFacts& facts);

}  // namespace plugtest::drivers
