#pragma once

#include "drivers/transport/byte_stream.h"
#include "harness/api/clock.h"
#include "harness/api/runtime.h"
#include "protocols/llrp/framer.h"
#include "protocols/llrp/message.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::drivers {

/// The client's side of one LLRP connection: messages over a byte stream, answers to requests by
/// message id, and its end. Everything is called on the io_context's thread; the owner may destroy
/// the link from inside any callback.
class LlrpLink {
 public:
  using Answer = std::function<void(Result<llrp::Message>)>;
  using OnMessage = std::function<void(std::span<const std::uint8_t> message)>;
  using OnDown = std::function<void(const Error& why)>;

  LlrpLink(api::Runtime& runtime, std::unique_ptr<ByteStream> stream);
  ~LlrpLink();
  LlrpLink(const LlrpLink&) = delete;
  LlrpLink& operator=(const LlrpLink&) = delete;

  /// `on_message` gets what is no answer: reports and events. `on_down` is called once when the
  /// link is of no more use, after every open request got the same error: `link_lost`, `timed_out`
  /// (the peer does not read) or `protocol` (with byte offset in the stream, or message id). The
  /// link is closed then. Not called after close().
  void start(OnMessage on_message, OnDown on_down);

  /// Sends `message` under the next id; `answer` is called once, never from inside: with a response
  /// of the right type and a good LLRPStatus (where that type has one), or `refused` with the
  /// status and what the reader says, `timed_out`, `protocol` or what ended the link. Any number of
  /// requests may be open; the peer answers in whatever order. The answer to a CUSTOM_MESSAGE is a
  /// CUSTOM_MESSAGE.
  void request(llrp::Message message, Nanos timeout, Answer answer);

  /// Sends a message that has no answer.
  void send(llrp::Message message);

  /// Asks nothing of the peer: `on_over` is called once, with `timed_out` after `timeout` or with
  /// what ended the link before that; like an answer, close() gives it to the caller. Returns a
  /// number for stop_waiting(), after which it is not called.
  std::uint32_t wait(Nanos timeout, Answer on_over);
  void stop_waiting(std::uint32_t wait);

  /// The version of what is sent from now on; 1.0.1 at first.
  void set_version(llrp::Version version);

  /// Ends the link as broken by the peer, as `on_down` tells.
  void fail_link(const Error& why);

  /// Ends the link in order; calls nobody. Open requests are given to the caller, uncalled.
  std::vector<Answer> close();

  /// When the peer last sent a whole message.
  HostTime last_heard() const;

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace plugtest::drivers
