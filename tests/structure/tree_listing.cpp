#include "tests/structure/tree_rules.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>

namespace plugtest::structure {
namespace {

namespace fs = std::filesystem;

/// Output of a command, empty when it failed.
std::string output_of(const std::string& command) {
  struct Close {
    void operator()(FILE* pipe) const { pclose(pipe); }
  };
  std::unique_ptr<FILE, Close> pipe(popen(command.c_str(), "r"));
  if (!pipe) return {};
  std::string output;
  std::array<char, 4096> block{};
  while (const std::size_t size = fread(block.data(), 1, block.size(), pipe.get())) {
    output.append(block.data(), size);
  }
  return pclose(pipe.release()) == 0 ? output : std::string{};
}

std::vector<std::string> walk(const fs::path& root) {
  constexpr std::array<std::string_view, 4> skipped = {".git", "build", "plugtest-out",
                                                       "node_modules"};
  std::vector<std::string> files;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    const std::string name = entry->path().filename().string();
    if (entry->is_directory() && std::ranges::find(skipped, name) != skipped.end()) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file()) {
      files.push_back(fs::relative(entry->path(), root).generic_string());
    }
  }
  return files;
}

}  // namespace

std::vector<std::string> list_files(const fs::path& root, bool with_untracked) {
  const std::string output =
      output_of("git -C '" + root.string() + "' ls-files -z -c" +
                (with_untracked ? " -o --exclude-standard" : "") + " 2>/dev/null");
  std::vector<std::string> files;
  for (std::size_t begin = 0; begin < output.size();) {
    const std::size_t end = output.find('\0', begin);
    files.push_back(output.substr(begin, end - begin));
    begin = end + 1;
  }
  if (files.empty()) files = walk(root);
  std::ranges::sort(files);
  return files;
}

std::vector<SourceFile> read_tree(const fs::path& root) {
  std::vector<SourceFile> tree;
  for (const std::string& path : list_files(root, true)) {
    std::ifstream stream(root / path, std::ios::binary);
    if (!stream) continue;  // deleted, but not committed yet
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (text.substr(0, 4096).find('\0') != std::string::npos) continue;
    tree.push_back({.path = path, .text = std::move(text)});
  }
  return tree;
}

}  // namespace plugtest::structure
