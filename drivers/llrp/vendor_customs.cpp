#include "drivers/llrp/vendor_customs.h"

#include "protocols/llrp/codec.h"
#include "protocols/llrp/impinj.h"
#include "protocols/llrp/lab_extension.h"
#include "protocols/llrp/vendor.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Bytes;
using llrp::Element;
using llrp::ParamType;
using llrp::StatusCode;

namespace impinj = llrp::impinj;
using llrp::k_impinj;

bool is_impinj(const Element& custom, std::uint32_t subtype) {
  return llrp::is_custom(custom, k_impinj, subtype);
}

/// Whether the parameter belongs into `parent`.
bool impinj_belongs(const Element& custom, const Element& parent) {
  if (parent.is(llrp::MessageType::get_reader_capabilities) ||
      parent.is(llrp::MessageType::get_reader_config)) {
    return is_impinj(custom, impinj::requested_data);
  }
  if (parent.is(ParamType::c1g2_inventory_command)) {
    return is_impinj(custom, impinj::search_mode) ||
           is_impinj(custom, impinj::fixed_frequency_list) ||
           is_impinj(custom, impinj::low_duty_cycle);
  }
  return parent.is(ParamType::ro_report_spec) && is_impinj(custom, impinj::report_selector);
}

bool lab_belongs(const Element& custom, const Element& parent, std::uint32_t vendor) {
  using llrp::lab_extension::Subtype;
  if (parent.is(ParamType::inventory_parameter_spec)) {
    return llrp::lab_extension::is(custom, Subtype::type_d_inventory, vendor);
  }
  return parent.is(ParamType::ro_report_spec) &&
         llrp::lab_extension::is(custom, Subtype::phase_reports, vendor);
}

/// Appends the Custom of a tag report that has one field.
template <class Value>
void append_custom(std::uint32_t subtype, std::string_view field, Value value, Bytes& out) {
  llrp::encode(llrp::seal(llrp::make_vendor(k_impinj, subtype).set(field, std::move(value))),
               llrp::Version::v1_0_1, out);
}

/// Whether `selector` holds the Custom of `subtype` with a mode other than 0, which is off.
bool wishes(const Element& selector, std::uint32_t subtype, std::string_view mode) {
  const auto wish = llrp::find_custom(selector, k_impinj, subtype, llrp::Version::v1_0_1);
  return wish && wish->get_unsigned(mode) != 0;
}

}  // namespace

Verdict check_customs(const Element& element, const KnownCustoms& known) {
  for (const auto& child : element.children()) {
    if (child.is(ParamType::custom)) {
      if (known.lab_vendor && lab_belongs(child, element, *known.lab_vendor)) continue;
      if (known.impinj && impinj_belongs(child, element)) continue;
      return bad_parameter({ParamType::custom}, StatusCode::p_unsupported_parameter,
                           "this reader does not know that vendor extension here");
    }
    if (auto inner = check_customs(child, known); !inner) {
      if (child.encoding() != llrp::Encoding::message) {
        inner.error().parameter_path.insert(inner.error().parameter_path.begin(), child.type());
      }
      return inner;
    }
  }
  return {};
}

bool enables_impinj(const Element& request) {
  return request.get_unsigned("VendorIdentifier") == k_impinj &&
         request.get_unsigned("MessageSubtype") == impinj::enable_extensions;
}

Element impinj_enabled(const Element& status, llrp::Version version) {
  Bytes data;
  llrp::encode(status, version, data);
  Element body(llrp::MessageType::custom_message);
  body.set("VendorIdentifier", k_impinj)
      .set("MessageSubtype", std::uint32_t{impinj::enable_extensions_response})
      .set("Data", std::move(data));
  return body;
}

VendorContent vendor_content(const Element& report_spec, std::uint32_t lab_vendor) {
  VendorContent content;
  content.lab_phase = std::ranges::any_of(report_spec.children(), [&](const Element& child) {
    return llrp::lab_extension::is(child, llrp::lab_extension::Subtype::phase_reports, lab_vendor);
  });
  const auto selector =
      llrp::find_custom(report_spec, k_impinj, impinj::report_selector, llrp::Version::v1_0_1);
  if (!selector) return content;
  content.phase = wishes(*selector, impinj::enable_phase, "RFPhaseAngleMode");
  content.fine_rssi = wishes(*selector, impinj::enable_peak_rssi, "PeakRSSIMode");
  content.doppler = wishes(*selector, impinj::enable_doppler, "RFDopplerFrequencyMode");
  content.tid = wishes(*selector, impinj::enable_tid, "SerializedTIDMode");
  return content;
}

void append_impinj_phase(std::uint16_t phase_4096, Bytes& out) {
  append_custom(impinj::phase, "PhaseAngle", phase_4096, out);
}

void append_impinj_rssi(std::int32_t rssi_mdbm, Bytes& out) {
  constexpr std::int32_t k_mdb_per_centi_db = 10;
  append_custom(impinj::peak_rssi, "RSSI",
                static_cast<std::int16_t>(
                    std::clamp<std::int32_t>(rssi_mdbm / k_mdb_per_centi_db, INT16_MIN, INT16_MAX)),
                out);
}

void append_impinj_doppler(std::int16_t sixteenth_hz, Bytes& out) {
  append_custom(impinj::doppler, "DopplerFrequency", sixteenth_hz, out);
}

void append_impinj_tid(const std::vector<std::uint16_t>& words, Bytes& out) {
  append_custom(impinj::tid, "TID", words, out);
}

}  // namespace plugtest::drivers
