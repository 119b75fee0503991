#include "drivers/llrp/llrp_reader.h"

#include "drivers/llrp/llrp_access.h"
#include "drivers/llrp/llrp_address.h"
#include "drivers/llrp/llrp_inventory.h"
#include "drivers/llrp/llrp_opening.h"
#include "drivers/llrp/llrp_services.h"
#include "drivers/llrp/llrp_session.h"
#include "drivers/llrp/llrp_settings.h"
#include "drivers/llrp/requests.h"
#include "drivers/llrp/stream_source.h"
#include "drivers/transport/post.h"
#include "harness/api/clock.h"
#include "harness/api/reader_extras.h"

#include <cassert>
#include <functional>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Message;
using llrp::MessageType;

model::ReaderIdentity identity_of(const LlrpTables& tables, std::string serial) {
  return {.vendor = tables.vendor,
          .model = tables.model,
          .firmware = tables.firmware,
          .serial = std::move(serial)};
}

/// The interface; what happens is in the session and in the functions of each subject. All of them
/// may outlive this object while a callback destroys it.
class LlrpReader final : public api::Reader, private api::ReaderExtras {
 public:
  LlrpReader(api::Runtime& runtime, LlrpAddress address, const LlrpReaderOptions& options,
             bool ask_serial, SessionPtr session, std::shared_ptr<StreamSource> source)
      : runtime_(runtime),
        address_(std::move(address)),
        options_(options),
        ask_serial_(ask_serial),
        session_(std::move(session)),
        source_(std::move(source)) {}
  ~LlrpReader() override { cancel(); }
  LlrpReader(const LlrpReader&) = delete;
  LlrpReader& operator=(const LlrpReader&) = delete;

  void set_listener(api::ReaderListener& listener) override { session_->set_listener(listener); }

  void connect(Nanos timeout, api::Done<void> done) override {
    assert(session_->has_listener() && "set_listener() comes before connect()");
    if (opening_) opening_->cancel();
    session_->drop();
    session_->forget_clock();
    opening_ = std::make_shared<LlrpOpening>(session_, source_, address_, options_,
                                             begin(timeout, std::move(done)));
    opening_->begin();
  }

  void identify(Nanos timeout, api::Done<model::ReaderIdentity> done) override {
    when_connected(begin(timeout, std::move(done)), [this](const auto& call) {
      if (!ask_serial_) {
        call->end(identity_of(session_->peer().tables, {}));
        return;
      }
      session_->ask(call, config_request("identification"),
                    [call, session = session_](const Result<Message>& answer) {
                      // A reader without identification is still a reader.
                      if (!answer && answer.error().code != ErrorCode::refused) {
                        call->end(fail(answer.error()));
                        return;
                      }
                      call->end(identity_of(session->peer().tables,
                                            answer ? read_identification(*answer) : std::string()));
                    });
    });
  }

  void capabilities(Nanos timeout, api::Done<model::ReaderCapabilities> done) override {
    when_connected(begin(timeout, std::move(done)),
                   [this](const auto& call) { call->end(session_->peer().tables.to_model()); });
  }

  void configure(const model::ReaderSettings& settings, Nanos timeout,
                 api::Done<model::AppliedSettings> done) override {
    when_connected(begin(timeout, std::move(done)), [this, settings](const auto& call) {
      configure_reader(session_, call, settings);
    });
  }

  void start(const api::InventorySpec& spec, Nanos timeout, api::Done<void> done) override {
    assert(spec.id != 0 && "ROSpecID 0 means all of them");
    inventory_ = spec.id;
    start_inventory(session_, begin(timeout, std::move(done)), spec.id);
  }
  void stop(Nanos timeout, api::Done<void> done) override {
    stop_inventory(session_, begin(timeout, std::move(done)), inventory_);
  }
  void drain(Nanos timeout, api::Done<void> done) override {
    drain_inventory(session_, begin(timeout, std::move(done)), inventory_);
  }

  void access(const model::AccessOrder& order, Nanos timeout,
              api::Done<std::optional<model::AccessedTag>> done) override {
    when_connected(begin(timeout, std::move(done)),
                   [this, order](const auto& call) { access_tag(session_, call, order); });
  }

  void close(Nanos timeout, api::Done<void> done) override {
    const auto call = begin(timeout, std::move(done));
    session_->work().inventory.reset();
    session_->say_no_more();
    if (!session_->established()) {
      post(runtime_, [call] { call->end({}); });
      return;
    }
    session_->ask(call, Message(MessageType::close_connection),
                  [call, session = session_](const Result<Message>& answer) {
                    session->drop();
                    // A peer that just hangs up has closed as well.
                    if (answer || answer.error().code == ErrorCode::link_lost) {
                      call->end({});
                    } else {
                      call->end(fail(answer.error()));
                    }
                  });
  }

  void cancel() override {
    session_->work().inventory.reset();
    alive_ = std::make_shared<char>();
    for (auto& answer : session_->drop()) {
      post(runtime_, [session = session_, answer = std::move(answer)] {
        answer(fail(ErrorCode::cancelled, "the call was cancelled"));
      });
    }
    if (const auto opening = std::exchange(opening_, nullptr)) opening->cancel();
  }

  std::optional<Nanos> clock_offset() const override { return session_->clock_offset(); }

  api::ReaderExtras* extras() override { return this; }

 private:
  void survey(const model::SurveyOrder& order, Nanos timeout,
              api::Done<std::vector<model::SpectrumLevel>> done) override {
    when_connected(begin(timeout, std::move(done)),
                   [this, order](const auto& call) { survey_spectrum(session_, call, order); });
  }
  void read_inputs(Nanos timeout, api::Done<std::vector<model::PortLevel>> done) override {
    when_connected(begin(timeout, std::move(done)),
                   [this](const auto& call) { drivers::read_inputs(session_, call); });
  }
  void write_output(std::uint16_t port, bool high, Nanos timeout, api::Done<void> done) override {
    when_connected(begin(timeout, std::move(done)), [this, port, high](const auto& call) {
      drivers::write_output(session_, call, port, high);
    });
  }

  template <class T>
  CallPtr<T> begin(Nanos timeout, api::Done<T> done) {
    return std::make_shared<Call<T>>(Call<T>{std::move(done), runtime_.clock.now() + timeout});
  }

  /// What needs to know the reader, and may end at once: later, when it is still there.
  template <class T, class Next>
  void when_connected(CallPtr<T> call, Next next) {
    const auto alive = std::weak_ptr<char>(alive_);
    post(runtime_, [alive, session = session_, call, next] {
      if (alive.expired()) {
        call->end(fail(ErrorCode::cancelled, "the call was cancelled"));
      } else if (!session->established()) {
        call->end(fail(ErrorCode::link_lost, "there is no connection to the reader"));
      } else {
        next(call);
      }
    });
  }

  api::Runtime runtime_;
  LlrpAddress address_;
  LlrpReaderOptions options_;
  bool ask_serial_;
  SessionPtr session_;
  std::shared_ptr<StreamSource> source_;
  std::shared_ptr<LlrpOpening> opening_;
  std::uint32_t inventory_ = 0;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace

Result<std::unique_ptr<api::Reader>> make_llrp_reader(api::Runtime& runtime,
                                                      const api::ReaderUri& uri,
                                                      const api::ReaderOptions& options,
                                                      const LlrpReaderOptions& llrp_options) {
  auto address = parse_llrp_address(uri);
  if (!address) return fail(address.error());
  auto session = std::make_shared<LlrpSession>(runtime, llrp_options, address->extension_vendor);
  auto source =
      make_stream_source(runtime, *address, options.wire_tap,
                         [weak = std::weak_ptr<LlrpSession>(session)](const std::string& text) {
                           if (const auto alive = weak.lock()) alive->note(text);
                         });
  if (!source) return fail(source.error());
  return std::make_unique<LlrpReader>(runtime, std::move(*address), llrp_options,
                                      options.ask_serial, std::move(session), std::move(*source));
}

}  // namespace plugtest::drivers
