#include "drivers/llrp/vendor_customs.h"

#include "protocols/llrp/codec.h"
#include "protocols/llrp/lab_extension.h"

#include <algorithm>
#include <span>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Bytes;
using llrp::Element;
using llrp::make;
using llrp::ParamType;
using llrp::StatusCode;

constexpr std::uint32_t k_impinj = 25882;

/// Subtypes as public dissectors and clients have them.
enum ImpinjParameter : std::uint32_t {
  requested_data = 21,
  search_mode = 23,
  low_duty_cycle = 28,
  report_selector = 50,
  enable_phase = 52,
  enable_peak_rssi = 53,
  phase = 56,
  peak_rssi = 57,
};
enum ImpinjMessage : std::uint8_t { enable_extensions = 21, enable_extensions_response = 22 };

enum SearchMode : std::uint16_t {
  reader_selected = 0,
  single_target = 1,
  dual_target = 2,
  single_target_with_suppression = 3,
  single_target_b_to_a = 5,
};

bool is_impinj(const Element& custom, std::uint32_t subtype) {
  return custom.is(ParamType::custom) && custom.get_unsigned("VendorIdentifier") == k_impinj &&
         custom.get_unsigned("ParameterSubtype") == subtype;
}

/// Whether the parameter belongs into `parent`.
bool impinj_belongs(const Element& custom, const Element& parent) {
  if (parent.is(llrp::MessageType::get_reader_capabilities) ||
      parent.is(llrp::MessageType::get_reader_config)) {
    return is_impinj(custom, requested_data);
  }
  if (parent.is(ParamType::c1g2_inventory_command)) {
    return is_impinj(custom, search_mode) || is_impinj(custom, low_duty_cycle);
  }
  return parent.is(ParamType::ro_report_spec) && is_impinj(custom, report_selector);
}

bool type_d_belongs(const Element& custom, const Element& parent) {
  return parent.is(ParamType::inventory_parameter_spec) &&
         llrp::lab_extension::is(custom, llrp::lab_extension::Subtype::type_d_inventory);
}

Element custom(std::uint32_t subtype, Bytes data) {
  return make(ParamType::custom)
      .set("VendorIdentifier", k_impinj)
      .set("ParameterSubtype", subtype)
      .set("Data", std::move(data));
}

Bytes word(std::uint16_t value) {
  return {static_cast<std::uint8_t>(value >> 8U), static_cast<std::uint8_t>(value)};
}

std::uint16_t word_at(std::span<const std::uint8_t> data, std::size_t offset) {
  return static_cast<std::uint16_t>(data[offset] << 8U | data[offset + 1]);
}

/// Whether the Custom parameters in a row that `data` holds have one of `subtype` with a word other
/// than 0 as its data. What is no such row ends the search.
bool wishes(std::span<const std::uint8_t> data, std::uint32_t subtype) {
  constexpr std::size_t k_header = 4;
  constexpr std::size_t k_with_word = 14;  // header, vendor, subtype, word
  while (data.size() >= k_header) {
    const std::size_t length = word_at(data, 2);
    if (length < k_header || length > data.size()) return false;
    const bool wanted = length >= k_with_word && word_at(data, 4) == k_impinj >> 16U &&
                        word_at(data, 6) == (k_impinj & 0xFFFFU) && word_at(data, 8) == 0 &&
                        word_at(data, 10) == subtype && word_at(data, 12) != 0;
    if (wanted) return true;
    data = data.subspan(length);
  }
  return false;
}

}  // namespace

Verdict check_customs(const Element& element, const KnownCustoms& known) {
  for (const auto& child : element.children()) {
    if (child.is(ParamType::custom)) {
      if (known.type_d && type_d_belongs(child, element)) continue;
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
         request.get_unsigned("MessageSubtype") == enable_extensions;
}

Element impinj_enabled(const Element& status, llrp::Version version) {
  Bytes data;
  llrp::encode(status, version, data);
  Element body(llrp::MessageType::custom_message);
  body.set("VendorIdentifier", k_impinj)
      .set("MessageSubtype", std::uint8_t{enable_extensions_response})
      .set("Data", std::move(data));
  return body;
}

tl::expected<std::optional<std::uint16_t>, llrp::DecodeError> search_mode_of(
    const Element& command) {
  for (const Element& child : command.children()) {
    if (!is_impinj(child, search_mode)) continue;
    const Bytes& data = child.get_bytes("Data");
    const std::uint16_t mode = data.size() == 2 ? word_at(data, 0) : std::uint16_t{0xFFFF};
    if (mode > dual_target && mode != single_target_with_suppression &&
        mode != single_target_b_to_a) {
      return bad_parameter(
          {ParamType::antenna_configuration, ParamType::c1g2_inventory_command, ParamType::custom},
          StatusCode::p_parameter_error, "there is no such search mode");
    }
    return mode;
  }
  return std::optional<std::uint16_t>{};
}

Element search_mode_custom(std::uint16_t mode) { return custom(search_mode, word(mode)); }

std::optional<model::TargetStrategy> target_of_search_mode(std::uint16_t mode) {
  switch (mode) {
    case single_target:
    case single_target_with_suppression:
      return model::TargetStrategy::single_a;
    case dual_target:
      return model::TargetStrategy::dual_target;
    case single_target_b_to_a:
      return model::TargetStrategy::single_b;
    default:
      return std::nullopt;
  }
}

VendorContent vendor_content(const Element& report_spec) {
  VendorContent content;
  for (const Element& child : report_spec.children()) {
    if (!is_impinj(child, report_selector)) continue;
    const Bytes& data = child.get_bytes("Data");
    content.phase = wishes(data, enable_phase);
    content.fine_rssi = wishes(data, enable_peak_rssi);
  }
  return content;
}

void append_impinj_phase(std::uint16_t phase_4096, Bytes& out) {
  llrp::encode(custom(phase, word(phase_4096)), llrp::Version::v1_0_1, out);
}

void append_impinj_rssi(std::int32_t rssi_mdbm, Bytes& out) {
  constexpr std::int32_t k_mdb_per_centi_db = 10;
  const auto centi = static_cast<std::int16_t>(
      std::clamp<std::int32_t>(rssi_mdbm / k_mdb_per_centi_db, INT16_MIN, INT16_MAX));
  llrp::encode(custom(peak_rssi, word(static_cast<std::uint16_t>(centi))), llrp::Version::v1_0_1,
               out);
}

}  // namespace plugtest::drivers
