#include "tools/cli/line_input.h"

#include <array>
#include <cerrno>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace plugtest::cli {

namespace {

constexpr int k_look_for_stop_ms = 100;

std::string trimmed(const std::string& line) {
  constexpr const char* k_blank = " \t\r\n";
  const std::size_t first = line.find_first_not_of(k_blank);
  if (first == std::string::npos) return {};
  return line.substr(first, line.find_last_not_of(k_blank) - first + 1);
}

}  // namespace

std::optional<std::string> LineInput::next(const std::stop_token& stop) {
  std::string line;
  while (true) {
    const std::size_t end = held_.find('\n');
    if (line.size() < k_longest_line) line += held_.substr(0, end);
    if (line.size() > k_longest_line) line.resize(k_longest_line);
    held_.erase(0, end == std::string::npos ? end : end + 1);
    if (end != std::string::npos) {
      if (std::string word = trimmed(line); !word.empty()) return word;
      line.clear();
      continue;
    }
    if (fill(stop)) continue;
    // A last line without its end counts; half a line at a stop does not.
    std::string word = stop.stop_requested() ? "" : trimmed(line);
    return word.empty() ? std::nullopt : std::optional(std::move(word));
  }
}

bool LineInput::fill(const std::stop_token& stop) {
  while (!ended_ && !stop.stop_requested()) {
    pollfd waiting{descriptor_, POLLIN, 0};
    const int ready = poll(&waiting, 1, k_look_for_stop_ms);
    if (ready < 0 && errno != EINTR) ended_ = true;
    if (ready <= 0) continue;
    std::array<char, 512> piece{};
    const ssize_t got = read(descriptor_, piece.data(), piece.size());
    if (got > 0) {
      held_.append(piece.data(), static_cast<std::size_t>(got));
      return true;
    }
    if (got == 0 || errno != EINTR) ended_ = true;
  }
  return false;
}

}  // namespace plugtest::cli
