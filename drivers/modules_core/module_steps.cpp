#include "drivers/modules_core/module_steps.h"

#include <memory>
#include <utility>

namespace plugtest::drivers {

namespace {

/// The steps of a dialogue under way.
struct Steps : std::enable_shared_from_this<Steps> {
  Steps(ModuleSession& owner, std::vector<ModuleStep> all, api::Done<void> end)
      : session(owner), steps(std::move(all)), done(std::move(end)) {}

  void next() {
    if (at == steps.size()) {
      session.later([self = shared_from_this()] { self->done({}); });
      return;
    }
    session.request(steps[at].request,
                    [self = shared_from_this()](Result<std::vector<std::uint8_t>> answer) {
                      self->take(std::move(answer));
                    });
  }

  void take(Result<std::vector<std::uint8_t>> answer) {
    Result<void> taken;
    if (!answer) {
      taken = fail(answer.error());
    } else if (steps[at].take) {
      taken = steps[at].take(*answer);
    }
    if (!taken) {
      done(taken);
      return;
    }
    ++at;
    next();
  }

  ModuleSession& session;
  std::vector<ModuleStep> steps;
  api::Done<void> done;
  std::size_t at = 0;
};

}  // namespace

void run_steps(ModuleSession& session, std::vector<ModuleStep> steps, api::Done<void> done) {
  std::make_shared<Steps>(session, std::move(steps), std::move(done))->next();
}

}  // namespace plugtest::drivers
