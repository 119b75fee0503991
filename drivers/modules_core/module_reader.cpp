#include "drivers/modules_core/module_reader.h"

#include "drivers/modules_core/module_steps.h"
#include "drivers/modules_core/uncommon_settings.h"
#include "drivers/transport/post.h"
#include "harness/api/clock.h"

#include <cassert>
#include <utility>

namespace plugtest::drivers {

namespace {

constexpr Nanos k_garbage_pause = std::chrono::seconds(1);

const Error k_not_connected{ErrorCode::link_lost, "the reader is not connected"};
const Error k_cancelled{ErrorCode::cancelled, "the call was cancelled"};

/// The driver proper; shared, so that a callback may destroy the reader.
class Driver final : public std::enable_shared_from_this<Driver>, private ModuleSession {
 public:
  Driver(api::Runtime& rt, std::unique_ptr<ModuleTransport> transport,
         std::unique_ptr<ModuleDialogue> dialogue)
      : runtime_(rt),
        transport_(std::move(transport)),
        dialogue_(std::move(dialogue)),
        call_timer_(rt.clock),
        task_timer_(rt.clock) {}

  void set_listener(api::ReaderListener& listener) { listener_ = &listener; }
  std::optional<Nanos> clock_offset() const { return dialogue_->clock_offset(); }

  void connect(Nanos timeout, api::Done<void> done) {
    assert(listener_ != nullptr && "set_listener() comes before connect()");
    drop();
    connected_ = false;
    const auto connected = [self = shared_from_this(),
                            done = std::move(done)](Result<void> result) {
      self->connected_ = result.has_value();
      if (!result) self->drop();
      done(std::move(result));
    };
    const api::Done<void> call = begin<void>(timeout, connected);
    transport_->open(timeout, [this, call](Result<std::unique_ptr<ByteStream>> stream) {
      const auto self = shared_from_this();
      if (!stream) {
        call(fail(stream.error()));
        return;
      }
      open_link(std::move(*stream));
      dialogue_->greet(*this, call);
    });
  }

  /// A call of the interface: `ask` tells the dialogue.
  template <class T, class Ask>
  void call(Nanos timeout, api::Done<T> done, Ask ask) {
    if (!link_) {
      post(runtime_, [done = std::move(done)] { done(fail(k_not_connected)); });
      return;
    }
    ask(*dialogue_, begin<T>(timeout, std::move(done)));
  }

  /// Ends the call under way, soon: the reader cannot do what it asks for.
  void refuse(const Error& why) {
    later([this, why] { fail_call(why); });
  }

  void close(Nanos timeout, api::Done<void> done) {
    if (!link_) {
      post(runtime_, [done = std::move(done)] { done({}); });
      return;
    }
    const auto over = [self = shared_from_this(), done = std::move(done)](const Result<void>&) {
      self->drop();  // how the goodbye goes is nobody's concern
      done({});
    };
    dialogue_->farewell(begin<void>(timeout, over));
  }

  void cancel() {
    const auto self = shared_from_this();
    auto open = std::exchange(fail_call_, nullptr);
    drop();
    if (open) post(runtime_, [open = std::move(open)] { open(k_cancelled); });
  }

 private:
  template <class T>
  api::Done<T> begin(Nanos timeout, api::Done<T> done) {
    assert(!fail_call_ && "one call at a time");
    const std::uint64_t id = ++call_id_;
    fail_call_ = [done](const Error& why) { done(fail(why)); };
    call_timer_.set_after(timeout, [this] {
      const auto self = shared_from_this();
      fail_call({ErrorCode::timed_out, "the reader did not do as asked in time"});
    });
    return [self = shared_from_this(), id, done](Result<T> result) {
      if (id != self->call_id_ || !self->fail_call_) return;
      self->fail_call_ = nullptr;
      self->call_timer_.cancel();
      done(std::move(result));
    };
  }

  void fail_call(const Error& why) {
    call_timer_.cancel();
    if (const auto open = std::exchange(fail_call_, nullptr)) open(why);
  }

  void open_link(std::unique_ptr<ByteStream> stream) {
    link_ = std::make_unique<ModuleLink>(runtime_, std::move(stream), dialogue_->format());
    link_->start({.on_frame =
                      [this](std::span<const std::uint8_t> frame) {
                        const auto self = shared_from_this();
                        dialogue_->on_frame(frame);
                      },
                  .on_garbage =
                      [this](const std::string& what, std::span<const std::uint8_t> bytes) {
                        const auto self = shared_from_this();
                        on_garbage(what);
                        dialogue_->on_garbage(bytes);
                      },
                  .on_down = [this](const Error& why) { on_down(why); }});
  }

  void on_garbage(const std::string& what) {
    const HostTime now = runtime_.clock.now();
    if (garbage_told_ && now - *garbage_told_ < k_garbage_pause) return;
    garbage_told_ = now;
    listener_->on_reader_event(now, "passed over " + what);
  }

  void on_down(const Error& why) {
    const auto self = shared_from_this();
    const bool tell = connected_;
    connected_ = false;
    task_timer_.cancel();
    fail_call(why);
    if (tell) listener_->on_link_down(why);
  }

  void drop() {
    connected_ = false;
    transport_->forget();
    call_timer_.cancel();
    task_timer_.cancel();
    ++tasks_;
    fail_call_ = nullptr;
    if (link_) {
      link_->close();
      // Its callbacks may be on the stack.
      post(runtime_, [old = std::shared_ptr<ModuleLink>(std::move(link_))] {});
    }
  }

  // --- ModuleSession -----------------------------------------------------------------------------

  api::Runtime& runtime() override { return runtime_; }

  void request(ModuleRequest request, ModuleLink::Answer answer) override {
    if (!link_) return;
    link_->request(std::move(request),
                   [self = shared_from_this(), answer = std::move(answer)](
                       Result<std::vector<std::uint8_t>> result) { answer(std::move(result)); });
  }

  void run(std::vector<ModuleStep> steps, api::Done<void> done) override {
    run_steps(*this, std::move(steps), std::move(done));
  }

  void later(std::function<void()> task) override {
    post(runtime_, [self = shared_from_this(), id = tasks_, task = std::move(task)] {
      if (id == self->tasks_) task();
    });
  }

  void after(Nanos delay, std::function<void()> task) override {
    task_timer_.set_after(delay, [this, task = std::move(task)] {
      const auto self = shared_from_this();
      task();
    });
  }

  void observed(std::span<const model::Observation> observations) override {
    if (connected_) listener_->on_observations(observations);
  }

  void event(const std::string& what) override {
    listener_->on_reader_event(runtime_.clock.now(), what);
  }

  void fail_link(const Error& why) override {
    if (link_) link_->fail_link(why);
  }

  api::Runtime runtime_;
  std::unique_ptr<ModuleTransport> transport_;
  std::unique_ptr<ModuleDialogue> dialogue_;
  api::ReaderListener* listener_ = nullptr;
  std::unique_ptr<ModuleLink> link_;
  api::Timer call_timer_;
  api::Timer task_timer_;
  std::function<void(const Error&)> fail_call_;  // set while a call is under way
  std::uint64_t call_id_ = 0;
  std::uint64_t tasks_ = 0;  // what was posted in another connection's life is not run
  std::optional<HostTime> garbage_told_;
  bool connected_ = false;
};

class ModuleReader final : public api::Reader {
 public:
  explicit ModuleReader(std::shared_ptr<Driver> driver) : driver_(std::move(driver)) {}
  ~ModuleReader() override { driver_->cancel(); }
  ModuleReader(const ModuleReader&) = delete;
  ModuleReader& operator=(const ModuleReader&) = delete;

  void set_listener(api::ReaderListener& listener) override { driver_->set_listener(listener); }
  void connect(Nanos timeout, api::Done<void> done) override {
    driver_->connect(timeout, std::move(done));
  }
  void identify(Nanos timeout, api::Done<model::ReaderIdentity> done) override {
    driver_->call<model::ReaderIdentity>(
        timeout, std::move(done),
        [](ModuleDialogue& dialogue, auto call) { dialogue.identify(std::move(call)); });
  }
  void capabilities(Nanos timeout, api::Done<model::ReaderCapabilities> done) override {
    driver_->call<model::ReaderCapabilities>(
        timeout, std::move(done),
        [](ModuleDialogue& dialogue, auto call) { dialogue.capabilities(std::move(call)); });
  }
  void configure(const model::ReaderSettings& settings, Nanos timeout,
                 api::Done<model::AppliedSettings> done) override {
    driver_->call<model::AppliedSettings>(timeout, std::move(done),
                                          [&](ModuleDialogue& dialogue, auto call) {
                                            if (const auto why = uncommon_setting(settings))
                                              return driver_->refuse(*why);
                                            dialogue.configure(settings, std::move(call));
                                          });
  }
  void start(const api::InventorySpec& spec, Nanos timeout, api::Done<void> done) override {
    driver_->call<void>(timeout, std::move(done), [&](ModuleDialogue& dialogue, auto call) {
      dialogue.start(spec, std::move(call));
    });
  }
  void stop(Nanos timeout, api::Done<void> done) override {
    driver_->call<void>(timeout, std::move(done), [](ModuleDialogue& dialogue, auto call) {
      dialogue.stop(std::move(call));
    });
  }
  void drain(Nanos timeout, api::Done<void> done) override {
    driver_->call<void>(timeout, std::move(done), [](ModuleDialogue& dialogue, auto call) {
      dialogue.drain(std::move(call));
    });
  }
  void access(const model::AccessOrder& what, Nanos timeout,
              api::Done<std::optional<model::AccessedTag>> done) override {
    driver_->call<std::optional<model::AccessedTag>>(
        timeout, std::move(done),
        [&](ModuleDialogue& dialogue, auto call) { dialogue.access(what, std::move(call)); });
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

std::unique_ptr<api::Reader> make_module_reader(api::Runtime& runtime,
                                                std::unique_ptr<ModuleTransport> transport,
                                                std::unique_ptr<ModuleDialogue> dialogue) {
  return std::make_unique<ModuleReader>(
      std::make_shared<Driver>(runtime, std::move(transport), std::move(dialogue)));
}

}  // namespace plugtest::drivers
