// The project's own Customs of LLRP. The first byte chooses: any bytes as the value of a
// TagReportData; any bytes as the data of one of our Customs in one; pages and a phase that are
// written and must be read back.

#include "protocols/llrp/lab_extension.h"
#include "protocols/llrp/tag_report.h"
#include "tests/fuzz/script.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace {

using namespace plugtest;
using namespace plugtest::llrp;
using fuzz::require;
using fuzz::Script;
using Octets = std::vector<std::uint8_t>;

Octets written(const lab_extension::TagExtras& extras) {
  Octets customs;
  if (extras.type_d) lab_extension::append_type_d_tag(*extras.type_d, customs);
  if (extras.phase_4096) lab_extension::append_phase(*extras.phase_4096, customs);
  return customs;
}

/// A value that the fast path takes is one in which the extension looks for its own.
void as_value(std::span<const std::uint8_t> value) {
  if (!decode_tag_report(value)) return;
  const auto extras = lab_extension::read_tag_extras(value);
  if (!extras) {
    require(!extras.error().message.empty());
    require(extras.error().where.byte_offset.value_or(0) <= value.size());
    return;
  }
  const Octets customs = written(*extras);
  require(customs.size() <= value.size());
  require(lab_extension::read_tag_extras(customs) == *extras);
}

void as_data(Script script) {
  const Octets data(script.rest().begin(), script.rest().end());
  const std::size_t length = 12 + data.size();
  if (length > 0xFFFF) return;
  for (std::uint8_t subtype = 1; subtype <= 5; ++subtype) {
    Octets value = {0x03, 0xFF, static_cast<std::uint8_t>(length >> 8U),
                    static_cast<std::uint8_t>(length)};
    for (unsigned shift = 32; shift > 0; shift -= 8) {
      value.push_back(static_cast<std::uint8_t>(lab_extension::k_vendor >> (shift - 8)));
    }
    value.insert(value.end(), {0, 0, 0, subtype});
    value.insert(value.end(), data.begin(), data.end());
    as_value(value);
  }
  const Element custom = make(ParamType::custom).set("Data", Bytes(data.begin(), data.end()));
  const auto protocols = lab_extension::read_air_protocols(custom);
  require(protocols.size() <= data.size());
  const Element again = lab_extension::air_protocols(protocols);
  require(lab_extension::is(again, lab_extension::Subtype::air_protocols));
  require(lab_extension::read_air_protocols(again) == protocols);
}

void as_pages(Script script) {
  lab_extension::TagExtras extras;
  if (script.byte() % 2 != 0) extras.phase_4096 = script.word();
  extras.type_d.emplace();
  // A message has at most 16 pages; a Custom of 16 of the longest fits its length field.
  for (std::uint32_t pages = script.up_to(16); pages > 0; --pages) {
    lab_extension::TypeDPage page{.number = script.byte(), .crc_right = script.byte() % 2 != 0};
    page.bits = script.bits(script.up_to(bits::BitString::k_max_bits));
    extras.type_d->push_back(page);
  }
  require(lab_extension::read_tag_extras(written(extras)) == extras);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Script script(data, size);
  switch (script.byte() % 3) {
    case 0:
      as_value(script.rest());
      break;
    case 1:
      as_data(script);
      break;
    default:
      as_pages(script);
  }
  return 0;
}
