#pragma once

#include "drivers/llrp/call.h"
#include "drivers/llrp/llrp_address.h"
#include "drivers/llrp/llrp_reader.h"
#include "drivers/llrp/llrp_session.h"
#include "drivers/llrp/stream_source.h"
#include "harness/api/clock.h"
#include "protocols/llrp/message.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace plugtest::drivers {

/// One connect(): stream, greeting, version, capabilities, vendor's handshake, leftovers of earlier
/// clients, settings of the connection. It tries again while the reader still holds on to a
/// connection that ended uncleanly, and takes up an inventory that ran when the link was lost.
class LlrpOpening final : public std::enable_shared_from_this<LlrpOpening> {
 public:
  LlrpOpening(SessionPtr session, std::shared_ptr<StreamSource> source, const LlrpAddress& address,
              const LlrpReaderOptions& options, CallPtr<void> call);

  void begin();
  /// Ends the call with `cancelled`, later.
  void cancel();

 private:
  /// How long a reader may take over what it need not know; then it is taken not to know it.
  static constexpr Nanos k_optional_answer = std::chrono::seconds(3);

  using Answer = LlrpLink::Answer;

  void adopt(std::unique_ptr<ByteStream> stream);
  void greeted(std::uint32_t status);
  void busy(std::uint32_t status);
  void negotiate();
  void take_supported(const llrp::Message& answer);
  void set_version(llrp::Version version);
  void settle(llrp::Version version);
  void no_negotiation(const Error& why);
  void again_without_negotiation(const std::string& why);
  void ask_capabilities();
  void take_capabilities(const Result<llrp::Message>& answer);
  void enable_extensions();
  void look_for_inventory();
  void delete_leftovers();
  void delete_access();
  void set_up();
  void enable_inputs();
  void finish();

  void ask(llrp::Message message, Answer next);
  void ask_for_a_while(llrp::Message message, Answer next, Nanos patience = k_optional_answer);
  /// The same; a refusal is noted and passed over, any other error ends the call.
  void ask_leniently(llrp::Message message, void (LlrpOpening::*next)());
  void end(Result<void> result);
  bool over() const { return call_->over(); }

  SessionPtr session_;
  std::shared_ptr<StreamSource> source_;
  LlrpAddress address_;
  LlrpReaderOptions options_;
  CallPtr<void> call_;
  api::Timer timer_;
  LlrpPeer peer_;
  bool may_negotiate_;
  bool silent_about_versions_ = false;
  std::string doubt_;  ///< why it was connected to again, for the message when that does not help
  unsigned attempts_ = 0;
};

}  // namespace plugtest::drivers
