#pragma once

#include "harness/model/reader_settings.h"
#include "harness/model/run.h"
#include "protocols/bits/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace plugtest::evidence {

/// Settings once asked for, and as the reader reported them back.
struct SettingsRecord {
  model::ReaderSettings asked;
  model::AppliedSettings applied;

  bool operator==(const SettingsRecord&) const = default;
};

// JSON of the files of a run's folder: the same struct gives the same bytes. Names of fields are
// those of harness/model; times are whole nanoseconds; what was not provided is absent. Reading
// gives `malformed` with what was expected and where.

/// outcome.json. Without the folder (RunResult::evidence): a folder may be moved.
std::string result_to_json(const model::RunResult& result);
Result<model::RunResult> result_from_json(std::string_view text);

/// identity.json
std::string identity_to_json(const model::ReaderIdentity& identity);
Result<model::ReaderIdentity> identity_from_json(std::string_view text);

/// settings.json, in the order in which they were sent.
std::string settings_to_json(const std::vector<SettingsRecord>& settings);
Result<std::vector<SettingsRecord>> settings_from_json(std::string_view text);

}  // namespace plugtest::evidence
