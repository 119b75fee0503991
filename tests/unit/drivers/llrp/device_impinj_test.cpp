// Impinj's extension (vendor 25882) as the virtual reader speaks it.

#include "tests/unit/drivers/llrp/device_fixture.h"

namespace plugtest::drivers {
namespace {

using namespace test_device;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint32_t k_impinj = 25882;

Message enable_extension() {
  Message message(MessageType::custom_message);
  message.body.set("VendorIdentifier", k_impinj)
      .set("MessageSubtype", 21U)
      .set("Data", llrp::Bytes{0, 0, 0, 0});
  return message;
}

Element impinj(unsigned subtype, llrp::Bytes data) {
  return make(ParamType::custom)
      .set("VendorIdentifier", k_impinj)
      .set("ParameterSubtype", subtype)
      .set("Data", std::move(data));
}

/// A reader with the extension, and a client that has enabled it.
class ImpinjDevice : public DeviceTest {
 protected:
  ImpinjDevice() {
    profile_.extension = model::LlrpExtension::impinj;
    remake();
    answer(enable_extension(), MessageType::custom_message);
  }

  StatusCode set_command(Element custom) {
    return set_config(make(ParamType::antenna_configuration)
                          .add(make(ParamType::c1g2_inventory_command).add(std::move(custom))));
  }

  /// The Customs in the C1G2InventoryCommand of antenna 1.
  std::vector<Element> command_customs() {
    Message get(MessageType::get_reader_config);
    get.body.set("AntennaID", 1U);
    const Message told = answer(std::move(get), MessageType::get_reader_config_response);
    std::vector<Element> customs;
    const Element* command =
        told.body.find(ParamType::antenna_configuration, ParamType::c1g2_inventory_command);
    for (const Element& child : command->children()) {
      if (child.is(ParamType::custom)) customs.push_back(child);
    }
    return customs;
  }
};

TEST_F(DeviceTest, a_reader_without_the_extension_answers_the_handshake_with_an_error_message) {
  EXPECT_EQ(code(answer(enable_extension(), MessageType::error_message)),
            StatusCode::m_unsupported_message);
}

TEST_F(DeviceTest, a_reader_with_the_extension_wants_it_enabled_first) {
  profile_.extension = model::LlrpExtension::impinj;
  remake();
  const auto search = [](std::uint8_t mode) {
    return make(ParamType::antenna_configuration)
        .add(make(ParamType::c1g2_inventory_command).add(impinj(23, {0, mode})));
  };
  EXPECT_EQ(set_config(search(2)), StatusCode::m_parameter_error);
  const auto enabled = answer(enable_extension(), MessageType::custom_message);
  EXPECT_EQ(enabled.body.get_unsigned("VendorIdentifier"), k_impinj);
  EXPECT_EQ(enabled.body.get_unsigned("MessageSubtype"), 22U);
  EXPECT_THAT(enabled.body.get_bytes("Data"), ElementsAre(1, 31, 0, 8, 0, 0, 0, 0))
      << "LLRPStatus, M_Success";
  ASSERT_EQ(set_config(search(2)), StatusCode::m_success);
  run(rospec(1));
  EXPECT_EQ(radio_.last_inventory->target, model::TargetStrategy::dual_target);
  EXPECT_EQ(set_config(search(9)), StatusCode::m_parameter_error) << "no such mode";
  Message other = enable_extension();
  other.body.set("MessageSubtype", 99U);
  EXPECT_EQ(code(answer(std::move(other), MessageType::error_message)),
            StatusCode::m_unsupported_message);
}

TEST_F(ImpinjDevice, tells_phase_and_fine_rssi_of_tags) {
  auto read = test::ScriptedRadio::tag(1);
  read.phase_4096 = 1234;
  read.rssi_mdbm = -52'340;
  radio_.script.push_back({Milliseconds(1), read});
  // ImpinjTagReportContentSelector with ImpinjEnableRFPhaseAngle and ImpinjEnablePeakRSSI.
  const llrp::Bytes selector = {0x03, 0xFF, 0, 14, 0, 0, 0x65, 0x1A, 0, 0, 0, 52, 0, 1,
                                0x03, 0xFF, 0, 14, 0, 0, 0x65, 0x1A, 0, 0, 0, 53, 0, 1};
  auto content = report_spec(2, 1);
  content.add(impinj(50, selector));
  auto spec = rospec(1);
  spec.add(std::move(content));
  run(std::move(spec));
  pass_time(Milliseconds(5));
  const auto told = tags();
  ASSERT_THAT(told, SizeIs(1));
  std::vector<Element> customs;
  for (const auto& child : told[0].children()) {
    if (child.is(ParamType::custom)) customs.push_back(child);
  }
  ASSERT_THAT(customs, SizeIs(2));
  EXPECT_EQ(customs[0], impinj(56, {0x04, 0xD2}));
  EXPECT_EQ(customs[1], impinj(57, {0xEB, 0x8E})) << "-52.34 dBm";
}

/// ImpinjTagReportContentSelector with one wish.
Element selector(unsigned subtype) {
  return impinj(
      50, {0x03, 0xFF, 0, 14, 0, 0, 0x65, 0x1A, 0, 0, 0, static_cast<std::uint8_t>(subtype), 0, 1});
}

TEST_F(ImpinjDevice, tells_the_doppler_shift_of_the_strongest_read) {
  auto read = test::ScriptedRadio::tag(1);
  read.doppler_sixteenth_hz = 90;
  radio_.script.push_back({Milliseconds(1), read});
  read.rssi_mdbm += 1000;
  read.doppler_sixteenth_hz = -98;
  radio_.script.push_back({Milliseconds(2), read});
  read.rssi_mdbm -= 3000;
  read.doppler_sixteenth_hz = -120;
  radio_.script.push_back({Milliseconds(3), read});
  auto content = report_spec(2, 0);
  content.add(selector(67));
  auto spec = rospec(1);
  spec.add(std::move(content));
  run(std::move(spec));
  pass_time(Milliseconds(5));
  ASSERT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_success);
  ASSERT_THAT(others_, testing::Not(IsEmpty()));
  const auto* custom = others_[0].body.find(ParamType::tag_report_data, ParamType::custom);
  ASSERT_NE(custom, nullptr);
  EXPECT_EQ(*custom, impinj(68, {0xFF, 0x9E}));
}

TEST_F(ImpinjDevice, reads_the_tid_of_every_tag) {
  radio_.script_tags(1);
  radio_.access_words = {0xE280, 0x1130, 0x2000, 0x3A5B, 0x77C2, 0x0009};
  auto content = report_spec(2, 1);
  content.add(selector(51));
  auto spec = rospec(1);
  spec.add(std::move(content));
  run(std::move(spec));
  ASSERT_NE(radio_.last_inventory->access_by_tag, nullptr);
  ASSERT_THAT(radio_.last_inventory->access, SizeIs(1));
  EXPECT_EQ(radio_.last_inventory->access[0],
            (api::AccessRequest{.bank = 2, .word_pointer = 0, .word_count = 6}));
  pass_time(Milliseconds(5));
  const auto told = tags();
  ASSERT_THAT(told, SizeIs(1));
  const auto* custom = told[0].find(ParamType::custom);
  ASSERT_NE(custom, nullptr);
  EXPECT_EQ(*custom,
            impinj(55, {0, 6, 0xE2, 0x80, 0x11, 0x30, 0x20, 0, 0x3A, 0x5B, 0x77, 0xC2, 0, 9}));
}

TEST_F(ImpinjDevice, a_search_mode_of_another_length_is_refused) {
  for (const llrp::Bytes& data : {llrp::Bytes{}, llrp::Bytes{1}, llrp::Bytes{0, 1, 0}}) {
    EXPECT_EQ(set_config(make(ParamType::antenna_configuration)
                             .add(make(ParamType::c1g2_inventory_command).add(impinj(23, data)))),
              StatusCode::m_parameter_error);
  }
}

TEST_F(ImpinjDevice, what_is_set_on_an_antenna_is_read_back) {
  radio_.mutable_capabilities().hopping = false;
  remake();
  answer(enable_extension(), MessageType::custom_message);
  EXPECT_THAT(command_customs(), IsEmpty());
  const Element search = impinj(23, {0, 3});
  const Element channels = impinj(26, {0, 2, 0, 0, 0, 1, 0, 2});
  const Element duty_cycle = impinj(28, {0, 1, 0x01, 0xF4, 0x00, 0xC8});
  for (const Element& custom : {search, channels, duty_cycle}) {
    ASSERT_EQ(set_command(custom), StatusCode::m_success);
  }
  EXPECT_THAT(command_customs(), ElementsAre(search, channels, duty_cycle));
  // Mode 0 of each: as the reader likes.
  for (const Element& custom :
       {impinj(23, {0, 0}), impinj(26, {0, 0, 0, 0, 0, 0}), impinj(28, {0, 0, 0, 0, 0, 0})}) {
    ASSERT_EQ(set_command(custom), StatusCode::m_success);
  }
  EXPECT_THAT(command_customs(), IsEmpty());
}

TEST_F(ImpinjDevice, a_channel_list_is_one_channel_of_a_reader_that_does_not_hop) {
  radio_.mutable_capabilities().hopping = false;
  remake();
  answer(enable_extension(), MessageType::custom_message);
  EXPECT_EQ(set_command(impinj(26, {0, 2, 0, 0, 0, 2, 0, 1, 0, 2})), StatusCode::m_parameter_error);
  EXPECT_EQ(set_command(impinj(26, {0, 2, 0, 0, 0, 1, 0, 9})), StatusCode::m_parameter_error);
  EXPECT_EQ(set_command(impinj(26, {0, 2, 0, 0, 0, 0})), StatusCode::m_parameter_error);
  EXPECT_EQ(set_command(impinj(26, {0, 7, 0, 0, 0, 0})), StatusCode::m_parameter_error);
  ASSERT_EQ(set_command(impinj(26, {0, 2, 0, 0, 0, 1, 0, 3})), StatusCode::m_success);
  run(rospec(1));
  EXPECT_EQ(radio_.last_inventory->channel, 3);
}

TEST_F(ImpinjDevice, a_reader_that_hops_has_no_fixed_channel) {
  radio_.mutable_capabilities().hopping = true;
  remake();
  answer(enable_extension(), MessageType::custom_message);
  EXPECT_EQ(set_command(impinj(26, {0, 2, 0, 0, 0, 1, 0, 1})), StatusCode::m_parameter_error);
}

TEST_F(ImpinjDevice, rests_while_there_is_no_tag) {
  // 50 ms without a tag, then a look every 200 ms.
  ASSERT_EQ(set_command(impinj(28, {0, 1, 0, 50, 0, 200})), StatusCode::m_success);
  run(rospec(1));
  EXPECT_EQ(radio_.starts, 1);
  pass_time(Milliseconds(49));
  EXPECT_TRUE(radio_.running());
  pass_time(Milliseconds(1));
  EXPECT_FALSE(radio_.running());
  pass_time(Milliseconds(199));
  EXPECT_FALSE(radio_.running());
  pass_time(Milliseconds(1));
  EXPECT_TRUE(radio_.running()) << "looks";
  radio_.cycle(1);
  pass_time(Milliseconds(0));
  EXPECT_FALSE(radio_.running()) << "and has seen nobody";
  // Now a tag is there when it looks; it stays on until there has been none for 50 ms.
  radio_.script_tags(1);
  pass_time(Milliseconds(201));
  radio_.cycle(1);
  pass_time(Milliseconds(49));
  EXPECT_TRUE(radio_.running());
  radio_.script.clear();
  pass_time(Milliseconds(2));
  EXPECT_FALSE(radio_.running());
  ASSERT_EQ(rospec_request(MessageType::stop_rospec, 1), StatusCode::m_success);
  pass_time(std::chrono::seconds(1));
  EXPECT_FALSE(radio_.running()) << "nor does it look any more";
  EXPECT_EQ(radio_.starts, 3);
}

TEST_F(ImpinjDevice, a_duty_cycle_of_no_time_is_refused) {
  EXPECT_EQ(set_command(impinj(28, {0, 1, 0, 0, 0, 200})), StatusCode::m_parameter_error);
  EXPECT_EQ(set_command(impinj(28, {0, 1, 0, 50, 0, 0})), StatusCode::m_parameter_error);
  EXPECT_EQ(set_command(impinj(28, {0, 2, 0, 50, 0, 200})), StatusCode::m_parameter_error);
}

}  // namespace
}  // namespace plugtest::drivers
