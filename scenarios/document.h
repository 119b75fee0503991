#pragma once

#include "scenarios/load_options.h"
#include "scenarios/node.h"
#include "scenarios/problems.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plugtest::scenarios {

/// The kinds of file, each known by its head key.
enum class FileKind : std::uint8_t {
  event,
  scenario,
  tag_type,
  reader,
  region,
  air_profile,
  fault_catalogue,
  manifest,
};

std::string_view to_string(FileKind kind);  ///< the head key, "tag_type"

/// The whole of a file. Errors: `not_found`, `io`, `unsupported` for what is no regular file or
/// larger than k_max_file_bytes; the place holds the file's name only.
Result<std::string> read_file(const std::string& path);

/// A file taken apart: its kind, and one map with what stood under the head key (id, title ...)
/// lifted beside the other keys.
struct Document {
  FileKind kind = FileKind::event;
  Node content;
};

/// Checks the version (`plugtest: 1`), finds the head key and lifts what is below it. For a
/// manifest the content is the list itself.
std::optional<Document> open_document(Node root, Problems& problems);

/// Finds and opens the files that a plan refers to by name ("conveyor-parcels") or path
/// ("tags/own.yaml"): first beside the referring file, then in the content path.
class Library {
 public:
  Library(std::string base_folder, const LoadOptions& options)
      : base_folder_(std::move(base_folder)), options_(&options) {}

  /// The content of the file of `kind` that `reference` names; problems name the nearest one.
  std::optional<Node> open(const Node& reference, FileKind kind, Problems& problems) const;

  /// The content of a file with what it is built on (`use: NAME`, where names are looked for beside
  /// `file` first) below it. A chain that comes back to itself is a problem, and one of more than
  /// eight files.
  std::optional<Node> complete(Node content, FileKind kind, const std::string& file,
                               Problems& problems) const;

  /// What an entry of an event means: a name or path alone, a map with `use` whose other keys
  /// replace what the file says, or a map that says everything itself.
  std::optional<Node> resolve(const Node& entry, FileKind kind, Problems& problems) const;

  /// `path` as seen from the folder of the referring file.
  std::string beside(const std::string& path) const;

  /// The names of all files of a kind, sorted.
  std::vector<std::string> names(FileKind kind) const;

  const LoadOptions& options() const { return *options_; }

 private:
  std::optional<std::string> locate(const std::string& reference, FileKind kind) const;
  std::optional<Node> open_chain(const Node& reference, FileKind kind, Problems& problems,
                                 std::vector<std::string>& chain) const;
  std::optional<Node> complete_chain(Node content, FileKind kind, const std::string& file,
                                     Problems& problems, std::vector<std::string>& chain) const;

  std::string base_folder_;
  const LoadOptions* options_;
};

/// Lays `changes` over `base`: maps key by key, everything else as a whole. A value with its
/// source, and a load or decision of another kind, replace what was there completely.
void overlay(Node& base, const Node& changes);

}  // namespace plugtest::scenarios
