#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace plugtest::structure {

/// A file of the tree: path from the root with '/', and its text.
struct SourceFile {
  std::string path;
  std::string text;
};

/// One sentence a broken rule: file (and line), what is wrong, what the rule is.
using Complaints = std::vector<std::string>;

/// Every include of ours against the arrow table: the direct ones, and what comes in through
/// headers of other rooms. A quoted include that names no file of the tree is a complaint too.
[[nodiscard]] Complaints include_complaints(std::span<const SourceFile> tree);

/// Headers that take seconds to compile (Asio, protobuf, SOCI, yaml-cpp, nlohmann-json, spdlog)
/// belong in .cpp files. Headers may hold them in drivers/transport, in tests (which no room
/// includes), and where only .cpp files of the same room come to include that header.
[[nodiscard]] Complaints heavy_header_complaints(std::span<const SourceFile> tree);

/// Marks of unfinished work and paths that exist on one machine only.
[[nodiscard]] Complaints unfinished_complaints(std::span<const SourceFile> tree);

/// Source files longer than `limit` lines: one subject a file.
[[nodiscard]] Complaints length_complaints(std::span<const SourceFile> tree, std::size_t limit);

/// Names directly below the root that the design has no place for. Dot files are free.
[[nodiscard]] Complaints top_level_complaints(std::span<const std::string> names);

/// Paths of the files git knows of below `root`, with or without those not committed yet (never
/// the ignored ones); outside a git checkout (an unpacked archive): of all files but build folders.
[[nodiscard]] std::vector<std::string> list_files(const std::filesystem::path& root,
                                                  bool with_untracked);

/// The text files of the tree, read. Binary files (a NUL in the first 4096 bytes) are left out.
[[nodiscard]] std::vector<SourceFile> read_tree(const std::filesystem::path& root);

}  // namespace plugtest::structure
