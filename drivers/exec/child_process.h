#pragma once

#include "harness/api/runtime.h"
#include "protocols/bits/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace plugtest::drivers {

/// How a child process ended.
struct ChildEnd {
  bool by_signal = false;
  int number = 0;          ///< exit status, or the signal's number
  std::string last_words;  ///< the last line it wrote to its standard error; may be empty

  /// "exited with status 3; its last words: 'no such host'".
  std::string to_string() const;
};

/// A program of others, run as a child: bytes on its standard input and output, lines on its
/// standard error. It is started without a shell, in a process group of its own (Ctrl-C in the
/// terminal is for us to handle), with default signal handling and none of our files. Everything is
/// called on the io_context's thread.
///
/// Its output is read a piece at a time, and the next one only after the last was delivered: a
/// child that floods is slowed down by its full pipe, and holds no memory of ours.
class ChildProcess {
 public:
  using OnBytes = std::function<void(std::span<const std::uint8_t>)>;
  using OnLine = std::function<void(const std::string&)>;
  using OnEnd = std::function<void(const ChildEnd&)>;

  static constexpr std::size_t k_max_line = 512;  ///< of standard error; what is longer is cut

  /// Starts words[0] (looked up in PATH when it has no '/') with the other words as its arguments.
  /// Error `unreachable` with the system's reason.
  static Result<std::unique_ptr<ChildProcess>> spawn(api::Runtime& runtime,
                                                     const std::vector<std::string>& words);

  /// Ends its input and output, gives it k_grace to end by itself, kills what is left of its
  /// process group, and waits for it: no zombie stays.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Begins to read; call once. `on_end` is called once, after all that the child wrote has been
  /// delivered. A child that closes its output without ending is killed.
  void start(OnBytes on_bytes, OnLine on_line, OnEnd on_end);

  /// Queues a copy of `bytes` for its input. The caller keeps to one question at a time, so that a
  /// child which does not read costs no memory.
  void write(std::span<const std::uint8_t> bytes);

  /// The child sees the end of its input: time to go.
  void end_input();

  /// Kills its whole process group; on_end follows.
  void kill();

  int pid() const;

 private:
  struct Core;
  explicit ChildProcess(std::shared_ptr<Core> core);
  std::shared_ptr<Core> core_;
};

}  // namespace plugtest::drivers
