#pragma once

#include "drivers/llrp/access_spec.h"
#include "drivers/llrp/refusal.h"
#include "drivers/llrp/report_buffer.h"
#include "harness/api/virtual_radio.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace plugtest::drivers {

/// The AccessSpecs of a virtual reader: their life (LLRP 1.0.1, 6.1 and 12), and what is done with
/// each tag that is singulated: the first enabled one that matches, in the order in which they were
/// added, is carried out.
class VirtualAccess final : public api::TagAccess {
 public:
  static constexpr std::size_t k_max_access_specs = 32;
  static constexpr std::size_t k_max_operations = 8;

  /// Of a reader with so many antennas.
  explicit VirtualAccess(std::uint16_t antennas) : antennas_(antennas) {}

  /// @name The requests; `request` is the message body
  /// In DELETE, ENABLE and DISABLE an AccessSpecID of 0 means all of them.
  /// @{
  Verdict add(const llrp::Element& request);
  Verdict remove(const llrp::Element& request);
  Verdict enable(const llrp::Element& request);
  Verdict disable(const llrp::Element& request);
  /// @}

  /// The AccessSpec parameters as added, in that order, with their states now.
  std::vector<llrp::Element> list() const;

  /// Whether anything may be done with tags while the ROSpec of set_rospec() runs.
  bool busy() const;
  /// The most that can be asked for of one tag then.
  std::vector<api::AccessRequest> longest() const;

  /// The version that results are told in.
  void set_version(llrp::Version version) { version_ = version; }
  void clear() { *this = VirtualAccess(antennas_); }

  /// From now on this ROSpec runs; with `tid` the serialised TID of every tag is read first.
  void set_rospec(std::uint32_t rospec, bool tid) {
    rospec_ = rospec;
    tid_ = tid;
  }

  std::vector<api::AccessRequest> next(const api::SingulatedTag& tag,
                                       std::span<const api::AccessResult> done) override;

  /// The TID among all results of the tag that was singulated last; empty when none was read.
  std::vector<std::uint16_t> tid(std::span<const api::AccessResult> done) const;

  /// What was done with the tag that was singulated last, from all its results; nothing when
  /// nothing was. Counts the execution; one that had its last is deleted.
  std::optional<AccessReport> take(std::span<const api::AccessResult> done);

 private:
  tl::expected<std::vector<std::size_t>, llrp::DecodeError> named(
      const llrp::Element& request) const;
  bool concerns(const AccessSpec& spec) const;
  /// Nothing when that takes reading first.
  std::optional<bool> matches(const AccessSpec& spec, const api::SingulatedTag& tag,
                              std::span<const api::AccessResult> read) const;

  std::uint16_t antennas_;
  std::vector<AccessSpec> specs_;  // in the order in which they were added
  std::uint32_t rospec_ = 0;
  bool tid_ = false;
  llrp::Version version_ = llrp::Version::v1_0_1;

  // of the tag that is singulated
  std::size_t candidate_ = 0;   // index of the spec that is being looked at
  std::size_t first_read_ = 0;  // of its memory, among the results
  bool reading_ = false;        // its memory
  std::optional<std::size_t> chosen_;
  std::size_t first_result_ = 0;  // of the chosen one's operations
};

}  // namespace plugtest::drivers
