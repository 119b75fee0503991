#include "harness/engine/course.h"

#include "harness/api/clock.h"
#include "harness/api/evidence_sink.h"
#include "harness/engine/ending.h"
#include "harness/engine/run.h"
#include "harness/model/sentences.h"

#include <utility>

#include <fmt/format.h>
#include <spdlog/logger.h>

namespace plugtest::engine {
namespace {

using model::Reason;
namespace sentence = model::sentence;

/// How often a reader's link may be lost in passes one after the other before the run gives up.
constexpr std::uint32_t k_most_losses = 3;

}  // namespace

bool Course::link_was_lost() const {
  return link_error_ && link_error_->code == ErrorCode::link_lost && !parts_.one_recorded_pass;
}

void Course::end(score::RunEnding ending) {
  if (!ending_) ending_ = std::move(ending);
}

bool Course::count_loss() { return ++losses_ < k_most_losses; }

bool Course::stop_for(const Error& error, std::string_view doing) {
  // The link's own story says more than the call that noticed.
  const Error& cause = link_error_ ? *link_error_ : error;
  if (aborted_) {
    end({Reason::aborted, std::string(sentence::stopped.english)});
  } else {
    end({reason_of_reader(cause.code),
         fmt::format(sentence::could_not.english, doing, to_string(cause))});
  }
  note(ending_->detail);
  return false;
}

bool Course::stop_for_rig(const Error& error, std::string_view doing) {
  if (link_error_ || aborted_) return stop_for(error, model::phrase::do_read.english);
  end({reason_of_rig(error.code),
       fmt::format(sentence::could_not.english, doing, to_string(error))});
  note(ending_->detail);
  return false;
}

bool Course::broken(const Error& error, std::string_view doing, std::uint32_t index) {
  if (!link_error_ && error.code == ErrorCode::link_lost) link_error_ = error;
  if (!aborted_ && link_was_lost() && count_loss()) {
    note("pass " + std::to_string(index + 1) +
         " does not count, the link was lost: " + to_string(*link_error_));
    return false;
  }
  return stop_for(error, doing);
}

bool Course::refuse(score::RunEnding objection) {
  note(objection.detail);
  end(std::move(objection));
  return false;
}

score::RunEnding Course::close() {
  if (aborted_ && complete_) return ending_.value_or(score::RunEnding{});
  if (aborted_) end({Reason::aborted, std::string(sentence::stopped.english)});
  if (link_error_ && !ending_) stop_for(*link_error_, model::phrase::do_read.english);
  return ending_.value_or(score::RunEnding{});
}

void Course::note(const std::string& text) const {
  parts_.evidence.on_note(parts_.runtime.clock.now(), text);
  parts_.runtime.log.warn("run {}: {}", short_id(parts_), text);
}

std::string short_id(const RunParts& parts) { return parts.plan.id.str().substr(0, 8); }

}  // namespace plugtest::engine
