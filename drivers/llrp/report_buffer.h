#pragma once

#include "drivers/llrp/report_policy.h"
#include "harness/api/virtual_radio.h"
#include "harness/model/fault.h"
#include "harness/model/llrp_profile.h"
#include "harness/model/time.h"
#include "protocols/identity/uii.h"
#include "protocols/llrp/element.h"
#include "protocols/llrp/tag_report.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace plugtest::drivers {

/// Where a read was made.
struct ReadContext {
  std::uint32_t rospec = 0;
  std::uint16_t spec_index = 1;  ///< 1-based
  std::uint16_t inventory_parameter_spec = 0;
};

/// What an AccessSpec did with a tag.
struct AccessReport {
  std::uint32_t access_spec = 0;
  std::vector<llrp::Element> results{};  ///< OpSpecResults
  /// Not only with the ROSpec's next report; empty: as the reader's configuration says.
  std::optional<bool> at_once{};
  bool deleted = false;  ///< that was the last time
};

/// How reports go out on the connection of the moment.
struct ReportWay {
  llrp::Version version = llrp::Version::v1_0_1;
  std::function<std::uint32_t()> new_id;
  std::function<void(std::span<const std::uint8_t>)> sink;
};

/// Accumulates reads into tag reports (LLRP 1.1, 14.2.3.1: reads of one EPC are one report as long
/// as every identifier and memory word that is enabled is the same, and here also the channel, so
/// that no report names one that not all of its reads were made on; a report with results of access
/// is never merged) and encodes them, with the planted faults and quirks that concern reports.
/// Results of RF surveys go with them.
class ReportBuffer {
 public:
  enum class Added : std::uint8_t { merged, appended, full };

  /// Never holds more than `limit` reports. Equal seeds make equal random choices. `started`: when
  /// the reader was, in its own time, for one that tells no other.
  ReportBuffer(std::uint32_t limit, const model::LlrpProfile& profile, ReaderTime started,
               std::span<const model::PlantedFault> faults, std::uint64_t seed);

  /// `seen`: the reader's own time of the read. `access`: what was done with the tag, or null.
  /// `tid`: read with it because the policy's vendor content wants it; may be empty.
  Added add(const api::TagRead& read, ReaderTime seen, const ReadContext& context,
            const ReportPolicy& policy, const AccessReport* access = nullptr,
            const std::vector<std::uint16_t>& tid = {});

  /// An RFSurveyReportData; false when there is no room for it.
  bool add_survey(llrp::Element data);

  /// Tag reports being accumulated, and all reports that wait.
  std::size_t open() const { return entries_.size() - ready_; }
  std::size_t size() const { return entries_.size() + surveys_.size(); }
  bool full() const { return size() >= limit_; }
  /// Whether there is anything that close() would complete.
  bool has_open() const { return open() != 0 || surveys_ready_ != surveys_.size(); }

  /// What has been accumulated is complete: nothing is merged into it any more.
  void close();

  /// Encodes the complete reports as RO_ACCESS_REPORTs of at most k_tags_per_message each and
  /// forgets them. An answer to GET_REPORT is sent even when there is nothing to tell:
  /// `at_least_one`.
  void send(const ReportWay& way, bool at_least_one);

  /// Forgets the complete reports.
  void drop();

  static constexpr std::size_t k_tags_per_message = 500;

 private:
  struct Entry {
    identity::Uii uii;
    ReadContext context;
    ReportPolicy policy;
    std::uint16_t antenna = 0;
    std::uint16_t channel = 0;
    std::uint16_t pc_word = 0;
    std::uint16_t crc = 0;
    std::optional<std::uint16_t> xpc_w1{};
    std::optional<std::uint16_t> xpc_w2{};
    std::int32_t rssi_mdbm = 0;
    ReaderTime first;
    ReaderTime last;
    std::uint16_t count = 0;
    std::optional<std::uint16_t> phase_4096;           ///< of the strongest read
    std::optional<std::int16_t> doppler_sixteenth_hz;  ///< of the same one
    std::vector<std::uint16_t> tid;
    std::optional<std::vector<api::TotalPage>> pages;  ///< Type D
    std::optional<std::uint32_t> access_spec{};
    std::vector<llrp::Element> results{};  ///< of access
  };
  struct Key {
    identity::Uii uii;
    std::uint32_t rospec = 0;
    std::uint16_t spec_index = 0;
    std::uint16_t antenna = 0;
    std::uint16_t channel = 0;
    std::uint16_t inventory_parameter_spec = 0;
    std::uint64_t memory = 0;  ///< PC, CRC and XPC as far as they are enabled
    model::AirProtocol protocol = model::AirProtocol::type_c;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };

  static Key key_of(const api::TagRead& read, const ReadContext& context,
                    const ReportPolicy& policy);
  static void merge(const api::TagRead& read, ReaderTime seen, Entry& entry);
  bool strikes(model::ReaderFault fault);
  void encode(const Entry& entry, llrp::Version version, std::vector<std::uint8_t>& out);
  void append_extras(const Entry& entry, std::vector<std::uint8_t>& out) const;
  llrp::TagReport fields_of(const Entry& entry) const;
  std::uint64_t stamp(ReaderTime time) const;

  std::size_t limit_;
  const model::LlrpProfile* profile_;
  ReaderTime started_;
  std::span<const model::PlantedFault> faults_;
  std::uint64_t seed_;
  std::uint64_t choices_ = 0;
  std::vector<Entry> entries_;  // in the order of first reads; the first `ready_` are complete
  std::size_t ready_ = 0;
  std::vector<llrp::Element> surveys_;
  std::size_t surveys_ready_ = 0;
  std::unordered_map<Key, std::size_t, KeyHash> index_;  // of the open ones; never iterated
};

}  // namespace plugtest::drivers
