#pragma once

#include "harness/api/reader.h"

#include <set>
#include <string>
#include <vector>

namespace plugtest::test {

/// Keeps what a reader says.
class RecordingListener final : public api::ReaderListener {
 public:
  void on_observations(std::span<const model::Observation> span) override {
    observations.insert(observations.end(), span.begin(), span.end());
    largest_span = std::max(largest_span, span.size());
  }
  void on_link_down(const Error& why) override { downs.push_back(why); }
  void on_reader_event(HostTime, const std::string& what) override { events.push_back(what); }
  void on_input(const model::InputEvent& event) override { inputs.push_back(event); }

  std::set<identity::Uii> uiis() const {
    std::set<identity::Uii> found;
    for (const auto& observation : observations) found.insert(observation.uii);
    return found;
  }

  std::vector<model::Observation> observations;
  std::size_t largest_span = 0;
  std::vector<Error> downs;
  std::vector<std::string> events;
  std::vector<model::InputEvent> inputs;
};

}  // namespace plugtest::test
