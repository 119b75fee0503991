#pragma once

#include <string>
#include <vector>

namespace plugtest::e2e {

/// An event with one virtual reader `alpha`, one tag type and the conveyor, as YAML. `faults` is
/// what stands in the reader's list of planted faults.
std::string belt_event(const std::string& faults = "");

/// An event that replays `recording` (a path) against a manifest beside it.
std::string replay_event(const std::string& recording, const std::string& manifest);

/// The manifest of the recorded session as CSV: tag-01 to tag-65 with the UIIs
/// 300833b2ddd9cafebabe8001 to ...8041. Those listed in `skip` are left out; UIIs in `more` are
/// appended.
std::string recorded_manifest(const std::vector<std::string>& skip,
                              const std::vector<std::string>& more);

}  // namespace plugtest::e2e
