// Vendors' extensions: against bytes laid out by hand from public dissectors and clients.

#include "protocols/llrp/vendor.h"

#include "protocols/bits/hex.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/impinj.h"
#include "protocols/llrp/zebra.h"

#include <set>
#include <string>
#include <tuple>

#include <gmock/gmock.h>

namespace plugtest::llrp {
namespace {

std::string hex_of(const Element& parameter) {
  std::vector<std::uint8_t> out;
  encode(parameter, Version::v1_0_1, out);
  return bits::to_hex(out);
}

TEST(Vendor, impinj_parameters_have_the_bytes_that_others_write) {
  const auto made = [](std::uint32_t subtype) { return make_vendor(k_impinj, subtype); };
  EXPECT_EQ(hex_of(seal(made(impinj::search_mode).set("InventorySearchMode", 2U))),
            "03ff000e"
            "0000651a"
            "00000017"
            "0002");
  EXPECT_EQ(hex_of(seal(made(impinj::low_duty_cycle)
                            .set("LowDutyCycleMode", 1U)
                            .set("EmptyFieldTimeout", 10'000U)
                            .set("FieldPingInterval", 200U))),
            "03ff0012"
            "0000651a"
            "0000001c"
            "0001"
            "2710"
            "00c8");
  EXPECT_EQ(hex_of(seal(made(impinj::fixed_frequency_list)
                            .set("FixedFrequencyMode", 2U)
                            .set("ChannelList", Words{4}))),
            "03ff0014"
            "0000651a"
            "0000001a"
            "0002"
            "0000"
            "0001"
            "0004");
  EXPECT_EQ(hex_of(seal(made(impinj::report_selector)
                            .add(seal(made(impinj::enable_phase).set("RFPhaseAngleMode", 1U))))),
            "03ff001a"
            "0000651a"
            "00000032"
            "03ff000e"
            "0000651a"
            "00000034"
            "0001");
}

TEST(Vendor, a_custom_is_opened_into_its_fields) {
  const Element custom = make(ParamType::custom)
                             .set("VendorIdentifier", k_impinj)
                             .set("ParameterSubtype", 57U)
                             .set("Data", Bytes{0xED, 0x98});
  const auto opened = open_custom(custom, Version::v1_0_1);
  ASSERT_TRUE(opened && *opened);
  EXPECT_EQ((*opened)->name(), "ImpinjPeakRSSI");
  EXPECT_EQ((*opened)->get_signed("RSSI"), -4712);
  EXPECT_TRUE(is_custom(custom, k_impinj, impinj::peak_rssi));
  EXPECT_FALSE(is_custom(custom, k_zebra, impinj::peak_rssi));
}

TEST(Vendor, firmware_that_leaves_reserved_bits_out_is_still_understood_or_told) {
  const auto zebra_phase = [](Bytes data) {
    return open_custom(make(ParamType::custom)
                           .set("VendorIdentifier", k_zebra)
                           .set("ParameterSubtype", zebra::phase)
                           .set("Data", std::move(data)),
                       Version::v1_0_1);
  };
  const auto whole = zebra_phase({0xC0, 0x00, 0x00, 0x00});
  ASSERT_TRUE(whole && *whole);
  EXPECT_EQ((*whole)->get_signed("Phase"), -16'384);
  const auto cut = zebra_phase({0xC0});
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().where.byte_offset, 0U);
}

TEST(Vendor, what_nobody_knows_stays_bytes) {
  const Element custom = make(ParamType::custom)
                             .set("VendorIdentifier", 4711U)
                             .set("ParameterSubtype", 57U)
                             .set("Data", Bytes{1, 2, 3});
  const auto opened = open_custom(custom, Version::v1_0_1);
  ASSERT_TRUE(opened);
  EXPECT_FALSE(*opened);
  const auto other = open_custom(make(ParamType::keepalive_spec), Version::v1_0_1);
  ASSERT_TRUE(other);
  EXPECT_FALSE(*other);
}

TEST(Vendor, messages_are_opened_too) {
  Element custom(MessageType::custom_message);
  custom.set("VendorIdentifier", k_impinj)
      .set("MessageSubtype", impinj::enable_extensions_response)
      .set("Data", Bytes{0x01, 0x1F, 0x00, 0x08, 0x00, 0x65, 0x00, 0x00});
  const auto opened = open_custom(custom, Version::v1_0_1);
  ASSERT_TRUE(opened && *opened);
  const Element* status = (*opened)->find(ParamType::llrp_status);
  ASSERT_NE(status, nullptr);
  EXPECT_EQ(status->get_unsigned("StatusCode"), 101U);
}

TEST(Vendor, every_type_goes_through_seal_and_open_unchanged) {
  for (const VendorType& type : all_vendor_parameters()) {
    SCOPED_TRACE(type.layout.name);
    const Element made = make_vendor(type.vendor, type.subtype);
    const Element sealed = seal(made);
    EXPECT_TRUE(is_custom(sealed, type.vendor, type.subtype));
    const auto opened = open_custom(sealed, Version::v1_0_1);
    ASSERT_TRUE(opened && *opened);
    EXPECT_EQ(**opened, made);
  }
}

TEST(Vendor, numbers_stand_once_in_the_table) {
  std::set<std::tuple<bool, std::uint32_t, std::uint32_t>> seen;
  for (const VendorType& type : all_vendor_parameters()) {
    EXPECT_TRUE(seen.emplace(false, type.vendor, type.subtype).second) << type.layout.name;
  }
  for (const VendorType& type : all_vendor_messages()) {
    EXPECT_TRUE(seen.emplace(true, type.vendor, type.subtype).second) << type.layout.name;
    EXPECT_LE(type.subtype, 255U);
  }
}

}  // namespace
}  // namespace plugtest::llrp
