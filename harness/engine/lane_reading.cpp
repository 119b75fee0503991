#include "harness/engine/lane_reading.h"

#include "harness/api/clock.h"
#include "harness/api/reader.h"
#include "harness/engine/ending.h"
#include "harness/engine/finished.h"
#include "harness/engine/pause.h"
#include "harness/engine/radio_check.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace plugtest::engine {

namespace asio = boost::asio;

class LaneReading::Impl final : public api::ReaderListener {
 public:
  explicit Impl(LaneReadingParts parts) : p_(std::move(parts)), pause_(p_.runtime) {}

  void start(api::Done<TagReads> done) {
    p_.reader.set_listener(*this);
    asio::co_spawn(
        p_.runtime.io, [this] { return run(); },
        [this, done = std::move(done)](const std::exception_ptr& thrown, Result<void> ended) {
          if (thrown) ended = fail(ErrorCode::internal, ending_from(thrown).detail);
          if (aborted_) ended = fail(ErrorCode::cancelled, "stopped on request");
          if (!ended) return done(fail(ended.error()));
          done(std::move(reads_));
        });
  }

  void abort() {
    if (std::exchange(aborted_, true)) return;
    p_.reader.cancel();
    pause_.no_more();
  }

 private:
  asio::awaitable<Result<void>> run() {
    auto ended = co_await read();
    if (connected_ && !lost_ && !aborted_) {
      // How the goodbye goes changes nothing of what was heard.
      co_await finished<void>([this](const auto& done) { p_.reader.close(step(), done); });
    }
    co_return ended;
  }

  asio::awaitable<Result<void>> read() {
    auto ready = co_await set_up();
    if (!ready) co_return ready;
    auto started = co_await call(
        [&](const auto& done) { p_.reader.start(api::InventorySpec{k_inventory}, step(), done); });
    if (!started) co_return started;
    co_await pause_.rest(p_.time);
    if (lost_) co_return fail(*lost_);
    auto stopped = co_await call([&](const auto& done) { p_.reader.stop(step(), done); });
    if (!stopped) co_return stopped;
    co_return co_await call([&](const auto& done) { p_.reader.drain(step(), done); });
  }

  asio::awaitable<Result<void>> set_up() {
    auto connected = co_await call([&](const auto& done) { p_.reader.connect(step(), done); });
    if (!connected) co_return connected;
    connected_ = true;
    const auto identity = co_await finished<model::ReaderIdentity>(
        [this](const auto& done) { p_.reader.identify(step(), done); });
    if (!identity) co_return fail(cause_of(identity.error()));
    if (const auto differs = identity_difference(p_.record, *identity)) co_return no(*differs);
    const auto told = co_await finished<model::ReaderCapabilities>(
        [this](const auto& done) { p_.reader.capabilities(step(), done); });
    if (!told) co_return fail(cause_of(told.error()));
    model::ReaderSettings settings = settings_for(p_.scenario, p_.load);
    settings.session = 0;
    auto objection = capability_objection(p_.scenario, p_.region, *told);
    if (!objection) {
      objection = radiation_objection(p_.scenario.lane, p_.region, *told, settings.power_mdbm);
    }
    if (objection) co_return no(objection->detail);
    const auto applied = co_await finished<model::AppliedSettings>(
        [&](const auto& done) { p_.reader.configure(settings, step(), done); });
    if (!applied) co_return fail(cause_of(applied.error()));
    if (const auto differs = settings_difference(settings, *applied)) co_return no(*differs);
    co_return Result<void>{};
  }

  template <class Start>
  asio::awaitable<Result<void>> call(Start begin) {
    auto result = co_await finished<void>(std::move(begin));
    if (!result) co_return fail(cause_of(result.error()));
    co_return result;
  }

  static Result<void> no(std::string sentence) {
    return fail(ErrorCode::configuration, std::move(sentence));
  }

  /// The link's own story says more than the call that noticed.
  Error cause_of(const Error& error) const { return lost_.value_or(error); }

  void on_observations(std::span<const model::Observation> observations) override {
    for (const model::Observation& seen : observations) {
      if (seen.inventory_id && *seen.inventory_id != k_inventory) continue;
      reads_[seen.uii] += std::max(seen.seen_count.value_or(1), 1U);
    }
  }
  void on_link_down(const Error& why) override {
    lost_ = why;
    pause_.no_more();
  }
  void on_reader_event(HostTime, const std::string&) override {}

  Nanos step() const { return p_.scenario.budgets.step; }

  static constexpr std::uint32_t k_inventory = 1;

  LaneReadingParts p_;
  Pause pause_;
  TagReads reads_;
  std::optional<Error> lost_;
  bool connected_ = false;
  bool aborted_ = false;
};

LaneReading::LaneReading(LaneReadingParts parts)
    : impl_(std::make_unique<Impl>(std::move(parts))) {}
LaneReading::~LaneReading() = default;
void LaneReading::start(api::Done<TagReads> done) { impl_->start(std::move(done)); }
void LaneReading::abort() { impl_->abort(); }

}  // namespace plugtest::engine
