#include "drivers/llrp/llrp_services.h"

#include "drivers/llrp/llrp_inventory.h"
#include "drivers/llrp/requests.h"
#include "harness/api/clock.h"
#include "protocols/llrp/codec.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using llrp::make;
using llrp::Message;
using llrp::MessageType;
using llrp::ParamType;
using Levels = std::vector<model::SpectrumLevel>;

constexpr std::int64_t k_hz_per_khz = 1000;
constexpr std::int32_t k_mdb_per_db = 1000;

/// A hostile reader must not fill our memory with levels.
constexpr std::size_t k_most_levels = 100'000;

std::optional<ReaderTime> time_of(const Element& entry) {
  for (const auto type : {ParamType::utc_timestamp, ParamType::uptime}) {
    if (const auto* stamp = entry.find(type)) {
      return reader_time_of(stamp->get_unsigned("Microseconds"));
    }
  }
  return std::nullopt;
}

bool fits_khz(std::int64_t hz) {
  return hz >= 0 && hz / k_hz_per_khz <= std::numeric_limits<std::uint32_t>::max();
}

/// One survey() under way; the requests that it waits for hold it.
class Survey final : public std::enable_shared_from_this<Survey> {
 public:
  Survey(SessionPtr session, CallPtr<Levels> call, const model::SurveyOrder& order)
      : session_(std::move(session)), call_(std::move(call)), order_(order) {}

  void begin() {
    session_->divert_reports([weak = weak_from_this()](std::span<const std::uint8_t> message) {
      if (const auto self = weak.lock()) self->take(message);
    });
    run_rospec(
        session_, call_->deadline, add_survey(order_), k_survey_rospec,
        [self = shared_from_this()] { self->measure(); },
        [self = shared_from_this()](const Error& why) {
          self->session_->divert_reports(nullptr);
          self->call_->end(fail(why));
        });
  }

 private:
  void measure() {
    const HostTime now = session_->runtime().clock.now();
    session_->wait(std::min(call_->deadline, now + order_.duration),
                   [self = shared_from_this()](const Result<Message>& over) {
                     if (over.error().code == ErrorCode::timed_out) {
                       self->wind_up();
                     } else {
                       self->call_->end(fail(over.error()));
                     }
                   });
  }

  void take(std::span<const std::uint8_t> message) {
    const auto report = llrp::decode(message, llrp::DecodeMode::tolerant);
    if (!report) return;
    for (const auto& level : read_levels(*report)) {
      if (levels_.size() < k_most_levels) levels_.push_back(level);
    }
  }

  /// As of an inventory: what is held back is fetched, and DELETE_ROSPEC is the barrier.
  void wind_up() {
    const auto self = shared_from_this();
    session_->send(rospec_request(MessageType::stop_rospec, k_survey_rospec));
    session_->send(Message(MessageType::get_report));
    session_->ask(call_, rospec_request(MessageType::delete_rospec, k_survey_rospec),
                  [self](const Result<Message>& answer) {
                    self->session_->divert_reports(nullptr);
                    if (answer) {
                      self->call_->end(std::move(self->levels_));
                    } else {
                      self->call_->end(fail(answer.error()));
                    }
                  });
  }

  SessionPtr session_;
  CallPtr<Levels> call_;
  model::SurveyOrder order_;
  Levels levels_;
};

}  // namespace

Message add_survey(const model::SurveyOrder& order) {
  Message message(MessageType::add_rospec);
  message.body.add(
      make(ParamType::rospec)
          .set("ROSpecID", k_survey_rospec)
          .add(make(ParamType::ro_boundary_spec)
                   .add(make(ParamType::rospec_start_trigger))
                   .add(make(ParamType::rospec_stop_trigger)))
          .add(make(ParamType::rf_survey_spec)
                   .set("AntennaID", order.antenna)
                   .set("StartFrequency", static_cast<std::uint32_t>(order.start_hz / k_hz_per_khz))
                   .set("EndFrequency", static_cast<std::uint32_t>(order.end_hz / k_hz_per_khz))
                   .add(make(ParamType::rf_survey_spec_stop_trigger)
                            .set_name("StopTriggerType", "duration")
                            .set("DurationPeriod",
                                 static_cast<std::uint32_t>(order.duration.count()))))
          .add(make(ParamType::ro_report_spec)
                   .set_name("ROReportTrigger", "n_tags_or_end_of_rospec")
                   .add(report_content())));
  return message;
}

Levels read_levels(const Message& report) {
  Levels levels;
  for (const Element& part : report.body.children()) {
    if (!part.is(ParamType::rf_survey_report_data)) continue;
    for (const Element& entry : part.children()) {
      if (!entry.is(ParamType::frequency_rssi_level_entry)) continue;
      levels.push_back(
          {.frequency_hz =
               static_cast<std::int64_t>(entry.get_unsigned("Frequency")) * k_hz_per_khz,
           .bandwidth_hz =
               static_cast<std::int64_t>(entry.get_unsigned("Bandwidth")) * k_hz_per_khz,
           .average_mdbm =
               static_cast<std::int32_t>(entry.get_signed("AverageRSSI")) * k_mdb_per_db,
           .peak_mdbm = static_cast<std::int32_t>(entry.get_signed("PeakRSSI")) * k_mdb_per_db,
           .when = time_of(entry)});
    }
  }
  return levels;
}

void survey_spectrum(const SessionPtr& session, const CallPtr<Levels>& call,
                     const model::SurveyOrder& order) {
  if (!session->peer().tables.can_survey) {
    call->end(fail(ErrorCode::refused, "the reader does no RF survey"));
  } else if (!fits_khz(order.start_hz) || !fits_khz(order.end_hz) ||
             order.end_hz < order.start_hz || order.duration.count() < 0 ||
             order.duration.count() > std::numeric_limits<std::uint32_t>::max()) {
    call->end(fail(ErrorCode::refused, "a survey goes from a lower to a higher frequency"));
  } else {
    std::make_shared<Survey>(session, call, order)->begin();
  }
}

void read_inputs(const SessionPtr& session, const CallPtr<std::vector<model::PortLevel>>& call) {
  session->ask_ok(call, config_request("gpi_port_current_state"), [call](const Message& answer) {
    constexpr std::uint64_t k_low = 0;
    constexpr std::uint64_t k_high = 1;
    std::vector<model::PortLevel> levels;
    for (const Element& child : answer.body.children()) {
      if (!child.is(ParamType::gpi_port_current_state)) continue;
      model::PortLevel level{.port = static_cast<std::uint16_t>(child.get_unsigned("GPIPortNum"))};
      const auto state = child.get_unsigned("State");
      if (state == k_low || state == k_high) level.high = state == k_high;
      levels.push_back(level);
    }
    call->end(std::move(levels));
  });
}

void write_output(const SessionPtr& session, const CallPtr<void>& call, std::uint16_t port,
                  bool high) {
  const std::uint16_t outputs = session->peer().tables.outputs;
  if (port == 0 || port > outputs) {
    call->end(
        fail(ErrorCode::refused, "the reader has no output " + std::to_string(port) + "; it has " +
                                     (outputs == 0 ? "none" : "1 to " + std::to_string(outputs))));
    return;
  }
  Message message(MessageType::set_reader_config);
  message.body.add(make(ParamType::gpo_write_data)
                       .set("GPOPortNumber", port)
                       .set("GPOData", static_cast<unsigned>(high)));
  session->ask_ok(call, std::move(message), [call](const Message&) { call->end({}); });
}

}  // namespace plugtest::drivers
