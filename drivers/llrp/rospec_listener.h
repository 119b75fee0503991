#pragma once

#include "harness/api/virtual_radio.h"

#include <cstdint>
#include <optional>
#include <string>

namespace plugtest::drivers {

/// Hears what the ROSpecs of a virtual reader do. Specs are named by their index, from 1 on.
class RoSpecListener {
 public:
  virtual ~RoSpecListener() = default;
  virtual void on_rospec_start(std::uint32_t id) = 0;
  /// `preempted_by`: the ROSpec that takes its place, if that is why.
  virtual void on_rospec_end(std::uint32_t id, std::optional<std::uint32_t> preempted_by) = 0;
  virtual void on_aispec_end(std::uint32_t id, std::uint16_t spec,
                             const api::SlotCounts& slots) = 0;
  virtual void on_survey(std::uint32_t id, std::uint16_t spec, bool started) = 0;  ///< or ended
  virtual void on_loop(std::uint32_t id, std::uint32_t loops) = 0;  ///< so many are complete
  virtual void on_hop(std::uint16_t channel) = 0;
  /// ReportBuffer has complete reports, or the trigger fired and there is nothing to tell.
  /// `silent`: nor was there anything since the ROSpec began.
  virtual void on_report_due(bool rospec_over, bool silent) = 0;
  virtual void on_buffer_level(unsigned percent) = 0;  ///< 100: reports are being lost
  virtual void on_trouble(std::uint32_t id, std::uint16_t spec, const std::string& what) = 0;
};

}  // namespace plugtest::drivers
