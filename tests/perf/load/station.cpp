#include "tests/perf/load/station.h"

#include <utility>

#include <boost/asio/post.hpp>

namespace plugtest::load {

namespace {

constexpr Nanos k_inventory = std::chrono::seconds(1);

}  // namespace

Station::Station(Floor& floor, std::unique_ptr<api::Reader> reader, std::unique_ptr<Tally> tally)
    : floor_(floor), timer_(floor.clock), reader_(std::move(reader)), tally_(std::move(tally)) {
  reader_->set_listener(*this);
}

void Station::begin() {
  reader_->connect(k_patience, [this](const Result<void>& done) {
    if (fine(done)) next();
  });
}

void Station::on_observations(std::span<const model::Observation> observations) {
  // A sample is enough for percentiles, and bounded.
  constexpr std::uint64_t k_one_in = 64;
  constexpr std::size_t k_most = 200'000;
  const HostTime now = floor_.clock.now();
  const Nanos offset = reader_->clock_offset().value_or(Nanos{0});
  for (const model::Observation& one : observations) {
    tally_->take(one);
    if (one.last_seen && observations_++ % k_one_in == 0 && report_ms.size() < k_most) {
      const Nanos age = now.time_since_epoch() - (one.last_seen->time_since_epoch() - offset);
      report_ms.push_back(static_cast<float>(to_seconds(age) * 1000));
    }
  }
}

bool Station::fine(const Result<void>& done) {
  if (!done) stop_with(done.error());
  return done.has_value();
}

void Station::stop_with(const Error& why) {
  if (!failure) failure = why;
  over_ = true;
}

void Station::next() {
  if (ending_) {
    reader_->close(k_patience, [this](const Result<void>&) { over_ = true; });
    return;
  }
  tally_->begin(++inventory_);
  reader_->start({.id = inventory_}, k_patience, [this](const Result<void>& done) {
    if (fine(done)) timer_.set_after(k_inventory, [this] { stop(); });
  });
}

void Station::stop() {
  stopped_ = floor_.clock.now();
  reader_->stop(k_patience, [this](const Result<void>& done) {
    if (!fine(done)) return;
    reader_->drain(k_patience, [this](const Result<void>& drained) {
      if (!fine(drained)) return;
      drain_ms.push_back(static_cast<float>(to_seconds(floor_.clock.now() - stopped_) * 1000));
      tally_->end();
      ++inventories;
      boost::asio::post(floor_.io, [this] { next(); });
    });
  });
}

}  // namespace plugtest::load
