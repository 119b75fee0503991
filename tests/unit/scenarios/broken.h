#pragma once

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace plugtest::scenarios {

/// A good event with something broken in it, and all that is to be said about it.
struct Broken {
  std::string name;
  /// What is replaced by what, once each; an empty first part replaces the whole text.
  std::vector<std::pair<std::string, std::string>> edits;
  std::string expected;  ///< one line for each error
};

/// The event that is broken; it is good as it stands (broken.cpp proves it).
std::string good_event();

/// The edit that changes the event's scenario by `override`, "settings: {session: S4}".
std::vector<std::pair<std::string, std::string>> varied(const std::string& override);

/// The text of `broken`. Asserts that every edit finds its place.
std::string text_of(const Broken& broken);

/// Names the case in test reports.
// GoogleTest looks for this very name.
// NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const Broken& broken, std::ostream* out);

class BrokenEvent : public testing::TestWithParam<Broken> {};

std::string broken_name(const testing::TestParamInfo<Broken>& info);

}  // namespace plugtest::scenarios
