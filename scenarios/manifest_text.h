#pragma once

#include "harness/model/manifest.h"
#include "scenarios/load_options.h"
#include "scenarios/problems.h"

#include <string>

namespace plugtest::scenarios {

/// A manifest as the CSV file that read_manifest() takes: a header row, a line for each piece,
/// those of elsewhere last. Text that would end a cell stands in quotes (RFC 4180).
std::string manifest_csv(const model::Manifest& manifest);

/// A manifest from the text of a CSV file; `file` is named in problems. `tag_type`, where it is not
/// empty, is that of every piece whose line names none, and pieces without an id are numbered
/// ("piece-0001"): what people write down at a desk is seldom more than identifiers and items.
Loaded<model::Manifest> manifest_from_csv(const std::string& text, const std::string& file,
                                          const std::string& tag_type);

}  // namespace plugtest::scenarios
