#include "scenarios/document.h"

#include "protocols/bits/suggest.h"
#include "scenarios/fields.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace plugtest::scenarios {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<FileKind, std::string_view>, 8> k_heads{{
    {FileKind::event, "event"},
    {FileKind::scenario, "scenario"},
    {FileKind::tag_type, "tag_type"},
    {FileKind::reader, "reader"},
    {FileKind::region, "region"},
    {FileKind::air_profile, "air_profile"},
    {FileKind::fault_catalogue, "fault_catalogue"},
    {FileKind::manifest, "manifest"},
}};

/// Where the library keeps files of a kind.
std::string_view folder_of(FileKind kind) {
  switch (kind) {
    case FileKind::event:
      return "events";
    case FileKind::scenario:
      return "postal";
    case FileKind::tag_type:
      return "tags";
    case FileKind::reader:
      return "readers";
    case FileKind::region:
      return "regions";
    case FileKind::air_profile:
      return "air";
    case FileKind::fault_catalogue:
      return "faults";
    case FileKind::manifest:
      return "manifests";
  }
  return "";
}

/// What messages call a file of a kind.
std::string title_of(FileKind kind) {
  std::string title(to_string(kind));
  std::ranges::replace(title, '_', ' ');
  return title;
}

bool is_path(const std::string& reference) {
  return reference.ends_with(".yaml") || reference.ends_with(".yml") ||
         reference.find('/') != std::string::npos;
}

void set(Node& map, const Node::Key& key, Node value) {
  if (Node* held = map.find(key.text)) {
    *held = std::move(value);
    return;
  }
  map.keys.push_back(key);
  map.items.push_back(std::move(value));
}

/// `map` without a key.
Node without(Node map, std::string_view key) {
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    if (map.keys[i].text != key) continue;
    map.keys.erase(map.keys.begin() + static_cast<std::ptrdiff_t>(i));
    map.items.erase(map.items.begin() + static_cast<std::ptrdiff_t>(i));
    break;
  }
  return map;
}

/// Maps with one key out of several, where another choice replaces the first.
bool is_alternative(std::string_view key) {
  return key == "load" || key == "decision" || key == "sweep";
}

bool other_choice(const Node& base, const Node& changes) {
  return std::ranges::none_of(changes.keys,
                              [&](const auto& key) { return base.find(key.text) != nullptr; });
}

/// The head key. An event names its region and may hold a manifest, so those two are heads only
/// where they come first.
std::optional<FileKind> head_of(const Node& root, Problems& problems) {
  const auto first =
      std::ranges::find_if(root.keys, [](const Node::Key& key) { return key.text != "plugtest"; });
  const std::string first_key = first == root.keys.end() ? "" : first->text;
  std::vector<std::string> names;
  std::string list;
  for (const auto& [kind, name] : k_heads) {
    const bool first_only = kind == FileKind::region || kind == FileKind::manifest;
    if (first_only ? first_key == name : root.find(name) != nullptr) return kind;
    names.emplace_back(name);
    list += (list.empty() ? "" : ", ") + names.back();
  }
  std::string message = "no key says what kind of file this is, expected one of " + list;
  if (!first_key.empty()) {
    message += "; found '" + first_key.substr(0, 64) + "'" + bits::did_you_mean(first_key, names);
  }
  const Place& place = first == root.keys.end() ? root.place : first->place;
  problems.add(ErrorCode::configuration, message, place.where());
  return std::nullopt;
}

}  // namespace

std::string_view to_string(FileKind kind) {
  for (const auto& [known, name] : k_heads) {
    if (known == kind) return name;
  }
  return "";
}

Result<std::string> read_file(const std::string& path) {
  Where where;
  where.file = path;
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) return fail(ErrorCode::not_found, "the file does not exist", where);
  if (!fs::is_regular_file(status)) {
    return fail(ErrorCode::unsupported, "this is no regular file", where);
  }
  const auto size = fs::file_size(path, error);
  if (error) return fail(ErrorCode::io, "the file cannot be read: " + error.message(), where);
  if (size > k_max_file_bytes) {
    return fail(ErrorCode::unsupported, "the file is larger than 16 MiB", where);
  }
  std::ifstream stream(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  if (!stream) return fail(ErrorCode::io, "the file cannot be read", where);
  return text;
}

std::optional<Document> open_document(Node root, Problems& problems) {
  if (!root.is_map()) {
    problems.add(ErrorCode::configuration,
                 "the file is " + std::string(to_string(root.kind)) +
                     ", expected keys, the first of them 'plugtest: 1'",
                 root.place.where());
    return std::nullopt;
  }
  const Node* version = root.find("plugtest");
  if (version == nullptr) {
    problems.add(ErrorCode::configuration,
                 "the file lacks the key 'plugtest: 1', the version of its language",
                 root.place.where());
    return std::nullopt;
  }
  if (version->text != "1") {
    problems.add(ErrorCode::unsupported,
                 "version '" + version->text.substr(0, 64) +
                     "' of the language is not known here, expected 1",
                 version->place.where());
    return std::nullopt;
  }
  const auto kind = head_of(root, problems);
  if (!kind) return std::nullopt;

  Document document{*kind, {}};
  if (kind == FileKind::manifest) {
    Fields fields(root, "the file", problems);
    fields.find("plugtest");
    const Node* list = fields.find("manifest");
    fields.finish();
    document.content = *list;
    return document;
  }
  Node& content = document.content;
  content.kind = Node::Kind::map;
  const Node& head = *root.find(to_string(*kind));
  content.place = head.place;
  if (!head.is_map()) {
    problems.add(ErrorCode::configuration,
                 "'" + std::string(to_string(*kind)) + "' is " + std::string(to_string(head.kind)) +
                     ", expected a map of keys such as id",
                 head.place.where());
    return std::nullopt;
  }
  for (std::size_t i = 0; i < head.keys.size(); ++i) set(content, head.keys[i], head.items[i]);
  for (std::size_t i = 0; i < root.keys.size(); ++i) {
    const Node::Key& key = root.keys[i];
    if (key.text == "plugtest" || key.text == to_string(*kind)) continue;
    if (content.find(key.text) != nullptr) {
      problems.add(ErrorCode::configuration,
                   "the key '" + key.text + "' is given here and under '" +
                       std::string(to_string(*kind)) + "'",
                   key.place.where());
      continue;
    }
    set(content, key, std::move(root.items[i]));
  }
  return document;
}

std::string Library::beside(const std::string& path) const {
  return (fs::path(base_folder_) / path).lexically_normal().string();
}

std::optional<std::string> Library::locate(const std::string& reference, FileKind kind) const {
  const std::string file = is_path(reference) ? reference : reference + ".yaml";
  const std::string in_folder = std::string(folder_of(kind)) + "/" + file;
  std::vector<std::string> candidates{beside(file), beside(in_folder)};
  for (const std::string& folder : options_->content_path) {
    candidates.push_back((fs::path(folder) / in_folder).lexically_normal().string());
    candidates.push_back((fs::path(folder) / file).lexically_normal().string());
  }
  for (const std::string& candidate : candidates) {
    std::error_code error;
    if (fs::is_regular_file(candidate, error)) return candidate;
  }
  return std::nullopt;
}

std::vector<std::string> Library::names(FileKind kind) const {
  std::vector<std::string> found;
  std::vector<fs::path> folders{fs::path(base_folder_) / folder_of(kind)};
  for (const std::string& folder : options_->content_path) {
    folders.push_back(fs::path(folder) / folder_of(kind));
  }
  for (const fs::path& folder : folders) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->path().extension() == ".yaml") found.push_back(entry->path().stem().string());
    }
  }
  std::ranges::sort(found);
  const auto twice = std::ranges::unique(found);
  found.erase(twice.begin(), twice.end());
  return found;
}

std::optional<Node> Library::open(const Node& reference, FileKind kind, Problems& problems) const {
  std::vector<std::string> chain;
  return open_chain(reference, kind, problems, chain);
}

std::optional<Node> Library::complete(Node content, FileKind kind, const std::string& file,
                                      Problems& problems) const {
  std::vector<std::string> chain{file};
  return complete_chain(std::move(content), kind, file, problems, chain);
}

std::optional<Node> Library::complete_chain(Node content, FileKind kind, const std::string& file,
                                            Problems& problems,
                                            std::vector<std::string>& chain) const {
  const Node* use = content.find("use");
  if (use == nullptr) return content;
  const Library beside_it(fs::path(file).parent_path().string(), *options_);
  auto base = beside_it.open_chain(*use, kind, problems, chain);
  if (!base) return std::nullopt;
  overlay(*base, without(std::move(content), "use"));
  return base;
}

std::optional<Node> Library::open_chain(const Node& reference, FileKind kind, Problems& problems,
                                        std::vector<std::string>& chain) const {
  const auto complain = [&](const std::string& message) {
    problems.add(ErrorCode::not_found, message, reference.place.where());
  };
  constexpr std::size_t k_longest = 1000;
  if (!reference.is_text() || reference.text.empty() || reference.text.size() > k_longest ||
      reference.text.find('\0') != std::string::npos) {
    complain("expected the name of a " + title_of(kind) + " or the path of its file");
    return std::nullopt;
  }
  const auto path = locate(reference.text, kind);
  if (!path) {
    complain(is_path(reference.text)
                 ? "the file '" + reference.text +
                       "' does not exist, neither beside this file nor "
                       "in the library"
                 : "unknown " + title_of(kind) + " " + unknown_name(reference.text, names(kind)));
    return std::nullopt;
  }
  constexpr std::size_t k_longest_chain = 8;
  if (std::ranges::find(chain, *path) != chain.end()) {
    std::string way;
    for (const std::string& file : chain) way += file + " uses ";
    problems.add(ErrorCode::configuration, "a file is built on itself: " + way + *path,
                 reference.place.where());
    return std::nullopt;
  }
  chain.push_back(*path);
  if (chain.size() > k_longest_chain) {
    problems.add(ErrorCode::configuration, "more than 8 files are built one on the other",
                 reference.place.where());
    return std::nullopt;
  }
  auto text = read_file(*path);
  if (!text) {
    problems.add(text.error());
    return std::nullopt;
  }
  auto root = parse_yaml(*text, *path);
  if (!root) {
    problems.add(root.error());
    return std::nullopt;
  }
  auto document = open_document(std::move(*root), problems);
  if (!document) return std::nullopt;
  if (document->kind != kind) {
    complain("'" + reference.text + "' is a file of kind " + title_of(document->kind) +
             ", expected " + title_of(kind));
    return std::nullopt;
  }
  return complete_chain(std::move(document->content), kind, *path, problems, chain);
}

std::optional<Node> Library::resolve(const Node& entry, FileKind kind, Problems& problems) const {
  if (!entry.is_map()) return open(entry, kind, problems);
  const Node* use = entry.find("use");
  if (use == nullptr) return entry;
  auto base = open(*use, kind, problems);
  if (!base) return std::nullopt;
  overlay(*base, without(entry, "use"));
  return base;
}

void overlay(Node& base, const Node& changes) {
  for (std::size_t i = 0; i < changes.keys.size(); ++i) {
    const Node::Key& key = changes.keys[i];
    const Node& change = changes.items[i];
    Node* held = base.find(key.text);
    const bool merge = held != nullptr && held->is_map() && change.is_map() &&
                       change.find("value") == nullptr && held->find("value") == nullptr &&
                       !(is_alternative(key.text) && other_choice(*held, change));
    if (merge) {
      overlay(*held, change);
      held->place = change.place;  // what does not fit together now was put together here
    } else {
      set(base, key, change);
    }
  }
}

}  // namespace plugtest::scenarios
