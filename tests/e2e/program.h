#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace plugtest::e2e {

struct Outcome {
  int exit_code = -1;  ///< 128 + signal when it was killed
  std::string out;
  std::string err;
  std::chrono::milliseconds took{0};
};

/// One run of a program, from outside: arguments in, exit code and output out. The program's
/// output goes to files of its own, so that it never waits for us.
class Program {
 public:
  enum class Input { empty, silent };  ///< at its end from the start, or open with nobody typing

  /// Starts `path` with `arguments` in `folder`.
  Program(const std::string& path, const std::vector<std::string>& arguments,
          const std::filesystem::path& folder, Input input = Input::empty);
  ~Program();  ///< kills it when it still runs
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void signal(int number) const;
  bool running();

  /// What it wrote to its standard output so far.
  std::string output_so_far() const;

  /// Waits until its output holds `text`; false when it ended or `limit` passed before.
  bool wait_for(const std::string& text, std::chrono::milliseconds limit);

  /// The same for whatever else it does.
  bool wait_until(const std::function<bool()>& reached, std::chrono::milliseconds limit);

  /// Waits for the end; kills it (exit code 137) after `limit`.
  Outcome finish(std::chrono::milliseconds limit = std::chrono::minutes(10));

 private:
  bool reap(bool block);

  std::filesystem::path out_;
  std::filesystem::path err_;
  std::chrono::steady_clock::time_point start_;
  pid_t pid_ = -1;
  int keyboard_ = -1;  ///< our end of a silent input
  std::optional<int> exit_code_;
};

/// Runs `plugtest` with `arguments` in `folder` and waits for its end.
Outcome plugtest(const std::vector<std::string>& arguments, const std::filesystem::path& folder);

/// The path of the program under test.
std::string plugtest_path();

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& content);

/// The file of an event of two LLRP readers, one of them with a planted fault, four tag types and
/// two scenarios: 16 cells.
std::string two_readers();

/// The recorded input beside the repository, when it is there.
std::optional<std::filesystem::path> recorded_session();

}  // namespace plugtest::e2e
