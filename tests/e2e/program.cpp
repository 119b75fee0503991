#include "tests/e2e/program.h"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plugtest::e2e {

namespace {

constexpr std::chrono::milliseconds k_look_again{5};

void redirect(const std::filesystem::path& path, int target) {
  const int file = target == STDIN_FILENO ? open(path.c_str(), O_RDONLY)
                                          : open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || dup2(file, target) < 0) _exit(126);
}

}  // namespace

Program::Program(const std::string& path, const std::vector<std::string>& arguments,
                 const std::filesystem::path& folder, Input input)
    : start_(std::chrono::steady_clock::now()) {
  static std::atomic<int> number{0};
  const std::string name = ".program-" + std::to_string(++number);
  out_ = folder / (name + ".out");
  err_ = folder / (name + ".err");
  std::vector<char*> argv;
  argv.push_back(const_cast<char*>(path.c_str()));
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::array<int, 2> keyboard{-1, -1};
  if (input == Input::silent && pipe2(keyboard.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("cannot make a pipe");
  }
  keyboard_ = keyboard[1];
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("cannot start a process");
  if (pid_ == 0) {
    if (chdir(folder.c_str()) != 0) _exit(126);
    if (keyboard[0] < 0) {
      redirect("/dev/null", STDIN_FILENO);
    } else if (dup2(keyboard[0], STDIN_FILENO) < 0) {
      _exit(126);
    }
    redirect(out_, STDOUT_FILENO);
    redirect(err_, STDERR_FILENO);
    execvp(argv[0], argv.data());
    _exit(127);
  }
  if (keyboard[0] >= 0) close(keyboard[0]);
}

Program::~Program() {
  if (keyboard_ >= 0) close(keyboard_);
  if (exit_code_) return;
  kill(pid_, SIGKILL);
  reap(true);
}

void Program::signal(int number) const { kill(pid_, number); }

bool Program::reap(bool block) {
  if (exit_code_) return true;
  int status = 0;
  if (waitpid(pid_, &status, block ? 0 : WNOHANG) != pid_) return false;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return true;
}

bool Program::running() { return !reap(false); }

std::string Program::output_so_far() const { return read_file(out_); }

bool Program::wait_for(const std::string& text, std::chrono::milliseconds limit) {
  return wait_until([&] { return output_so_far().find(text) != std::string::npos; }, limit);
}

bool Program::wait_until(const std::function<bool()>& reached, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < end) {
    if (reached()) return true;
    if (!running()) return reached();
    std::this_thread::sleep_for(k_look_again);
  }
  return false;
}

Outcome Program::finish(std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (running()) {
    if (std::chrono::steady_clock::now() > end) {
      kill(pid_, SIGKILL);
      reap(true);
      break;
    }
    std::this_thread::sleep_for(k_look_again);
  }
  Outcome outcome;
  outcome.exit_code = *exit_code_;
  outcome.out = read_file(out_);
  outcome.err = read_file(err_);
  outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start_);
  return outcome;
}

Outcome plugtest(const std::vector<std::string>& arguments, const std::filesystem::path& folder) {
  return Program(plugtest_path(), arguments, folder).finish();
}

std::string plugtest_path() { return PLUGTEST_PROGRAM; }

std::string two_readers() { return PLUGTEST_SOURCE_DIR "/tests/e2e/two_readers.yaml"; }

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void write_file(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

std::optional<std::filesystem::path> recorded_session() {
  const char* named = std::getenv("PLUGTEST_VECTORS");
  const std::filesystem::path folder =
      named != nullptr ? std::filesystem::path(named)
                       : std::filesystem::path(PLUGTEST_SOURCE_DIR) / ".." / "shared" / "vectors";
  std::filesystem::path file = folder / "llrp-session-65-tags.bin";
  if (!std::filesystem::exists(file)) return std::nullopt;
  return file;
}

}  // namespace plugtest::e2e
