#include "harness/evidence/run_folder.h"

#include "harness/evidence/air_trace.h"
#include "harness/evidence/append_file.h"
#include "harness/evidence/capabilities_json.h"
#include "harness/evidence/flusher.h"
#include "harness/evidence/log_line.h"
#include "harness/evidence/part_folder.h"
#include "harness/evidence/pass_records.h"
#include "harness/evidence/records.h"
#include "harness/evidence/result_json.h"
#include "harness/evidence/sums_file.h"
#include "harness/evidence/wall_facts.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <optional>
#include <system_error>

namespace plugtest::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_most_observations_a_record = 4096;
constexpr std::chrono::milliseconds k_longest_period{1000};

std::string with_line_end(const std::string& text) {
  return text.ends_with('\n') ? text : text + '\n';
}

/// "attached-3-photo_1.jpg": nothing in it that a shell, a web page or another file system minds.
std::string attached_name(std::size_t number, const fs::path& path) {
  constexpr std::size_t k_longest = 80;
  std::string name = path.filename().string();
  if (name.size() > k_longest) name.erase(0, name.size() - k_longest);  // keeps what kind it is
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.';
    if (!plain) c = '_';
  }
  return "attached-" + std::to_string(number) + "-" + name;
}

}  // namespace

struct RunFolder::Content final : api::WireTap, api::AirTap {
  Content(PartFolder made, std::string called, FolderOptions asked,
          std::unique_ptr<TraceEncoder> encoder)
      : folder(std::move(made)),
        name(std::move(called)),
        options(std::move(asked)),
        trace_encoder(std::move(encoder)) {}

  // A file written at once and whole: under another name first, so that it is never seen half.
  void write(const std::string& file, std::string_view text) {
    const fs::path path = folder.path() / file;
    const fs::path draft = folder.path() / (file + ".tmp");
    auto made = AppendFile::create(draft);
    if (!made) return remember(std::move(made.error()));
    (*made)->append(text);
    auto sum = (*made)->close(options.to_disk);
    if (!sum) return remember(std::move(sum.error()));
    std::error_code problem;
    fs::rename(draft, path, problem);
    if (problem) return remember(disk_error(path, "rename the file", problem.value()));
    sums[file] = std::move(*sum);
  }

  std::unique_ptr<AppendFile> open(const std::string& file) {
    auto made = AppendFile::create(folder.path() / file);
    if (made) return std::move(*made);
    remember(std::move(made.error()));
    return nullptr;
  }

  void close(const std::string& file, std::unique_ptr<AppendFile>& open_file) {
    if (open_file == nullptr) return;
    auto sum = open_file->close(options.to_disk);
    open_file.reset();
    if (!sum) return remember(std::move(sum.error()));
    sums[file] = std::move(*sum);
  }

  void remember(Error error) {
    tell(error);
    if (!first_error) first_error = std::move(error);
  }

  // Also called by the flusher, on its thread.
  void tell(const Error& error) {
    if (options.on_failure && !told.exchange(true)) options.on_failure(error);
  }

  void on_link(HostTime when) override {
    if (trace == nullptr) return;
    encoded.clear();
    trace_encoder->link(when, encoded);
    trace->append(encoded);
  }

  void on_bytes(api::Direction direction, HostTime when,
                std::span<const std::uint8_t> bytes) override {
    if (trace == nullptr) return;
    encoded.clear();
    trace_encoder->data(direction, when, bytes, encoded);
    trace->append(encoded);
  }

  void on_frame(const model::AirFrame& frame) override {
    air_text->append(air_text_line(frame));
    air_json->append(air_json_line(frame));
  }

  /// The files that grow, as far as they are open.
  std::vector<AppendFile*> growing() const {
    std::vector<AppendFile*> files;
    for (const auto* file : {&records, &log, &trace, &air_text, &air_json}) {
      if (*file != nullptr) files.push_back(file->get());
    }
    return files;
  }

  PartFolder folder;
  std::string name;
  FolderOptions options;
  WallClock wall{};
  FileSums sums{};
  std::optional<Error> first_error{};
  std::atomic<bool> told{false};
  std::vector<SettingsRecord> settings{};
  std::size_t attached = 0;

  std::unique_ptr<AppendFile> records{};
  std::optional<RecordWriter> record_writer{};
  ObservationEncoder observation_encoder{};
  PassBegin last_begin{};
  std::unique_ptr<AppendFile> log{};
  std::unique_ptr<AppendFile> trace{};
  std::unique_ptr<TraceEncoder> trace_encoder;
  std::unique_ptr<AppendFile> air_text{};
  std::unique_ptr<AppendFile> air_json{};
  std::string encoded{};
  std::optional<Flusher> flusher{};  // last: ends before the files do
};

RunFolder::RunFolder(std::unique_ptr<Content> content) : content_(std::move(content)) {}

Result<std::unique_ptr<RunFolder>> RunFolder::create(const fs::path& root,
                                                     const RunDescription& description,
                                                     std::unique_ptr<TraceEncoder> trace,
                                                     const FolderOptions& options) {
  auto folder = PartFolder::create(root, description.name);
  if (!folder) return fail(std::move(folder.error()));
  auto content =
      std::make_unique<Content>(std::move(*folder), description.name, options, std::move(trace));
  Content& c = *content;
  c.write("plan.json", description.plan_json);
  c.write("reproduce.txt", with_line_end(description.command));
  c.write("versions.json", versions_to_json(description.versions));
  c.records = c.open(std::string(k_records_file));
  c.log = c.open("log.txt");
  if (c.trace_encoder != nullptr) c.trace = c.open(c.trace_encoder->file_name());
  if (options.air_trace) {
    c.air_text = c.open(std::string(k_air_text_file));
    c.air_json = c.open(std::string(k_air_json_file));
  }
  if (c.first_error) return fail(std::move(*c.first_error));
  if (c.air_text != nullptr) c.air_text->append(air_text_head());

  c.record_writer.emplace(
      [file = c.records.get()](std::string_view bytes) { file->append(bytes); });
  c.flusher.emplace(c.growing(), std::min(options.flush_period, k_longest_period), options.to_disk,
                    [&c](const Error& error) { c.tell(error); });
  return std::unique_ptr<RunFolder>(new RunFolder(std::move(content)));
}

RunFolder::~RunFolder() {
  Content& c = *content_;
  c.flusher.reset();
  // No end mark: the run was not finished, and its folder says so.
  for (AppendFile* file : c.growing()) file->flush(c.options.to_disk);
}

api::WireTap& RunFolder::wire_tap() { return *content_; }

api::AirTap* RunFolder::air_tap() {
  return content_->air_text != nullptr ? content_.get() : nullptr;
}

void RunFolder::on_capabilities(const model::ReaderCapabilities& capabilities) {
  content_->write("capabilities.json", capabilities_to_json(capabilities));
}

void RunFolder::on_identity(const model::ReaderIdentity& identity) {
  content_->write("identity.json", identity_to_json(identity));
}

void RunFolder::on_settings(const model::ReaderSettings& asked,
                            const model::AppliedSettings& applied) {
  // Readers may be set anew before each pass; what repeats the last settings says nothing new.
  SettingsRecord record{asked, applied};
  if (!content_->settings.empty() && content_->settings.back() == record) return;
  content_->settings.push_back(std::move(record));
  content_->write("settings.json", settings_to_json(content_->settings));
}

void RunFolder::on_pass_begin(std::uint32_t pass, HostTime when, const model::Manifest& manifest) {
  content_->last_begin = {pass, when, manifest};
  content_->record_writer->append(RecordType::pass_begin, encode_pass_begin(content_->last_begin));
}

void RunFolder::on_observations(std::uint32_t pass,
                                std::span<const model::Observation> observations) {
  while (!observations.empty()) {
    const auto some =
        observations.first(std::min(observations.size(), k_most_observations_a_record));
    content_->record_writer->append(RecordType::observations,
                                    content_->observation_encoder.encode(pass, some));
    observations = observations.subspan(some.size());
  }
}

void RunFolder::on_pass_end(const model::PassRecord& pass) {
  const PassBegin& begin = content_->last_begin;
  const bool own_manifest = begin.pass != pass.index || begin.manifest != pass.manifest;
  content_->record_writer->append(RecordType::pass_end, encode_pass_end({pass, own_manifest}));
}

void RunFolder::on_note(HostTime when, const std::string& text) {
  content_->log->append(log_line(when, text));
}

Result<std::string> RunFolder::attach(HostTime when, const std::string& file) {
  Content& c = *content_;
  if (c.attached == k_most_attached) {
    return fail(ErrorCode::unsupported,
                "a run keeps up to " + std::to_string(k_most_attached) + " files", {.file = file});
  }
  const fs::path path(file);
  auto bytes = read_text_file(path, k_largest_attached);
  if (!bytes) return fail(std::move(bytes.error()));
  const std::string name = attached_name(c.attached + 1, path);
  c.write(name, *bytes);
  if (c.first_error) return fail(*c.first_error);
  ++c.attached;
  on_note(when, "attached: " + name + ", which was '" + file + "'");
  return name;
}

Result<std::string> RunFolder::finish(const model::RunResult& result) {
  Content& c = *content_;
  assert(c.flusher.has_value());
  c.flusher.reset();
  c.record_writer->finish();
  if (c.trace != nullptr) {
    c.encoded.clear();
    c.trace_encoder->finish(c.encoded);
    c.trace->append(c.encoded);
  }
  c.close(std::string(k_records_file), c.records);
  c.close("log.txt", c.log);
  c.close(std::string(k_air_text_file), c.air_text);
  c.close(std::string(k_air_json_file), c.air_json);
  if (c.trace_encoder != nullptr) c.close(c.trace_encoder->file_name(), c.trace);
  c.write("outcome.json", result_to_json(result));
  c.write("wall.json", wall_to_json(c.wall.facts()));
  if (!c.first_error) c.write(std::string(k_sums_file), print_sums(c.sums));
  if (!c.first_error) {
    if (auto published = c.folder.publish(c.options.to_disk); !published) {
      c.remember(std::move(published.error()));
    }
  }
  if (c.first_error) return fail(*c.first_error);
  return c.name;
}

}  // namespace plugtest::evidence
