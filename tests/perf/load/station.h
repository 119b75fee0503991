#pragma once

#include "harness/api/reader.h"
#include "tests/perf/load/floor.h"
#include "tests/perf/load/tally.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::load {

/// How long a station waits for an answer.
constexpr Nanos k_patience = std::chrono::seconds(30);

/// One driver, going through inventories of a second until told to end.
class Station final : public api::ReaderListener {
 public:
  Station(Floor& floor, std::unique_ptr<api::Reader> reader, std::unique_ptr<Tally> tally);

  void begin();
  void end_after_this() { ending_ = true; }
  bool over() const { return over_; }

  void on_observations(std::span<const model::Observation> observations) override;
  void on_link_down(const Error& why) override { stop_with(why); }
  void on_reader_event(HostTime, const std::string&) override {}

  const Tally& tally() const { return *tally_; }

  std::uint64_t inventories = 0;
  std::optional<Error> failure;
  /// From a tag's read, by reader time, to the moment the driver handed it on; a sample of them.
  std::vector<float> report_ms;
  /// From asking the reader to stop to having everything.
  std::vector<float> drain_ms;

 private:
  bool fine(const Result<void>& done);
  void stop_with(const Error& why);
  void next();
  void stop();

  Floor& floor_;
  api::Timer timer_;
  std::unique_ptr<api::Reader> reader_;
  std::unique_ptr<Tally> tally_;
  std::uint32_t inventory_ = 0;
  std::uint64_t observations_ = 0;
  HostTime stopped_{};
  bool ending_ = false;
  bool over_ = false;
};

}  // namespace plugtest::load
