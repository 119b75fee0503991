// connect(), the part that finds out whom we talk to: version, capabilities, vendor's extension.

#include "drivers/llrp/llrp_opening.h"
#include "drivers/llrp/requests.h"
#include "protocols/llrp/impinj.h"
#include "protocols/llrp/vendor.h"

#include <utility>

namespace plugtest::drivers {

using llrp::Message;
using llrp::MessageType;
using llrp::Version;

// --- version (LLRP 1.1, 9)

void LlrpOpening::negotiate() {
  if (!may_negotiate_) {
    settle(Version::v1_0_1);
    return;
  }
  session_->set_version(Version::v1_1);  // requests of the negotiation are of 1.1
  ask_for_a_while(Message(MessageType::get_supported_version), [this](Result<Message> answer) {
    if (answer) {
      take_supported(*answer);
    } else {
      no_negotiation(answer.error());
    }
  });
}

void LlrpOpening::take_supported(const Message& answer) {
  const auto highest = answer.body.get_unsigned("SupportedVersion");
  const auto current = answer.body.get_unsigned("CurrentVersion");
  const auto wanted = static_cast<std::uint64_t>(Version::v1_1);
  if (highest < wanted) {
    no_negotiation({ErrorCode::refused, "the reader speaks no version above 1.0.1"});
  } else if (current == wanted) {
    settle(Version::v1_1);
  } else {
    set_version(Version::v1_1);
  }
}

void LlrpOpening::set_version(Version version) {
  Message request(MessageType::set_protocol_version);
  request.body.set("ProtocolVersion", static_cast<std::uint8_t>(version));
  ask_for_a_while(std::move(request), [this, version](Result<Message> answer) {
    if (answer) {
      settle(version);
    } else {
      no_negotiation(answer.error());
    }
  });
}

/// Most readers in the field answer with M_UnsupportedVersion. Others have been seen to say nothing
/// or to hang up.
void LlrpOpening::no_negotiation(const Error& why) {
  if (address_.versions == LlrpVersions::only_1_1) {
    end(fail(ErrorCode::refused, "its address asks for LLRP 1.1 (version=1.1): " + why.message));
    return;
  }
  switch (why.code) {
    case ErrorCode::refused:
      settle(Version::v1_0_1);
      return;
    case ErrorCode::timed_out:
      session_->note("the reader does not answer GET_SUPPORTED_VERSION; LLRP 1.0.1 is spoken");
      silent_about_versions_ = true;
      settle(Version::v1_0_1);
      return;
    case ErrorCode::link_lost:
    case ErrorCode::protocol:
      again_without_negotiation("the reader cannot negotiate a version (" + why.message + ")");
      return;
    default:
      end(fail(why));
  }
}

/// What was asked for may have left a reader in a state in which it understands nothing any more.
void LlrpOpening::again_without_negotiation(const std::string& why) {
  session_->note(why + "; connecting again with LLRP 1.0.1");
  doubt_ = why;
  may_negotiate_ = false;
  silent_about_versions_ = false;
  session_->drop();
  begin();
}

void LlrpOpening::settle(Version version) {
  peer_.version = version;
  session_->set_version(version);
  ask_capabilities();
}

// --- what it is

void LlrpOpening::ask_capabilities() {
  if (!silent_about_versions_) {
    ask(capabilities_request(),
        [this](const Result<Message>& answer) { take_capabilities(answer); });
    return;
  }
  // Time is to be left for another connection.
  constexpr Nanos k_sign_of_life = std::chrono::seconds(1);
  ask_for_a_while(
      capabilities_request(),
      [this](const Result<Message>& answer) {
        if (!answer && answer.error().code == ErrorCode::timed_out) {
          again_without_negotiation(
              "the reader has not answered anything since it was asked for GET_SUPPORTED_VERSION");
        } else {
          take_capabilities(answer);
        }
      },
      k_sign_of_life);
}

void LlrpOpening::take_capabilities(const Result<Message>& answer) {
  if (!answer) {
    end(fail(answer.error()));
    return;
  }
  auto tables = read_tables(*answer, address_.extension_vendor);
  if (!tables) {
    end(fail(tables.error()));
    return;
  }
  peer_.tables = std::move(*tables);
  enable_extensions();
}

/// Another maker announces Impinj's number too, and some readers answer with an ERROR_MESSAGE: only
/// the good answer shows that it is one.
void LlrpOpening::enable_extensions() {
  if (!address_.vendor_extensions || peer_.tables.vendor_number != llrp::k_impinj) {
    look_for_inventory();
    return;
  }
  const llrp::VendorType* request =
      llrp::find_vendor_message(llrp::k_impinj, llrp::impinj::enable_extensions);
  llrp::Element body(request->layout);
  body.set("VendorIdentifier", llrp::k_impinj)
      .set("MessageSubtype", llrp::impinj::enable_extensions);
  ask_for_a_while(Message(llrp::seal(body)), [this](Result<Message> answer) {
    peer_.impinj = answer && takes_extensions(answer->body, peer_.version);
    const bool lost = !answer && answer.error().code != ErrorCode::refused &&
                      answer.error().code != ErrorCode::timed_out;
    if (lost) {
      end(fail(answer.error()));
      return;
    }
    if (!peer_.impinj) {
      session_->note(
          "the reader announces the number of Impinj, but does not take its extensions; plain LLRP "
          "is spoken");
    }
    look_for_inventory();
  });
}

}  // namespace plugtest::drivers
