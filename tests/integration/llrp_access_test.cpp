// AccessSpecs of a client, executed by the virtual LLRP reader on the lab's tags: every command and
// reply goes through the air.

#include "drivers/llrp/virtual_device.h"
#include "protocols/llrp/codec.h"
#include "tests/doubles/async_bench.h"
#include "tests/unit/harness/lab/lab_fixture.h"

#include <algorithm>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::drivers {
namespace {

using llrp::Element;
using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using testing::Each;
using testing::IsEmpty;
using testing::SizeIs;

class Outlet final : public DeviceOutlet {
 public:
  void send(std::span<const std::uint8_t> bytes) override {
    auto decoded = llrp::decode(bytes, llrp::DecodeMode::strict);
    ASSERT_TRUE(decoded) << to_string(decoded.error().error);
    sent.push_back(std::move(*decoded));
  }
  void end_sending() override {}
  void hang_up() override {}
  std::vector<Message> sent;
};

/// A lane with a train of ten Type C tags at walking pace, and a client that talks LLRP with the
/// reader.
class LlrpAccess : public testing::Test {
 protected:
  LlrpAccess()
      : plan_(lab::test::conveyor_plan(5)), lab_(lab::make_lab(bench_.clock, plan_).value()) {
    device_ = std::make_unique<VirtualDevice>(bench_.runtime, lab_->radio(), model::LlrpProfile{});
    device_->attach(outlet_);
    pieces_ = lab::make_pieces(plan_.tag_types, model::item_count(plan_.scenario.load), plan_.seed);
  }

  /// The one answer's status, 0 = success.
  unsigned ask(Message message) {
    message.id = ++id_;
    message.version = version_;
    outlet_.sent.clear();
    const auto bytes = llrp::encode(message);
    device_->on_message({.header = *llrp::read_header(bytes), .bytes = bytes});
    for (const Message& answer : outlet_.sent) {
      const Element* status = answer.body.find(ParamType::llrp_status);
      if (answer.id != id_ || status == nullptr) continue;
      answer_ = answer;
      return static_cast<unsigned>(status->get_unsigned("StatusCode"));
    }
    ADD_FAILURE() << "no answer to " << message.name();
    return 1;
  }
  unsigned access_request(MessageType type, std::uint32_t id) {
    Message message(type);
    message.body.set("AccessSpecID", id);
    return ask(std::move(message));
  }

  /// Adds and enables.
  unsigned add(const Element& spec) {
    Message message(MessageType::add_accessspec);
    message.body.add(spec);
    if (const unsigned refused = ask(std::move(message)); refused != 0) return refused;
    return access_request(MessageType::enable_accessspec,
                          static_cast<std::uint32_t>(spec.get_unsigned("AccessSpecID")));
  }

  static Element target(unsigned bank, unsigned pointer, const std::vector<std::uint8_t>& data) {
    const llrp::BitString::Octets bytes(data.begin(), data.end());
    const auto bits = static_cast<std::uint16_t>(data.size() * 8);
    return make(ParamType::c1g2_target_tag)
        .set("MB", bank)
        .set("Match", 1U)
        .set("Pointer", pointer)
        .set("TagMask", llrp::BitString{llrp::BitString::Octets(data.size(), 0xFF), bits})
        .set("TagData", llrp::BitString{bytes, bits});
  }
  static Element every_tag() { return target(1, 0, {}); }

  static Element access_spec(std::uint32_t id, Element target_tag, std::vector<Element> operations,
                             unsigned executions = 0) {
    Element command = make(ParamType::access_command)
                          .add(make(ParamType::c1g2_tag_spec).add(std::move(target_tag)));
    for (Element& operation : operations) command.add(std::move(operation));
    return make(ParamType::access_spec)
        .set("AccessSpecID", id)
        .set("ProtocolID", 1U)
        .add(make(ParamType::access_spec_stop_trigger)
                 .set("AccessSpecStopTrigger", executions > 0 ? 1U : 0U)
                 .set("OperationCountValue", executions))
        .add(std::move(command))
        .add(make(ParamType::access_report_spec));
  }

  static Element read(unsigned id, unsigned bank, unsigned pointer, unsigned count) {
    return make(ParamType::c1g2_read)
        .set("OpSpecID", id)
        .set("MB", bank)
        .set("WordPointer", pointer)
        .set("WordCount", count);
  }
  static Element write(unsigned id, unsigned pointer, llrp::Words words) {
    return make(ParamType::c1g2_write)
        .set("OpSpecID", id)
        .set("MB", 3U)
        .set("WordPointer", pointer)
        .set("WriteData", std::move(words));
  }

  /// The load passes once; all TagReportData that came meanwhile.
  std::vector<Element> pass() {
    start_rospec();
    bool done = false;
    lab_->rig().load({passes_++, pieces_},
                     [&](const Result<model::Manifest>& manifest) { done = manifest.has_value(); });
    run_until(done);
    Message start(MessageType::start_rospec);
    start.body.set("ROSpecID", 1U);
    EXPECT_EQ(ask(std::move(start)), 0U);
    outlet_.sent.clear();
    done = false;
    lab_->rig().pass(std::chrono::seconds(60),
                     [&](const Result<model::PassTimes>& times) { done = times.has_value(); });
    run_until(done);
    std::vector<Message> told = std::exchange(outlet_.sent, {});
    Message stop(MessageType::stop_rospec);
    stop.body.set("ROSpecID", 1U);
    EXPECT_EQ(ask(std::move(stop)), 0U);
    told.insert(told.end(), outlet_.sent.begin(), outlet_.sent.end());
    std::vector<Element> reports;
    for (const Message& message : told) {
      if (!message.is(MessageType::ro_access_report)) continue;
      for (const Element& report : message.body.children()) reports.push_back(report);
    }
    return reports;
  }

  static std::vector<std::uint8_t> epc_of(const Element& report) {
    const auto& bytes = report.find(ParamType::epc_96)->get_bits("EPC").bytes;
    return {bytes.begin(), bytes.end()};
  }

 private:
  void run_until(const bool& done) {
    while (!done && bench_.clock.advance()) {
    }
    ASSERT_TRUE(done);
  }

  void start_rospec() {
    if (passes_ > 0) return;
    Message add_rospec(MessageType::add_rospec);
    add_rospec.body.add(make(ParamType::rospec)
                            .set("ROSpecID", 1U)
                            .add(make(ParamType::ro_boundary_spec)
                                     .add(make(ParamType::rospec_start_trigger))
                                     .add(make(ParamType::rospec_stop_trigger)))
                            .add(make(ParamType::aispec)
                                     .set("AntennaIDs", llrp::Words{0})
                                     .add(make(ParamType::aispec_stop_trigger))
                                     .add(make(ParamType::inventory_parameter_spec)
                                              .set("InventoryParameterSpecID", 1U)
                                              .set("ProtocolID", 1U)))
                            .add(make(ParamType::ro_report_spec)
                                     .set("ROReportTrigger", 2U)
                                     .add(make(ParamType::tag_report_content_selector)
                                              .set("EnableAccessSpecID", 1U))));
    EXPECT_EQ(ask(std::move(add_rospec)), 0U);
    Message enable(MessageType::enable_rospec);
    enable.body.set("ROSpecID", 1U);
    EXPECT_EQ(ask(std::move(enable)), 0U);
  }

 protected:
  test::AsyncBench bench_;
  lab::LabPlan plan_;
  std::unique_ptr<lab::Lab> lab_;
  Outlet outlet_;
  std::unique_ptr<VirtualDevice> device_;
  std::vector<model::Piece> pieces_;
  Message answer_{MessageType::keepalive};
  llrp::Version version_ = llrp::Version::v1_0_1;
  std::uint32_t id_ = 0;
  std::uint32_t passes_ = 0;
};

TEST_F(LlrpAccess, ReadsTheTidOfEveryTag) {
  ASSERT_EQ(add(access_spec(7, every_tag(), {read(1, 2, 0, 6)})), 0U);
  std::map<std::vector<std::uint8_t>, std::set<llrp::Words>> tids;
  for (const Element& report : pass()) {
    EXPECT_EQ(report.find(ParamType::access_spec_id)->get_unsigned("AccessSpecID"), 7U);
    const Element* result = report.find(ParamType::c1g2_read_op_spec_result);
    ASSERT_NE(result, nullptr);
    EXPECT_EQ(result->get_unsigned("OpSpecID"), 1U);
    if (result->get_name("Result") != "success") continue;  // a tag that left the field meanwhile
    ASSERT_THAT(result->get_words("ReadData"), SizeIs(6));
    EXPECT_EQ(result->get_words("ReadData")[0] >> 8U, 0xE2U)
        << "class identifier of EPCglobal tags";
    tids[epc_of(report)].insert(result->get_words("ReadData"));
  }
  EXPECT_EQ(tids.size(), 10U);
  std::set<llrp::Words> all;
  for (const auto& [epc, own] : tids) {
    EXPECT_EQ(own.size(), 1U);
    all.insert(*own.begin());
  }
  EXPECT_EQ(all.size(), 10U) << "every tag has a TID of its own";
}

TEST_F(LlrpAccess, TheFirstThatMatchesIsCarriedOut) {
  const std::vector<std::uint8_t> chosen(pieces_[3].uii.bytes().begin(),
                                         pieces_[3].uii.bytes().end());
  ASSERT_EQ(add(access_spec(1, target(1, 32, chosen), {write(5, 2, {0xCAFE, 0xBEEF})})), 0U);
  ASSERT_EQ(add(access_spec(2, every_tag(), {read(6, 3, 2, 2)})), 0U);
  std::size_t written = 0;
  for (const Element& report : pass()) {
    const Element* result = report.find(ParamType::c1g2_write_op_spec_result);
    EXPECT_EQ(result != nullptr, epc_of(report) == chosen);
    if (result == nullptr || result->get_name("Result") != "success") continue;
    EXPECT_EQ(result->get_unsigned("NumWordsWritten"), 2U);
    ++written;
  }
  EXPECT_GT(written, 0U);
  // What was written is what the next client finds; now the memory itself says which tag is meant.
  ASSERT_EQ(access_request(MessageType::delete_accessspec, 0), 0U);
  ASSERT_EQ(add(access_spec(3, target(3, 32, {0xCA, 0xFE}), {read(8, 3, 2, 2)})), 0U);
  std::size_t found = 0;
  for (const Element& report : pass()) {
    const Element* result = report.find(ParamType::c1g2_read_op_spec_result);
    if (result == nullptr || result->get_name("Result") != "success") continue;
    EXPECT_EQ(epc_of(report), chosen);
    EXPECT_EQ(result->get_words("ReadData"), (llrp::Words{0xCAFE, 0xBEEF}));
    ++found;
  }
  EXPECT_GT(found, 0U);
}

TEST_F(LlrpAccess, LocksBlocksForGoodAndTellsWhichAreLocked) {
  version_ = llrp::Version::v1_1;
  const auto at_user_memory = [](ParamType type, unsigned id) {
    return make(type).set("OpSpecID", id).set("MB", 3U);
  };
  ASSERT_EQ(
      add(access_spec(
          4, every_tag(),
          {at_user_memory(ParamType::c1g2_block_permalock, 1).set("BlockMask", llrp::Words{0x8000}),
           at_user_memory(ParamType::c1g2_get_block_permalock_status, 2).set("BlockRange", 1U)})),
      0U);
  std::size_t locked = 0;
  for (const Element& report : pass()) {
    const Element* done = report.find(ParamType::c1g2_block_permalock_op_spec_result);
    ASSERT_NE(done, nullptr);
    EXPECT_EQ(done->get_unsigned("OpSpecID"), 1U);
    const Element* told = report.find(ParamType::c1g2_get_block_permalock_status_op_spec_result);
    if (done->get_name("Result") != "success" || told == nullptr) continue;
    if (told->get_name("Result") != "success") continue;  // it has left the field meanwhile
    EXPECT_EQ(told->get_unsigned("OpSpecID"), 2U);
    EXPECT_EQ(told->get_words("PermalockStatus"), (llrp::Words{0x8000}));
    ++locked;
  }
  EXPECT_GT(locked, 0U);
}

TEST_F(LlrpAccess, IsDeletedWhenItWasExecutedOftenEnough) {
  ASSERT_EQ(add(access_spec(1, every_tag(), {read(1, 2, 0, 2)}, 3)), 0U);
  std::size_t executed = 0;
  for (const Element& report : pass()) {
    executed += report.count(ParamType::c1g2_read_op_spec_result);
  }
  EXPECT_EQ(executed, 3U);
  ASSERT_EQ(ask(Message(MessageType::get_accessspecs)), 0U);
  EXPECT_EQ(answer_.body.count(ParamType::access_spec), 0U);
}

TEST_F(LlrpAccess, KilledTagsAreNotReadAgain) {
  // The password first: a kill password of zero kills no tag.
  Element password = write(1, 0, {0x0000, 0x0001}).set("MB", 0U);
  Element kill = make(ParamType::c1g2_kill).set("OpSpecID", 2U).set("KillPassword", 1U);
  ASSERT_EQ(add(access_spec(1, every_tag(), {password, kill})), 0U);
  std::set<std::vector<std::uint8_t>> killed;
  for (const Element& report : pass()) {
    const Element* result = report.find(ParamType::c1g2_kill_op_spec_result);
    if (result != nullptr && result->get_name("Result") == "success") killed.insert(epc_of(report));
  }
  EXPECT_GE(killed.size(), 9U);
  ASSERT_EQ(access_request(MessageType::delete_accessspec, 1), 0U);
  for (const Element& report : pass()) EXPECT_FALSE(killed.contains(epc_of(report)));
}

TEST_F(LlrpAccess, WhatIsDisabledIsNotCarriedOut) {
  ASSERT_EQ(add(access_spec(1, every_tag(), {read(1, 2, 0, 2)})), 0U);
  ASSERT_EQ(access_request(MessageType::disable_accessspec, 1), 0U);
  ASSERT_EQ(ask(Message(MessageType::get_accessspecs)), 0U);
  ASSERT_EQ(answer_.body.count(ParamType::access_spec), 1U);
  EXPECT_EQ(answer_.body.find(ParamType::access_spec)->get_name("CurrentState"), "disabled");
  for (const Element& report : pass()) {
    EXPECT_EQ(report.count(ParamType::c1g2_read_op_spec_result), 0U);
  }
}

TEST_F(LlrpAccess, RefusesWhatItCannotDo) {
  EXPECT_NE(add(access_spec(0, every_tag(), {read(1, 2, 0, 2)})), 0U) << "no identifier";
  EXPECT_NE(add(access_spec(1, every_tag(), {read(1, 2, 0, 256)})), 0U) << "too many words";
  EXPECT_NE(add(access_spec(1, every_tag(), {write(1, 0, {})})), 0U) << "no words";
  EXPECT_NE(add(access_spec(1, every_tag(), {read(1, 2, 0, 2), read(1, 2, 0, 2)})), 0U)
      << "two operations of one name";
  EXPECT_NE(add(access_spec(1, every_tag(), {make(ParamType::client_request_op_spec)})), 0U);
  EXPECT_NE(add(access_spec(1, every_tag(), {read(1, 2, 0, 2)}).set("AntennaID", 9U)), 0U);
  EXPECT_NE(add(access_spec(1, every_tag(), {read(1, 2, 0, 2)}).set("ProtocolID", 0U)), 0U);
  EXPECT_EQ(add(access_spec(1, every_tag(), {read(1, 2, 0, 2)})), 0U);
  EXPECT_NE(add(access_spec(1, every_tag(), {read(1, 2, 0, 2)})), 0U) << "there is one already";
  ASSERT_EQ(ask(Message(MessageType::get_accessspecs)), 0U);
  EXPECT_EQ(answer_.body.count(ParamType::access_spec), 1U);
}

}  // namespace
}  // namespace plugtest::drivers
