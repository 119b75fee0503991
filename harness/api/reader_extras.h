#pragma once

#include "harness/api/done.h"
#include "harness/model/reader_services.h"
#include "harness/model/time.h"

#include <cstdint>
#include <vector>

namespace plugtest::api {

/// What only some reader families offer, see Reader::extras(). Asynchronous like the calls of
/// Reader, one at a time together with them; a reader that cannot answers `refused`.
class ReaderExtras {
 public:
  virtual ~ReaderExtras() = default;

  /// Measures levels over a band. Not while an inventory runs. In the order in which the reader
  /// measured; empty when it saw nothing to report.
  virtual void survey(const model::SurveyOrder& order, Nanos timeout,
                      Done<std::vector<model::SpectrumLevel>> done) = 0;

  /// The levels of all general purpose inputs.
  virtual void read_inputs(Nanos timeout, Done<std::vector<model::PortLevel>> done) = 0;

  /// Sets a general purpose output.
  virtual void write_output(std::uint16_t port, bool high, Nanos timeout, Done<void> done) = 0;
};

}  // namespace plugtest::api
