#include "tests/doubles/scripted_llrp_reader.h"

#include "protocols/llrp/impinj.h"
#include "protocols/llrp/vendor.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace plugtest::test {

using llrp::Element;
using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;

Element plain_capabilities() {
  Element body(MessageType::get_reader_capabilities_response);
  body.add(llrp::success_status());
  Element general = make(ParamType::general_device_capabilities)
                        .set("MaxNumberOfAntennaSupported", 4U)
                        .set("HasUTCClockCapability", 1U)
                        .set("DeviceManufacturerName", 32473U)
                        .set("ModelName", 4711U)
                        .set_text("ReaderFirmwareVersion", "1.2.3");
  for (std::uint16_t index = 1; index <= 3; ++index) {
    general.add(make(ParamType::receive_sensitivity_table_entry)
                    .set("Index", index)
                    .set("ReceiveSensitivityValue", static_cast<std::int16_t>(3 * (index - 1))));
  }
  general.add(make(ParamType::gpio_capabilities));
  body.add(std::move(general));
  body.add(make(ParamType::llrp_capabilities).set("MaxNumOpSpecsPerAccessSpec", 8U));
  Element band = make(ParamType::uhf_band_capabilities);
  for (std::uint16_t dbm = 10; dbm <= 30; ++dbm) {
    band.add(make(ParamType::transmit_power_level_table_entry)
                 .set("Index", static_cast<std::uint16_t>(dbm - 3))
                 .set("TransmitPowerValue", static_cast<std::int16_t>(dbm * 100)));
  }
  band.add(make(ParamType::frequency_information)
               .set("Hopping", 1U)
               .add(make(ParamType::frequency_hop_table)
                        .set("HopTableID", 3U)
                        .set("Frequency", llrp::Longs{902'750, 903'250, 903'750})));
  Element modes = make(ParamType::c1g2_uhf_rf_mode_table);
  for (const unsigned identifier : {1000U, 1002U}) {
    modes.add(make(ParamType::c1g2_uhf_rf_mode_table_entry)
                  .set("ModeIdentifier", identifier)
                  .set("MValue", identifier == 1000U ? 0U : 2U)
                  .set("BDRValue", 40'000U)
                  .set("PIEValue", 1500U)
                  .set("MinTariValue", 12'500U)
                  .set("MaxTariValue", 23'000U));
  }
  band.add(std::move(modes));
  body.add(make(ParamType::regulatory_capabilities).add(std::move(band)));
  body.add(make(ParamType::c1g2_llrp_capabilities).set("MaxNumSelectFiltersPerQuery", 2U));
  return body;
}

ScriptedLlrpReader::ScriptedLlrpReader(api::Runtime& runtime)
    : capabilities(plain_capabilities()), runtime_(runtime) {
  listener_ = *drivers::listen_tcp(
      runtime_, "127.0.0.1", 0, {},
      [this](std::unique_ptr<drivers::ByteStream> stream) { accept(std::move(stream)); });
}

void ScriptedLlrpReader::call(std::uint16_t port) {
  calling_ = drivers::connect_tcp(runtime_, "127.0.0.1", port, std::chrono::seconds(5), {},
                                  [this](Result<std::unique_ptr<drivers::ByteStream>> stream) {
                                    if (stream) accept(std::move(*stream));
                                  });
}

std::size_t ScriptedLlrpReader::count(MessageType type) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(requests, [type](const Message& request) { return request.is(type); }));
}

const Message* ScriptedLlrpReader::last(MessageType type) const {
  const auto found = std::find_if(requests.rbegin(), requests.rend(),
                                  [type](const Message& request) { return request.is(type); });
  return found == requests.rend() ? nullptr : &*found;
}

Element& ScriptedLlrpReader::general() {
  return *capabilities.find(ParamType::general_device_capabilities);
}
Element& ScriptedLlrpReader::abilities() {
  return *capabilities.find(ParamType::llrp_capabilities);
}
Element& ScriptedLlrpReader::frequencies() {
  return *capabilities.find(ParamType::regulatory_capabilities)
              ->find(ParamType::uhf_band_capabilities)
              ->find(ParamType::frequency_information);
}

void ScriptedLlrpReader::accept(std::unique_ptr<drivers::ByteStream> stream) {
  ++connections;
  framer_ = llrp::Framer();
  stream_ = std::move(stream);
  stream_->start([this](std::span<const std::uint8_t> bytes) { on_bytes(bytes); },
                 [this](const Error&) { stream_.reset(); });
  std::uint16_t status = 0;
  if (!greetings.empty()) {
    status = greetings.front();
    greetings.pop_front();
  }
  event(make(ParamType::connection_attempt_event).set("Status", status));
}

void ScriptedLlrpReader::send(Message message) {
  if (!stream_) return;
  if (message.id == 0) message.id = next_id_++;
  stream_->write(llrp::encode(message));
}

void ScriptedLlrpReader::event(Element content) {
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
      runtime_.clock.now().time_since_epoch());
  Message message(MessageType::reader_event_notification);
  message.body.add(make(ParamType::reader_event_notification_data)
                       .add(make(ParamType::utc_timestamp)
                                .set("Microseconds", static_cast<std::uint64_t>(now.count())))
                       .add(std::move(content)));
  send(std::move(message));
}

void ScriptedLlrpReader::hang_up() { stream_.reset(); }

void ScriptedLlrpReader::on_bytes(std::span<const std::uint8_t> bytes) {
  framer_.push(bytes);
  while (stream_) {
    const auto frame = framer_.next();
    if (!frame || !*frame) return;
    const auto message = llrp::decode((*frame)->bytes, llrp::DecodeMode::strict);
    if (!message) {
      Message error(MessageType::error_message, (*frame)->header.id);
      error.body.add(llrp::status(message.error()));
      send(std::move(error));
      continue;
    }
    take(*message);
  }
}

void ScriptedLlrpReader::take(const Message& request) {
  requests.push_back(request);
  if (request.is(MessageType::keepalive_ack) || request.is(MessageType::get_report) ||
      request.is(MessageType::enable_events_and_reports)) {
    if (on_request) on_request(request);
    return;
  }
  const bool silent =
      connections <= silent_connections ||
      std::ranges::any_of(silent_to, [&](MessageType type) { return request.is(type); });
  if (silent) return;
  if (auto response = answer(request)) {
    response->id = request.id;
    send(std::move(*response));
  }
  if (request.is(MessageType::close_connection)) stream_.reset();
}

std::optional<Message> ScriptedLlrpReader::answer(const Message& request) {
  if (on_request) {
    if (auto scripted = on_request(request)) return scripted;
  }
  return usual(request);
}

Message ScriptedLlrpReader::usual(const Message& request) {
  const auto refuse = [&](llrp::StatusCode code) {
    Message error(MessageType::error_message, 0, request.version);
    error.body.add(llrp::status(code, ""));
    return error;
  };
  if (request.version > llrp::Version::v1_0_1 && !speaks_1_1) {
    return refuse(llrp::StatusCode::m_unsupported_version);
  }
  if (request.is(MessageType::custom_message)) {
    if (!is_impinj) return refuse(llrp::StatusCode::m_unsupported_message);
    Element answer(
        llrp::find_vendor_message(llrp::k_impinj, llrp::impinj::enable_extensions_response)
            ->layout);
    answer.set("VendorIdentifier", llrp::k_impinj)
        .set("MessageSubtype", llrp::impinj::enable_extensions_response)
        .add(llrp::success_status());
    return Message(llrp::seal(answer), 0, request.version);
  }
  if (request.is(MessageType::get_reader_capabilities)) {
    return Message(capabilities, 0, request.version);
  }
  if (request.is(MessageType::get_reader_config)) return get_config(request);
  if (request.is(MessageType::set_reader_config)) set_config(request);
  const auto* type = llrp::find_message(request.body.definition()->response, llrp::Version::v1_1);
  Message response(Element(*type), 0, request.version);
  if (request.is(MessageType::get_supported_version)) {
    response.body.set("CurrentVersion", 1U).set("SupportedVersion", 2U);
  }
  response.body.add(llrp::success_status());
  return response;
}

void ScriptedLlrpReader::set_config(const Message& request) {
  if (!keeps_settings) return;
  for (const Element& child : request.body.children()) {
    if (!child.is(ParamType::antenna_configuration)) continue;
    antennas.insert_or_assign(child.get_unsigned("AntennaID"), child);
  }
}

Message ScriptedLlrpReader::get_config(const Message& request) {
  Message response(MessageType::get_reader_config_response, 0, request.version);
  response.body.add(llrp::success_status());
  if (request.body.get_name("RequestedData") == "antenna_configuration") {
    for (const auto& entry : antennas) response.body.add(entry.second);
  }
  return response;
}

}  // namespace plugtest::test
