#pragma once

#include "drivers/llrp/refusal.h"
#include "harness/api/virtual_radio.h"
#include "protocols/llrp/element.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::drivers {

/// An AccessSpec as a reader holds it: which tags, and what is done with them (LLRP 1.0.1, 12.2.1).
struct AccessSpec {
  /// C1G2TargetTag (15.2.1.3.1.1): the bits of `data` that `mask` names, from bit `pointer` of a
  /// memory bank on, are (or with `match` false: are not) as the tag has them.
  struct Target {
    std::uint8_t bank = 1;
    bool match = true;
    std::uint16_t pointer = 0;
    std::vector<bool> mask{};
    std::vector<bool> data{};
  };
  struct Operation {
    std::uint16_t id = 0;
    llrp::ParamType result_type{};  ///< of the parameter that tells how it went
    api::AccessRequest request{};
  };

  std::uint32_t id = 0;
  std::uint16_t antenna = 0;  ///< 0 = any
  std::uint32_t rospec = 0;   ///< 0 = any
  bool enabled = false;
  std::uint16_t executions = 0;  ///< until it is deleted; 0 = no limit
  /// Reported when it was carried out, not with the ROSpec's report; empty: as is configured.
  std::optional<bool> report_at_end{};
  std::vector<Target> targets{};
  std::vector<Operation> operations{};
  llrp::Element element;  ///< as added

  explicit AccessSpec(llrp::Element added) : element(std::move(added)) {}
};

/// Understands and checks an AccessSpec parameter, as it stands in ADD_ACCESSSPEC; `antennas`: how
/// many the reader has.
tl::expected<AccessSpec, llrp::DecodeError> parse_access_spec(const llrp::Element& element,
                                                              std::uint16_t antennas);

/// What a reader must read of a tag's memory to compare it with `target`.
api::AccessRequest read_for(const AccessSpec::Target& target);

/// Whether a tag is the target, by the words that read_for() read. Words that are missing, because
/// the tag has no such memory, compare unequal.
bool is_target(const AccessSpec::Target& target, std::span<const std::uint16_t> words);

/// The same for the EPC bank of a tag that has told its PC, UII and CRC, without reading.
bool is_target(const AccessSpec::Target& target, const api::SingulatedTag& tag);

/// The OpSpecResult for TagReportData, with the words that `version` has for what happened.
llrp::Element result_of(const AccessSpec::Operation& operation, const api::AccessResult& result,
                        llrp::Version version);

}  // namespace plugtest::drivers
