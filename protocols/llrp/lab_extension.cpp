#include "protocols/llrp/lab_extension.h"

#include "protocols/llrp/table_vendors.h"
#include "protocols/llrp/types.h"

#include <algorithm>
#include <string>
#include <utility>

namespace plugtest::llrp::table {
namespace {

using lab_extension::Subtype;

constexpr std::uint16_t number(Subtype subtype) { return static_cast<std::uint16_t>(subtype); }

// clang-format off: one row a line, indented under its type.
constexpr Row k_rows[] = {
    tlv(number(Subtype::air_protocols), "LabAirProtocols"),
      bytes_to_end("Protocols"),
    tlv(number(Subtype::type_d_inventory), "LabTypeDInventory"),
    tlv(number(Subtype::type_d_tag), "LabTypeDTag"),
      bytes_to_end("Pages"),
    tlv(number(Subtype::phase), "LabPhase"),
      u16("Phase"),
    tlv(number(Subtype::phase_reports), "LabPhaseReports"),
};
// clang-format on

}  // namespace

VendorRows lab_rows() { return {lab_extension::k_vendor, k_rows}; }

}  // namespace plugtest::llrp::table

namespace plugtest::llrp::lab_extension {

namespace {

constexpr std::size_t k_tlv_header = 4;
constexpr std::size_t k_custom_header = k_tlv_header + 8;  // vendor and subtype

void put(std::uint64_t number, std::size_t octets, std::vector<std::uint8_t>& out) {
  while (octets > 0) {
    --octets;
    out.push_back(static_cast<std::uint8_t>(number >> (octets * 8)));
  }
}

std::uint32_t take(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t octets) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < octets; ++i) number = (number << 8U) | bytes[at + i];
  return number;
}

tl::unexpected<Error> bad(ErrorCode code, std::string message, std::size_t offset) {
  Where where;
  where.byte_offset = offset;
  return fail(code, std::move(message), std::move(where));
}

/// Writes the header of a Custom with `bytes` of data.
void put_header(std::uint32_t vendor, Subtype subtype, std::size_t bytes,
                std::vector<std::uint8_t>& out) {
  put(static_cast<std::uint16_t>(ParamType::custom), 2, out);
  put(k_custom_header + bytes, 2, out);
  put(vendor, 4, out);
  put(static_cast<std::uint32_t>(subtype), 4, out);
}

std::size_t octets_of(const bits::BitString& bits) { return (bits.size() + 7) / 8; }

Result<std::vector<TypeDPage>> read_pages(std::span<const std::uint8_t> data, std::size_t offset) {
  constexpr std::size_t k_head = 4;
  std::vector<TypeDPage> pages;
  std::size_t at = 0;
  while (at < data.size()) {
    if (data.size() - at < k_head) {
      return bad(ErrorCode::truncated, "a Type D page begins with 4 bytes", offset + at);
    }
    TypeDPage page{.number = data[at], .crc_right = data[at + 1] != 0};
    const std::size_t bits = take(data, at + 2, 2);
    const std::size_t octets = (bits + 7) / 8;
    at += k_head;
    if (data.size() - at < octets) {
      return bad(ErrorCode::truncated,
                 "a Type D page of " + std::to_string(bits) + " bits needs " +
                     std::to_string(octets) + " bytes, " + std::to_string(data.size() - at) +
                     " are left",
                 offset + at);
    }
    for (std::size_t bit = 0; bit < bits; ++bit) {
      page.bits.append((data[at + bit / 8] >> (7 - bit % 8)) & 1U, 1);
    }
    pages.push_back(std::move(page));
    at += octets;
  }
  return pages;
}

}  // namespace

bool is(const Element& custom, Subtype subtype, std::uint32_t vendor) {
  return custom.is(ParamType::custom) && custom.get_unsigned("VendorIdentifier") == vendor &&
         custom.get_unsigned("ParameterSubtype") == static_cast<std::uint32_t>(subtype);
}

Element air_protocols(std::span<const AirProtocol> protocols, std::uint32_t vendor) {
  Bytes data;
  for (const AirProtocol protocol : protocols) data.push_back(static_cast<std::uint8_t>(protocol));
  return make(ParamType::custom)
      .set("VendorIdentifier", vendor)
      .set("ParameterSubtype", Subtype::air_protocols)
      .set("Data", std::move(data));
}

std::vector<AirProtocol> read_air_protocols(const Element& custom) {
  std::vector<AirProtocol> protocols;
  for (const std::uint8_t octet : custom.get_bytes("Data")) {
    const auto protocol = static_cast<AirProtocol>(octet);
    if (protocol == AirProtocol::type_c || protocol == AirProtocol::type_d) {
      protocols.push_back(protocol);
    }
  }
  return protocols;
}

Element type_d_inventory(std::uint32_t vendor) {
  return make(ParamType::custom)
      .set("VendorIdentifier", vendor)
      .set("ParameterSubtype", Subtype::type_d_inventory);
}

Element phase_reports(std::uint32_t vendor) {
  return make(ParamType::custom)
      .set("VendorIdentifier", vendor)
      .set("ParameterSubtype", Subtype::phase_reports);
}

void append_type_d_tag(std::span<const TypeDPage> pages, std::vector<std::uint8_t>& out,
                       std::uint32_t vendor) {
  std::size_t bytes = 0;
  for (const TypeDPage& page : pages) bytes += 4 + octets_of(page.bits);
  put_header(vendor, Subtype::type_d_tag, bytes, out);
  for (const TypeDPage& page : pages) {
    put(page.number, 1, out);
    put(page.crc_right ? 1 : 0, 1, out);
    put(page.bits.size(), 2, out);
    for (std::size_t bit = 0; bit < page.bits.size(); bit += 8) {
      const std::size_t width = std::min<std::size_t>(8, page.bits.size() - bit);
      put(page.bits.value(bit, width) << (8 - width), 1, out);
    }
  }
}

void append_phase(std::uint16_t phase_4096, std::vector<std::uint8_t>& out, std::uint32_t vendor) {
  put_header(vendor, Subtype::phase, 2, out);
  put(phase_4096, 2, out);
}

Result<void> read_tag_custom(const TagCustom& custom, TagExtras& extras) {
  const auto subtype = static_cast<Subtype>(custom.subtype);
  if (subtype == Subtype::phase) {
    if (custom.data.size() != 2) {
      return bad(ErrorCode::malformed,
                 "the phase has 2 bytes, not " + std::to_string(custom.data.size()), custom.offset);
    }
    extras.phase_4096 = static_cast<std::uint16_t>(take(custom.data, 0, 2));
  } else if (subtype == Subtype::type_d_tag) {
    auto pages = read_pages(custom.data, custom.offset);
    if (!pages) return fail(std::move(pages.error()));
    extras.type_d = std::move(*pages);
  }
  return {};
}

Result<std::vector<TypeDPage>> read_type_d_pages(std::span<const std::uint8_t> data) {
  return read_pages(data, 0);
}

Result<TagExtras> read_tag_extras(std::span<const std::uint8_t> value, std::uint32_t vendor) {
  TagExtras extras;
  auto read = for_each_custom(value, [&](const TagCustom& custom) -> Result<void> {
    if (custom.vendor != vendor) return {};
    return read_tag_custom(custom, extras);
  });
  if (!read) return fail(std::move(read.error()));
  return extras;
}

}  // namespace plugtest::llrp::lab_extension
