#include "drivers/llrp/translator.h"

#include "protocols/llrp/codec.h"
#include "protocols/llrp/framer.h"
#include "protocols/llrp/impinj.h"
#include "protocols/llrp/lab_extension.h"
#include "protocols/llrp/tag_report.h"
#include "protocols/llrp/vendor.h"
#include "protocols/llrp/zebra.h"

#include <array>
#include <utility>

namespace plugtest::drivers {

std::optional<ReaderTime> reader_time_of(std::uint64_t microseconds) {
  constexpr std::uint64_t k_latest_us = 9'000'000'000'000'000;  // year 2255, fits in ns
  if (microseconds > k_latest_us) return std::nullopt;
  return ReaderTime{} + std::chrono::microseconds(static_cast<std::int64_t>(microseconds));
}

namespace {

using llrp::MessageType;
using llrp::ParamType;
using llrp::TagReport;

constexpr std::int32_t k_mdb_per_db = 1000;

/// UTC where the reader has it, else its uptime.
std::optional<ReaderTime> stamp(const TagReport& report, TagReport::Field utc_field,
                                std::uint64_t utc, TagReport::Field uptime_field,
                                std::uint64_t uptime) {
  if (report.has(utc_field)) return reader_time_of(utc);
  if (report.has(uptime_field)) return reader_time_of(uptime);
  return std::nullopt;
}

/// False when the EPC is longer than any UII can be (that is the caller's error to report).
bool to_observation(const TagReport& report, HostTime received, model::Observation& out) {
  auto uii = identity::Uii::from_bits(report.epc_bytes(), report.epc_bits);
  if (!uii) return false;
  out = model::Observation{};
  out.uii = *uii;
  out.received = received;
  out.first_seen = stamp(report, TagReport::first_seen_utc, report.first_seen_utc_us,
                         TagReport::first_seen_uptime, report.first_seen_uptime_us);
  out.last_seen = stamp(report, TagReport::last_seen_utc, report.last_seen_utc_us,
                        TagReport::last_seen_uptime, report.last_seen_uptime_us);
  if (report.has(TagReport::tag_seen_count)) out.seen_count = report.seen_count;
  if (report.has(TagReport::antenna_id)) out.antenna = report.antenna;
  if (report.has(TagReport::peak_rssi)) out.rssi_mdbm = report.rssi_dbm * k_mdb_per_db;
  if (report.has(TagReport::channel_index)) out.channel_index = report.channel;
  if (report.has(TagReport::pc)) out.pc_word = report.pc_word;
  if (report.has(TagReport::crc)) out.crc = report.crc_word;
  if (report.has(TagReport::rospec_id)) out.inventory_id = report.rospec;
  return true;
}

/// What the extensions of the vendors and our own say of one tag.
struct Extras {
  llrp::lab_extension::TagExtras own;
  llrp::impinj::TagExtras impinj;
  std::optional<std::uint16_t> zebra_phase_4096;
};

Result<Extras> read_extras(const TagReport& report, std::uint32_t extension_vendor) {
  Extras extras;
  auto read =
      llrp::for_each_custom(report.value(), [&](const llrp::TagCustom& custom) -> Result<void> {
        if (custom.vendor == extension_vendor) {
          return llrp::lab_extension::read_tag_custom(custom, extras.own);
        }
        if (custom.vendor == llrp::k_impinj) {
          llrp::impinj::read_tag_custom(custom, extras.impinj);
        } else if (custom.vendor == llrp::k_zebra) {
          const auto phase = llrp::zebra::phase_4096(custom);
          if (phase) extras.zebra_phase_4096 = phase;
        }
        return {};
      });
  if (!read) return fail(std::move(read.error()));
  return extras;
}

/// The error when our own extension makes no sense.
std::optional<Error> add_extras(const TagReport& report, std::uint32_t extension_vendor,
                                model::Observation& out) {
  constexpr std::int32_t k_mdb_per_centi_db = 10;
  auto extras = read_extras(report, extension_vendor);
  if (!extras) return std::move(extras.error());
  if (extras->own.type_d) out.protocol = model::AirProtocol::type_d;
  out.phase_4096 = extras->own.phase_4096;
  if (extras->impinj.phase_4096) out.phase_4096 = extras->impinj.phase_4096;
  if (extras->zebra_phase_4096) out.phase_4096 = extras->zebra_phase_4096;
  if (extras->impinj.rssi_centi_dbm) {
    out.rssi_mdbm = *extras->impinj.rssi_centi_dbm * k_mdb_per_centi_db;
  }
  if (const auto doppler = extras->impinj.doppler_sixteenth_hz) {
    out.doppler_millihz = *doppler * 1000 / 16;
  }
  out.tid = std::move(extras->impinj.tid);
  return std::nullopt;
}

Error in_message(Error error, std::uint32_t id) {
  error.where.message_id = id;
  return error;
}

std::uint32_t number_of(const llrp::Element& event, std::string_view field) {
  return static_cast<std::uint32_t>(event.get_unsigned(field));
}

void describe_rospec(const llrp::Element& event, LlrpEvent& out) {
  constexpr std::array kinds = {LlrpEvent::Kind::rospec_started, LlrpEvent::Kind::rospec_ended,
                                LlrpEvent::Kind::rospec_preempted};
  constexpr std::array words = {" started", " ended", " was pre-empted"};
  const auto type = number_of(event, "EventType");
  out.number = number_of(event, "ROSpecID");
  out.text = "ROSpec " + std::to_string(out.number);
  if (type < kinds.size()) {
    out.kind = kinds[type];
    out.text += words[type];
  } else {
    out.text += ": event " + std::to_string(type) + ", which is not defined";
  }
}

void describe(const llrp::Element& event, LlrpEvent& out) {
  using Kind = LlrpEvent::Kind;
  if (event.is_opaque()) {
    out.text = event.name();
  } else if (event.is(ParamType::connection_attempt_event)) {
    out.kind = Kind::connection_attempt;
    out.number = number_of(event, "Status");
    out.text = "connection attempt: " + connection_status_text(out.number);
  } else if (event.is(ParamType::connection_close_event)) {
    out.kind = Kind::connection_close;
    out.text = "the reader closes the connection";
  } else if (event.is(ParamType::rospec_event)) {
    describe_rospec(event, out);
  } else if (event.is(ParamType::aispec_event)) {
    out.kind = Kind::aispec_ended;
    out.number = number_of(event, "ROSpecID");
    out.text = "an AISpec of ROSpec " + std::to_string(out.number) + " ended";
  } else if (event.is(ParamType::report_buffer_level_warning_event)) {
    out.kind = Kind::buffer_warning;
    out.number = number_of(event, "ReportBufferPercentageFull");
    out.text = "the report buffer is " + std::to_string(out.number) + " % full";
  } else if (event.is(ParamType::report_buffer_overflow_error_event)) {
    out.kind = Kind::buffer_overflow;
    out.text = "the report buffer has overflowed: reports are lost";
  } else if (event.is(ParamType::reader_exception_event)) {
    out.kind = Kind::reader_exception;
    out.text = "reader exception: " + event.get_text("Message");
  } else if (event.is(ParamType::antenna_event)) {
    out.kind = event.get_unsigned("EventType") == 0 ? Kind::antenna_lost : Kind::antenna_back;
    out.number = number_of(event, "AntennaID");
    out.text = "antenna " + std::to_string(out.number) +
               (out.kind == Kind::antenna_lost ? " is disconnected" : " is connected");
  } else if (event.is(ParamType::gpi_event)) {
    out.kind = Kind::input_changed;
    out.number = number_of(event, "GPIPortNumber");
    out.high = event.get_flag("GPIEvent");
    out.text = "input " + std::to_string(out.number) + " is " + (out.high ? "high" : "low");
  } else {
    out.text = event.name();
  }
}

}  // namespace

bool LlrpEvent::notable() const {
  switch (kind) {
    case Kind::connection_close:
    case Kind::rospec_preempted:
    case Kind::buffer_warning:
    case Kind::buffer_overflow:
    case Kind::reader_exception:
    case Kind::antenna_lost:
    case Kind::antenna_back:
      return true;
    case Kind::connection_attempt:
      return number != 0;
    case Kind::rospec_started:
    case Kind::rospec_ended:
    case Kind::aispec_ended:
    case Kind::input_changed:
    case Kind::other:
      return false;
  }
  return false;
}

std::string connection_status_text(std::uint32_t status) {
  switch (status) {
    case 0:
      return "success";
    case 1:
      return "the reader has a connection already, which it opened itself";
    case 2:
      return "the reader has another client already";
    case 3:
      return "the reader cannot take a client now";
    case 4:
      return "another client tried to connect";
    default:
      return "status " + std::to_string(status) + ", which is not defined";
  }
}

LlrpEvent to_event(const llrp::Element& notification) {
  LlrpEvent out;
  const auto* data = notification.find(ParamType::reader_event_notification_data);
  if (data == nullptr || data->is_opaque()) {
    out.text = "a notification without content";
    return out;
  }
  for (const auto& child : data->children()) {
    const bool timestamp = child.is(ParamType::utc_timestamp) || child.is(ParamType::uptime);
    if (timestamp && !child.is_opaque()) {
      out.when = reader_time_of(child.get_unsigned("Microseconds"));
    } else if (out.text.empty()) {
      describe(child, out);
    }
  }
  return out;
}

Result<void> Translator::translate(std::span<const std::uint8_t> message, HostTime received,
                                   LlrpSink& sink) {
  const auto header = llrp::read_header(message);
  if (!header) {
    return fail(ErrorCode::truncated, "a message has a header of 10 bytes",
                {.byte_offset = message.size()});
  }
  Result<void> done;
  if (header->type == static_cast<std::uint16_t>(MessageType::ro_access_report)) {
    done = translate_report(message, received, sink);
  } else if (header->type == static_cast<std::uint16_t>(MessageType::reader_event_notification)) {
    done = translate_event(message, sink);
  }
  if (!done) return fail(in_message(done.error(), header->id));
  return done;
}

Result<void> Translator::translate_report(std::span<const std::uint8_t> message, HostTime received,
                                          LlrpSink& sink) {
  batch_.clear();
  bool too_long = false;
  std::optional<Error> bad_extras;
  const auto flush = [&] {
    if (!batch_.empty()) sink.on_observations(batch_);
    batch_.clear();
  };
  auto summary = llrp::for_each_tag_report(
      message.subspan(llrp::k_header_bytes), [&](const TagReport& report) {
        if (too_long || bad_extras) return;
        batch_.emplace_back();
        if (!to_observation(report, received, batch_.back())) {
          batch_.pop_back();
          too_long = true;
          return;
        }
        if (report.customs > 0) {
          bad_extras = add_extras(report, extension_vendor_, batch_.back());
          if (bad_extras) {
            batch_.pop_back();
            return;
          }
        }
        if (batch_.size() == k_batch) flush();
      });
  flush();
  if (too_long) {
    return fail(ErrorCode::malformed,
                "an EPC has at most " + std::to_string(identity::Uii::k_max_bits) + " bits");
  }
  if (bad_extras) return fail(std::move(*bad_extras));
  if (summary) return {};
  Error error = summary.error();
  error.where.byte_offset = error.where.byte_offset.value_or(0) + llrp::k_header_bytes;
  return fail(std::move(error));
}

Result<void> Translator::translate_event(std::span<const std::uint8_t> message, LlrpSink& sink) {
  const auto decoded = llrp::decode(message, llrp::DecodeMode::tolerant);
  if (!decoded) return fail(decoded.error().error);
  sink.on_event(to_event(decoded->body));
  return {};
}

}  // namespace plugtest::drivers
