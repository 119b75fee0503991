#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/bits/result.h"
#include "protocols/llrp/element.h"
#include "protocols/llrp/tag_customs.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::llrp::lab_extension {

// What LLRP has no words for, as Custom parameters (LLRP 1.0.1, 8.2): a second air protocol and the
// phase of a reply. LLRP's AirProtocols knows EPCglobal C1G2 only, and 2 to 255 are reserved, so a
// Type D inventory goes with ProtocolID 0 (unspecified) and a Custom: a reader that does not know
// it must refuse it instead of silently looking for Type C. Clients that do not know the Customs of
// a report still see a tag with EPCData.
//
// These are this project's own; no vendor's reader speaks them.

/// VendorIdentifier: the enterprise number that IANA keeps for documentation. Where an event has
/// another one for the extension, it is given as `vendor`.
inline constexpr std::uint32_t k_vendor = 32473;

enum class Subtype : std::uint32_t {
  air_protocols = 1,     ///< in GET_READER_CAPABILITIES_RESPONSE
  type_d_inventory = 2,  ///< in InventoryParameterSpec
  type_d_tag = 3,        ///< in TagReportData
  phase = 4,             ///< in TagReportData, where phase_reports was in the ROReportSpec
  phase_reports = 5,     ///< in ROReportSpec: the client wants phases
};

/// Air protocols in the capabilities.
enum class AirProtocol : std::uint8_t { type_c = 1, type_d = 2 };

/// One page of a Type D message as the reader received it.
struct TypeDPage {
  std::uint8_t number = 0;  ///< 0 = identity
  bool crc_right = true;
  bits::BitString bits{};  ///< with its CRC

  bool operator==(const TypeDPage&) const = default;
};

/// Whether `custom` is the Custom parameter of this subtype.
bool is(const Element& custom, Subtype subtype, std::uint32_t vendor = k_vendor);

/// Data: an octet a protocol.
Element air_protocols(std::span<const AirProtocol> protocols, std::uint32_t vendor = k_vendor);
/// Octets that are no known protocol are left out.
std::vector<AirProtocol> read_air_protocols(const Element& custom);

/// No data.
Element type_d_inventory(std::uint32_t vendor = k_vendor);

/// No data. Clients that cannot step over a Custom in a tag report are spared it this way.
Element phase_reports(std::uint32_t vendor = k_vendor);

/// Appends the whole Custom parameter. Data, for each page: number (8 bits), CRC right (8), bit
/// count (16), the bits in whole octets.
void append_type_d_tag(std::span<const TypeDPage> pages, std::vector<std::uint8_t>& out,
                       std::uint32_t vendor = k_vendor);

/// The pages in the data of such a Custom. Errors: `truncated`, with the byte offset in `data`.
Result<std::vector<TypeDPage>> read_type_d_pages(std::span<const std::uint8_t> data);

/// Appends the whole Custom parameter. Data: the phase in 1/4096 turn (16 bits).
void append_phase(std::uint16_t phase_4096, std::vector<std::uint8_t>& out,
                  std::uint32_t vendor = k_vendor);

/// What this extension says of one tag.
struct TagExtras {
  std::optional<std::vector<TypeDPage>> type_d;  ///< set for a Type D tag
  std::optional<std::uint16_t> phase_4096;

  bool operator==(const TagExtras&) const = default;
};

/// Looks through the value of a TagReportData (the bytes behind its TLV header), which must have
/// been understood whole by decode_tag_report. Customs of others are stepped over. Errors:
/// `truncated`, `malformed` for a Custom of this vendor whose data does not fit its subtype; byte
/// offset from the start of `value`.
Result<TagExtras> read_tag_extras(std::span<const std::uint8_t> value,
                                  std::uint32_t vendor = k_vendor);
/// The same for one Custom of this vendor.
Result<void> read_tag_custom(const TagCustom& custom, TagExtras& extras);

}  // namespace plugtest::llrp::lab_extension
