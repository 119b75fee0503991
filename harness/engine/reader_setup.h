#pragma once

// For the .cpp files of this room only: it includes Asio.

#include "harness/engine/course.h"
#include "harness/engine/pause.h"
#include "harness/model/reader_settings.h"

#include <cstdint>

#include <boost/asio/awaitable.hpp>

namespace plugtest::engine {

struct RunParts;

/// Brings the reader of a run to where it can take inventory, and back there when its link was
/// lost: connects, checks who it is and what it can do, sets it up. Every step is bounded by the
/// scenario's budget of a step.
class ReaderSetup {
 public:
  ReaderSetup(const RunParts& parts, Course& course, Pause& pause);

  /// Connects and sets the reader up. False when the run cannot begin; the course knows why.
  boost::asio::awaitable<bool> prepare();

  /// Brings a reader back whose link was lost (unplugged and plugged in again, restarted), within
  /// the budget of a step: connects, over and over, checks that it is the same one, sets it up
  /// anew. False when that failed.
  boost::asio::awaitable<bool> reconnect();

  /// Sets the reader up with `settings` where it is not set up so already. False: it does not take
  /// them, or must not.
  boost::asio::awaitable<bool> use(model::ReaderSettings settings);
  boost::asio::awaitable<bool> use_power(std::int32_t power_mdbm);

  /// Says goodbye; how that goes changes no verdict.
  boost::asio::awaitable<void> close();

  /// Whether it has been reached at all.
  bool connected() const { return connected_; }
  const model::ReaderIdentity& identity() const { return identity_; }

 private:
  boost::asio::awaitable<bool> check_capabilities();
  boost::asio::awaitable<bool> is_the_same_reader();
  boost::asio::awaitable<bool> set_up();
  Nanos step() const;

  const RunParts& parts_;
  Course& course_;
  Pause& pause_;
  model::ReaderSettings settings_;
  model::ReaderIdentity identity_;
  model::ReaderCapabilities capabilities_;
  bool connected_ = false;
};

}  // namespace plugtest::engine
