#include "protocols/llrp/definition.h"

#include "protocols/llrp/element.h"
#include "protocols/llrp/status.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::llrp {
namespace {

struct NamedMessage {
  std::uint16_t number;
  std::string_view name;
};

// LLRP 1.0.1, table 4.
constexpr NamedMessage k_messages[] = {
    {1, "GET_READER_CAPABILITIES"},
    {2, "GET_READER_CONFIG"},
    {3, "SET_READER_CONFIG"},
    {4, "CLOSE_CONNECTION_RESPONSE"},
    {11, "GET_READER_CAPABILITIES_RESPONSE"},
    {12, "GET_READER_CONFIG_RESPONSE"},
    {13, "SET_READER_CONFIG_RESPONSE"},
    {14, "CLOSE_CONNECTION"},
    {20, "ADD_ROSPEC"},
    {21, "DELETE_ROSPEC"},
    {22, "START_ROSPEC"},
    {23, "STOP_ROSPEC"},
    {24, "ENABLE_ROSPEC"},
    {25, "DISABLE_ROSPEC"},
    {26, "GET_ROSPECS"},
    {30, "ADD_ROSPEC_RESPONSE"},
    {31, "DELETE_ROSPEC_RESPONSE"},
    {32, "START_ROSPEC_RESPONSE"},
    {33, "STOP_ROSPEC_RESPONSE"},
    {34, "ENABLE_ROSPEC_RESPONSE"},
    {35, "DISABLE_ROSPEC_RESPONSE"},
    {36, "GET_ROSPECS_RESPONSE"},
    {40, "ADD_ACCESSSPEC"},
    {41, "DELETE_ACCESSSPEC"},
    {42, "ENABLE_ACCESSSPEC"},
    {43, "DISABLE_ACCESSSPEC"},
    {44, "GET_ACCESSSPECS"},
    {45, "CLIENT_REQUEST_OP"},
    {50, "ADD_ACCESSSPEC_RESPONSE"},
    {51, "DELETE_ACCESSSPEC_RESPONSE"},
    {52, "ENABLE_ACCESSSPEC_RESPONSE"},
    {53, "DISABLE_ACCESSSPEC_RESPONSE"},
    {54, "GET_ACCESSSPECS_RESPONSE"},
    {55, "CLIENT_REQUEST_OP_RESPONSE"},
    {60, "GET_REPORT"},
    {61, "RO_ACCESS_REPORT"},
    {62, "KEEPALIVE"},
    {63, "READER_EVENT_NOTIFICATION"},
    {64, "ENABLE_EVENTS_AND_REPORTS"},
    {72, "KEEPALIVE_ACK"},
    {100, "ERROR_MESSAGE"},
    {1023, "CUSTOM_MESSAGE"},
};

struct NamedParameter {
  std::uint16_t number;
  std::string_view name;
  bool tv;
};

// LLRP 1.0.1, table 5 (the names as the clauses spell them).
constexpr NamedParameter k_parameters[] = {
    {1, "AntennaID", true},
    {2, "FirstSeenTimestampUTC", true},
    {3, "FirstSeenTimestampUptime", true},
    {4, "LastSeenTimestampUTC", true},
    {5, "LastSeenTimestampUptime", true},
    {6, "PeakRSSI", true},
    {7, "ChannelIndex", true},
    {8, "TagSeenCount", true},
    {9, "ROSpecID", true},
    {10, "InventoryParameterSpecID", true},
    {11, "C1G2CRC", true},
    {12, "C1G2PC", true},
    {13, "EPC-96", true},
    {14, "SpecIndex", true},
    {15, "ClientRequestOpSpecResult", true},
    {16, "AccessSpecID", true},
    {17, "OpSpecID", true},
    {18, "C1G2SingulationDetails", true},
    {128, "UTCTimestamp", false},
    {129, "Uptime", false},
    {137, "GeneralDeviceCapabilities", false},
    {139, "ReceiveSensitivityTableEntry", false},
    {140, "PerAntennaAirProtocol", false},
    {141, "GPIOCapabilities", false},
    {142, "LLRPCapabilities", false},
    {143, "RegulatoryCapabilities", false},
    {144, "UHFBandCapabilities", false},
    {145, "TransmitPowerLevelTableEntry", false},
    {146, "FrequencyInformation", false},
    {147, "FrequencyHopTable", false},
    {148, "FixedFrequencyTable", false},
    {149, "PerAntennaReceiveSensitivityRange", false},
    {177, "ROSpec", false},
    {178, "ROBoundarySpec", false},
    {179, "ROSpecStartTrigger", false},
    {180, "PeriodicTriggerValue", false},
    {181, "GPITriggerValue", false},
    {182, "ROSpecStopTrigger", false},
    {183, "AISpec", false},
    {184, "AISpecStopTrigger", false},
    {185, "TagObservationTrigger", false},
    {186, "InventoryParameterSpec", false},
    {187, "RFSurveySpec", false},
    {188, "RFSurveySpecStopTrigger", false},
    {207, "AccessSpec", false},
    {208, "AccessSpecStopTrigger", false},
    {209, "AccessCommand", false},
    {210, "ClientRequestOpSpec", false},
    {211, "ClientRequestResponse", false},
    {217, "LLRPConfigurationStateValue", false},
    {218, "Identification", false},
    {219, "GPOWriteData", false},
    {220, "KeepaliveSpec", false},
    {221, "AntennaProperties", false},
    {222, "AntennaConfiguration", false},
    {223, "RFReceiver", false},
    {224, "RFTransmitter", false},
    {225, "GPIPortCurrentState", false},
    {226, "EventsAndReports", false},
    {237, "ROReportSpec", false},
    {238, "TagReportContentSelector", false},
    {239, "AccessReportSpec", false},
    {240, "TagReportData", false},
    {241, "EPCData", false},
    {242, "RFSurveyReportData", false},
    {243, "FrequencyRSSILevelEntry", false},
    {244, "ReaderEventNotificationSpec", false},
    {245, "EventNotificationState", false},
    {246, "ReaderEventNotificationData", false},
    {247, "HoppingEvent", false},
    {248, "GPIEvent", false},
    {249, "ROSpecEvent", false},
    {250, "ReportBufferLevelWarningEvent", false},
    {251, "ReportBufferOverflowErrorEvent", false},
    {252, "ReaderExceptionEvent", false},
    {253, "RFSurveyEvent", false},
    {254, "AISpecEvent", false},
    {255, "AntennaEvent", false},
    {256, "ConnectionAttemptEvent", false},
    {257, "ConnectionCloseEvent", false},
    {287, "LLRPStatus", false},
    {288, "FieldError", false},
    {289, "ParameterError", false},
    {327, "C1G2LLRPCapabilities", false},
    {328, "UHFC1G2RFModeTable", false},
    {329, "UHFC1G2RFModeTableEntry", false},
    {330, "C1G2InventoryCommand", false},
    {331, "C1G2Filter", false},
    {332, "C1G2TagInventoryMask", false},
    {333, "C1G2TagInventoryStateAwareFilterAction", false},
    {334, "C1G2TagInventoryStateUnawareFilterAction", false},
    {335, "C1G2RFControl", false},
    {336, "C1G2SingulationControl", false},
    {337, "C1G2TagInventoryStateAwareSingulationAction", false},
    {338, "C1G2TagSpec", false},
    {339, "C1G2TargetTag", false},
    {341, "C1G2Read", false},
    {342, "C1G2Write", false},
    {343, "C1G2Kill", false},
    {344, "C1G2Lock", false},
    {345, "C1G2LockPayload", false},
    {346, "C1G2BlockErase", false},
    {347, "C1G2BlockWrite", false},
    {348, "C1G2EPCMemorySelector", false},
    {349, "C1G2ReadOpSpecResult", false},
    {350, "C1G2WriteOpSpecResult", false},
    {351, "C1G2KillOpSpecResult", false},
    {352, "C1G2LockOpSpecResult", false},
    {353, "C1G2BlockEraseOpSpecResult", false},
    {354, "C1G2BlockWriteOpSpecResult", false},
    {1023, "Custom", false},
};

TEST(LlrpDefinition, KnowsEveryMessageOfTheStandard) {
  for (const auto& [number, name] : k_messages) {
    const TypeDef* type = find_message(number, Version::v1_0_1);
    ASSERT_NE(type, nullptr) << number << " " << name;
    EXPECT_EQ(type->name, name);
    EXPECT_EQ(type->encoding, Encoding::message);
  }
}

TEST(LlrpDefinition, KnowsEveryParameterOfTheStandard) {
  for (const auto& [number, name, tv] : k_parameters) {
    const TypeDef* type = find_parameter(number, Version::v1_0_1);
    ASSERT_NE(type, nullptr) << number << " " << name;
    EXPECT_EQ(type->name, name) << number;
    EXPECT_EQ(type->encoding, tv ? Encoding::tv : Encoding::tlv) << name;
  }
}

TEST(LlrpDefinition, HasNothingBesidesInVersion101) {
  const auto in_101 = [](const TypeDef* type) { return type->versions.contains(Version::v1_0_1); };
  EXPECT_EQ(std::ranges::count_if(all_messages(), in_101), std::ssize(k_messages));
  EXPECT_EQ(std::ranges::count_if(all_parameters(), in_101), std::ssize(k_parameters));
}

using Known = std::pair<std::uint16_t, std::string>;

/// By number.
std::vector<Known> added_in(Version version, std::span<const TypeDef* const> types) {
  std::vector<Known> added;
  for (const TypeDef* type : types) {
    if (type->versions.first == version) added.emplace_back(type->number, type->name);
  }
  std::ranges::sort(added);
  return added;
}

std::ptrdiff_t known_in(Version version, std::span<const TypeDef* const> types) {
  return std::ranges::count_if(
      types, [version](const TypeDef* type) { return type->versions.contains(version); });
}

// facts/llrp.md 1.2 and 1.3, which is LLRP 1.1, tables 5 and 6. The circulating machine definition
// of 1.1 has 189 for LoopSpec, and lacks 45, 55, 210, 211, TV 15, 363 and 365.
TEST(LlrpDefinition, Version11AddsTheseAndNoOthers) {
  const std::vector<Known> messages = {{46, "GET_SUPPORTED_VERSION"},
                                       {47, "SET_PROTOCOL_VERSION"},
                                       {56, "GET_SUPPORTED_VERSION_RESPONSE"},
                                       {57, "SET_PROTOCOL_VERSION_RESPONSE"}};
  const std::vector<Known> parameters = {{19, "C1G2XPCW1"},
                                         {20, "C1G2XPCW2"},
                                         {355, "LoopSpec"},
                                         {356, "SpecLoopEvent"},
                                         {357, "C1G2Recommission"},
                                         {358, "C1G2BlockPermalock"},
                                         {359, "C1G2GetBlockPermalockStatus"},
                                         {360, "C1G2RecommissionOpSpecResult"},
                                         {361, "C1G2BlockPermalockOpSpecResult"},
                                         {362, "C1G2GetBlockPermalockStatusOpSpecResult"},
                                         {363, "MaximumReceiveSensitivity"},
                                         {365, "RFSurveyFrequencyCapabilities"}};
  EXPECT_EQ(added_in(Version::v1_1, all_messages()), messages);
  EXPECT_EQ(added_in(Version::v1_1, all_parameters()), parameters);
  EXPECT_EQ(find_parameter(189, Version::v1_1), nullptr);
  // 46 messages and the Custom one of vendors; 122 parameters and Custom.
  EXPECT_EQ(known_in(Version::v1_1, all_messages()), 46);
  EXPECT_EQ(known_in(Version::v1_1, all_parameters()), 122 + 1);
}

TEST(LlrpDefinition, Version20IsKnownByNumberOnly) {
  const std::vector<Known> parameters = {{290, "CryptoResponse"},
                                         {364, "C1G2UntraceableOpSpecResult"},
                                         {366, "C1G2Challenge"},
                                         {367, "C1G2Authenticate"},
                                         {368, "C1G2AuthComm"},
                                         {369, "C1G2SecureComm"},
                                         {370, "C1G2ReadBuffer"},
                                         {372, "C1G2KeyUpdate"},
                                         {373, "C1G2TagPrivilege"},
                                         {374, "C1G2AuthenticateOpSpecResult"},
                                         {375, "C1G2AuthCommOpSpecResult"},
                                         {376, "C1G2SecureCommOpSpecResult"},
                                         {377, "C1G2ReadBufferOpSpecResult"},
                                         {378, "C1G2KeyUpdateOpSpecResult"},
                                         {379, "C1G2TagPrivilegeOpSpecResult"},
                                         {380, "C1G2Untraceable"},
                                         {381, "ExtendOnTime"}};
  EXPECT_EQ(added_in(Version::v2_0, all_parameters()), parameters);
  EXPECT_TRUE(added_in(Version::v2_0, all_messages()).empty());
  for (const auto& [number, name] : parameters) {
    EXPECT_TRUE(is_provisional(*find_parameter(number, Version::v2_0))) << name;
  }
  EXPECT_FALSE(is_provisional(definition(ParamType::loop_spec)));
}

TEST(LlrpDefinition, FieldsAreNumberedAsTheirVersionHasThem) {
  const TypeDef& c1g2 = definition(ParamType::c1g2_llrp_capabilities);
  const std::size_t filters = c1g2.field_index("MaxNumSelectFiltersPerQuery");
  EXPECT_EQ(c1g2.field_number(filters, Version::v1_0_1), 3);
  EXPECT_EQ(c1g2.field_number(filters, Version::v1_1), 7);
  const TypeDef& access = definition(ParamType::access_spec);
  EXPECT_EQ(access.field_number(access.field_index("ROSpecID"), Version::v1_0_1), 5)
      << "reserved bits are not counted";
}

TEST(LlrpDefinition, AnswersBelongToTheirRequests) {
  for (const TypeDef* request : all_messages()) {
    if (request->response == 0) {
      continue;
    }
    const TypeDef* answer = find_message(request->response, Version::v1_1);
    ASSERT_NE(answer, nullptr) << request->name;
    if (request->number != 60) {  // GET_REPORT is answered by a report
      EXPECT_EQ(std::string(request->name) + "_RESPONSE", answer->name);
    }
  }
}

TEST(LlrpDefinition, EveryTypeThatHasAnAnswerWithStatusStartsWithIt) {
  for (const TypeDef* type : all_messages()) {
    if (type->name.ends_with("_RESPONSE") && type->number != 55) {
      ASSERT_FALSE(type->slots.empty()) << type->name;
      EXPECT_EQ(type->slots.front().name, "LLRPStatus") << type->name;
      EXPECT_TRUE(type->slots.front().required) << type->name;
    }
  }
}

TEST(LlrpDefinition, StatusNamesAreOneList) {
  const EnumDef* codes = definition(ParamType::llrp_status).fields.front().enumeration;
  ASSERT_NE(codes, nullptr);
  for (const EnumValue& code : codes->values) {
    EXPECT_EQ(to_string(static_cast<StatusCode>(code.value)), code.name);
  }
  EXPECT_EQ(codes->values.size(), 27U);
  EXPECT_EQ(to_string(static_cast<StatusCode>(999)), "unknown status");
}

TEST(LlrpDefinition, SizesOfTvParameters) {
  // LLRP 1.0.1, clause 16.2.7.3: octets behind the type octet.
  const std::pair<ParamType, std::size_t> sizes[] = {
      {ParamType::antenna_id, 2},     {ParamType::first_seen_timestamp_utc, 8},
      {ParamType::peak_rssi, 1},      {ParamType::channel_index, 2},
      {ParamType::tag_seen_count, 2}, {ParamType::rospec_id, 4},
      {ParamType::epc_96, 12},        {ParamType::access_spec_id, 4},
      {ParamType::c1g2_pc, 2},        {ParamType::c1g2_singulation_details, 4},
  };
  for (const auto& [type, bytes] : sizes) {
    EXPECT_EQ(definition(type).fixed_bytes, bytes) << definition(type).name;
  }
}

TEST(LlrpElement, AddPutsChildrenInTheOrderOfTheStandard) {
  Element data(ParamType::tag_report_data);
  data.add(make(ParamType::tag_seen_count).set("TagCount", 3U))
      .add(make(ParamType::antenna_id).set("AntennaID", 2U))
      .add(make(ParamType::custom))
      .add(make(ParamType::epc_96))
      .add(make(ParamType::peak_rssi).set("PeakRSSI", -42));
  std::string order;
  for (const Element& child : data.children()) {
    order += child.name() + " ";
  }
  EXPECT_EQ(order, "EPC-96 AntennaID PeakRSSI TagSeenCount Custom ");
  EXPECT_EQ(data.find(ParamType::peak_rssi)->get_signed("PeakRSSI"), -42);
  EXPECT_EQ(data.find(ParamType::rospec_id), nullptr);
}

TEST(LlrpElement, EnumerationsByName) {
  Element spec(ParamType::rospec);
  spec.set_name("CurrentState", "inactive");
  EXPECT_EQ(spec.get_unsigned("CurrentState"), 1U);
  EXPECT_EQ(spec.get_name("CurrentState"), "inactive");
}

TEST(LlrpElementDeathTest, MisuseIsABug) {
  Element spec(ParamType::rospec);
  EXPECT_DEATH(spec.set("NoSuchField", 1U), "no field of that name");
  EXPECT_DEATH(spec.set("Priority", 256U), "does not fit");
  EXPECT_DEATH(spec.set("Priority", -1), "negative");
  EXPECT_DEATH(spec.add(make(ParamType::epc_96)), "takes no such");
  EXPECT_DEATH((void)spec.get_text("ROSpecID"), "another kind");
}

}  // namespace
}  // namespace plugtest::llrp
