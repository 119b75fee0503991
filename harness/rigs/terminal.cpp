#include "harness/rigs/terminal.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ostream>
#include <syncstream>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace plugtest::rigs {
namespace {

constexpr std::size_t k_longest_line = 4096;

}  // namespace

Terminal::Terminal(std::ostream& out, int input)
    : out_(out), input_(input), flags_(fcntl(input, F_GETFL)), ended_(flags_ < 0) {}

Terminal::~Terminal() {
  if (flags_ >= 0) fcntl(input_, F_SETFL, flags_);
}

void Terminal::show(const std::string& text) {
  if (isatty(input_) == 1) {
    tcflush(input_, TCIFLUSH);
    buffer_.clear();
  }
  std::osyncstream(out_) << text << '\n' << std::flush;
}

std::optional<std::string> Terminal::take_line() {
  while (true) {
    if (auto line = line_of_buffer()) return line;
    if (!read_some()) return std::nullopt;
  }
}

std::optional<std::string> Terminal::line_of_buffer() {
  const std::size_t end = buffer_.find('\n');
  if (end == std::string::npos && buffer_.size() < k_longest_line) return std::nullopt;
  std::string line = buffer_.substr(0, std::min(end, k_longest_line));
  buffer_.erase(0, end == std::string::npos ? line.size() : end + 1);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

/// Whether there was something to read. Whatever the input's mode, this does not block.
bool Terminal::read_some() {
  if (ended_) return false;
  pollfd ready{input_, POLLIN, 0};
  if (poll(&ready, 1, 0) <= 0) return false;
  std::array<char, 1024> bytes{};
  const ssize_t count = ::read(input_, bytes.data(), bytes.size());
  if (count > 0) {
    buffer_.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
  }
  ended_ = count == 0 || (errno != EAGAIN && errno != EINTR);
  return false;
}

}  // namespace plugtest::rigs
