// Access to the memory of tags, by AccessSpecs.

#include "drivers/llrp/access_request.h"
#include "drivers/llrp/access_results.h"
#include "drivers/llrp/llrp_session.h"
#include "protocols/llrp/codec.h"
#include "protocols/llrp/impinj.h"
#include "protocols/llrp/vendor.h"
#include "tests/unit/drivers/llrp/driver_bench.h"

#include <string>
#include <utility>
#include <vector>

namespace plugtest::drivers {
namespace {

using llrp::Element;
using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using model::AccessRequest;
using model::AccessResult;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = AccessRequest::Kind;
using Outcome = AccessResult::Outcome;

const identity::Uii k_uii = *identity::Uii::from_hex("300833b2ddd9014000000001");

/// Of every kind that LLRP knows.
model::AccessOrder every_operation() {
  model::AccessOrder order;
  order.filter = model::TagFilter{.mask = bits::BitString(0x3008, 16)};
  order.operations = {
      {.kind = Kind::read, .bank = 2, .word_pointer = 1, .word_count = 3, .password = 7},
      {.kind = Kind::write, .bank = 3, .word_pointer = 4, .data = {0xBEEF}},
      {.kind = Kind::block_write, .bank = 3, .data = {1, 2}},
      {.kind = Kind::block_erase, .bank = 3, .word_count = 2},
      {.kind = Kind::lock, .payload = 0b11'00'10'00'00'11'00'10'00'00},
      {.kind = Kind::block_permalock, .bank = 3, .word_pointer = 1, .data = {0x8000}},
      {.kind = Kind::read_block_permalock, .bank = 3, .word_count = 1},
      {.kind = Kind::kill, .password = 0xDEAD},
  };
  return order;
}

LlrpPeer peer_of(llrp::Version version, bool impinj = false) {
  LlrpPeer peer;
  peer.version = version;
  peer.impinj = impinj;
  return peer;
}

/// An RO_ACCESS_REPORT about k_uii on antenna 2.
Message report_with(std::vector<Element> results, llrp::Version version = llrp::Version::v1_1) {
  llrp::BitString epc;
  const auto bytes = k_uii.bytes();
  epc.bytes.assign(bytes.begin(), bytes.end());
  epc.bits = 96;
  Element tag = make(ParamType::tag_report_data)
                    .add(make(ParamType::epc_96).set("EPC", std::move(epc)))
                    .add(make(ParamType::antenna_id).set("AntennaID", 2U));
  for (auto& result : results) tag.append(std::move(result));
  Message report(MessageType::ro_access_report, 0, version);
  report.body.add(std::move(tag));
  return report;
}

TEST(AccessRequestTest, every_operation_is_sound_llrp_1_1) {
  auto message = add_access(every_operation(), peer_of(llrp::Version::v1_1));
  ASSERT_TRUE(message) << to_string(message.error());
  message->version = llrp::Version::v1_1;
  const auto decoded = llrp::decode(llrp::encode(*message), llrp::DecodeMode::strict);
  ASSERT_TRUE(decoded) << to_string(decoded.error().error);
  const auto* command = decoded->body.find(ParamType::access_spec, ParamType::access_command);
  ASSERT_THAT(command->children(), SizeIs(9));
  const auto& target = *command->find(ParamType::c1g2_tag_spec, ParamType::c1g2_target_tag);
  EXPECT_EQ(target.get_unsigned("Pointer"), 32U);
  EXPECT_EQ(target.get_bits("TagMask"), (llrp::BitString{{0xFF, 0xFF}, 16}));
  EXPECT_EQ(target.get_bits("TagData"), (llrp::BitString{{0x30, 0x08}, 16}));
  const auto& lock = *command->find(ParamType::c1g2_lock);
  ASSERT_EQ(lock.count(ParamType::c1g2_lock_payload), 2U);
  EXPECT_EQ(lock.children()[0].get_name("Privilege"), "perma_lock");
  EXPECT_EQ(lock.children()[0].get_name("DataField"), "kill_password");
  EXPECT_EQ(lock.children()[1].get_name("Privilege"), "read_write");
  EXPECT_EQ(lock.children()[1].get_name("DataField"), "epc_memory");
  EXPECT_EQ(command->find(ParamType::c1g2_kill)->get_unsigned("KillPassword"), 0xDEADU);
}

TEST(AccessRequestTest, permalock_over_1_0_1_takes_impinjs_words) {
  const auto plain = add_access(every_operation(), peer_of(llrp::Version::v1_0_1));
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().code, ErrorCode::refused);
  EXPECT_THAT(plain.error().message, HasSubstr("block permalock takes LLRP 1.1"));
  const auto impinj = add_access(every_operation(), peer_of(llrp::Version::v1_0_1, true));
  ASSERT_TRUE(impinj) << to_string(impinj.error());
  const auto* command = impinj->body.find(ParamType::access_spec, ParamType::access_command);
  const auto mask = llrp::find_custom(*command, llrp::k_impinj, llrp::impinj::block_permalock,
                                      llrp::Version::v1_0_1);
  ASSERT_TRUE(mask);
  EXPECT_THAT(mask->get_words("BlockMask"), ElementsAre(0x8000));
  EXPECT_TRUE(llrp::decode(llrp::encode(*impinj), llrp::DecodeMode::strict));
}

TEST(AccessRequestTest, what_llrp_cannot_say_is_refused) {
  const auto refusal = [](const model::AccessOrder& order) {
    const auto message = add_access(order, peer_of(llrp::Version::v1_1));
    return message ? std::string("accepted") : message.error().message;
  };
  model::AccessOrder order;
  EXPECT_THAT(refusal(order), HasSubstr("without any operation"));
  order.operations = {{.kind = Kind::untraceable}};
  EXPECT_THAT(refusal(order), HasSubstr("no Untraceable"));
  order.operations = {{.kind = Kind::lock, .payload = 0b01'00'00'00'00'01'00'00'00'00}};
  EXPECT_THAT(refusal(order), HasSubstr("the lock payload says something else of field 0"));
  order.operations = {{.kind = Kind::lock}};
  EXPECT_THAT(refusal(order), HasSubstr("without any field"));
  order.operations = {{.kind = Kind::read, .word_pointer = 70'000}};
  EXPECT_THAT(refusal(order), HasSubstr("up to 65535"));
  order.protocol = model::AirProtocol::type_d;
  EXPECT_THAT(refusal(order), HasSubstr("Type C only"));
}

TEST(AccessRequestTest, every_result_code_has_its_outcome) {
  struct Row {
    ParamType type;
    std::uint16_t code;
    Outcome outcome;
    std::uint16_t error_code = 0;
  };
  const Row rows[] = {
      {ParamType::c1g2_read_op_spec_result, 0, Outcome::success},
      {ParamType::c1g2_read_op_spec_result, 1, Outcome::tag_error, 0x0F},
      {ParamType::c1g2_read_op_spec_result, 2, Outcome::no_response},
      {ParamType::c1g2_read_op_spec_result, 3, Outcome::reader_error},
      {ParamType::c1g2_read_op_spec_result, 4, Outcome::tag_error, 0x03},
      {ParamType::c1g2_read_op_spec_result, 5, Outcome::tag_error, 0x04},
      {ParamType::c1g2_read_op_spec_result, 6, Outcome::wrong_password},
      {ParamType::c1g2_write_op_spec_result, 1, Outcome::tag_error, 0x03},
      {ParamType::c1g2_write_op_spec_result, 2, Outcome::tag_error, 0x04},
      {ParamType::c1g2_write_op_spec_result, 3, Outcome::insufficient_power},
      {ParamType::c1g2_write_op_spec_result, 5, Outcome::no_response},
      {ParamType::c1g2_kill_op_spec_result, 1, Outcome::tag_error, 0x0F},
      {ParamType::c1g2_kill_op_spec_result, 6, Outcome::wrong_password},
      {ParamType::c1g2_lock_op_spec_result, 1, Outcome::insufficient_power},
      {ParamType::c1g2_lock_op_spec_result, 7, Outcome::tag_error, 0x04},
      {ParamType::c1g2_block_erase_op_spec_result, 4, Outcome::tag_error, 0x0F},
      {ParamType::c1g2_block_write_op_spec_result, 6, Outcome::reader_error},
      {ParamType::c1g2_block_permalock_op_spec_result, 5, Outcome::wrong_password},
      {ParamType::c1g2_get_block_permalock_status_op_spec_result, 2, Outcome::no_response},
      {ParamType::c1g2_read_op_spec_result, 99, Outcome::reader_error},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(llrp::definition(row.type).name) + " " + std::to_string(row.code));
    const auto accessed = read_accessed(
        report_with({make(row.type).set("OpSpecID", 1U).set("Result", unsigned{row.code})}),
        every_operation());
    ASSERT_TRUE(accessed);
    EXPECT_EQ(accessed->results.at(0).outcome, row.outcome);
    EXPECT_EQ(accessed->results.at(0).error_code, row.error_code);
  }
}

TEST(AccessRequestTest, results_are_put_in_order_with_what_they_hold) {
  const auto accessed =
      read_accessed(report_with({make(ParamType::c1g2_write_op_spec_result)
                                     .set("OpSpecID", 2U)
                                     .set("NumWordsWritten", 1U),
                                 make(ParamType::c1g2_read_op_spec_result)
                                     .set("OpSpecID", 1U)
                                     .set("ReadData", llrp::Words{0xE280, 0x1160})}),
                    every_operation());
  ASSERT_TRUE(accessed);
  EXPECT_EQ(accessed->uii, k_uii);
  EXPECT_EQ(accessed->antenna, 2);
  ASSERT_THAT(accessed->results, SizeIs(2));
  EXPECT_EQ(accessed->results[0].request, 0U);
  EXPECT_THAT(accessed->results[0].words, ElementsAre(0xE280, 0x1160));
  EXPECT_EQ(accessed->results[1].words_written, 1U);
  EXPECT_FALSE(read_accessed(report_with({}), every_operation())) << "only seen";
  EXPECT_FALSE(
      read_accessed(report_with({make(ParamType::c1g2_read_op_spec_result).set("OpSpecID", 77U)}),
                    every_operation()))
      << "an operation that nobody asked for";
}

// --- over the wire, on the virtual reader

class AccessTest : public DriverTest {
 protected:
  model::AccessOrder read_tid() {
    model::AccessOrder order;
    order.operations = {{.kind = Kind::read, .bank = 2, .word_count = 2}};
    return order;
  }
};

TEST_F(AccessTest, a_tag_that_is_there_is_read) {
  radio_.script_tags(1);
  radio_.access_words = {0xE280, 0x1160};
  open();
  const auto accessed = access(read_tid());
  ASSERT_TRUE(accessed) << to_string(accessed.error());
  ASSERT_TRUE(*accessed);
  EXPECT_EQ((*accessed)->uii, test::ScriptedRadio::tag(0).uii);
  ASSERT_THAT((*accessed)->results, SizeIs(1));
  EXPECT_EQ((*accessed)->results[0].outcome, Outcome::success);
  EXPECT_THAT((*accessed)->results[0].words, ElementsAre(0xE280, 0x1160));
  EXPECT_THAT(listener_.observations, IsEmpty()) << "an access is no inventory";
  EXPECT_FALSE(radio_.running());
  EXPECT_TRUE(inventory()) << "nothing is left in its way";
}

TEST_F(AccessTest, nobody_there_is_no_error) {
  open();
  const auto accessed = access(read_tid());
  ASSERT_TRUE(accessed) << to_string(accessed.error());
  EXPECT_FALSE(*accessed);
  EXPECT_FALSE(radio_.running());
}

TEST_F(AccessTest, a_link_that_breaks_meanwhile_ends_it) {
  radio_.planted = {{model::ReaderFault::drops_link, 200}};
  open();
  const auto accessed = access(read_tid());
  ASSERT_FALSE(accessed);
  EXPECT_EQ(accessed.error().code, ErrorCode::link_lost);
}

TEST_F(AccessTest, cancel_ends_it) {
  open();
  std::optional<Result<std::optional<model::AccessedTag>>> ended;
  reader_->access(read_tid(), k_patience, [&](auto result) { ended = std::move(result); });
  ASSERT_TRUE(bench_.run_lab([&] { return radio_.running(); }));
  reader_->cancel();
  ASSERT_TRUE(bench_.run_until([&] { return ended.has_value(); }));
  ASSERT_FALSE(*ended);
  EXPECT_EQ(ended->error().code, ErrorCode::cancelled);
}

// --- against readers with habits of their own

TEST_F(PeerTest, results_that_come_only_with_the_last_report_count) {
  open();
  peer_.on_request = [this](const Message& request) -> std::optional<Message> {
    if (request.is(MessageType::delete_rospec)) {
      peer_.send(report_with({make(ParamType::c1g2_read_op_spec_result)
                                  .set("OpSpecID", 1U)
                                  .set("ReadData", llrp::Words{1})},
                             llrp::Version::v1_0_1));
    }
    return std::nullopt;
  };
  model::AccessOrder order;
  order.operations = {{.kind = Kind::read, .word_count = 1}};
  const auto accessed = access(order);
  ASSERT_TRUE(accessed) << to_string(accessed.error());
  ASSERT_TRUE(*accessed);
  EXPECT_EQ((*accessed)->uii, k_uii);
}

TEST_F(PeerTest, an_access_that_the_reader_refuses_leaves_nothing_behind) {
  open();
  peer_.on_request = [](const Message& request) -> std::optional<Message> {
    if (!request.is(MessageType::start_rospec)) return std::nullopt;
    Message answer(MessageType::start_rospec_response);
    answer.body.add(llrp::status(llrp::StatusCode::r_device_error, "too hot"));
    return answer;
  };
  model::AccessOrder order;
  order.operations = {{.kind = Kind::read, .word_count = 1}};
  const std::size_t before = peer_.count(MessageType::delete_accessspec);
  const auto accessed = access(order);
  ASSERT_FALSE(accessed);
  EXPECT_EQ(accessed.error().code, ErrorCode::refused);
  EXPECT_THAT(accessed.error().message, HasSubstr("too hot"));
  ASSERT_TRUE(close());
  EXPECT_EQ(peer_.count(MessageType::delete_accessspec), before + 1);
  EXPECT_EQ(peer_.last(MessageType::delete_rospec)->body.get_unsigned("ROSpecID"), k_access_rospec);
}

}  // namespace
}  // namespace plugtest::drivers
