#pragma once

#include "harness/api/registry.h"

#include <cstddef>
#include <memory>

namespace plugtest::drivers {

struct ExecReaderOptions {
  /// Tag reports that one inventory may have: no reader singulates more in the time of a pass, so
  /// more is a program that has run wild.
  std::size_t max_reports = 1'000'000;
};

/// A reader behind a program that speaks the Reader contract (reader_contract.proto):
/// `exec:PROGRAM ARGUMENTS`. The program is started by connect() and gone after close(). One that
/// does not answer in time is killed: the call ends with `timed_out`. Errors: `configuration`.
Result<std::unique_ptr<api::Reader>> make_exec_reader(api::Runtime& runtime,
                                                      const api::ReaderUri& uri,
                                                      const api::ReaderOptions& options,
                                                      const ExecReaderOptions& exec_options = {});

}  // namespace plugtest::drivers
