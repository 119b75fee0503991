#include "drivers/llrp/access_results.h"

#include "protocols/llrp/impinj.h"
#include "protocols/llrp/vendor.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::Message;
using llrp::ParamType;
using llrp::Version;
using model::AccessOrder;
using model::AccessResult;
using Outcome = AccessResult::Outcome;
namespace impinj = llrp::impinj;

struct Told {
  Outcome outcome = Outcome::success;
  std::uint8_t error_code = 0;
};

/// The names of the C1G2...ResultTypes, which differ in number but not in meaning.
Told outcome_of(std::string_view name) {
  constexpr std::uint8_t k_overrun = 0x03;  // Gen2 annex I
  constexpr std::uint8_t k_locked = 0x04;
  constexpr std::uint8_t k_not_specific = 0x0F;
  if (name == "success") return {Outcome::success};
  if (name == "no_response_from_tag") return {Outcome::no_response};
  if (name == "insufficient_power") return {Outcome::insufficient_power};
  if (name == "incorrect_password_error") return {Outcome::wrong_password};
  if (name == "tag_memory_overrun_error" || name == "memory_overrun_error") {
    return {Outcome::tag_error, k_overrun};
  }
  if (name == "tag_memory_locked_error" || name == "memory_locked_error") {
    return {Outcome::tag_error, k_locked};
  }
  if (name == "nonspecific_tag_error" || name == "zero_kill_password_error") {
    return {Outcome::tag_error, k_not_specific};
  }
  return {Outcome::reader_error};
}

/// Impinj's permalock results have the numbers of LLRP 1.1's.
std::string_view impinj_result(const Element& result) {
  const bool sets =
      llrp::is_custom(llrp::seal(result), llrp::k_impinj, impinj::block_permalock_result);
  const auto& standard =
      llrp::definition(sets ? ParamType::c1g2_block_permalock_op_spec_result
                            : ParamType::c1g2_get_block_permalock_status_op_spec_result);
  return standard.fields[standard.field_index("Result")].enumeration->name_of(
      result.get_unsigned("Result"));
}

bool has_field(const Element& element, std::string_view field) {
  return element.definition()->field_index(field) != llrp::TypeDef::npos;
}

/// The result that an OpSpecResult tells; nothing for other children of a tag report.
std::optional<AccessResult> to_result(const Element& child, Version version) {
  std::optional<Element> opened;
  if (child.is(ParamType::custom)) {
    auto custom = llrp::open_custom(child, version);
    if (custom) opened = std::move(*custom);
  }
  const Element& result = opened ? *opened : child;
  if (result.is_opaque() || !has_field(result, "Result") || !has_field(result, "OpSpecID")) {
    return std::nullopt;
  }
  const auto id = result.get_unsigned("OpSpecID");
  if (id == 0) return std::nullopt;
  const Told told = outcome_of(opened ? impinj_result(result) : result.get_name("Result"));
  AccessResult out{.request = static_cast<std::size_t>(id - 1),
                   .outcome = told.outcome,
                   .error_code = told.error_code};
  if (has_field(result, "ReadData")) out.words = result.get_words("ReadData");
  if (has_field(result, "PermalockStatus")) out.words = result.get_words("PermalockStatus");
  if (has_field(result, "NumWordsWritten")) {
    out.words_written = static_cast<std::uint16_t>(result.get_unsigned("NumWordsWritten"));
  }
  return out;
}

std::optional<identity::Uii> uii_of(const Element& tag) {
  const llrp::BitString* bits = nullptr;
  if (const auto* epc = tag.find(ParamType::epc_96)) bits = &epc->get_bits("EPC");
  if (const auto* epc = tag.find(ParamType::epc_data)) bits = &epc->get_bits("EPC");
  if (bits == nullptr) return std::nullopt;
  auto uii = identity::Uii::from_bits({bits->bytes.data(), bits->bytes.size()}, bits->bits);
  if (!uii) return std::nullopt;
  return *uii;
}

}  // namespace

std::optional<model::AccessedTag> read_accessed(const Message& report, const AccessOrder& order) {
  for (const Element& tag : report.body.children()) {
    if (!tag.is(ParamType::tag_report_data)) continue;
    model::AccessedTag accessed;
    for (const Element& child : tag.children()) {
      const auto result = to_result(child, report.version);
      if (result && result->request < order.operations.size()) accessed.results.push_back(*result);
    }
    const auto uii = uii_of(tag);
    if (accessed.results.empty() || !uii) continue;
    std::ranges::stable_sort(accessed.results, {}, &AccessResult::request);
    accessed.uii = *uii;
    if (const auto* antenna = tag.find(ParamType::antenna_id)) {
      accessed.antenna = static_cast<std::uint16_t>(antenna->get_unsigned("AntennaID"));
    }
    return accessed;
  }
  return std::nullopt;
}

}  // namespace plugtest::drivers
