#pragma once

#include "harness/api/reader_ports.h"
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
  std::uint16_t gpi_count = 0;  ///< general purpose inputs, and outputs
  std::uint16_t gpo_count = 0;
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

/// A Select (Gen2 v1.2.0, 6.3.2.12.1.1) that goes before inventory rounds.
struct RadioSelect {
  model::TagFilter filter{};  ///< bank 1 to 3, at most 255 bits
  std::uint8_t target = 4;    ///< as on the air: inventoried flag of session 0 to 3, or 4 = SL
  std::uint8_t action = 0;    ///< as on the air, 0 to 7

  bool operator==(const RadioSelect&) const = default;
};

/// Which tags a Query asks for by their SL flag.
enum class AskedFor : std::uint8_t { all, not_selected, selected };

/// Radio settings for one antenna, where antennas differ: in place of those of the same names in
/// RadioInventory.
struct RadioAntenna {
  std::uint8_t session = 0;
  std::uint16_t tag_population = 32;
  std::size_t mode = 0;
  std::vector<RadioSelect> selects{};
  AskedFor asked_for = AskedFor::all;
  std::optional<model::TargetStrategy> target{};
  std::optional<std::int32_t> sensitivity_mdbm{};
  std::uint16_t channel = 0;

  bool operator==(const RadioAntenna&) const = default;
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
  /// Sent in this order whenever the carrier has come on, before the first round.
  std::vector<RadioSelect> selects{};
  AskedFor asked_for = AskedFor::all;
  std::optional<model::TargetStrategy> target{};  ///< empty: the reader's habit
  /// Weakest reply to be decoded, no better than the radio's own; empty: that one.
  std::optional<std::int32_t> sensitivity_mdbm{};
  /// The only channel to be used, 1-based in channels_hz, without hopping; 0 = as the plan lets.
  std::uint16_t channel = 0;
  std::vector<RadioAntenna> each_antenna{};  ///< empty, or one per antenna listed
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
  std::optional<std::int16_t> doppler_sixteenth_hz{};  ///< as phase_4096; 1/16 Hz, > 0: it comes
  std::optional<std::uint16_t> xpc_w1{};               ///< of a Type C tag that has one
  std::optional<std::uint16_t> xpc_w2{};
  std::vector<AccessResult> access{};  ///< one per request that was carried out
  std::vector<TotalPage> pages{};      ///< Type D: all pages of the message
  /// Type D: the data rate of the message. Readers that know a tag by its rate (64 and 256 kbit/s)
  /// take them for two protocols.
  std::optional<std::int32_t> link_rate_bps{};
};

class TagReadListener {
 public:
  virtual ~TagReadListener() = default;
  virtual void on_tag_read(const TagRead& read) = 0;
  /// The carrier comes on in another channel than before (1-based in channels_hz).
  virtual void on_channel(std::uint16_t /*channel*/) {}
  /// Every antenna of the inventory has had its dwell once more.
  virtual void on_cycle() {}
};

/// Slots of Type C rounds that told nothing.
struct SlotCounts {
  std::uint32_t empty = 0;
  std::uint32_t collided = 0;

  bool operator==(const SlotCounts&) const = default;
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

  /// Since the last start().
  virtual SlotCounts slots() const { return {}; }

  /// What is plugged in; nullptr: nothing can be, and all antennas are there.
  virtual ReaderPorts* ports() { return nullptr; }

  /// The most that the receiver at `antenna` (a port) hears on the channel around `frequency_hz`
  /// at any time from `begin` to `end`, without a carrier of its own; at least its noise. Empty
  /// when this radio cannot measure it.
  virtual std::optional<std::int32_t> level_mdbm(std::uint16_t /*antenna*/,
                                                 std::int64_t /*frequency_hz*/, HostTime /*begin*/,
                                                 HostTime /*end*/) const {
    return std::nullopt;
  }

  /// A seed for the endpoint's own random choices (which report gets lost).
  virtual std::uint64_t endpoint_seed() const = 0;
};

}  // namespace plugtest::api
