#include "scenarios/loader.h"

#include "scenarios/event.h"
#include "scenarios/fault_catalogue.h"
#include "scenarios/parts.h"

#include <filesystem>
#include <utility>

namespace plugtest::scenarios {
namespace {

std::string folder_of(const std::string& path) {
  return std::filesystem::path(path).parent_path().string();
}

std::optional<Document> open_text(const std::string& text, const std::string& path,
                                  Problems& problems) {
  auto root = parse_yaml(text, path);
  if (!root) {
    problems.add(root.error());
    return std::nullopt;
  }
  return open_document(std::move(*root), problems);
}

/// Reads a document of any kind for what it has to say against it.
void check_document(const Document& document, const std::string& path, const LoadOptions& options,
                    Problems& problems) {
  switch (document.kind) {
    case FileKind::event:
      read_event(document.content, Library(folder_of(path), options), problems);
      return;
    case FileKind::scenario:
      if (const auto whole = Library(folder_of(path), options)
                                 .complete(document.content, document.kind, path, problems)) {
        read_scenario(*whole, options, problems);
      }
      return;
    case FileKind::tag_type:
      read_tag_type(document.content, Library(folder_of(path), options), problems);
      return;
    case FileKind::air_profile:
      read_air_profile(document.content, options, problems);
      return;
    case FileKind::reader:
      read_reader_profile(document.content, options, problems);
      return;
    case FileKind::region:
      read_region(document.content, problems);
      return;
    case FileKind::fault_catalogue:
      read_fault_catalogue(document.content, Library(folder_of(path), options), problems);
      return;
    case FileKind::manifest:
      read_manifest(document.content, nullptr, problems);
      return;
  }
}

}  // namespace

Loaded<model::EventPlan> load_event_text(const std::string& text, const std::string& path,
                                         const LoadOptions& options) {
  Problems problems;
  const auto document = open_text(text, path, problems);
  if (document && document->kind != FileKind::event) {
    problems.add(
        ErrorCode::configuration,
        "this is a file of kind " + std::string(to_string(document->kind)) + ", expected an event",
        document->content.place.where());
  }
  if (!problems.empty()) return tl::unexpected(problems.take());
  model::EventPlan plan =
      read_event(document->content, Library(folder_of(path), options), problems);
  if (!problems.empty()) return tl::unexpected(problems.take());
  return plan;
}

Loaded<model::EventPlan> load_event(const std::string& path, const LoadOptions& options) {
  const auto text = read_file(path);
  if (!text) return tl::unexpected(std::vector<Error>{text.error()});
  return load_event_text(*text, path, options);
}

Loaded<model::AirProfile> load_air_profile(const std::string& reference,
                                           const LoadOptions& options) {
  Problems problems;
  const Node name = text_node(reference, "--profile");
  model::AirProfile profile;
  if (const auto content = Library(".", options).open(name, FileKind::air_profile, problems)) {
    profile = read_air_profile(*content, options, problems);
  }
  if (!problems.empty()) return tl::unexpected(problems.take());
  return profile;
}

Loaded<std::vector<model::ScenarioPlan>> load_scenario(const std::string& reference,
                                                       const LoadOptions& options) {
  Problems problems;
  const Node name = text_node(reference, "scenario");
  std::vector<model::ScenarioPlan> plans;
  if (const auto content = Library(".", options).open(name, FileKind::scenario, problems)) {
    for (ReadScenario& one : read_scenario(*content, options, problems)) {
      plans.push_back(std::move(one.plan));
    }
  }
  if (!problems.empty()) return tl::unexpected(problems.take());
  return plans;
}

std::vector<std::string> scenario_names(const LoadOptions& options) {
  return Library(".", options).names(FileKind::scenario);
}

Loaded<FileKind> validate_file(const std::string& path, const LoadOptions& options) {
  const auto text = read_file(path);
  if (!text) return tl::unexpected(std::vector<Error>{text.error()});
  Problems problems;
  FileKind kind = FileKind::manifest;
  if (path.ends_with(".csv")) {
    if (const auto list = parse_manifest_csv(*text, path, problems)) {
      read_manifest(*list, nullptr, problems);
    }
  } else if (const auto document = open_text(*text, path, problems)) {
    kind = document->kind;
    check_document(*document, path, options, problems);
  }
  if (!problems.empty()) return tl::unexpected(problems.take());
  return kind;
}

}  // namespace plugtest::scenarios
