#pragma once

#include "drivers/llrp/reader_tables.h"
#include "protocols/llrp/message.h"

#include <cstdint>
#include <span>

namespace plugtest::drivers {

/// @name The requests of the driver (LLRP 1.0.1, clause 7), without message id
/// @{

/// GET_READER_CAPABILITIES for all of them.
llrp::Message capabilities_request();

/// GET_READER_CONFIG; `requested` is a GetReaderConfigRequestedData name such as "identification".
/// All antennas, no GPIs.
llrp::Message config_request(std::string_view requested);

/// SET_READER_CONFIG with what the connection needs: a keepalive, the events that the driver
/// understands, nothing held back after a reconnect.
llrp::Message connection_settings(std::uint32_t keepalive_ms);

/// SET_READER_CONFIG with an AntennaConfiguration for each of `antennas`: what `now` says of each,
/// changed to what `asked` says (power, session, population, mode; a field that is empty stays as
/// the reader has it).
llrp::Message antenna_settings(std::span<const std::uint16_t> antennas,
                               const std::map<std::uint16_t, LlrpAntenna>& now,
                               const LlrpAntenna& asked, const LlrpTables& tables,
                               std::uint16_t tari_ns);

/// ADD_ROSPEC: runs from START to STOP over `antennas`, looks for tags of `protocols`, reports
/// once, at its end, with everything that a report can tell.
llrp::Message add_rospec(std::uint32_t id, std::span<const std::uint16_t> antennas,
                         std::span<const model::AirProtocol> protocols);

/// DELETE_, ENABLE_, START_, STOP_ROSPEC and others whose only field is ROSpecID.
llrp::Message rospec_request(llrp::MessageType type, std::uint32_t id);
/// @}

}  // namespace plugtest::drivers
