#include "harness/store/store.h"
#include "reports/text.h"
#include "tools/cli/commands.h"
#include "tools/cli/evidence_source.h"
#include "tools/cli/stored_results.h"

#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace plugtest::cli {

namespace {

namespace fs = std::filesystem;

/// Brings everything together in memory first, so that what does not fit anywhere leaves the
/// store as it was.
class Import {
 public:
  Import(const ImportCommand& command, const Context& context)
      : command_(command), context_(context) {}

  ExitCode run() {
    auto gathered = store::Store::open(":memory:");
    if (!gathered) return complain(context_, gathered.error());
    gathered_ = std::move(*gathered);
    for (const std::string& source : command_.sources) {
      if (auto taken = take(source); !taken) return refuse(taken.error());
    }
    auto store = store::Store::open(command_.store);
    if (!store) return complain(context_, store.error());
    const auto merged = (*store)->import_from(
        *gathered_, command_.new_event ? store::NewEvents::taken : store::NewEvents::refused);
    if (!merged) return refuse(merged.error());
    context_.out << fmt::format("{} runs imported, {} were there already\n", merged->added,
                                merged->known);
    return cut_off_ ? ExitCode::inconclusive : ExitCode::ok;
  }

 private:
  Result<void> take(const std::string& source) {
    if (names_store(source)) return take_database(source);
    std::error_code ignored;
    if (!fs::is_directory(source, ignored)) {
      return fail(ErrorCode::not_found, "there is no folder and no database of this name",
                  {.file = source});
    }
    const auto folders = run_folders(source);
    if (folders.empty()) {
      return fail(ErrorCode::not_found, "there is no run in this folder, nor below it",
                  {.file = source});
    }
    for (const fs::path& folder : folders) {
      if (auto taken = take_folder(folder); !taken) return taken;
    }
    return {};
  }

  Result<void> take_database(const std::string& source) {
    const auto store = open_existing_store(source);
    if (!store) return fail(store.error());
    return gather(**store, source);
  }

  Result<void> take_folder(const fs::path& folder) {
    const std::string name = reports::clean(folder.string());
    auto read = read_evidence(folder);
    if (!read) return fail(located(read.error(), folder.string()));
    if (!*read) {
      context_.out << name << ": not imported, the run was cut off and has no verdict\n";
      cut_off_ = true;
      return {};
    }
    const EvidenceSource& source = **read;
    context_.out << fmt::format(
        "{}: run {}, {}\n", name, source.run.substr(0, 8),
        source.signed_by.empty() ? "unsigned" : "signed by " + source.signed_by);
    return gather(*source.store, folder.string());
  }

  Result<void> gather(store::Store& source, const std::string& name) {
    // Whether the store wants these events is seen when all is there.
    const auto merged = gathered_->import_from(source, store::NewEvents::taken);
    if (!merged) return fail(located({merged.error().code, merged.error().message, {}}, name));
    return {};
  }

  static Error located(Error error, const std::string& name) {
    if (error.where.file.empty()) error.where.file = name;
    return error;
  }

  ExitCode refuse(const Error& error) const {
    const ExitCode code = complain(context_, error);
    context_.err << "plugtest: nothing was imported\n";
    return error.code == ErrorCode::refused ? ExitCode::verdict_failed : code;
  }

  const ImportCommand& command_;
  const Context& context_;
  std::unique_ptr<store::Store> gathered_;
  bool cut_off_ = false;
};

}  // namespace

ExitCode run_command(const ImportCommand& command, const Context& context) {
  return Import(command, context).run();
}

}  // namespace plugtest::cli
