#include "harness/score/static_stop.h"

namespace plugtest::score {

StaticStop::StaticStop(std::uint32_t population, const StaticStopRule& rule)
    : population_(population), rule_(rule) {}

void StaticStop::identified(Nanos at) {
  if (count_ == population_ || at > deadline()) return;
  ++count_;
  last_ = at;
  if (!reached_ && std::uint64_t{count_} * 100 >= std::uint64_t{population_} * rule_.percent) {
    reached_ = at;
  }
}

Nanos StaticStop::deadline() const {
  if (count_ == population_) return last_.value_or(Nanos{0});
  return reached_ ? *reached_ * rule_.factor : rule_.abort_after;
}

model::StaticEnd StaticStop::end(Nanos now) const {
  if (count_ == population_) return model::StaticEnd::complete;
  if (now < deadline()) return model::StaticEnd::unended;
  return reached_ ? model::StaticEnd::stopped : model::StaticEnd::aborted;
}

StaticStop replay_static(std::uint32_t population, std::span<const Nanos> first_reads,
                         const StaticStopRule& rule) {
  StaticStop stop(population, rule);
  for (const Nanos at : first_reads) stop.identified(at);
  return stop;
}

}  // namespace plugtest::score
