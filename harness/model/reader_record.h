#pragma once

#include "harness/model/air.h"
#include "harness/model/fault.h"
#include "harness/model/ids.h"
#include "harness/model/sourced.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::model {

/// How a virtual reader behaves by radio. Not used with real readers.
struct ReaderRadioProfile {
  std::string id;          ///< "fixed-4port"
  std::string model_name;  ///< as it tells over the wire
  std::string firmware;
  std::uint16_t antenna_count = 4;
  Sourced min_power_dbm{10, "assumption"};
  Sourced max_power_dbm{30, "assumption"};  ///< conducted, at the port
  Sourced power_step_db{0.5, "assumption"};
  Sourced sensitivity_dbm{-75, "assumption"};     ///< weakest reply that it decodes, single tag
  Sourced capture_threshold_db{6, "assumption"};  ///< facts/air.md C.5
  std::vector<std::string> link_profiles;         ///< names in gen2::named_profiles(), mode order
  Sourced antenna_dwell_ms{200, "assumption"};
  std::uint32_t report_buffer_tags = 4096;

  bool operator==(const ReaderRadioProfile&) const = default;
};

/// What makes a reader virtual: the wire protocol it speaks, its radio, its planted faults.
struct VirtualReaderSpec {
  std::string family;  ///< driver family, "llrp"
  ReaderRadioProfile radio;
  std::vector<PlantedFault> faults;

  bool operator==(const VirtualReaderSpec&) const = default;
};

/// A reader as registered for an event. Identity is compared with what the reader says of itself.
struct ReaderRecord {
  ReaderId id;
  ParticipantId participant;
  std::string vendor;
  std::string model;           ///< as it is sold
  std::string reported_model;  ///< as it tells over the wire (LLRP: a number); empty = not compared
  std::string firmware;        ///< empty = not compared
  std::string serial;          ///< or another unique id; empty = neither asked for nor compared
  std::string uri;             ///< as in DESIGN 5; empty for a virtual reader
  std::vector<AirProtocol> claims{AirProtocol::type_c};
  std::optional<VirtualReaderSpec> virtual_reader;

  bool operator==(const ReaderRecord&) const = default;
};

}  // namespace plugtest::model
