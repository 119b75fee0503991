// Runs every file of a seed corpus once through a fuzz target, where no libFuzzer drives it.
//
// Arguments are files or folders (searched deeply, in order of name). Prints "N inputs replayed".
// Fails when a path cannot be read, and when there is no input at all: a replay of nothing would
// look like a success.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<std::filesystem::path> files_below(const std::filesystem::path& root) {
  if (!std::filesystem::is_directory(root)) return {root};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

bool replay(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return false;
  const std::vector<char> text{std::istreambuf_iterator<char>(stream), {}};
  if (stream.bad()) return false;
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  return true;
}

int replay_all(int argc, char** argv) {
  std::size_t replayed = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& file : files_below(argv[i])) {
      if (!replay(file)) {
        std::cerr << "cannot read the corpus file " << file << '\n';
        return 1;
      }
      ++replayed;
    }
  }
  if (replayed == 0) {
    std::cerr << "the corpus is empty: name files or a folder with files in it\n";
    return 1;
  }
  std::cout << replayed << " inputs replayed\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return replay_all(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
