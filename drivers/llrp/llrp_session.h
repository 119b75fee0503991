#pragma once

#include "drivers/llrp/call.h"
#include "drivers/llrp/clock_offset.h"
#include "drivers/llrp/llrp_link.h"
#include "drivers/llrp/llrp_reader.h"
#include "drivers/llrp/reader_tables.h"
#include "drivers/llrp/translator.h"
#include "harness/api/reader.h"
#include "harness/model/reader_settings.h"
#include "protocols/llrp/message.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// What the driver has found out about the reader at the other end.
struct LlrpPeer {
  llrp::Version version = llrp::Version::v1_0_1;
  bool impinj = false;  ///< it has answered Impinj's handshake
  LlrpTables tables{};
};

/// What was asked of a reader; it outlives a connection.
struct LlrpWork {
  std::vector<std::uint16_t> antennas{};  ///< empty = all
  std::vector<model::AirProtocol> protocols{model::AirProtocol::type_c};
  model::ReportWishes report{};
  std::optional<std::uint32_t> inventory{};  ///< started, and not drained yet
};

/// One connection after the other with one reader, and what flows over it: requests and answers,
/// reports and events to the listener, the watch over the link. Whoever asks holds it shared.
class LlrpSession final : public std::enable_shared_from_this<LlrpSession>, private LlrpSink {
 public:
  using Answer = LlrpLink::Answer;
  using Answers = std::vector<Answer>;

  LlrpSession(api::Runtime& runtime, const LlrpReaderOptions& options,
              std::uint32_t extension_vendor);

  void set_listener(api::ReaderListener& listener) { listener_ = &listener; }
  bool has_listener() const { return listener_ != nullptr; }

  /// @name The life of a connection
  /// @{
  /// Begins with a new stream; `greeted` hears once how the reader greets: the status of its
  /// ConnectionAttemptEvent, or what went wrong before it. Nothing may be sent until then.
  using Greeted = std::function<void(Result<std::uint32_t> status)>;
  void adopt(std::unique_ptr<ByteStream> stream, Greeted greeted);
  void set_version(llrp::Version version);
  /// Everything is set up: from now on reports and events go to the listener, and the end of the
  /// link too.
  void establish(LlrpPeer peer);
  bool established() const { return state_ == State::established; }
  /// What is known of the reader; established() only.
  const LlrpPeer& peer() const { return peer_; }
  /// From now on the listener hears nothing more of this connection.
  void say_no_more() { silent_ = true; }
  /// Ends the connection without a word; returns the requests that were open, uncalled.
  Answers drop();
  /// Forgets what the clocks said to each other; before a new connection.
  void forget_clock() { offset_ = ClockOffset{}; }
  /// @}

  /// @name Asking
  /// @{
  /// As of LlrpLink::request(), until `deadline`. Without a connection: `link_lost`.
  void request(llrp::Message message, HostTime deadline, Answer answer);
  void send(llrp::Message message);
  /// `on_over` is called at `deadline` with `timed_out`, or with what ended the link before; not
  /// after stop_waiting().
  std::uint32_t wait(HostTime deadline, Answer on_over);
  void stop_waiting(std::uint32_t id);

  /// A request of a call; `answer` may end it.
  template <class T>
  void ask(const CallPtr<T>& call, llrp::Message message, Answer answer) {
    request(std::move(message), call->deadline, std::move(answer));
  }
  /// The same; anything but a good answer ends the call.
  template <class T>
  void ask_ok(const CallPtr<T>& call, llrp::Message message,
              std::function<void(const llrp::Message&)> next) {
    ask(call, std::move(message), [call, next = std::move(next)](Result<llrp::Message> answer) {
      if (!answer) {
        call->end(fail(answer.error()));
      } else {
        next(*answer);
      }
    });
  }
  /// @}

  /// Reports go to `take` instead of the listener, until it is null again or the link is dropped.
  using TakeReport = std::function<void(std::span<const std::uint8_t> message)>;
  void divert_reports(TakeReport take) { take_report_ = std::move(take); }

  /// Something for the operator.
  void note(const std::string& text);

  LlrpWork& work() { return work_; }
  std::uint32_t extension_vendor() const { return extension_vendor_; }
  api::Runtime& runtime() { return runtime_; }
  std::optional<Nanos> clock_offset() const { return offset_.estimate(); }

 private:
  enum class State : std::uint8_t {
    down,
    greeting,    ///< the reader has to speak first
    setting_up,  ///< whoever connects asks one thing after the other
    established,
  };

  void on_message(std::span<const std::uint8_t> message);
  void on_observations(std::span<const model::Observation> observations) override;
  void on_event(const LlrpEvent& event) override;
  void on_greeting(const LlrpEvent& event);
  void on_down(const Error& why);
  void watch();
  void probe();

  api::Runtime runtime_;
  LlrpReaderOptions options_;
  std::uint32_t extension_vendor_;
  api::ReaderListener* listener_ = nullptr;
  State state_ = State::down;
  bool silent_ = false;
  bool told_of_missing_keepalives_ = false;
  std::unique_ptr<LlrpLink> link_;
  Greeted greeted_;
  api::Timer watchdog_;
  Translator translator_;
  ClockOffset offset_;
  TakeReport take_report_;
  LlrpPeer peer_;
  LlrpWork work_;
};

using SessionPtr = std::shared_ptr<LlrpSession>;

}  // namespace plugtest::drivers
