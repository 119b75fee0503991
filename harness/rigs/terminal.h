#pragma once

#include <iosfwd>
#include <optional>
#include <string>

namespace plugtest::rigs {

/// Where an operator sees questions and types answers: an output, and an input that may be a
/// terminal, a pipe or a file. The prompters of several lanes may share it, one question at a time
/// (OperatorTurns): what was typed and not yet asked for is kept here, not with one of them.
class Terminal {
 public:
  /// `out` outlives the terminal. `input`: a file descriptor, standard input.
  explicit Terminal(std::ostream& out, int input = 0);
  /// Puts the input's blocking mode back: it belongs to the open file, which the shell shares.
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// Shows a question, at once and in one piece. What was typed before on a terminal does not
  /// answer it; from a pipe or file, lines are taken in turn.
  void show(const std::string& text);

  /// The next line, as far as it came, without waiting; one beyond 4096 bytes is cut.
  std::optional<std::string> take_line();

  /// No further line will come.
  bool ended() const { return ended_; }

  int input() const { return input_; }

 private:
  std::optional<std::string> line_of_buffer();
  bool read_some();

  std::ostream& out_;
  int input_;
  int flags_;
  std::string buffer_;
  bool ended_ = false;
};

}  // namespace plugtest::rigs
