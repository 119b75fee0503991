#pragma once

#include "harness/model/verdict.h"
#include "harness/score/cell.h"
#include "protocols/bits/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plugtest::engine {

struct RunParts;

/// What has gone wrong with a run so far, and what that makes of it: a pass that does not count, or
/// the end of the run. The first ending stays; what comes after it is its consequence.
class Course {
 public:
  explicit Course(const RunParts& parts) : parts_(parts) {}

  bool aborted() const { return aborted_; }
  const std::optional<score::RunEnding>& ending() const { return ending_; }
  const std::optional<Error>& link_error() const { return link_error_; }

  /// Whether the run is to end, or has no reader now.
  bool interrupted() const { return link_error_ || ending_ || aborted_; }
  /// Whether no further pass is to begin, whatever the decision rule says.
  bool over() const { return ending_ || aborted_ || (link_error_ && !link_was_lost()); }
  /// Whether the link is gone for an unknown cause; a recording has no link that could come back.
  bool link_was_lost() const;

  void abort() { aborted_ = true; }
  /// All that the run was to do is done; an abort that comes now changes nothing of its result.
  void complete() { complete_ = !aborted_; }
  void end(score::RunEnding ending);
  void link_down(const Error& why) { link_error_ = why; }
  void link_up() { link_error_.reset(); }
  /// A pass went well: losses are counted from here.
  void pass_was_good() { losses_ = 0; }
  /// One more lost link. False when it is enough: so often, in passes one after the other, the run
  /// gives up.
  bool count_loss();

  /// Ends the run for an error of the reader's side; false for a handy `co_return`.
  bool stop_for(const Error& error, std::string_view doing);
  /// Ends the run for an error of the rig. False likewise.
  bool stop_for_rig(const Error& error, std::string_view doing);
  /// An error in the middle of pass `index`. A link that is lost for an unknown cause spoils the
  /// pass, not the run. False likewise.
  bool broken(const Error& error, std::string_view doing, std::uint32_t index);
  /// The run cannot be made. False likewise.
  bool refuse(score::RunEnding objection);
  /// What a run without an ending of its own ends with.
  score::RunEnding close();

  /// Keeps a sentence with the evidence, and tells people of it.
  void note(const std::string& text) const;

 private:
  const RunParts& parts_;
  std::optional<score::RunEnding> ending_;
  std::optional<Error> link_error_;
  std::uint32_t losses_ = 0;  ///< of the link, since the last good pass
  bool aborted_ = false;
  bool complete_ = false;
};

/// The run's id as people see it in logs.
std::string short_id(const RunParts& parts);

}  // namespace plugtest::engine
