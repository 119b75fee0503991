#include "drivers/llrp/llrp_reader.h"

#include "drivers/llrp/clock_offset.h"
#include "drivers/llrp/llrp_link.h"
#include "drivers/llrp/reader_tables.h"
#include "drivers/llrp/requests.h"
#include "drivers/llrp/translator.h"
#include "drivers/transport/post.h"
#include "drivers/transport/tcp.h"
#include "harness/api/clock.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <numeric>
#include <utility>
#include <vector>

namespace plugtest::drivers {

namespace {

using llrp::Message;
using llrp::MessageType;

/// One call of the interface under way: its Done and when it must be over.
template <class T>
struct Call {
  api::Done<T> done;
  HostTime deadline;

  void end(Result<T> result) {
    if (const auto call = std::exchange(done, nullptr)) call(std::move(result));
  }
};

template <class T>
using CallPtr = std::shared_ptr<Call<T>>;

/// The driver proper; shared, so that a callback may destroy the reader.
class Driver final : public std::enable_shared_from_this<Driver>, private LlrpSink {
 public:
  Driver(api::Runtime& runtime, const api::ReaderUri& uri, const api::ReaderOptions& options,
         const LlrpReaderOptions& llrp_options)
      : runtime_(runtime),
        host_(uri.host),
        port_(uri.port.value_or(k_llrp_port)),
        wire_tap_(options.wire_tap),
        ask_serial_(options.ask_serial),
        options_(llrp_options),
        watchdog_(runtime.clock),
        greeting_timer_(runtime.clock) {}

  void set_listener(api::ReaderListener& listener) { listener_ = &listener; }

  // --- connect -------------------------------------------------------------------------------

  void connect(Nanos timeout, api::Done<void> done) {
    assert(listener_ != nullptr && "set_listener() comes before connect()");
    drop();
    closing_ = false;
    offset_ = ClockOffset{};
    antennas_.clear();
    protocols_ = {model::AirProtocol::type_c};
    const auto call = begin(timeout, std::move(done));
    connecting_ = call;
    attempt_ = connect_tcp(runtime_, host_, port_, timeout, {.wire_tap = wire_tap_},
                           [this, call](Result<std::unique_ptr<ByteStream>> stream) {
                             const auto self = shared_from_this();
                             if (!stream) {
                               end_connect(call, fail(stream.error()));
                               return;
                             }
                             greet(std::move(*stream));
                           });
  }

  /// TCP stands. The client is silent until the reader has said how the attempt went (19.1.1).
  void greet(std::unique_ptr<ByteStream> stream) {
    link_ = std::make_unique<LlrpLink>(runtime_, std::move(stream));
    greeted_ = false;
    greeting_timer_.set(connecting_->deadline, [this] {
      const auto self = shared_from_this();
      end_connect(connecting_,
                  fail(ErrorCode::timed_out,
                       "the reader accepted the connection, but sent no ConnectionAttemptEvent"));
    });
    link_->start([this](std::span<const std::uint8_t> message) { on_message(message); },
                 [this](const Error& why) { on_down(why); });
  }

  void on_greeting(const LlrpEvent& event) {
    if (event.kind != LlrpEvent::Kind::connection_attempt) {
      link_->fail_link(
          {ErrorCode::protocol,
           "the first message of a reader is a ConnectionAttemptEvent, not: " + event.text});
      return;
    }
    if (event.number != 0) {
      end_connect(connecting_, fail(ErrorCode::refused, "the reader refused the connection: " +
                                                            connection_status_text(event.number)));
      return;
    }
    greeted_ = true;
    greeting_timer_.cancel();
    clean_up(connecting_);
  }

  /// Leftover ROSpecs of an earlier client would keep ours from running.
  void clean_up(const CallPtr<void>& call) {
    ask(call, rospec_request(MessageType::delete_rospec, 0), [this, call](Result<Message> answer) {
      if (!answer && answer.error().code == ErrorCode::refused) {
        note(answer.error().message);  // nothing to delete is no reason to give up
      } else if (!answer) {
        end_connect(call, fail(answer.error()));
        return;
      }
      set_up(call);
    });
  }

  void set_up(const CallPtr<void>& call) {
    const auto period = std::chrono::duration_cast<std::chrono::milliseconds>(options_.keepalive);
    ask(call, connection_settings(static_cast<std::uint32_t>(period.count())),
        [this, call](Result<Message> answer) {
          if (!answer) {
            end_connect(call, fail(answer.error()));
            return;
          }
          link_->send(Message(MessageType::enable_events_and_reports));
          watch();
          end_connect(call, {});
        });
  }

  /// `call` may be one that was cancelled: then another may be under way already. By value, because
  /// connecting_ itself may be given, and is let go of here.
  // NOLINTNEXTLINE(performance-unnecessary-value-param)
  void end_connect(CallPtr<void> call, Result<void> result) {
    if (call == connecting_) {
      greeting_timer_.cancel();
      connecting_.reset();
      if (!result) drop();
    }
    call->end(std::move(result));
  }

  // --- what it is ------------------------------------------------------------------------------

  void identify(Nanos timeout, api::Done<model::ReaderIdentity> done) {
    const auto call = begin(timeout, std::move(done));
    with_tables(call, [this, call] {
      if (!ask_serial_) {
        call->end(identity(std::string()));
        return;
      }
      ask(call, config_request("identification"), [this, call](Result<Message> answer) {
        // A reader without identification is still a reader.
        if (!answer && answer.error().code != ErrorCode::refused) {
          call->end(fail(answer.error()));
          return;
        }
        call->end(identity(answer ? read_identification(*answer) : std::string()));
      });
    });
  }

  void capabilities(Nanos timeout, api::Done<model::ReaderCapabilities> done) {
    const auto call = begin(timeout, std::move(done));
    with_tables(call, [this, call] { call->end(tables_->to_model()); });
  }

  // --- settings --------------------------------------------------------------------------------

  void configure(const model::ReaderSettings& settings, Nanos timeout,
                 api::Done<model::AppliedSettings> done) {
    const auto call = begin(timeout, std::move(done));
    with_tables(call, [this, call, settings] {
      auto asked = choose(settings);
      if (!asked) {
        call->end(fail(asked.error()));
        return;
      }
      apply(call, *asked);
    });
  }

  struct Choice {
    LlrpAntenna settings;
    std::uint16_t tari_ns = 0;  // 0: the reader chooses
  };

  /// The asked settings in terms of the reader's tables.
  Result<Choice> choose(const model::ReaderSettings& settings) {
    Choice choice;
    choice.settings.session = settings.session;
    choice.settings.population = settings.tag_population;
    if (!tables_->powers.empty()) {
      const auto power = tables_->power_at_most(settings.power_mdbm);
      if (!power) {
        return fail(ErrorCode::refused, "the reader has no power of " +
                                            std::to_string(settings.power_mdbm) +
                                            " mdBm or less; its lowest is " +
                                            std::to_string(tables_->powers.front().mdbm) + " mdBm");
      }
      choice.settings.power_index = power->index;
    }
    if (!settings.link_profile.empty()) {
      const auto mode = find_mode(tables_->modes, settings.link_profile);
      if (!mode) return fail(ErrorCode::refused, no_such_mode(settings.link_profile));
      choice.settings.mode = mode->identifier;
      choice.tari_ns = tari_of(*mode, settings.link_profile);
    }
    for (const model::AirProtocol protocol : settings.protocols) {
      if (!tables_->speaks(protocol)) {
        return fail(ErrorCode::refused, "the reader does not look for tags of " +
                                            std::string(model::to_string(protocol)));
      }
    }
    protocols_ = settings.protocols;
    antennas_ = settings.antennas;
    if (antennas_.empty()) {
      antennas_.resize(tables_->antenna_count);
      std::iota(antennas_.begin(), antennas_.end(), std::uint16_t{1});
    }
    for (const auto port : antennas_) {
      if (port == 0 || port > tables_->antenna_count) {
        return fail(ErrorCode::refused, "the reader has no antenna port " + std::to_string(port) +
                                            "; it has 1 to " +
                                            std::to_string(tables_->antenna_count));
      }
    }
    return choice;
  }

  std::string no_such_mode(const std::string& name) const {
    std::string known;
    for (const auto& mode : tables_->modes) known += (known.empty() ? "" : ", ") + mode_name(mode);
    return "the reader has no link profile '" + name + "'; it has " +
           (known.empty() ? "none to choose" : known);
  }

  void apply(const CallPtr<model::AppliedSettings>& call, const Choice& choice) {
    ask_ok(call, config_request("antenna_configuration"), [this, call, choice](const Message& now) {
      ask_ok(call,
             antenna_settings(antennas_, read_antennas(now), choice.settings, *tables_,
                              choice.tari_ns),
             [this, call, choice](const Message&) { read_back(call, choice); });
    });
  }

  void read_back(const CallPtr<model::AppliedSettings>& call, const Choice& choice) {
    ask_ok(call, config_request("antenna_configuration"), [this, call, choice](const Message& now) {
      call->end(to_applied(read_antennas(now), *tables_, choice.settings, antennas_));
    });
  }

  // --- inventory -------------------------------------------------------------------------------

  void start(const api::InventorySpec& spec, Nanos timeout, api::Done<void> done) {
    assert(spec.id != 0 && "ROSpecID 0 means all of them");
    const auto call = begin(timeout, std::move(done));
    inventory_ = spec.id;
    // Without configure(): antenna 0 means all of them.
    const std::vector<std::uint16_t> antennas =
        antennas_.empty() ? std::vector<std::uint16_t>{0} : antennas_;
    ask_ok(call, add_rospec(spec.id, antennas, protocols_), [this, call](const Message&) {
      run_added(call, MessageType::enable_rospec, [this, call](const Message&) {
        run_added(call, MessageType::start_rospec, [call](const Message&) { call->end({}); });
      });
    });
  }

  /// A step on a ROSpec that exists: when the reader says no, the ROSpec is taken away again.
  void run_added(const CallPtr<void>& call, MessageType type,
                 std::function<void(const Message&)> next) {
    ask(call, rospec_request(type, inventory_),
        [this, call, next = std::move(next)](Result<Message> answer) {
          if (answer) {
            next(*answer);
            return;
          }
          if (link_) link_->send(rospec_request(MessageType::delete_rospec, inventory_));
          call->end(fail(answer.error()));
        });
  }

  void stop(Nanos timeout, api::Done<void> done) {
    const auto call = begin(timeout, std::move(done));
    ask_ok(call, rospec_request(MessageType::stop_rospec, inventory_),
           [call](const Message&) { call->end({}); });
  }

  /// GET_REPORT fetches what a reader may still hold. The answer to DELETE_ROSPEC is the barrier: a
  /// reader answers in the stream in which it reports, so what belongs to the ROSpec precedes it.
  void drain(Nanos timeout, api::Done<void> done) {
    const auto call = begin(timeout, std::move(done));
    if (link_) link_->send(Message(MessageType::get_report));
    ask_ok(call, rospec_request(MessageType::delete_rospec, inventory_),
           [call](const Message&) { call->end({}); });
  }

  void access(const model::AccessOrder&, Nanos timeout,
              api::Done<std::optional<model::AccessedTag>> done) {
    const auto call = begin(timeout, std::move(done));
    post(runtime_, [call] {
      call->end(fail(ErrorCode::refused, "tag access over LLRP is not built into this version"));
    });
  }

  // --- the end ---------------------------------------------------------------------------------

  void close(Nanos timeout, api::Done<void> done) {
    const auto call = begin(timeout, std::move(done));
    closing_ = true;
    if (!link_) {
      post(runtime_, [call] { call->end({}); });
      return;
    }
    ask(call, Message(MessageType::close_connection), [this, call](const Result<Message>& answer) {
      drop();
      // A peer that just hangs up has closed as well.
      if (answer || answer.error().code == ErrorCode::link_lost) {
        call->end({});
      } else {
        call->end(fail(answer.error()));
      }
    });
  }

  void cancel() {
    auto open = drop();
    if (connecting_) {
      open.push_back([call = std::exchange(connecting_, nullptr)](Result<Message> answer) {
        call->end(fail(answer.error()));
      });
    }
    for (auto& answer : open) {
      post(runtime_, [self = shared_from_this(), answer = std::move(answer)] {
        answer(fail(ErrorCode::cancelled, "the call was cancelled"));
      });
    }
  }

  std::optional<Nanos> clock_offset() const { return offset_.estimate(); }

 private:
  template <class T>
  CallPtr<T> begin(Nanos timeout, api::Done<T> done) {
    return std::make_shared<Call<T>>(Call<T>{std::move(done), runtime_.clock.now() + timeout});
  }

  template <class T>
  void ask(const CallPtr<T>& call, Message message, LlrpLink::Answer answer) {
    if (!link_) {
      post(runtime_, [self = shared_from_this(), answer = std::move(answer)] {
        answer(fail(ErrorCode::link_lost, "there is no connection to the reader"));
      });
      return;
    }
    const Nanos left = std::max(Nanos{0}, Nanos{call->deadline - runtime_.clock.now()});
    link_->request(std::move(message), left,
                   [self = shared_from_this(), answer = std::move(answer)](Result<Message> got) {
                     answer(std::move(got));
                   });
  }

  /// The same; anything but a good answer ends the call.
  template <class T>
  void ask_ok(const CallPtr<T>& call, Message message, std::function<void(const Message&)> next) {
    ask(call, std::move(message), [call, next = std::move(next)](Result<Message> answer) {
      if (!answer) {
        call->end(fail(answer.error()));
      } else {
        next(*answer);
      }
    });
  }

  template <class T>
  void with_tables(const CallPtr<T>& call, std::function<void()> next) {
    if (tables_ && link_) {
      post(runtime_, [self = shared_from_this(), call, next = std::move(next)] {
        if (self->tables_) {
          next();
        } else {
          call->end(fail(ErrorCode::cancelled, "the call was cancelled"));
        }
      });
      return;
    }
    ask_ok(call, capabilities_request(), [this, call, next = std::move(next)](const Message& got) {
      auto tables = read_tables(got);
      if (!tables) {
        call->end(fail(tables.error()));
        return;
      }
      tables_ = std::move(*tables);
      next();
    });
  }

  /// Ends the connection without a word; returns the requests that were open.
  std::vector<LlrpLink::Answer> drop() {
    attempt_.reset();
    watchdog_.cancel();
    greeting_timer_.cancel();
    std::vector<LlrpLink::Answer> open;
    if (link_) open = link_->close();
    link_.reset();
    tables_.reset();
    return open;
  }

  void watch() {
    watchdog_.set(link_->last_heard() + options_.silence_limit, [this] {
      const auto self = shared_from_this();
      if (runtime_.clock.now() < link_->last_heard() + options_.silence_limit) {
        watch();
        return;
      }
      const auto seconds =
          std::chrono::duration_cast<std::chrono::seconds>(options_.silence_limit).count();
      link_->fail_link(
          {ErrorCode::timed_out,
           "the reader sent nothing, not even a keepalive, for " + std::to_string(seconds) + " s"});
    });
  }

  void on_message(std::span<const std::uint8_t> message) {
    const auto self = shared_from_this();
    auto done = translator_.translate(message, runtime_.clock.now(), *this);
    if (!done && link_) {
      Error why = done.error();
      why.code = ErrorCode::protocol;
      link_->fail_link(why);
    }
  }

  void on_observations(std::span<const model::Observation> observations) override {
    if (!greeted_) {
      early();
    } else if (link_ && !closing_) {
      listener_->on_observations(observations);
    }
  }

  void on_event(const LlrpEvent& event) override {
    if (!link_) return;
    if (event.when) offset_.add(*event.when, runtime_.clock.now());
    if (!greeted_) {
      on_greeting(event);
    } else if (event.notable()) {
      note(event.text);
    }
  }

  void early() {
    if (link_) {
      link_->fail_link(
          {ErrorCode::protocol, "the reader sent reports before the connection event"});
    }
  }

  model::ReaderIdentity identity(std::string serial) const {
    return {.vendor = tables_->vendor,
            .model = tables_->model,
            .firmware = tables_->firmware,
            .serial = std::move(serial)};
  }

  void note(const std::string& text) {
    if (!closing_) listener_->on_reader_event(runtime_.clock.now(), text);
  }

  /// Open requests have got their error already.
  void on_down(const Error& why) {
    const auto self = shared_from_this();
    if (connecting_) {
      end_connect(connecting_, fail(why));
      return;
    }
    const bool tell = link_ != nullptr && !closing_;
    drop();
    if (tell) listener_->on_link_down(why);
  }

  api::Runtime runtime_;
  std::string host_;
  std::uint16_t port_;
  api::WireTap* wire_tap_;
  bool ask_serial_;
  LlrpReaderOptions options_;
  api::ReaderListener* listener_ = nullptr;
  std::unique_ptr<TcpConnect> attempt_;
  std::unique_ptr<LlrpLink> link_;
  api::Timer watchdog_;
  api::Timer greeting_timer_;
  CallPtr<void> connecting_;
  Translator translator_;
  ClockOffset offset_;
  std::optional<LlrpTables> tables_;
  std::vector<std::uint16_t> antennas_;
  std::vector<model::AirProtocol> protocols_{model::AirProtocol::type_c};
  std::uint32_t inventory_ = 0;
  bool greeted_ = false;
  bool closing_ = false;
};

class LlrpReader final : public api::Reader {
 public:
  explicit LlrpReader(std::shared_ptr<Driver> driver) : driver_(std::move(driver)) {}
  ~LlrpReader() override { driver_->cancel(); }
  LlrpReader(const LlrpReader&) = delete;
  LlrpReader& operator=(const LlrpReader&) = delete;

  void set_listener(api::ReaderListener& listener) override { driver_->set_listener(listener); }
  void connect(Nanos timeout, api::Done<void> done) override {
    driver_->connect(timeout, std::move(done));
  }
  void identify(Nanos timeout, api::Done<model::ReaderIdentity> done) override {
    driver_->identify(timeout, std::move(done));
  }
  void capabilities(Nanos timeout, api::Done<model::ReaderCapabilities> done) override {
    driver_->capabilities(timeout, std::move(done));
  }
  void configure(const model::ReaderSettings& settings, Nanos timeout,
                 api::Done<model::AppliedSettings> done) override {
    driver_->configure(settings, timeout, std::move(done));
  }
  void start(const api::InventorySpec& spec, Nanos timeout, api::Done<void> done) override {
    driver_->start(spec, timeout, std::move(done));
  }
  void stop(Nanos timeout, api::Done<void> done) override {
    driver_->stop(timeout, std::move(done));
  }
  void drain(Nanos timeout, api::Done<void> done) override {
    driver_->drain(timeout, std::move(done));
  }
  void access(const model::AccessOrder& order, Nanos timeout,
              api::Done<std::optional<model::AccessedTag>> done) override {
    driver_->access(order, timeout, std::move(done));
  }
  void close(Nanos timeout, api::Done<void> done) override {
    driver_->close(timeout, std::move(done));
  }
  void cancel() override { driver_->cancel(); }
  std::optional<Nanos> clock_offset() const override { return driver_->clock_offset(); }

 private:
  std::shared_ptr<Driver> driver_;
};

}  // namespace

Result<std::unique_ptr<api::Reader>> make_llrp_reader(api::Runtime& runtime,
                                                      const api::ReaderUri& uri,
                                                      const api::ReaderOptions& options,
                                                      const LlrpReaderOptions& llrp_options) {
  if (!uri.query.empty()) {
    return fail(ErrorCode::configuration,
                "reader address '" + uri.text + "': an llrp address takes no settings behind '?'");
  }
  return std::make_unique<LlrpReader>(
      std::make_shared<Driver>(runtime, uri, options, llrp_options));
}

}  // namespace plugtest::drivers
