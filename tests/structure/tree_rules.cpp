#include "tests/structure/tree_rules.h"

#include "tests/structure/arrow_table.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

namespace plugtest::structure {
namespace {

struct Include {
  std::string target;
  std::size_t line = 0;
  bool quoted = false;
};

bool is_header(std::string_view path) { return path.ends_with(".h") || path.ends_with(".hpp"); }
bool is_cpp(std::string_view path) { return is_header(path) || path.ends_with(".cpp"); }
bool is_protobuf_header(std::string_view path) { return path.ends_with(".pb.h"); }

std::string at(const std::string& path, std::size_t line) {
  return path + ":" + std::to_string(line) + ": ";
}

/// Calls `visit(line_text, line_number)` for each line, numbers from 1.
template <typename Visit>
void for_each_line(const std::string& text, Visit visit) {
  std::istringstream stream(text);
  std::string line;
  for (std::size_t number = 1; std::getline(stream, line); ++number) visit(line, number);
}

std::vector<Include> includes_of(const SourceFile& file) {
  std::vector<Include> found;
  for_each_line(file.text, [&](std::string_view line, std::size_t number) {
    const std::size_t hash = line.find_first_not_of(" \t");
    if (hash == std::string_view::npos || line[hash] != '#') return;
    const std::size_t word = line.find_first_not_of(" \t", hash + 1);
    if (word == std::string_view::npos || !line.substr(word).starts_with("include")) return;
    const std::size_t open = line.find_first_of("\"<", word);
    if (open == std::string_view::npos) return;
    const bool quoted = line[open] == '"';
    const std::size_t close = line.find(quoted ? '"' : '>', open + 1);
    if (close == std::string_view::npos) return;
    found.push_back({.target = std::string(line.substr(open + 1, close - open - 1)),
                     .line = number,
                     .quoted = quoted});
  });
  return found;
}

using IncludeGraph = std::map<std::string, std::vector<Include>>;

IncludeGraph graph_of(std::span<const SourceFile> tree) {
  IncludeGraph graph;
  for (const SourceFile& file : tree) {
    if (is_cpp(file.path)) graph[file.path] = includes_of(file);
  }
  return graph;
}

/// Follows the headers that `from` brings in through `header` and names each room out of sight
/// once, with the chain of headers that leads there.
void follow(const IncludeGraph& graph, const std::string& from, const std::string& header,
            const std::string& chain, std::set<std::string>& seen_headers,
            std::set<std::string>& named_rooms, Complaints& complaints) {
  const auto node = graph.find(header);
  if (node == graph.end()) return;
  for (const Include& include : node->second) {
    if (!include.quoted || !graph.contains(include.target)) continue;
    if (!seen_headers.insert(include.target).second) continue;
    const std::string longer = chain + " -> " + include.target;
    const std::string room(room_of(include.target));
    if (!may_see(from, room) && named_rooms.insert(room).second) {
      complaints.push_back(from + ": must not see " + room + ", but does through " + longer);
    }
    follow(graph, from, include.target, longer, seen_headers, named_rooms, complaints);
  }
}

void check_file(const IncludeGraph& graph, const std::string& path,
                const std::vector<Include>& includes, Complaints& complaints) {
  if (!is_known_room(room_of(path))) {
    complaints.push_back(path + ": lies in no room of the arrow table");
    return;
  }
  std::set<std::string> seen_headers;
  std::set<std::string> named_rooms;
  for (const Include& include : includes) {
    if (!include.quoted) continue;
    if (is_protobuf_header(include.target)) {
      if (is_header(path) || room_of(path) != room_of(include.target)) {
        complaints.push_back(at(path, include.line) + include.target +
                             " is generated and for the .cpp files of its own room only");
      }
      continue;
    }
    if (!graph.contains(include.target)) {
      complaints.push_back(at(path, include.line) + "\"" + include.target +
                           "\" is no header of this tree; write includes from the root, and <> for "
                           "other libraries");
      continue;
    }
    const std::string room(room_of(include.target));
    if (!may_see(path, room)) {
      named_rooms.insert(room);
      complaints.push_back(at(path, include.line) + std::string(room_of(path)) +
                           " must not include " + include.target);
    }
  }
  for (const Include& include : includes) {
    if (include.quoted && seen_headers.insert(include.target).second) {
      follow(graph, path, include.target, include.target, seen_headers, named_rooms, complaints);
    }
  }
}

/// Only .cpp files of its own room come to include it, by whatever headers: no other room pays.
/// `asked` holds the headers on the way here, so that a ring ends.
bool is_detail_of_sources(const IncludeGraph& graph, const std::string& header,
                          std::set<std::string> asked = {}) {
  if (!asked.insert(header).second) return true;
  bool included = false;
  for (const auto& [path, includes] : graph) {
    if (std::ranges::none_of(includes, [&](const Include& i) { return i.target == header; }))
      continue;
    if (room_of(path) != room_of(header)) return false;
    if (is_header(path) && !is_detail_of_sources(graph, path, asked)) return false;
    included = true;
  }
  return included;
}

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool holds_word(std::string_view line, std::string_view word) {
  for (std::size_t at = line.find(word); at != std::string_view::npos;
       at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_word_character(line[at - 1])) &&
        (end == line.size() || !is_word_character(line[end]))) {
      return true;
    }
  }
  return false;
}

/// An absolute path that begins with this folder; "tests/doubles/home/x" is none.
bool holds_path_below(std::string_view line, std::string_view folder) {
  for (std::size_t at = line.find(folder); at != std::string_view::npos;
       at = line.find(folder, at + 1)) {
    if (at == 0) return true;
    const char before = line[at - 1];
    if (!is_word_character(before) && before != '.' && before != '*' && before != '}') return true;
  }
  return false;
}

}  // namespace

Complaints include_complaints(std::span<const SourceFile> tree) {
  const IncludeGraph graph = graph_of(tree);
  Complaints complaints;
  for (const auto& [path, includes] : graph) check_file(graph, path, includes, complaints);
  return complaints;
}

Complaints heavy_header_complaints(std::span<const SourceFile> tree) {
  constexpr std::array<std::string_view, 6> heavy = {"boost/asio", "google/protobuf",   "soci/",
                                                     "yaml-cpp/",  "nlohmann/json.hpp", "spdlog/"};
  const IncludeGraph graph = graph_of(tree);
  Complaints complaints;
  for (const auto& [path, includes] : graph) {
    if (!is_header(path) || path.starts_with("tests/")) continue;
    if (room_of(path) == "drivers/transport") continue;
    if (is_detail_of_sources(graph, path)) continue;
    for (const Include& include : includes) {
      if (std::ranges::any_of(heavy, [&](auto name) { return include.target.starts_with(name); })) {
        complaints.push_back(at(path, include.line) + "<" + include.target +
                             "> is slow to compile: include it in .cpp files, declare forward");
      }
    }
  }
  return complaints;
}

Complaints unfinished_complaints(std::span<const SourceFile> tree) {
  // Split, so that this file does not hold what it looks for.
  constexpr std::array<std::string_view, 2> marks = {
      "TO"
      "DO",
      "FIX"
      "ME"};
  constexpr std::array<std::string_view, 4> folders = {
      "/wo"
      "rk/",
      "/fa"
      "rm/",
      "/ho"
      "me/",
      "/Us"
      "ers/"};
  Complaints complaints;
  for (const SourceFile& file : tree) {
    for_each_line(file.text, [&](std::string_view line, std::size_t number) {
      for (const std::string_view mark : marks) {
        if (holds_word(line, mark)) {
          complaints.push_back(at(file.path, number) + "unfinished: " + std::string(mark));
        }
      }
      for (const std::string_view folder : folders) {
        if (holds_path_below(line, folder)) {
          complaints.push_back(at(file.path, number) +
                               "a path of one machine: " + std::string(folder));
        }
      }
    });
  }
  return complaints;
}

Complaints length_complaints(std::span<const SourceFile> tree, std::size_t limit) {
  constexpr std::array<std::string_view, 7> kinds = {".cpp", ".h",  ".hpp",  ".sh",
                                                     ".mjs", ".js", ".cmake"};
  Complaints complaints;
  for (const SourceFile& file : tree) {
    if (std::ranges::none_of(kinds, [&](auto kind) { return file.path.ends_with(kind); })) continue;
    const auto lines = static_cast<std::size_t>(std::ranges::count(file.text, '\n'));
    if (lines > limit) {
      complaints.push_back(file.path + ": " + std::to_string(lines) + " lines, at most " +
                           std::to_string(limit) + "; split it by subject");
    }
  }
  return complaints;
}

Complaints top_level_complaints(std::span<const std::string> names) {
  constexpr std::array<std::string_view, 14> places = {"CMakeLists.txt",  "CMakePresets.json",
                                                       "README.md",       "ARCHITECTURE.md",
                                                       "CONTRIBUTING.md", "CHANGELOG.md",
                                                       "LICENSE",         "harness",
                                                       "drivers",         "protocols",
                                                       "scenarios",       "reports",
                                                       "tests",           "tools"};
  Complaints complaints;
  for (const std::string& name : names) {
    if (name.starts_with('.') || std::ranges::find(places, name) != places.end()) continue;
    complaints.push_back(name + ": the top level has no place for it (ARCHITECTURE.md, Rooms)");
  }
  return complaints;
}

}  // namespace plugtest::structure
