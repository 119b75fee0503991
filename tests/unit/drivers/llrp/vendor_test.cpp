// Vendors' extensions, asked for and understood.

#include "protocols/llrp/vendor.h"

#include "drivers/llrp/translator.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/impinj.h"
#include "protocols/llrp/tag_report.h"
#include "protocols/llrp/zebra.h"
#include "tests/unit/drivers/llrp/driver_bench.h"

#include <string>
#include <utility>
#include <vector>

namespace plugtest::drivers {
namespace {

using llrp::Element;
using llrp::k_impinj;
using llrp::k_zebra;
using llrp::make;
using llrp::make_vendor;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using llrp::seal;
using model::InventoryTarget;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
namespace impinj = llrp::impinj;
constexpr auto k_1_0_1 = llrp::Version::v1_0_1;

class ImpinjTest : public PeerTest {
 protected:
  ImpinjTest() {
    peer_.is_impinj = true;
    peer_.general().set("DeviceManufacturerName", k_impinj);
  }
  std::optional<Element> in_command(std::uint32_t subtype) {
    return llrp::find_custom(*peer_.antennas.at(1).find(ParamType::c1g2_inventory_command),
                             k_impinj, subtype, k_1_0_1);
  }
};

TEST_F(ImpinjTest, extensions_are_enabled_before_anything_of_theirs_is_used) {
  open();
  EXPECT_EQ(peer_.count(MessageType::custom_message), 1U);
  const Message& request = *peer_.last(MessageType::custom_message);
  EXPECT_EQ(request.body.get_unsigned("VendorIdentifier"), k_impinj);
  EXPECT_EQ(request.body.get_unsigned("MessageSubtype"), 21U);
  EXPECT_THAT(request.body.get_bytes("Data"), ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(listener_.events, IsEmpty());
}

TEST_F(ImpinjTest, another_maker_with_that_number_is_spoken_to_in_plain_llrp) {
  peer_.is_impinj = false;
  open();
  EXPECT_THAT(listener_.events, ElementsAre(HasSubstr("plain LLRP is spoken")));
  model::ReaderSettings asked;
  asked.report.phase = true;
  const auto applied = configure(asked);
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, ErrorCode::refused);
}

TEST_F(ImpinjTest, the_address_can_leave_them_out) {
  open("?extensions=off");
  EXPECT_EQ(peer_.count(MessageType::custom_message), 0U);
}

TEST_F(PeerTest, other_readers_are_not_asked_for_impinjs_extensions) {
  open();
  EXPECT_EQ(peer_.count(MessageType::custom_message), 0U);
}

TEST_F(ImpinjTest, settings_go_where_the_vendor_wants_them_and_are_read_back) {
  open();
  model::ReaderSettings asked;
  asked.antennas = {1};
  asked.target = InventoryTarget::alternate;
  asked.channels_hz = {902'750'000, 903'750'000};
  asked.low_duty_cycle = model::LowDutyCycle{.empty_field = std::chrono::milliseconds(10'000),
                                             .ping_interval = std::chrono::milliseconds(200)};
  const auto applied = configure(asked);
  ASSERT_TRUE(applied) << to_string(applied.error());
  EXPECT_EQ(in_command(impinj::search_mode)->get_unsigned("InventorySearchMode"), 2U);
  EXPECT_EQ(in_command(impinj::fixed_frequency_list)->get_unsigned("FixedFrequencyMode"), 2U);
  EXPECT_THAT(in_command(impinj::fixed_frequency_list)->get_words("ChannelList"),
              ElementsAre(1, 3));
  EXPECT_EQ(in_command(impinj::low_duty_cycle)->get_unsigned("EmptyFieldTimeout"), 10'000U);
  EXPECT_EQ(applied->target, InventoryTarget::alternate);
  EXPECT_EQ(applied->channels_hz, asked.channels_hz);
  EXPECT_EQ(applied->low_duty_cycle, asked.low_duty_cycle);
  EXPECT_THAT(listener_.events, IsEmpty());
}

TEST_F(ImpinjTest, every_target_is_a_search_mode) {
  open();
  const std::pair<InventoryTarget, unsigned> modes[] = {{InventoryTarget::a, 1},
                                                        {InventoryTarget::b, 5},
                                                        {InventoryTarget::alternate, 2},
                                                        {InventoryTarget::a_suppressed, 3}};
  for (const auto& [target, mode] : modes) {
    model::ReaderSettings asked;
    asked.target = target;
    const auto applied = configure(asked);
    ASSERT_TRUE(applied) << to_string(applied.error());
    EXPECT_EQ(in_command(impinj::search_mode)->get_unsigned("InventorySearchMode"), mode);
    EXPECT_EQ(applied->target, target);
  }
  model::ReaderSettings asked;
  asked.target = InventoryTarget::a_suppressed;
  asked.session = 2;
  EXPECT_THAT(configure(asked).error().message, HasSubstr("in session 1, not 2"));
}

TEST_F(ImpinjTest, reports_are_asked_for_in_the_report_spec) {
  open();
  model::ReaderSettings asked;
  asked.report = {.phase = true, .doppler = true, .fine_rssi = true, .tid = true};
  ASSERT_TRUE(configure(asked));
  ASSERT_TRUE(start());
  const auto* spec =
      peer_.last(MessageType::add_rospec)->body.find(ParamType::rospec, ParamType::ro_report_spec);
  ASSERT_NE(spec, nullptr);
  const auto selector = llrp::find_custom(*spec, k_impinj, impinj::report_selector, k_1_0_1);
  ASSERT_TRUE(selector);
  for (const auto subtype : {impinj::enable_tid, impinj::enable_phase, impinj::enable_peak_rssi,
                             impinj::enable_doppler}) {
    EXPECT_TRUE(llrp::find_custom(*selector, k_impinj, subtype, k_1_0_1)) << subtype;
  }
}

TEST_F(PeerTest, a_zebra_reader_is_asked_for_phase_in_its_own_words) {
  peer_.general().set("DeviceManufacturerName", k_zebra);
  peer_.capabilities.append(
      seal(make_vendor(k_zebra, llrp::zebra::advanced_capabilities).set("CanReportPhase", 1U)));
  open();
  model::ReaderSettings asked;
  asked.report.phase = true;
  ASSERT_TRUE(configure(asked));
  ASSERT_TRUE(start());
  const auto* spec =
      peer_.last(MessageType::add_rospec)->body.find(ParamType::rospec, ParamType::ro_report_spec);
  const auto selector = llrp::find_custom(*spec, k_zebra, llrp::zebra::report_selector, k_1_0_1);
  ASSERT_TRUE(selector);
  EXPECT_TRUE(selector->get_flag("EnablePhase"));
  EXPECT_FALSE(selector->get_flag("EnableGPS"));
}

// --- what reports say

class Sink final : public LlrpSink {
 public:
  void on_observations(std::span<const model::Observation> span) override {
    seen.insert(seen.end(), span.begin(), span.end());
  }
  void on_event(const LlrpEvent&) override {}
  std::vector<model::Observation> seen;
};

/// A report of one tag with these Customs, translated.
Result<model::Observation> translated(std::vector<Element> customs, std::uint32_t pen = 32473) {
  Element tag = make(ParamType::tag_report_data)
                    .add(make(ParamType::epc_96))
                    .add(make(ParamType::peak_rssi).set("PeakRSSI", -47));
  for (auto& custom : customs) tag.append(std::move(custom));
  Message report(MessageType::ro_access_report, 9);
  report.body.add(std::move(tag));
  Sink sink;
  Translator translator(pen);
  auto done = translator.translate(llrp::encode(report), HostTime{}, sink);
  if (!done) return fail(done.error());
  return sink.seen.at(0);
}

TEST(VendorReport, impinj_tells_phase_doppler_fine_rssi_and_tid) {
  const auto custom = [](std::uint32_t subtype) { return make_vendor(k_impinj, subtype); };
  const auto seen = translated({seal(custom(impinj::phase).set("PhaseAngle", 2592U)),
                                seal(custom(impinj::peak_rssi).set("RSSI", -4712)),
                                seal(custom(impinj::doppler).set("DopplerFrequency", -160)),
                                seal(custom(impinj::tid).set("TID", llrp::Words{0xE280, 0x1105}))});
  ASSERT_TRUE(seen) << to_string(seen.error());
  EXPECT_EQ(seen->phase_4096, 2592);
  EXPECT_EQ(seen->rssi_mdbm, -47'120);
  EXPECT_EQ(seen->doppler_millihz, -10'000);
  EXPECT_THAT(seen->tid, ElementsAre(0xE280, 0x1105));
}

TEST(VendorReport, zebra_tells_phase_as_a_signed_half_turn) {
  const auto phase = [](int raw) {
    return translated({seal(make_vendor(k_zebra, llrp::zebra::phase).set("Phase", raw))})
        ->phase_4096;
  };
  EXPECT_EQ(phase(0), 0);
  EXPECT_EQ(phase(16'384), 1024);
  EXPECT_EQ(phase(32'767), 2048);
  EXPECT_EQ(phase(-16'384), 3072);
  EXPECT_EQ(phase(-32'768), 2048);
}

TEST(VendorReport, what_does_not_fit_or_is_not_known_is_passed_over) {
  const auto custom = [](std::uint32_t vendor, std::uint32_t subtype, llrp::Bytes data) {
    return make(ParamType::custom)
        .set("VendorIdentifier", vendor)
        .set("ParameterSubtype", subtype)
        .set("Data", std::move(data));
  };
  const auto seen = translated(
      {custom(k_impinj, impinj::phase, {1}), custom(k_impinj, impinj::phase, {0x20, 0x00}),
       custom(k_impinj, impinj::tid, {0, 3, 1}), custom(k_impinj, 9999, {1, 2, 3}),
       custom(k_zebra, llrp::zebra::phase, {}), custom(4711, 56, {0x0A, 0x20})});
  ASSERT_TRUE(seen) << to_string(seen.error());
  EXPECT_EQ(seen->phase_4096, std::nullopt);
  EXPECT_THAT(seen->tid, IsEmpty());
  EXPECT_EQ(seen->rssi_mdbm, -47'000);
}

TEST(VendorReport, our_extension_may_have_another_number) {
  const auto phase = [](std::uint32_t vendor) {
    return make(ParamType::custom)
        .set("VendorIdentifier", vendor)
        .set("ParameterSubtype", llrp::lab_extension::Subtype::phase)
        .set("Data", llrp::Bytes{0x04, 0x00});
  };
  EXPECT_EQ(translated({phase(32473)})->phase_4096, 1024);
  EXPECT_EQ(translated({phase(32473)}, 50'000)->phase_4096, std::nullopt);
  EXPECT_EQ(translated({phase(50'000)}, 50'000)->phase_4096, 1024);
}

TEST_F(PeerTest, type_d_is_asked_for_under_the_number_of_the_address) {
  peer_.capabilities.append(llrp::lab_extension::air_protocols(
      std::vector{llrp::lab_extension::AirProtocol::type_d}, 50'000));
  open("?pen=50000");
  const auto told = capabilities();
  ASSERT_TRUE(told);
  EXPECT_THAT(told->protocols, ElementsAre(model::AirProtocol::type_d));
  model::ReaderSettings asked;
  asked.protocols = {model::AirProtocol::type_d};
  ASSERT_TRUE(configure(asked));
  ASSERT_TRUE(start());
  const auto* inventory =
      peer_.last(MessageType::add_rospec)
          ->body.find(ParamType::rospec, ParamType::aispec, ParamType::inventory_parameter_spec);
  ASSERT_NE(inventory, nullptr);
  EXPECT_EQ(inventory->get_name("ProtocolID"), "unspecified");
  ASSERT_THAT(inventory->children(), SizeIs(1));
  EXPECT_EQ(inventory->children()[0].get_unsigned("VendorIdentifier"), 50'000U);
}

}  // namespace
}  // namespace plugtest::drivers
