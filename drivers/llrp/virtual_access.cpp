#include "drivers/llrp/virtual_access.h"

#include <algorithm>
#include <string>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::ParamType;
using llrp::StatusCode;

constexpr std::uint8_t k_epc_bank = 1;

/// A TID of 96 bits, as tags with a serial number of their own have it.
const api::AccessRequest k_read_tid{.bank = 2, .word_pointer = 0, .word_count = 6};

/// Whether a target is told by what a tag answers anyway: its CRC, PC and UII.
bool is_told(const AccessSpec::Target& target, const api::SingulatedTag& tag) {
  constexpr std::size_t k_before_uii = 32;
  return target.mask.empty() ||
         (target.bank == k_epc_bank &&
          target.pointer + target.mask.size() <= k_before_uii + tag.uii.bit_count());
}

}  // namespace

Verdict VirtualAccess::add(const Element& request) {
  const Element& element = *request.find(ParamType::access_spec);
  auto spec = parse_access_spec(element, antennas_);
  if (!spec) return tl::unexpected(spec.error());
  if (std::ranges::find(specs_, spec->id, &AccessSpec::id) != specs_.end()) {
    return bad_field({ParamType::access_spec}, element, "AccessSpecID", StatusCode::a_invalid,
                     "there is an AccessSpec " + std::to_string(spec->id) + " already");
  }
  if (specs_.size() == k_max_access_specs) {
    return bad_parameter(
        {ParamType::access_spec}, StatusCode::p_overflow_parameter,
        "this reader holds " + std::to_string(k_max_access_specs) + " AccessSpecs");
  }
  if (spec->operations.size() > k_max_operations) {
    return bad_parameter({ParamType::access_spec, ParamType::access_command},
                         StatusCode::p_overflow_parameter,
                         "an AccessSpec of this reader has at most " +
                             std::to_string(k_max_operations) + " operations");
  }
  specs_.push_back(std::move(*spec));
  return {};
}

tl::expected<std::vector<std::size_t>, llrp::DecodeError> VirtualAccess::named(
    const Element& request) const {
  const auto id = static_cast<std::uint32_t>(request.get_unsigned("AccessSpecID"));
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    if (id == 0 || specs_[i].id == id) found.push_back(i);
  }
  if (id != 0 && found.empty()) {
    return bad_field({}, request, "AccessSpecID", StatusCode::a_invalid,
                     "there is no AccessSpec " + std::to_string(id));
  }
  return found;
}

Verdict VirtualAccess::remove(const Element& request) {
  const auto found = named(request);
  if (!found) return tl::unexpected(found.error());
  for (auto index = found->rbegin(); index != found->rend(); ++index) {
    specs_.erase(specs_.begin() + static_cast<std::ptrdiff_t>(*index));
  }
  chosen_.reset();
  return {};
}

Verdict VirtualAccess::enable(const Element& request) {
  const auto found = named(request);
  if (!found) return tl::unexpected(found.error());
  for (const std::size_t index : *found) specs_[index].enabled = true;
  return {};
}

Verdict VirtualAccess::disable(const Element& request) {
  const auto found = named(request);
  if (!found) return tl::unexpected(found.error());
  for (const std::size_t index : *found) specs_[index].enabled = false;
  return {};
}

std::vector<Element> VirtualAccess::list() const {
  std::vector<Element> all;
  for (const AccessSpec& spec : specs_) {
    all.push_back(spec.element);
    all.back().set("CurrentState", spec.enabled ? 1U : 0U);
  }
  return all;
}

bool VirtualAccess::concerns(const AccessSpec& spec) const {
  return spec.enabled && (spec.rospec == 0 || spec.rospec == rospec_);
}

bool VirtualAccess::busy() const {
  return tid_ ||
         std::ranges::any_of(specs_, [&](const AccessSpec& spec) { return concerns(spec); });
}

std::vector<api::AccessRequest> VirtualAccess::longest() const {
  std::vector<api::AccessRequest> all;
  if (tid_) all.push_back(k_read_tid);
  for (const AccessSpec& spec : specs_) {
    if (!concerns(spec)) continue;
    for (const AccessSpec::Target& target : spec.targets) all.push_back(read_for(target));
  }
  // Only one of them is carried out: this is more than will ever be asked for.
  for (const AccessSpec& spec : specs_) {
    if (!concerns(spec)) continue;
    for (const AccessSpec::Operation& operation : spec.operations) all.push_back(operation.request);
  }
  return all;
}

std::optional<bool> VirtualAccess::matches(const AccessSpec& spec, const api::SingulatedTag& tag,
                                           std::span<const api::AccessResult> read) const {
  std::size_t next_read = 0;
  bool all = true;
  bool known = true;
  for (const AccessSpec::Target& target : spec.targets) {
    if (is_told(target, tag)) {
      all = all && is_target(target, tag);
    } else if (next_read < read.size()) {
      all = all && is_target(target, read[next_read++].words);
    } else {
      known = false;
    }
  }
  if (!all) return false;
  return known ? std::optional(true) : std::nullopt;
}

std::vector<api::AccessRequest> VirtualAccess::next(const api::SingulatedTag& tag,
                                                    std::span<const api::AccessResult> done) {
  if (done.empty()) {
    candidate_ = 0;
    reading_ = false;
    chosen_.reset();
    if (tid_) return {k_read_tid};
  }
  if (chosen_) return {};
  for (; candidate_ < specs_.size(); ++candidate_, reading_ = false) {
    const AccessSpec& spec = specs_[candidate_];
    if (!concerns(spec)) continue;
    if (spec.antenna != 0 && spec.antenna != tag.antenna) continue;
    const auto read = reading_ ? done.subspan(first_read_) : std::span<const api::AccessResult>{};
    const std::optional<bool> matching = matches(spec, tag, read);
    if (matching == false) continue;
    std::vector<api::AccessRequest> requests;
    if (!matching) {
      reading_ = true;
      first_read_ = done.size();
      for (const AccessSpec::Target& target : spec.targets) {
        if (!is_told(target, tag)) requests.push_back(read_for(target));
      }
      return requests;
    }
    chosen_ = candidate_;
    first_result_ = done.size();
    for (const AccessSpec::Operation& operation : spec.operations) {
      requests.push_back(operation.request);
    }
    return requests;
  }
  return {};
}

std::vector<std::uint16_t> VirtualAccess::tid(std::span<const api::AccessResult> done) const {
  const bool read =
      tid_ && !done.empty() && done.front().outcome == api::AccessResult::Outcome::success;
  return read ? done.front().words : std::vector<std::uint16_t>{};
}

std::optional<AccessReport> VirtualAccess::take(std::span<const api::AccessResult> done) {
  if (!chosen_) return std::nullopt;
  const std::size_t index = *std::exchange(chosen_, std::nullopt);
  AccessSpec& spec = specs_[index];
  AccessReport report{.access_spec = spec.id, .at_once = spec.report_at_end};
  const auto results = done.subspan(std::min(first_result_, done.size()));
  for (std::size_t i = 0; i < std::min(results.size(), spec.operations.size()); ++i) {
    report.results.push_back(result_of(spec.operations[i], results[i], version_));
  }
  if (spec.executions != 0 && --spec.executions == 0) {
    specs_.erase(specs_.begin() + static_cast<std::ptrdiff_t>(index));
    report.deleted = true;
  }
  return report;
}

}  // namespace plugtest::drivers
