#include "protocols/llrp/row.h"

// Choices: places that take any one of several parameters. A new air protocol adds its
// members here; a member is known in the versions that know its type.

namespace plugtest::llrp::table {
namespace {

// clang-format off: one row a line, indented under its type.
constexpr Row k_rows[] = {
    choice("Spec"),
      member("AISpec"),
      member("RFSurveySpec"),
      member("LoopSpec"),
      member("Custom"),
    choice("OpSpec"),
      member("C1G2Read"),
      member("C1G2Write"),
      member("C1G2Kill"),
      member("C1G2Lock"),
      member("C1G2BlockErase"),
      member("C1G2BlockWrite"),
      member("C1G2Recommission"),
      member("C1G2BlockPermalock"),
      member("C1G2GetBlockPermalockStatus"),
      member("C1G2Authenticate"),
      member("C1G2AuthComm"),
      member("C1G2SecureComm"),
      member("C1G2ReadBuffer"),
      member("C1G2KeyUpdate"),
      member("C1G2TagPrivilege"),
      member("C1G2Untraceable"),
      member("ClientRequestOpSpec"),
      member("Custom"),
    choice("OpSpecResult"),
      member("C1G2ReadOpSpecResult"),
      member("C1G2WriteOpSpecResult"),
      member("C1G2KillOpSpecResult"),
      member("C1G2LockOpSpecResult"),
      member("C1G2BlockEraseOpSpecResult"),
      member("C1G2BlockWriteOpSpecResult"),
      member("C1G2RecommissionOpSpecResult"),
      member("C1G2BlockPermalockOpSpecResult"),
      member("C1G2GetBlockPermalockStatusOpSpecResult"),
      member("C1G2UntraceableOpSpecResult"),
      member("C1G2AuthenticateOpSpecResult"),
      member("C1G2AuthCommOpSpecResult"),
      member("C1G2SecureCommOpSpecResult"),
      member("C1G2ReadBufferOpSpecResult"),
      member("C1G2KeyUpdateOpSpecResult"),
      member("C1G2TagPrivilegeOpSpecResult"),
      member("ClientRequestOpSpecResult"),
      member("Custom"),
    choice("EPC"),
      member("EPCData"),
      member("EPC-96"),
    choice("Timestamp"),
      member("UTCTimestamp"),
      member("Uptime"),
    choice("AirProtocolCapabilities"),
      member("C1G2LLRPCapabilities"),
    choice("UHFRFModeTable"),
      member("UHFC1G2RFModeTable"),
    choice("InventoryCommand"),
      member("C1G2InventoryCommand"),
    choice("TagSpec"),
      member("C1G2TagSpec"),
    choice("EPCMemorySelector"),
      member("C1G2EPCMemorySelector"),
    choice("AirProtocolTagData"),
      member("C1G2PC"),
      member("C1G2CRC"),
      member("C1G2XPCW1"),
      member("C1G2XPCW2"),
    choice("SingulationDetails"),
      member("C1G2SingulationDetails"),
};
// clang-format on

}  // namespace

std::span<const Row> choice_rows() { return k_rows; }

}  // namespace plugtest::llrp::table
