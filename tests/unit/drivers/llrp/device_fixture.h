#pragma once

// The virtual reader without a network: a test says a message and gets what comes back.

#include "drivers/llrp/virtual_device.h"
#include "protocols/llrp/codec.h"
#include "tests/doubles/async_bench.h"
#include "tests/doubles/scripted_radio.h"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

namespace plugtest::drivers::test_device {

using llrp::Element;
using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using llrp::StatusCode;
using Milliseconds = std::chrono::milliseconds;

class Outlet final : public DeviceOutlet {
 public:
  void send(std::span<const std::uint8_t> raw) override {
    bytes.emplace_back(raw.begin(), raw.end());
    if (raw_only) return;
    auto decoded = llrp::decode(raw, mode);
    ASSERT_TRUE(decoded) << to_string(decoded.error().error);
    sent.push_back(std::move(*decoded));
  }
  void end_sending() override { ended_sending = true; }
  void hang_up() override { hung_up = true; }
  std::vector<Message> sent;
  std::vector<std::vector<std::uint8_t>> bytes;
  llrp::DecodeMode mode = llrp::DecodeMode::strict;
  bool raw_only = false;  ///< what is sent is no message that a client could decode
  bool ended_sending = false;
  bool hung_up = false;
};

class DeviceTest : public testing::Test {
 protected:
  DeviceTest() { device().attach(outlet_); }

  /// Made late, so that a test can change the radio first.
  VirtualDevice& device() {
    if (!device_) device_ = std::make_unique<VirtualDevice>(bench_.runtime, radio_, profile_);
    return *device_;
  }

  void remake() {
    device_.reset();
    outlet_ = {};
    device().attach(outlet_);
  }

  /// Sends bytes as one message; what came back.
  std::vector<Message> raw(const std::vector<std::uint8_t>& bytes) {
    outlet_.sent.clear();
    outlet_.bytes.clear();
    device().on_message({.header = *llrp::read_header(bytes), .bytes = bytes});
    return std::exchange(outlet_.sent, {});
  }

  std::vector<Message> ask(Message message) {
    message.id = ++id_;
    message.version = version_;
    return raw(llrp::encode(message));
  }

  /// The one answer; it must echo the id.
  Message answer(Message message, MessageType type) {
    auto sent = ask(std::move(message));
    EXPECT_EQ(sent.size(), 1U);
    if (sent.size() != 1) return Message(type);
    EXPECT_TRUE(sent[0].is(type)) << sent[0].name();
    EXPECT_EQ(sent[0].id, id_);
    return sent[0];
  }

  static StatusCode code(const Message& message) {
    return static_cast<StatusCode>(
        message.body.find(ParamType::llrp_status)->get_unsigned("StatusCode"));
  }

  StatusCode rospec_request(MessageType type, std::uint32_t id) {
    Message message(type);
    message.body.set("ROSpecID", id);
    const auto* definition = message.body.definition();
    auto sent = ask(std::move(message));
    for (const auto& one : sent) {
      if (one.type() == definition->response) return code(one);
      others_.push_back(one);
    }
    ADD_FAILURE() << "no answer";
    return StatusCode::r_device_error;
  }

  static Element aispec() {
    return make(ParamType::aispec)
        .set("AntennaIDs", llrp::Words{0})
        .add(make(ParamType::aispec_stop_trigger))
        .add(make(ParamType::inventory_parameter_spec)
                 .set("InventoryParameterSpecID", 1U)
                 .set("ProtocolID", 1U));
  }

  static Element rospec(std::uint32_t id) {
    return make(ParamType::rospec)
        .set("ROSpecID", id)
        .add(make(ParamType::ro_boundary_spec)
                 .add(make(ParamType::rospec_start_trigger))
                 .add(make(ParamType::rospec_stop_trigger)))
        .add(aispec());
  }

  static Element report_spec(unsigned trigger, unsigned n) {
    return make(ParamType::ro_report_spec)
        .set("ROReportTrigger", trigger)
        .set("N", n)
        .add(make(ParamType::tag_report_content_selector)
                 .set("EnableAntennaID", 1U)
                 .set("EnableTagSeenCount", 1U));
  }

  StatusCode add(Element element) {
    Message message(MessageType::add_rospec);
    message.body.add(std::move(element));
    return code(answer(std::move(message), MessageType::add_rospec_response));
  }

  /// Adds, enables and starts.
  void run(Element element, std::uint32_t id = 1) {
    ASSERT_EQ(add(std::move(element)), StatusCode::m_success);
    ASSERT_EQ(rospec_request(MessageType::enable_rospec, id), StatusCode::m_success);
    ASSERT_EQ(rospec_request(MessageType::start_rospec, id), StatusCode::m_success);
  }

  void pass_time(Nanos span) {
    const auto end = bench_.clock.now() + span;
    while (bench_.clock.next() && *bench_.clock.next() <= end) bench_.clock.advance();
    bench_.clock.advance_to(end);
  }

  StatusCode set_config(Element part) {
    Message message(MessageType::set_reader_config);
    message.body.add(std::move(part));
    return code(answer(std::move(message), MessageType::set_reader_config_response));
  }

  /// Switches events of these types on.
  void enable_events(std::initializer_list<unsigned> types) {
    Element spec = make(ParamType::reader_event_notification_spec);
    for (const unsigned type : types) {
      spec.add(make(ParamType::event_notification_state)
                   .set("EventType", type)
                   .set("NotificationState", 1U));
    }
    ASSERT_EQ(set_config(std::move(spec)), StatusCode::m_success);
  }

  /// GET_SUPPORTED_VERSION and SET_PROTOCOL_VERSION: LLRP 1.1 from now on.
  void negotiate() {
    version_ = llrp::Version::v1_1;
    Message set(MessageType::set_protocol_version);
    set.body.set("ProtocolVersion", 2U);
    ASSERT_EQ(code(answer(std::move(set), MessageType::set_protocol_version_response)),
              StatusCode::m_success);
  }

  /// What has been told since the last request: the events, in order.
  std::vector<Element> events() const {
    std::vector<Element> all;
    for (const auto& message : outlet_.sent) {
      if (!message.is(MessageType::reader_event_notification)) continue;
      all.push_back(message.body.children().front().children().back());
    }
    return all;
  }
  std::vector<std::string> event_names() const {
    std::vector<std::string> names;
    for (const Element& event : events()) names.push_back(event.name());
    return names;
  }

  /// The tags of all reports since the last request.
  std::vector<Element> tags() const {
    std::vector<Element> all;
    for (const auto& message : outlet_.sent) {
      if (!message.is(MessageType::ro_access_report)) continue;
      for (const auto& child : message.body.children()) {
        if (child.is(ParamType::tag_report_data)) all.push_back(child);
      }
    }
    return all;
  }

  static Element* trigger(Element& rospec, ParamType type) {
    return rospec.find(ParamType::ro_boundary_spec)->find(type);
  }

  std::vector<std::size_t> report_sizes() {
    std::vector<std::size_t> sizes;
    for (const auto& message : outlet_.sent) {
      if (message.is(MessageType::ro_access_report)) {
        sizes.push_back(message.body.count(ParamType::tag_report_data));
      }
    }
    return sizes;
  }

  std::uint64_t state_of(std::uint32_t id) {
    const auto all = answer(Message(MessageType::get_rospecs), MessageType::get_rospecs_response);
    for (const auto& child : all.body.children()) {
      if (child.is(ParamType::rospec) && child.get_unsigned("ROSpecID") == id) {
        return child.get_unsigned("CurrentState");
      }
    }
    ADD_FAILURE() << "no ROSpec " << id;
    return 99;
  }

  test::AsyncBench bench_;
  model::LlrpProfile profile_;
  llrp::Version version_ = llrp::Version::v1_0_1;  ///< of what the client says
  test::ScriptedRadio radio_{bench_.clock};
  Outlet outlet_;
  std::unique_ptr<VirtualDevice> device_;
  std::vector<Message> others_;
  std::uint32_t id_ = 100;
};

}  // namespace plugtest::drivers::test_device
