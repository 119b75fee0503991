#pragma once

#include "harness/session/session.h"
#include "tools/cli/session_clock.h"
#include "tools/cli/time_left.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace plugtest::cli {

/// Shows how a session goes on: on a terminal one line that moves, else one line per finished run.
/// Passes every result on to `keep`, and the begin and end of runs to `clock`.
class Progress final : public session::SessionListener {
 public:
  using Keep = std::function<void(const model::RunResult&, const store::WallFacts&)>;

  /// `missing`: the runs to be made.
  Progress(std::ostream& out, bool terminal, unsigned columns, const model::EventPlan& event,
           const std::vector<model::RunPlan>& missing, SessionClock& clock, Keep keep);

  void on_remark(const std::string& text) override;
  void on_run_begin(const model::RunPlan& plan) override;
  void on_pass(const model::RunPlan& plan, std::uint32_t pass,
               std::span<const model::PassScore> scores) override;
  void on_run_end(const model::RunResult& result) override;

  /// Takes the moving line away.
  void clear();

 private:
  std::string left() const;
  void draw(const std::string& text);

  std::ostream& out_;
  bool terminal_;
  unsigned columns_;
  std::size_t runs_;
  SessionClock& clock_;
  Keep keep_;
  std::size_t finished_ = 0;
  TimeLeft time_left_;
  std::chrono::steady_clock::time_point drawn_{};
};

/// "alpha x c-2009-a in conveyor-parcels"; mixed loads name all their types.
std::string run_title(const model::RunPlan& plan);

}  // namespace plugtest::cli
