#pragma once

#include "harness/model/observation.h"
#include "harness/model/time.h"
#include "protocols/bits/result.h"
#include "protocols/llrp/lab_extension.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// A READER_EVENT_NOTIFICATION in our words (LLRP 1.0.1, 13.2.6).
struct LlrpEvent {
  enum class Kind : std::uint8_t {
    connection_attempt,  ///< number: ConnectionAttemptStatusType
    connection_close,
    rospec_started,  ///< number: ROSpecID, as for the next two
    rospec_ended,
    rospec_preempted,
    aispec_ended,
    buffer_warning,  ///< number: percent full
    buffer_overflow,
    reader_exception,
    antenna_lost,  ///< number: antenna
    antenna_back,
    input_changed,  ///< number: GPI port, high: its level
    other,          ///< hops, RF surveys, vendors' own, and a notification without any event
  };
  Kind kind = Kind::other;
  std::optional<ReaderTime> when;  ///< UTC or uptime, whatever the reader has
  std::uint32_t number = 0;
  bool high = false;
  std::string text;  ///< for people

  /// Whether an operator wants to see it.
  bool notable() const;
};

/// Hears what messages say. Spans are valid during the call.
class LlrpSink {
 public:
  virtual ~LlrpSink() = default;
  virtual void on_observations(std::span<const model::Observation> observations) = 0;
  virtual void on_event(const LlrpEvent& event) = 0;
};

/// LLRP messages of a reader -> observations and events; the same for the live driver, replay and
/// the decoder on the command line. Pure: no I/O, no clock.
class Translator {
 public:
  /// `extension_vendor`: whose Customs are those of protocols/llrp/lab_extension.h.
  explicit Translator(std::uint32_t extension_vendor = llrp::lab_extension::k_vendor)
      : extension_vendor_(extension_vendor) {}

  /// Takes one whole message (as a Framer delivers it); only RO_ACCESS_REPORT and
  /// READER_EVENT_NOTIFICATION say anything, others are passed over. `received` is stamped on the
  /// observations. Reports come in spans of a message, of at most k_batch; those in front of a
  /// fault have been delivered. Errors: `malformed` or `truncated`, with byte offset in the message
  /// and message id.
  Result<void> translate(std::span<const std::uint8_t> message, HostTime received, LlrpSink& sink);

  static constexpr std::size_t k_batch = 1024;  ///< bounds memory, whatever a peer sends

 private:
  Result<void> translate_report(std::span<const std::uint8_t> message, HostTime received,
                                LlrpSink& sink);
  static Result<void> translate_event(std::span<const std::uint8_t> message, LlrpSink& sink);

  std::uint32_t extension_vendor_;
  std::vector<model::Observation> batch_;  // reused
};

/// A reader's stamp in our terms; nothing when the count does not fit our clock.
std::optional<ReaderTime> reader_time_of(std::uint64_t microseconds);

/// What a READER_EVENT_NOTIFICATION body says.
LlrpEvent to_event(const llrp::Element& notification);

/// "the reader has another client already" and so on, for ConnectionAttemptStatusType `status`.
std::string connection_status_text(std::uint32_t status);

}  // namespace plugtest::drivers
