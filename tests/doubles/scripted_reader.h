#pragma once

#include "harness/api/clock.h"
#include "harness/api/reader.h"
#include "harness/api/runtime.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::doubles {

/// A reader without a wire: does what a test scripts, in the clock's time.
class ScriptedReader final : public api::Reader {
 public:
  explicit ScriptedReader(api::Runtime& runtime) : runtime_(runtime) {}

  // What the calls answer; no value: the call never ends by itself (until cancel()).
  std::optional<Result<void>> on_connect = Result<void>{};
  model::ReaderIdentity identity{"Example", "M1", "1.0", ""};
  model::ReaderCapabilities can;
  std::optional<model::AppliedSettings> applied;  ///< empty: echoes what was asked
  std::optional<Result<void>> on_start = Result<void>{};
  std::optional<Result<void>> on_stop = Result<void>{};
  std::optional<Result<void>> on_drain = Result<void>{};
  std::function<std::vector<model::Observation>(std::uint32_t inventory)> reports;  ///< at stop()
  std::optional<model::AccessedTag> accessed;
  std::function<void()> on_close;  ///< before it is answered
  std::function<Result<std::optional<model::AccessedTag>>(const model::AccessOrder&)> on_access;
  std::vector<model::ReaderSettings> configured;  ///< what was asked for, in order
  std::optional<Nanos> offset;
  std::vector<std::string> calls;  ///< what was asked, in order

  api::ReaderListener& listener() { return *listener_; }

  void set_listener(api::ReaderListener& listener) override { listener_ = &listener; }
  void connect(Nanos timeout, api::Done<void> done) override {
    answer("connect", on_connect, timeout, std::move(done));
  }
  void identify(Nanos, api::Done<model::ReaderIdentity> done) override {
    calls.push_back("identify");
    later([this, done] { done(identity); });
  }
  void capabilities(Nanos, api::Done<model::ReaderCapabilities> done) override {
    calls.push_back("capabilities");
    later([this, done] { done(can); });
  }
  void configure(const model::ReaderSettings& settings, Nanos,
                 api::Done<model::AppliedSettings> done) override {
    calls.push_back("configure");
    configured.push_back(settings);
    model::AppliedSettings echo;
    echo.power_mdbm = settings.power_mdbm;
    echo.session = settings.session;
    echo.antennas = settings.antennas;
    later([done, back = applied.value_or(echo)] { done(back); });
  }
  void start(const api::InventorySpec& spec, Nanos timeout, api::Done<void> done) override {
    inventory_ = spec.id;
    answer("start", on_start, timeout, std::move(done));
  }
  void stop(Nanos timeout, api::Done<void> done) override {
    if (reports) {
      const std::vector<model::Observation> sent = reports(inventory_);
      if (!sent.empty()) listener_->on_observations(sent);
    }
    answer("stop", on_stop, timeout, std::move(done));
  }
  void drain(Nanos timeout, api::Done<void> done) override {
    answer("drain", on_drain, timeout, std::move(done));
  }
  void access(const model::AccessOrder& order, Nanos,
              api::Done<std::optional<model::AccessedTag>> done) override {
    calls.push_back("access");
    if (on_access) {
      later([done, answer = on_access(order)] { done(answer); });
      return;
    }
    later([done, tag = accessed] { done(tag); });
  }
  void close(Nanos timeout, api::Done<void> done) override {
    if (on_close) on_close();
    answer("close", Result<void>{}, timeout, std::move(done));
  }
  void cancel() override {
    calls.push_back("cancel");
    for (auto& pending : pending_) {
      later([done = std::move(pending)] { done(fail(ErrorCode::cancelled, "cancelled")); });
    }
    pending_.clear();
  }
  std::optional<Nanos> clock_offset() const override { return offset; }

 private:
  void later(std::function<void()> task) {
    runtime_.clock.call_at(runtime_.clock.now(), std::move(task));
  }
  void answer(const std::string& call, const std::optional<Result<void>>& result, Nanos timeout,
              api::Done<void> done) {
    calls.push_back(call);
    if (result) {
      later([done = std::move(done), answer = *result] { done(answer); });
      return;
    }
    // Silent: the caller's time-out ends it, or cancel().
    pending_.push_back(done);
    const std::size_t mine = pending_.size() - 1;
    runtime_.clock.call_at(runtime_.clock.now() + timeout, [this, mine, call] {
      if (mine >= pending_.size() || !pending_[mine]) return;
      const api::Done<void> expired = std::move(pending_[mine]);
      pending_.clear();
      expired(fail(ErrorCode::timed_out, "no answer to " + call));
    });
  }

  api::Runtime& runtime_;
  api::ReaderListener* listener_ = nullptr;
  std::uint32_t inventory_ = 0;
  std::vector<api::Done<void>> pending_;
};

}  // namespace plugtest::doubles
