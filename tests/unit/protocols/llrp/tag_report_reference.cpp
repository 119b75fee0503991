#include "tests/unit/protocols/llrp/tag_report_reference.h"

#include "protocols/llrp/codec.h"
#include "protocols/llrp/tag_report.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace plugtest::llrp::testing {
namespace {

template <class T>
void take(const Element& data, ParamType type, std::string_view field, TagReport::Field flag,
          T& value, std::uint32_t& present) {
  if (const Element* found = data.find(type)) {
    value = static_cast<T>(found->get_unsigned(field));
    present |= flag;
  }
}

bool is_op_result(const Element& child) {
  const auto first = static_cast<std::uint16_t>(ParamType::c1g2_read_op_spec_result);
  const auto last = static_cast<std::uint16_t>(ParamType::c1g2_block_write_op_spec_result);
  return child.is(ParamType::client_request_op_spec_result) ||
         (child.type() >= first && child.type() <= last);
}

/// What the fast path must say about `data`, from the generic tree.
void expect_equal(const Element& data, const TagReport& report) {
  std::uint32_t present = 0;
  TagReport want;
  using P = ParamType;
  using F = TagReport;
  take(data, P::antenna_id, "AntennaID", F::antenna_id, want.antenna, present);
  take(data, P::first_seen_timestamp_utc, "Microseconds", F::first_seen_utc, want.first_seen_utc_us,
       present);
  take(data, P::first_seen_timestamp_uptime, "Microseconds", F::first_seen_uptime,
       want.first_seen_uptime_us, present);
  take(data, P::last_seen_timestamp_utc, "Microseconds", F::last_seen_utc, want.last_seen_utc_us,
       present);
  take(data, P::last_seen_timestamp_uptime, "Microseconds", F::last_seen_uptime,
       want.last_seen_uptime_us, present);
  take(data, P::channel_index, "ChannelIndex", F::channel_index, want.channel, present);
  take(data, P::tag_seen_count, "TagCount", F::tag_seen_count, want.seen_count, present);
  take(data, P::rospec_id, "ROSpecID", F::rospec_id, want.rospec, present);
  take(data, P::inventory_parameter_spec_id, "InventoryParameterSpecID",
       F::inventory_parameter_spec_id, want.inventory_parameter_spec, present);
  take(data, P::c1g2_crc, "CRC", F::crc, want.crc_word, present);
  take(data, P::c1g2_pc, "PCBits", F::pc, want.pc_word, present);
  take(data, P::spec_index, "SpecIndex", F::spec_index, want.spec, present);
  take(data, P::access_spec_id, "AccessSpecID", F::access_spec_id, want.access_spec, present);
  take(data, P::c1g2_xpc_w1, "XPC_W1", F::xpc_w1, want.xpc_word_1, present);
  take(data, P::c1g2_xpc_w2, "XPC_W2", F::xpc_w2, want.xpc_word_2, present);
  if (const Element* rssi = data.find(P::peak_rssi)) {
    want.rssi_dbm = static_cast<std::int8_t>(rssi->get_signed("PeakRSSI"));
    present |= F::peak_rssi;
  }
  const auto& children = data.children();
  const auto epc = std::ranges::find_if(
      children, [](const Element& child) { return child.is(P::epc_96) || child.is(P::epc_data); });
  if (epc != children.end()) {
    present |= F::epc;
    EXPECT_EQ(report.epc_bits, epc->get_bits("EPC").bits);
    EXPECT_TRUE(std::ranges::equal(report.epc_bytes(), epc->get_bits("EPC").bytes));
  } else {
    EXPECT_EQ(report.epc_bits, 0);
  }
  EXPECT_EQ(report.present, present);
  EXPECT_EQ(report.antenna, want.antenna);
  EXPECT_EQ(report.first_seen_utc_us, want.first_seen_utc_us);
  EXPECT_EQ(report.first_seen_uptime_us, want.first_seen_uptime_us);
  EXPECT_EQ(report.last_seen_utc_us, want.last_seen_utc_us);
  EXPECT_EQ(report.last_seen_uptime_us, want.last_seen_uptime_us);
  EXPECT_EQ(report.channel, want.channel);
  EXPECT_EQ(report.seen_count, want.seen_count);
  EXPECT_EQ(report.rospec, want.rospec);
  EXPECT_EQ(report.inventory_parameter_spec, want.inventory_parameter_spec);
  EXPECT_EQ(report.crc_word, want.crc_word);
  EXPECT_EQ(report.pc_word, want.pc_word);
  EXPECT_EQ(report.spec, want.spec);
  EXPECT_EQ(report.access_spec, want.access_spec);
  EXPECT_EQ(report.xpc_word_1, want.xpc_word_1);
  EXPECT_EQ(report.xpc_word_2, want.xpc_word_2);
  EXPECT_EQ(report.rssi_dbm, want.rssi_dbm);
  EXPECT_EQ(report.op_results, std::ranges::count_if(children, is_op_result));
  EXPECT_EQ(report.customs, static_cast<std::ptrdiff_t>(data.count(P::custom)));
}

}  // namespace

bool expect_same_tag_reports(std::span<const std::uint8_t> message) {
  const auto generic = decode(message, DecodeMode::tolerant);
  std::vector<TagReport> fast;
  const auto summary = for_each_tag_report(
      message.subspan(k_header_bytes), [&](const TagReport& report) { fast.push_back(report); });
  if (!generic || !generic->problems.empty()) {
    return false;
  }
  EXPECT_TRUE(summary) << to_string(summary.error());
  std::vector<const Element*> tags;
  for (const Element& child : generic->body.children()) {
    if (child.is(ParamType::tag_report_data)) {
      tags.push_back(&child);
    }
  }
  EXPECT_EQ(fast.size(), tags.size());
  for (std::size_t i = 0; i < fast.size() && i < tags.size(); ++i) {
    expect_equal(*tags[i], fast[i]);
  }
  return true;
}

}  // namespace plugtest::llrp::testing
