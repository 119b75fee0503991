#include "harness/session/wall_clock.h"

#include <chrono>
#include <unordered_map>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace plugtest::session {

namespace {

class WallClock final : public api::Clock {
 public:
  explicit WallClock(boost::asio::io_context& io)
      : io_(io),
        steady_epoch_(std::chrono::steady_clock::now()),
        utc_epoch_(std::chrono::duration_cast<Nanos>(
            std::chrono::system_clock::now().time_since_epoch())) {}

  HostTime now() const override {
    return utc_epoch_ +
           std::chrono::duration_cast<Nanos>(std::chrono::steady_clock::now() - steady_epoch_);
  }

  TimerId call_at(HostTime when, Callback callback) override {
    const TimerId id = ++last_id_;
    auto& timer = timers_.try_emplace(id, io_, steady_epoch_ + (when - utc_epoch_)).first->second;
    timer.async_wait([this, id, call = std::move(callback)](boost::system::error_code error) {
      if (error || timers_.erase(id) == 0) return;  // cancelled, perhaps at the last moment
      call();
    });
    return id;
  }

  void cancel(TimerId timer) override { timers_.erase(timer); }

 private:
  boost::asio::io_context& io_;
  std::chrono::steady_clock::time_point steady_epoch_;
  HostTime utc_epoch_;
  TimerId last_id_ = 0;
  std::unordered_map<TimerId, boost::asio::steady_timer> timers_;
};

}  // namespace

std::unique_ptr<api::Clock> make_wall_clock(boost::asio::io_context& io) {
  return std::make_unique<WallClock>(io);
}

}  // namespace plugtest::session
