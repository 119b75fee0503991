#include "drivers/replay/replay_reader.h"

#include "drivers/replay/recording.h"
#include "drivers/transport/post.h"
#include "harness/api/clock.h"

#include <cassert>
#include <utility>

namespace plugtest::drivers {

namespace {

class Player final : public std::enable_shared_from_this<Player>, private ReplaySink {
 public:
  Player(api::Runtime& runtime, std::string path, MakeReplayFamily make_family)
      : runtime_(runtime),
        path_(std::move(path)),
        make_family_(std::move(make_family)),
        family_(make_family_()),
        timeout_(runtime.clock) {}

  void set_listener(api::ReaderListener& listener) { listener_ = &listener; }

  void connect(api::Done<void> done) {
    assert(listener_ != nullptr && "set_listener() comes before connect()");
    auto opened = open();
    connected_ = opened.has_value();
    started_ = false;
    outcome_ = {};
    later([done = std::move(done), opened = std::move(opened)] { done(opened); });
  }

  void identify(api::Done<model::ReaderIdentity> done) {
    look([done = std::move(done)](const Result<const ReplayFamily*>& found) {
      done(found.map([](const ReplayFamily* family) { return family->identity(); }));
    });
  }

  void capabilities(api::Done<model::ReaderCapabilities> done) {
    look([done = std::move(done)](const Result<const ReplayFamily*>& found) {
      done(found.map([](const ReplayFamily* family) { return family->capabilities(); }));
    });
  }

  void configure(api::Done<model::AppliedSettings> done) {
    later([done = std::move(done)] { done(model::AppliedSettings{}); });
  }

  void start(api::Done<void> done) {
    Result<void> result;
    if (!connected_) {
      result = fail(ErrorCode::link_lost, "there is no recording open");
    } else if (started_) {
      result = fail(ErrorCode::refused, "a recording is one pass, and it has been played");
    }
    const bool play = result.has_value();
    later([self = shared_from_this(), done = std::move(done), result = std::move(result), play] {
      done(result);
      if (play) self->play();
    });
    started_ = started_ || play;
  }

  void stop(api::Done<void> done) {
    later([done = std::move(done)] { done({}); });
  }

  void drain(Nanos timeout, api::Done<void> done) {
    drained_ = std::move(done);
    timeout_.set_after(timeout, [this] {
      end_drain(fail(ErrorCode::timed_out, "the recording was not played to its end in time"));
    });
    if (!playing_) later([self = shared_from_this()] { self->end_drain(self->outcome_); });
  }

  void refuse_access(api::Done<std::optional<model::AccessedTag>> done) {
    later([done = std::move(done)] {
      done(fail(ErrorCode::refused, "a recording has no tags that could be accessed"));
    });
  }

  void close(api::Done<void> done) {
    halt();
    later([done = std::move(done)] { done({}); });
  }

  void cancel() {
    halt();
    outcome_ = fail(ErrorCode::cancelled, "the call was cancelled");
    later([self = shared_from_this()] { self->end_drain(self->outcome_); });
  }

 private:
  void later(std::function<void()> task) { post(runtime_, std::move(task)); }

  Result<void> open() {
    auto opened = Recording::open(
        path_, *family_, [this](std::span<const std::uint8_t> message) { take(message); },
        [this](const std::string& gap) {
          if (connected_) listener_->on_reader_event(runtime_.clock.now(), gap);
        });
    if (!opened) return fail(opened.error());
    recording_ = std::move(*opened);
    return {};
  }

  void halt() {
    connected_ = false;
    playing_ = false;
    timeout_.cancel();
  }

  // --- playing ---------------------------------------------------------------------------------

  void play() {
    if (!connected_) return;
    playing_ = true;
    next_piece();
  }

  void next_piece() {
    if (!playing_) return;
    const auto more = recording_->read();
    if (!playing_) return;  // a callback has closed us
    if (more && *more) {
      later([self = shared_from_this()] { self->next_piece(); });
      return;
    }
    playing_ = false;
    if (!more) outcome_ = fail(more.error());
    if (!more) listener_->on_link_down(more.error());
    end_drain(outcome_);
  }

  void take(std::span<const std::uint8_t> message) {
    if (!playing_) return;
    auto translated = family_->translate(message, runtime_.clock.now(), *this);
    if (translated || !playing_) return;
    // The framing holds, so what follows can still be read; the operator is told.
    listener_->on_reader_event(
        runtime_.clock.now(),
        "a message of the recording is not understood: " + to_string(translated.error()));
  }

  void on_observations(std::span<const model::Observation> observations) override {
    if (playing_) listener_->on_observations(observations);
  }

  void on_event(const std::string& what) override {
    if (playing_) listener_->on_reader_event(runtime_.clock.now(), what);
  }

  void end_drain(Result<void> result) {
    timeout_.cancel();
    if (const auto done = std::exchange(drained_, nullptr)) done(std::move(result));
  }

  // --- looking for the reader's own words
  // ----------------------------------------------------------

  using LookDone = std::function<void(const Result<const ReplayFamily*>&)>;

  /// Reads the recording once in front of the replay, a piece at a time.
  struct Look {
    std::unique_ptr<ReplayFamily> family;
    std::unique_ptr<Recording> recording;
    bool complete = false;
    LookDone done;
  };

  void look(LookDone done) {
    auto look = std::make_shared<Look>();
    look->family = make_family_();
    look->done = std::move(done);
    auto opened = Recording::open(
        path_, *look->family,
        [seen = look.get()](std::span<const std::uint8_t> message) {
          if (!seen->complete) seen->complete = !seen->family->learn(message);
        },
        [](const std::string&) {});
    if (!opened) {
      later([look, error = opened.error()] { look->done(fail(error)); });
      return;
    }
    look->recording = std::move(*opened);
    later([self = shared_from_this(), look] { self->look_on(look); });
  }

  void look_on(const std::shared_ptr<Look>& look) {
    if (!connected_) {
      look->done(fail(ErrorCode::cancelled, "the call was cancelled"));
      return;
    }
    const auto more = look->recording->read();
    // A recording that breaks off says so when it is played; what came before it counts.
    if (!more || !*more || look->complete) {
      look->done(look->family.get());
      return;
    }
    later([self = shared_from_this(), look] { self->look_on(look); });
  }

  api::Runtime runtime_;
  std::string path_;
  api::ReaderListener* listener_ = nullptr;
  MakeReplayFamily make_family_;
  std::unique_ptr<ReplayFamily> family_;
  std::unique_ptr<Recording> recording_;
  api::Timer timeout_;
  api::Done<void> drained_;
  Result<void> outcome_;
  bool connected_ = false;
  bool started_ = false;
  bool playing_ = false;
};

class ReplayReader final : public api::Reader {
 public:
  explicit ReplayReader(std::shared_ptr<Player> player) : player_(std::move(player)) {}
  ~ReplayReader() override { player_->cancel(); }
  ReplayReader(const ReplayReader&) = delete;
  ReplayReader& operator=(const ReplayReader&) = delete;

  void set_listener(api::ReaderListener& listener) override { player_->set_listener(listener); }
  void connect(Nanos, api::Done<void> done) override { player_->connect(std::move(done)); }
  void identify(Nanos, api::Done<model::ReaderIdentity> done) override {
    player_->identify(std::move(done));
  }
  void capabilities(Nanos, api::Done<model::ReaderCapabilities> done) override {
    player_->capabilities(std::move(done));
  }
  void configure(const model::ReaderSettings&, Nanos,
                 api::Done<model::AppliedSettings> done) override {
    player_->configure(std::move(done));
  }
  void start(const api::InventorySpec&, Nanos, api::Done<void> done) override {
    player_->start(std::move(done));
  }
  void stop(Nanos, api::Done<void> done) override { player_->stop(std::move(done)); }
  void drain(Nanos timeout, api::Done<void> done) override {
    player_->drain(timeout, std::move(done));
  }
  void access(const model::AccessOrder&, Nanos,
              api::Done<std::optional<model::AccessedTag>> done) override {
    player_->refuse_access(std::move(done));
  }
  void close(Nanos, api::Done<void> done) override { player_->close(std::move(done)); }
  void cancel() override { player_->cancel(); }
  std::optional<Nanos> clock_offset() const override { return std::nullopt; }

 private:
  std::shared_ptr<Player> player_;
};

}  // namespace

Result<std::unique_ptr<api::Reader>> make_replay_reader(api::Runtime& runtime,
                                                        const api::ReaderUri& uri,
                                                        const api::ReaderOptions&,
                                                        MakeReplayFamily make_family) {
  return std::make_unique<ReplayReader>(
      std::make_shared<Player>(runtime, uri.path, std::move(make_family)));
}

}  // namespace plugtest::drivers
