#pragma once

#include "harness/api/virtual_radio.h"
#include "harness/model/fault.h"
#include "harness/model/time.h"
#include "protocols/identity/uii.h"
#include "protocols/llrp/element.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace plugtest::drivers {

/// When and what a ROSpec reports: ROReportSpec (LLRP 1.0.1, 13.2.1).
struct ReportPolicy {
  enum class Trigger : std::uint8_t { none = 0, aispec = 1, rospec = 2 };
  Trigger trigger = Trigger::rospec;
  std::uint16_t n = 0;  ///< tags; 0 = only at the end
  bool rospec_id = false;
  bool spec_index = false;
  bool inventory_parameter_spec = false;
  bool antenna = false;
  bool channel = false;
  bool rssi = false;
  bool first_seen = false;
  bool last_seen = false;
  bool seen_count = false;
  bool access_spec = false;
  bool crc = false;
  bool pc = false;
};
ReportPolicy read_policy(const llrp::Element& report_spec);

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
  bool at_once = false;                  ///< not only with the ROSpec's next report
};

/// Accumulates reads into tag reports (LLRP 1.0.1, 13.2.3.1: reads of one EPC are one report as
/// long as every identifier that is enabled is the same; one with results of access is never
/// merged) and encodes them, with the planted faults that concern reports.
class ReportBuffer {
 public:
  enum class Added : std::uint8_t { merged, appended, full };

  /// Never holds more than `limit` reports. Equal seeds make equal random choices.
  ReportBuffer(std::uint32_t limit, std::span<const model::PlantedFault> faults,
               std::uint64_t seed);

  /// `seen`: the reader's own time of the read. `access`: what was done with the tag, or null.
  Added add(const api::TagRead& read, ReaderTime seen, const ReadContext& context,
            const ReportPolicy& policy, const AccessReport* access = nullptr);

  /// Reports being accumulated, and all reports that wait.
  std::size_t open() const { return entries_.size() - ready_; }
  std::size_t size() const { return entries_.size(); }
  bool full() const { return entries_.size() >= limit_; }

  /// What has been accumulated is complete: nothing is merged into it any more.
  void close();

  /// Encodes the complete reports as RO_ACCESS_REPORTs of at most k_tags_per_message each and
  /// forgets them. `new_id` gives the message ids. An answer to GET_REPORT is sent even when there
  /// is nothing to tell: `at_least_one`.
  void send(const std::function<std::uint32_t()>& new_id, bool at_least_one,
            const std::function<void(std::span<const std::uint8_t>)>& sink);

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
    std::int32_t rssi_mdbm = 0;
    ReaderTime first;
    ReaderTime last;
    std::uint16_t count = 0;
    std::optional<std::uint16_t> phase_4096;           ///< of the strongest read
    std::optional<std::vector<api::TotalPage>> pages;  ///< Type D
    std::uint32_t access_spec = 0;
    std::vector<std::uint8_t> results{};  ///< of access, as parameters
  };
  struct Key {
    identity::Uii uii;
    std::uint32_t rospec = 0;
    std::uint16_t spec_index = 0;
    std::uint16_t antenna = 0;
    std::uint16_t channel = 0;
    model::AirProtocol protocol = model::AirProtocol::type_c;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };

  bool strikes(model::ReaderFault fault);
  void encode(const Entry& entry, std::vector<std::uint8_t>& out);

  std::size_t limit_;
  std::span<const model::PlantedFault> faults_;
  std::uint64_t seed_;
  std::uint64_t choices_ = 0;
  std::vector<Entry> entries_;  // in the order of first reads; the first `ready_` are complete
  std::size_t ready_ = 0;
  std::unordered_map<Key, std::size_t, KeyHash> index_;  // of the open ones; never iterated
};

}  // namespace plugtest::drivers
