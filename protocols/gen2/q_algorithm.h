#pragma once

#include "protocols/gen2/command.h"

#include <cstdint>
#include <optional>

namespace plugtest::gen2 {

/// How a reader chooses Q from slot to slot: the procedure of Gen2 v1.2.0, annex D, or a fixed Q.
/// Qfp is kept in thousandths, so that every platform takes the same decisions.
class QAlgorithm {
 public:
  /// Starts at `initial_q` (0 to 15); each empty slot takes `step_milli` thousandths from Qfp,
  /// each collision adds as much (the annex suggests 100 to 500).
  QAlgorithm(std::uint8_t initial_q, std::int32_t step_milli);

  /// Q stays as it is.
  static QAlgorithm fixed(std::uint8_t q) { return {q, 0}; }

  std::uint8_t q() const { return q_; }

  /// What the slot just over was. The answer is the QueryAdjust to send, or nothing: QueryRep.
  std::optional<UpDn> on_empty();
  std::optional<UpDn> on_single();
  std::optional<UpDn> on_collision();

 private:
  std::optional<UpDn> follow();

  std::int32_t qfp_milli_;
  std::int32_t step_milli_;
  std::uint8_t q_;
};

}  // namespace plugtest::gen2
