#pragma once

#include "harness/model/time.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::model {

/// What is asked of a reader that can measure the spectrum: levels between two frequencies.
struct SurveyOrder {
  std::uint16_t antenna = 1;  ///< port, 1-based
  std::int64_t start_hz = 0;
  std::int64_t end_hz = 0;  ///< both ends included
  std::chrono::milliseconds duration{1000};

  bool operator==(const SurveyOrder&) const = default;
};

/// The level at one frequency, over one measurement.
struct SpectrumLevel {
  std::int64_t frequency_hz = 0;
  std::int64_t bandwidth_hz = 0;
  std::int32_t average_mdbm = 0;
  std::int32_t peak_mdbm = 0;
  std::optional<ReaderTime> when{};

  bool operator==(const SpectrumLevel&) const = default;
};

/// The level of a general purpose input (GPI) or output (GPO) of a reader.
struct PortLevel {
  std::uint16_t port = 1;      ///< 1-based
  std::optional<bool> high{};  ///< empty: the reader does not know

  bool operator==(const PortLevel&) const = default;
};

/// A general purpose input has changed: a photo-eye, a button.
struct InputEvent {
  std::uint16_t port = 1;
  bool high = false;
  HostTime received{};
  std::optional<ReaderTime> when{};

  bool operator==(const InputEvent&) const = default;
};

}  // namespace plugtest::model
