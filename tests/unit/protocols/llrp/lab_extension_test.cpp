#include "protocols/llrp/lab_extension.h"

#include "protocols/llrp/codec.h"
#include "protocols/llrp/tag_report.h"

#include <vector>

#include <gmock/gmock.h>

namespace plugtest::llrp::lab_extension {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Octets = std::vector<std::uint8_t>;

const Octets k_identity = {0x45, 0x80, 0x00, 0x00, 0x19, 0x1b};

TypeDPage identity_page() {
  TypeDPage page;
  for (const std::uint8_t octet : k_identity) page.bits.append(octet, 8);
  page.bits.append(0xf9d4, 16);
  return page;
}

TagReport report() {
  TagReport report;
  report.present = TagReport::epc | TagReport::antenna_id;
  report.epc_bits = 48;
  report.epc_data = k_identity.data();
  report.antenna = 2;
  return report;
}

/// The value of the TagReportData parameter.
Octets value_of(const TagReport& report, const Octets& customs) {
  Octets bytes;
  append_tag_report(report, bytes, customs);
  bytes.erase(bytes.begin(), bytes.begin() + 4);
  return bytes;
}

TEST(LabExtension, a_type_d_tag_comes_back_from_its_report) {
  const TypeDPage odd{.number = 3, .crc_right = false, .bits = bits::BitString(0b1011, 4)};
  const std::vector<TypeDPage> pages = {identity_page(), odd};
  Octets customs;
  append_type_d_tag(pages, customs);
  append_phase(4095, customs);
  const auto extras = read_tag_extras(value_of(report(), customs));
  ASSERT_TRUE(extras) << to_string(extras.error());
  EXPECT_EQ(extras->type_d, pages);
  EXPECT_EQ(extras->phase_4096, 4095);
}

TEST(LabExtension, the_generic_codec_sees_a_well_formed_custom) {
  Octets message = encode(Message(MessageType::ro_access_report, 1));
  Octets customs;
  append_type_d_tag(std::vector<TypeDPage>{identity_page()}, customs);
  append_tag_report(report(), message, customs);
  message[5] = static_cast<std::uint8_t>(message.size());
  const auto decoded = decode(message, DecodeMode::strict);
  ASSERT_TRUE(decoded) << to_string(decoded.error().error);
  const Element* custom = decoded->body.find(ParamType::tag_report_data)->find(ParamType::custom);
  ASSERT_NE(custom, nullptr);
  EXPECT_TRUE(is(*custom, Subtype::type_d_tag));
  EXPECT_THAT(custom->get_bytes("Data"),
              ElementsAre(0, 1, 0, 64, 0x45, 0x80, 0x00, 0x00, 0x19, 0x1b, 0xf9, 0xd4));
}

TEST(LabExtension, customs_of_others_are_stepped_over) {
  const Octets other = {0x03, 0xff, 0, 13, 0, 0, 0x65, 0x1a, 0, 0, 0, 3, 7};
  const auto extras = read_tag_extras(value_of(report(), other));
  ASSERT_TRUE(extras) << to_string(extras.error());
  EXPECT_EQ(*extras, TagExtras{});
}

TEST(LabExtension, data_that_does_not_fit_is_an_error_with_its_place) {
  Octets customs;
  append_type_d_tag(std::vector<TypeDPage>{identity_page()}, customs);
  customs[15] = 65;  // a bit more than there is
  const auto cut = read_tag_extras(value_of(report(), customs));
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, ErrorCode::truncated);
  EXPECT_THAT(cut.error().message, HasSubstr("65 bits needs 9 bytes, 8 are left"));
  EXPECT_TRUE(cut.error().where.byte_offset);

  const Octets phase = {0x03, 0xff, 0, 13, 0, 0, 0x7e, 0xd9, 0, 0, 0, 4, 7};
  const auto short_phase = read_tag_extras(value_of(report(), phase));
  ASSERT_FALSE(short_phase);
  EXPECT_THAT(short_phase.error().message, HasSubstr("2 bytes, not 1"));
}

TEST(LabExtension, survives_every_cut_and_every_changed_octet) {
  Octets customs;
  append_type_d_tag(std::vector<TypeDPage>{identity_page(), identity_page()}, customs);
  append_phase(17, customs);
  const Octets whole = value_of(report(), customs);
  std::size_t understood = 0;
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    understood += read_tag_extras(std::span(whole).first(length)) ? 1U : 0U;
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const std::uint8_t octet : Octets{0x00, 0x7f, 0x80, 0xff}) {
      Octets changed = whole;
      changed[at] = octet;
      understood += read_tag_extras(changed) ? 1U : 0U;
    }
  }
  EXPECT_GT(understood, 1U);
}

TEST(LabExtension, capabilities_name_the_protocols_and_unknown_ones_are_left_out) {
  const std::vector<AirProtocol> both = {AirProtocol::type_c, AirProtocol::type_d};
  Element custom = air_protocols(both);
  EXPECT_TRUE(is(custom, Subtype::air_protocols));
  EXPECT_EQ(read_air_protocols(custom), both);
  custom.set("Data", Bytes{9, 2});
  EXPECT_THAT(read_air_protocols(custom), ElementsAre(AirProtocol::type_d));
  EXPECT_THAT(type_d_inventory().get_bytes("Data"), IsEmpty());
}

}  // namespace
}  // namespace plugtest::llrp::lab_extension
