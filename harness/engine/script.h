#pragma once

// For the .cpp files of this room only: it includes Asio.

#include "harness/api/clock.h"
#include "harness/api/reader.h"
#include "harness/api/rig.h"
#include "harness/engine/tag_operations.h"
#include "harness/model/run.h"
#include "harness/model/scenario_plan.h"
#include "harness/score/static_stop.h"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace plugtest::engine {

struct RunParts;

/// What a script needs of the run that plays it.
class ScriptHost {
 public:
  virtual ~ScriptHost() = default;

  /// Whether the run is to end, or has lost its reader: no further step is taken.
  virtual bool interrupted() const = 0;

  /// The reader's side, or the rig, failed in mid-pass while `doing` (a phrase of
  /// harness/model/sentences.h): "Could not move the load: ...". Both return false.
  virtual bool broken(const Error& error, std::string_view doing) = 0;
  virtual bool stop_for_rig(const Error& error, std::string_view doing) = 0;

  /// A pause that an abort cuts short.
  virtual boost::asio::awaitable<void> rest(Nanos pause) = 0;

  /// Sets the reader up with this power. False: it does not take it, and the run ends.
  virtual boost::asio::awaitable<bool> set_power(std::int32_t power_mdbm) = 0;

  /// From now on a lost link is what the script wants, until take_up().
  virtual void expect_cut() = 0;
  /// Drops our end of the link.
  virtual void drop_link() = 0;
  /// Reaches the reader again where it is gone. False: that failed, and the run ends. `was_lost`
  /// tells whether it had to be done.
  virtual boost::asio::awaitable<bool> take_up(bool& was_lost) = 0;
};

/// Plays the steps of a pass, one after the other; the load moves meanwhile once a step has set it
/// in motion. Checks and verifications become outcomes of the pass, whatever they find; only what
/// keeps the script from going on ends it.
class Script {
 public:
  Script(const RunParts& parts, ScriptHost& host);

  /// Fills in times and step outcomes of `pass`, whose manifest is there and whose observations
  /// arrive meanwhile. False when something went wrong; the load is at rest then, too.
  boost::asio::awaitable<bool> play(model::PassRecord& pass, const api::InventorySpec& inventory,
                                    std::vector<model::Step> steps);

  /// The reader has reported tags: what ends the reading of a load that stands still.
  void saw(std::span<const model::Observation> observations);

  /// The reader has told of something.
  void heard(const std::string& event) { events_.push_back(event); }

 private:
  using Awaited = boost::asio::awaitable<bool>;

  Awaited take(const model::StartInventory&);
  Awaited take(const model::StopInventory&);
  Awaited take(const model::BeginMotion&);
  Awaited take(const model::AwaitMotion&);
  Awaited take(const model::Wait& wait);
  Awaited take(const model::AskOperator& prompt);
  Awaited take(const model::AntennaCable& cable);
  Awaited take(const model::CutLink& cut);
  Awaited take(const model::SetPower& power);
  Awaited take(const model::HeardEvent& event);
  Awaited take(const model::TagOperation& operation);
  Awaited take(const model::Identified& wanted);

  void watch_still_load();
  void end_still_load();
  Awaited handwork(api::Handwork what);
  boost::asio::awaitable<void> motion_over();
  /// An outcome of the step under way; `wrong` is empty when it held.
  void record(const model::PieceId& piece, const std::optional<std::string>& wrong);
  Nanos step() const;

  const RunParts& parts_;
  ScriptHost& host_;
  TagOperations operations_;
  model::PassRecord* pass_ = nullptr;  ///< while play() runs
  std::vector<model::Step> steps_;     ///< of the pass under way
  api::InventorySpec inventory_;
  std::uint32_t index_ = 0;  ///< of the step under way
  bool inventory_runs_ = false;
  bool moving_ = false;
  std::optional<Result<model::PassTimes>> moved_;
  api::Done<void> on_moved_;
  std::vector<std::string> events_;  ///< of this pass

  /// The reading of a load under a static rule, while it stands.
  struct StillLoad {
    score::StaticStop stop;
    std::set<identity::Uii> unseen;
    bool over = false;
  };
  std::optional<StillLoad> still_;
  HostTime motion_begin_;
  api::Timer still_timer_;
};

}  // namespace plugtest::engine
