#pragma once

#include "harness/store/store.h"
#include "protocols/bits/result.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace plugtest::cli {

/// Whether results are named that lie in a database: a URL, or a file that SQLite wrote. Others are
/// folders and results.json.
bool names_store(const std::string& where);

/// Opens a database that is there; none is made. Errors: `not_found`, those of Store::open().
Result<std::unique_ptr<store::Store>> open_existing_store(const std::string& where);

/// The results.json of an event out of a database: the same text that the session wrote whose runs
/// are in it, and the whole of several stations' sessions once they are merged. Without `event` the
/// database must hold just one. Errors: `usage`, naming the events, when it does not; `not_found`;
/// `unsupported` for what an older program stored.
Result<std::string> results_from_store(const std::string& where,
                                       const std::optional<std::string>& event);

/// The results.json that `where` names: of a database, an output folder, or the file itself.
Result<std::string> results_text(const std::string& where, const std::optional<std::string>& event);

/// The folder below which the evidence of these results lies, as far as it is there; empty for a
/// database on a server.
std::filesystem::path evidence_root(const std::string& where);

}  // namespace plugtest::cli
