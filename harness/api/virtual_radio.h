#pragma once

#include "harness/model/air.h"
#include "harness/model/fault.h"
#include "harness/model/reader_radio.h"
#include "harness/model/tag_access.h"
#include "harness/model/time.h"
#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/identity/uii.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::api {

/// What a virtual reader can do, for its endpoint to tell over the wire.
struct RadioCapabilities {
  std::string model_name;
  std::string firmware;
  std::uint32_t manufacturer_pen = 32473;  ///< IANA's number for documentation
  std::uint16_t antenna_count = 4;
  std::vector<std::int32_t> power_table_mdbm;  ///< ascending, conducted
  std::int32_t sensitivity_mdbm = -75'000;
  struct Mode {
    std::string profile;  ///< name in gen2::named_profiles()
    std::uint32_t blf_hz = 0;
    std::uint32_t tari_ns = 0;
    std::uint32_t pie_ratio_milli = 1500;  ///< data-1 length / Tari, in 1/1000
    std::uint8_t m = 1;                    ///< 1 FM0, 2, 4, 8 Miller
    bool divide_ratio_64_3 = true;
    std::uint32_t reader_bps = 0;  ///< forward data rate, for the mode table
    model::ForwardModulation modulation = model::ForwardModulation::pr_ask;
  };
  std::vector<Mode> modes;  ///< position = mode identifier
  std::vector<std::int64_t> channels_hz;
  bool hopping = false;
  std::uint32_t report_buffer_tags = 4096;
  std::vector<model::AirProtocol> protocols{model::AirProtocol::type_c};
  model::PhaseReport phase = model::PhaseReport::none;
};

using model::AccessRequest;
using model::AccessResult;

/// A tag that has just told its UII.
struct SingulatedTag {
  identity::Uii uii;
  std::uint16_t pc_word = 0;
  std::uint16_t crc = 0;
  std::uint16_t antenna = 1;  ///< port
};

/// Decides what a reader does with each Type C tag while it is singulated; what it does may depend
/// on what the tag holds.
class TagAccess {
 public:
  virtual ~TagAccess() = default;
  /// What is to be done next with `tag`; nothing: it may go. `done`: what came of all that was done
  /// with it since it was singulated, in order. Not asked again when the tag was lost.
  virtual std::vector<AccessRequest> next(const SingulatedTag& tag,
                                          std::span<const AccessResult> done) = 0;
};

/// Radio settings of an inventory, as the endpoint got them over the wire.
struct RadioInventory {
  std::vector<std::uint16_t> antennas;   ///< ports to cycle through, 1-based; never empty
  std::vector<std::int32_t> power_mdbm;  ///< conducted, one per antenna listed
  std::uint8_t session = 0;
  std::uint16_t tag_population = 32;  ///< the reader's first Q follows from it
  std::size_t mode = 0;               ///< index into RadioCapabilities::modes
  /// What to look for; a reader with several protocols shares its time among them.
  std::vector<model::AirProtocol> protocols{model::AirProtocol::type_c};
  std::vector<AccessRequest> access{};  ///< done with every Type C tag singulated, in this order
  /// Decides for each tag instead; `access` then holds the most that it will ask for of one tag,
  /// from which follows when a reader has to begin nothing more on a channel. Outlives the
  /// inventory.
  TagAccess* access_by_tag = nullptr;
  /// Done with every Type D tag identified, in this order, until all of it has succeeded with that
  /// tag once.
  std::vector<AccessRequest> type_d_access{};
};

/// What a page of a Type D message held.
struct TotalPage {
  std::uint8_t number = 0;  ///< 0 = identity
  bits::BitString bits{};   ///< payload, CRC included
  bool crc_right = true;
};

/// One successful singulation, at the moment the reader has decoded it.
struct TagRead {
  identity::Uii uii;
  std::uint16_t pc_word = 0;
  std::uint16_t crc = 0;
  HostTime when;  ///< lab time of the end of the reply
  std::uint16_t antenna = 1;
  std::int32_t rssi_mdbm = 0;  ///< as measured by the reader
  std::uint16_t channel = 1;   ///< 1-based, in channels_hz
  model::AirProtocol protocol = model::AirProtocol::type_c;
  std::optional<std::uint16_t> phase_4096{};  ///< 1/4096 turn; empty when the reader tells none
  std::vector<AccessResult> access{};         ///< one per request that was carried out
  std::vector<TotalPage> pages{};             ///< Type D: all pages of the message
};

class TagReadListener {
 public:
  virtual ~TagReadListener() = default;
  virtual void on_tag_read(const TagRead& read) = 0;
};

/// The reader-side radio of the lab, as a virtual endpoint sees it.
class VirtualRadio {
 public:
  virtual ~VirtualRadio() = default;
  virtual const RadioCapabilities& capabilities() const = 0;
  virtual std::span<const model::PlantedFault> faults() const = 0;

  /// Begins inventory rounds, over and over until stop(). Error `refused` with the rule when the
  /// region plan forbids the settings, `configuration` when there is no such antenna or mode.
  virtual Result<void> start(const RadioInventory& inventory, TagReadListener& listener) = 0;
  virtual void stop() = 0;
  virtual bool running() const = 0;

  /// The virtual reader's own clock (offset and drift included) for a moment of lab time.
  virtual ReaderTime reader_time(HostTime when) const = 0;

  /// A seed for the endpoint's own random choices (which report gets lost).
  virtual std::uint64_t endpoint_seed() const = 0;
};

}  // namespace plugtest::api
