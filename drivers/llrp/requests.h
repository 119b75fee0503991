#pragma once

#include "drivers/llrp/reader_tables.h"
#include "harness/model/inventory_control.h"
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
/// understands, and, of a reader that can, what it has seen held back after a reconnect until it is
/// asked for.
llrp::Message connection_settings(std::uint32_t keepalive_ms, const LlrpTables& tables);

/// SET_READER_CONFIG that enables all general purpose inputs, numbers 1 to `count`.
llrp::Message input_settings(std::uint16_t count);

/// What an inventory is to report.
struct ReportOptions {
  model::ReportWishes wishes{};
  bool impinj = false;  ///< wishes go to Impinj's Customs
  bool zebra = false;   ///< or to Zebra's
  bool lab = false;     ///< the reader has this project's extension: tells phases when asked
};

/// ADD_ROSPEC: runs from START to STOP over `antennas`, looks for tags of `protocols`, reports
/// once, at its end, with everything that a report can tell. `extension_vendor`: of the Custom
/// that asks for Type D and for phases.
llrp::Message add_rospec(std::uint32_t id, std::span<const std::uint16_t> antennas,
                         std::span<const model::AirProtocol> protocols, const ReportOptions& report,
                         std::uint32_t extension_vendor);

/// DELETE_, ENABLE_, START_, STOP_ROSPEC and others whose only field is ROSpecID.
llrp::Message rospec_request(llrp::MessageType type, std::uint32_t id);
/// The same for those whose only field is AccessSpecID.
llrp::Message accessspec_request(llrp::MessageType type, std::uint32_t id);

/// TagReportContentSelector with all that LLRP can tell of a tag.
llrp::Element report_content();
/// @}

/// @name What answers say
/// @{
/// Whether a GET_ROSPECS_RESPONSE has ROSpec `id`, inactive or active.
bool has_enabled_rospec(const llrp::Message& response, std::uint32_t id);

/// Whether a CUSTOM_MESSAGE is Impinj's good answer to its handshake.
bool takes_extensions(const llrp::Element& custom_message, llrp::Version version);
/// @}

}  // namespace plugtest::drivers
