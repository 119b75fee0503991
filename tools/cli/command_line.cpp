#include "tools/cli/command_line.h"

#include <algorithm>
#include <string_view>

namespace plugtest::cli {

namespace {

bool plain(const std::string& word) {
  constexpr std::string_view k_harmless = "+,-./:=@_%";
  return !word.empty() && std::ranges::all_of(word, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           k_harmless.find(c) != std::string_view::npos;
  });
}

std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char c : word) {
    if (c == '\'') {
      text += "'\\''";
    } else {
      text += c;
    }
  }
  return text + "'";
}

}  // namespace

std::string command_line(const std::vector<std::string>& words) {
  std::string line = "plugtest";
  for (const std::string& word : words) line += " " + (plain(word) ? word : quoted(word));
  return line;
}

}  // namespace plugtest::cli
