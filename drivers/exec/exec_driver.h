#pragma once

#include "drivers/exec/child_process.h"
#include "drivers/exec/contract.h"
#include "drivers/exec/exec_reader.h"
#include "harness/api/clock.h"
#include "harness/api/wire_tap.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// The exec driver proper: one program, one call at a time, what comes unasked, and the end.
/// Shared, so that a callback may destroy the reader.
class ExecDriver final : public std::enable_shared_from_this<ExecDriver> {
 public:
  using Value = contract::Answer::Value;
  using Then = std::function<void(Result<Value>)>;

  ExecDriver(api::Runtime& runtime, std::vector<std::string> words,
             const api::ReaderOptions& options, const ExecReaderOptions& exec_options);

  void set_listener(api::ReaderListener& listener) { listener_ = &listener; }

  void connect(Nanos timeout, api::Done<void> done);
  void call(contract::Call::What what, Nanos timeout, Then then);
  void call_void(contract::Call::What what, Nanos timeout, api::Done<void> done);
  void start(const api::InventorySpec& spec, Nanos timeout, api::Done<void> done);
  void drain(Nanos timeout, api::Done<void> done);
  /// Says goodbye, and is done when the program has ended.
  void close(Nanos timeout, api::Done<void> done);
  void cancel();

  std::optional<Nanos> clock_offset() const { return state_.clock_offset; }

 private:
  /// What is true of one connection only.
  struct State {
    std::uint32_t inventory = 0;  // reports are welcome
    std::size_t reports = 0;      // of this inventory
    std::size_t events = 0;
    std::size_t lines = 0;
    bool connecting = false;
    bool closing = false;
    bool down = false;
    std::optional<Nanos> clock_offset;
    contract::Framer framer;
  };

  void later(std::function<void()> task);

  void ask(contract::Call::What what, Nanos timeout, Then then);
  void on_greeting(Result<Value> greeted, HostTime deadline, const api::Done<void>& done);
  void on_answer(const contract::Answer& answer);

  void on_bytes(std::span<const std::uint8_t> bytes);
  void on_message(contract::AdapterMessage& message);
  void on_reports(contract::Reports& reports);
  void on_event(const std::string& what);
  void on_line(const std::string& line);

  void on_end(const ChildEnd& end);
  void break_protocol(Error why, std::size_t offset);
  /// The connection is of no more use: the program is killed, the pending call and the listener
  /// told.
  void go_down(const Error& why);
  void fail_pending(const Error& why);
  /// Ends the program: in order if it goes by itself, else it is killed.
  void drop();
  void tap(api::Direction direction, std::span<const std::uint8_t> bytes);

  api::Runtime runtime_;
  std::vector<std::string> words_;
  api::WireTap* wire_tap_;
  ExecReaderOptions options_;
  api::ReaderListener* listener_ = nullptr;
  State state_;
  Then pending_;
  std::string pending_name_;
  std::uint32_t last_id_ = 0;
  api::Timer patience_;
  std::unique_ptr<ChildProcess> child_;
};

}  // namespace plugtest::drivers
