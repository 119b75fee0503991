#pragma once

#include "harness/model/air.h"
#include "harness/model/tag_access.h"
#include "harness/model/time.h"
#include "protocols/bits/result.h"
#include "protocols/identity/text_form.h"
#include "protocols/identity/uii.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace spdlog {
class logger;
}
namespace plugtest::api {
class ReaderRegistry;
}

namespace plugtest::cli {

/// How a reader at a desk is used.
struct DeskSettings {
  model::AirProtocol protocol = model::AirProtocol::type_c;
  std::vector<std::uint16_t> antennas;  ///< ports, 1-based; empty = all
  std::int32_t power_mdbm = 20'000;     ///< low: only what lies on the desk is to answer
  Nanos look{std::chrono::seconds(1)};  ///< how long an inventory takes
};

/// A reader that looks at what lies before it, reads its TID and writes its UII: for enrolling
/// pieces. Blocking; each call ends by its time-outs or by `stop`.
class DeskReader {
 public:
  /// Connects and configures. Errors as of api::Reader, and of its address.
  static Result<std::unique_ptr<DeskReader>> open(const api::ReaderRegistry& registry,
                                                  const std::string& uri,
                                                  const DeskSettings& settings, spdlog::logger& log,
                                                  std::stop_token stop);
  virtual ~DeskReader() = default;

  /// The tags in the field, each once, in the order in which they were first reported.
  virtual Result<std::vector<identity::Uii>> look() = 0;

  /// The TID of a Type C tag as hexadecimal words: six words, or as many as the tag has of them.
  /// Empty when the tag answered no read.
  virtual Result<std::string> tid(const identity::Uii& uii) = 0;

  /// Writes PC word and UII of a Type C tag, and reads them back. Error `refused` when the tag did
  /// not take them or answers otherwise.
  virtual Result<void> write(const identity::Uii& uii, const identity::TagIdentity& identity) = 0;

  /// The orderly end; how it goes does not matter.
  virtual void close() = 0;
};

}  // namespace plugtest::cli
