#pragma once

#include "harness/model/air.h"
#include "harness/model/fault.h"
#include "harness/model/feature.h"
#include "harness/model/ids.h"
#include "harness/model/llrp_profile.h"
#include "harness/model/reader_radio.h"
#include "harness/model/sourced.h"
#include "harness/model/time.h"
#include "harness/model/vendor_settings.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::model {
/// How a virtual reader behaves, by radio and on its wire. Not used with real readers.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): the order is by subject
struct ReaderRadioProfile {
  std::string id;          ///< "fixed-4port"
  std::string model_name;  ///< as it tells over the wire
  std::string firmware;
  std::uint16_t antenna_count = 4;
  Sourced min_power_dbm{10, "assumption"};
  Sourced max_power_dbm{30, "assumption"};  ///< conducted, at the port
  Sourced power_step_db{0.5, "assumption"};
  Sourced sensitivity_dbm{-75, "assumption"};  ///< weakest reply that it decodes, single tag
  /// By how much that differs with each link profile (positive: deafer); as many as link_profiles,
  /// or none where all are alike.
  std::vector<Sourced> sensitivity_offset_db{};
  Sourced capture_threshold_db{6, "assumption"};  ///< facts/air.md C.5
  std::vector<std::string> link_profiles;         ///< names in gen2::named_profiles(), mode order
  Sourced antenna_dwell_ms{200, "assumption"};
  ForwardModulation modulation = ForwardModulation::pr_ask;
  /// How deep the envelope dips in a command (Gen2 v1.2.0, table 6.6: 80 to 100 %).
  Sourced modulation_depth{0.9, "Gen2 v1.2.0, table 6.6: typically 90 %"};
  QStrategy q_strategy = QStrategy::annex_d;
  TargetStrategy target_strategy = TargetStrategy::single_a;

  /// The air protocols that it speaks, each with its share of an antenna's dwell. A reader of both
  /// standards time-shares: Type C rounds, then plain carrier for Type D, and so on.
  struct ProtocolShare {
    AirProtocol protocol = AirProtocol::type_c;
    Nanos dwell{0};  ///< before the next protocol has its turn; zero = the antenna's whole dwell

    bool operator==(const ProtocolShare&) const = default;
  };
  std::vector<ProtocolShare> protocols{ProtocolShare{}};

  Sourced rssi_step_db{0.5, "assumption"};  ///< resolution of the reported level
  PhaseReport phase = PhaseReport::none;
  std::uint16_t phase_steps = 4096;  ///< reported steps of a full turn
  /// Level of the own carrier that leaks into the receiver, relative to what is sent. It raises the
  /// noise floor at full power; 0 = not modelled.
  Sourced leakage_noise_db{0, "assumption"};
  std::uint32_t report_buffer_tags = 4096;
  LlrpProfile llrp{};           ///< of a reader that speaks LLRP
  std::uint16_t gpi_count = 4;  ///< general purpose inputs, and outputs
  std::uint16_t gpo_count = 4;

  bool operator==(const ReaderRadioProfile&) const = default;
};

/// How a virtual reader and its clients come together. As it is by default it listens, in clear.
struct VirtualConnection {
  /// HOST:PORT of a client that it calls, again and again, instead of waiting for one.
  std::string call{};
  std::string certificate_file{};  ///< PEM, the reader's own; not empty: it speaks TLS
  std::string key_file{};          ///< PEM; empty: in the certificate's file
  std::string client_ca_file{};    ///< PEM; not empty: only clients with a certificate of these

  bool operator==(const VirtualConnection&) const = default;
};

/// What makes a reader virtual: the wire protocol it speaks, its radio, its planted faults.
struct VirtualReaderSpec {
  std::string family;  ///< driver family, "llrp"
  ReaderRadioProfile radio;
  std::vector<PlantedFault> faults;
  /// For clients outside (`plugtest lab`). In a run driver and reader are of one program and meet
  /// on loopback, in clear.
  VirtualConnection connection{};

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
  std::vector<Feature> lacks{};      ///< what it does not claim
  VendorSettings vendor_settings{};  ///< for scenarios whose settings policy is the vendor's
  std::optional<VirtualReaderSpec> virtual_reader;

  bool operator==(const ReaderRecord&) const = default;
};

}  // namespace plugtest::model
