#pragma once

#include "harness/api/done.h"
#include "harness/model/observation.h"
#include "harness/model/reader_services.h"
#include "harness/model/reader_settings.h"
#include "harness/model/tag_access.h"
#include "harness/model/time.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::api {

class ReaderExtras;

/// What is asked of a reader for one pass.
struct InventorySpec {
  std::uint32_t id = 1;  ///< marks the reports of this inventory (LLRP ROSpecID); never 0
};

/// Hears what a reader sends unasked. Called on the io_context's thread.
class ReaderListener {
 public:
  virtual ~ReaderListener() = default;

  /// Tag reports, a message at a time. The span is valid during the call.
  virtual void on_observations(std::span<const model::Observation> observations) = 0;

  /// The connection is of no more use. `link_lost`: it ended for an unknown cause. `protocol`: the
  /// peer broke its protocol on a healthy link; it was closed by us. `timed_out`: keepalives ended.
  virtual void on_link_down(const Error& why) = 0;

  /// A reader's own event worth showing (buffer overflow, reader exception, antenna lost).
  virtual void on_reader_event(HostTime when, const std::string& what) = 0;

  /// A general purpose input of the reader has changed.
  virtual void on_input(const model::InputEvent&) {}
};

/// A reader, whatever it is and however it is attached. Calls are asynchronous, one at a time, and
/// each ends by its time-out at the latest (clock of the Runtime). Error codes mean: `unreachable`
/// no connection, `refused` the reader said no, `timed_out` no answer on a healthy link, `protocol`
/// the reader broke its protocol, `link_lost` the connection ended, `cancelled` cancel() was
/// called.
class Reader {
 public:
  virtual ~Reader() = default;

  /// Must be set before connect() and outlive the reader (or its close()).
  virtual void set_listener(ReaderListener& listener) = 0;

  virtual void connect(Nanos timeout, Done<void> done) = 0;
  virtual void identify(Nanos timeout, Done<model::ReaderIdentity> done) = 0;
  virtual void capabilities(Nanos timeout, Done<model::ReaderCapabilities> done) = 0;

  /// Sends the settings and reads them back.
  virtual void configure(const model::ReaderSettings& settings, Nanos timeout,
                         Done<model::AppliedSettings> done) = 0;

  virtual void start(const InventorySpec& spec, Nanos timeout, Done<void> done) = 0;
  virtual void stop(Nanos timeout, Done<void> done) = 0;

  /// Ends when every report of the stopped inventory has been delivered, by an in-band barrier.
  virtual void drain(Nanos timeout, Done<void> done) = 0;

  /// Looks for a tag and carries out the operations on it. Not while an inventory runs. Empty when
  /// no tag matched within `what.search`; how each operation went is in the results, and only a
  /// reader that does not do as told is an error: `refused` also for a family or module without the
  /// operation.
  virtual void access(const model::AccessOrder& what, Nanos timeout,
                      Done<std::optional<model::AccessedTag>> done) = 0;

  /// Orderly end. After `done` the reader sends nothing more to its listener.
  virtual void close(Nanos timeout, Done<void> done) = 0;

  /// Ends every pending call with `cancelled` and drops the connection.
  virtual void cancel() = 0;

  /// Reader time minus host time, as estimated so far; empty without a reader clock.
  virtual std::optional<Nanos> clock_offset() const = 0;

  /// Spectrum and general purpose ports; null when the family has none. Belongs to the reader.
  virtual ReaderExtras* extras() { return nullptr; }
};

}  // namespace plugtest::api
