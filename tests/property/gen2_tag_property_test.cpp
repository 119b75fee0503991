// The Type C tag against a naive reference: random lives of a tag, step by step. After each step
// both tags must have said the same and be in the same state.

#include "tests/property/gen2_tag_life.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plugtest::gen2 {
namespace {

// The long run has the same lives as the short one, and then more.
#ifdef PLUGTEST_LONG_RUN
constexpr std::uint64_t k_lives = 60'000;
#else
constexpr std::uint64_t k_lives = 3'000;
#endif
constexpr std::size_t k_steps = 60;

struct Failure {
  std::uint64_t life = 0;
  std::vector<std::uint64_t> steps{};
};

/// How many steps it takes until the tags differ; nothing when they never do.
std::optional<std::size_t> steps_to_failure(std::uint64_t life,
                                            const std::vector<std::uint64_t>& steps,
                                            Coverage* coverage) {
  Life twins(life, coverage);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!twins.step(steps[i])) return i + 1;
  }
  return std::nullopt;
}

/// Leaves out steps, in runs of halving length, as long as the tags still differ in the end.
Failure shortest(Failure failure) {
  for (std::size_t run = failure.steps.size(); run > 0; run /= 2) {
    for (std::size_t from = 0; from + run <= failure.steps.size();) {
      auto fewer = failure.steps;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(from),
                  fewer.begin() + static_cast<std::ptrdiff_t>(from + run));
      if (const auto length = steps_to_failure(failure.life, fewer, nullptr)) {
        fewer.resize(*length);
        failure.steps = fewer;
      } else {
        ++from;
      }
    }
  }
  return failure;
}

std::string story(const Failure& failure) {
  Life twins(failure.life, nullptr);
  std::string text = "life " + std::to_string(failure.life) + ":\n";
  for (const std::uint64_t step : failure.steps) {
    twins.step(step);
    text += twins.told() + '\n';
  }
  return text + twins.difference();
}

/// All lives, with what they have covered; ends with the first failure.
std::optional<Failure> live(Coverage& coverage) {
  for (std::uint64_t life = 0; life < k_lives; ++life) {
    Dice dice(life ^ 0x5EED'0000'0000U);
    std::vector<std::uint64_t> steps;
    for (std::size_t i = 0; i < k_steps; ++i) steps.push_back(dice.below(1ULL << 62U));
    if (const auto length = steps_to_failure(life, steps, &coverage)) {
      steps.resize(*length);
      return Failure{life, steps};
    }
  }
  return std::nullopt;
}

/// What the standard's tables have and no life of ours may leave out.
std::vector<std::string> wanted() {
  std::vector<std::string> all{
      "Query: ready > reply",
      "Query: ready > arbitrate",
      "Query: ready > ready",
      "Query: arbitrate > reply",
      "Query: arbitrate > ready",
      "Query: reply > reply",
      "Query: reply > arbitrate",
      "Query: reply > ready",
      "Query: acknowledged > reply",
      "Query: acknowledged > arbitrate",
      "Query: acknowledged > ready",
      "Query: open > reply",
      "Query: open > arbitrate",
      "Query: open > ready",
      "Query: secured > reply",
      "Query: secured > arbitrate",
      "Query: secured > ready",
      "QueryAdjust: arbitrate > reply",
      "QueryAdjust: arbitrate > arbitrate",
      "QueryAdjust: reply > reply",
      "QueryAdjust: reply > arbitrate",
      "QueryAdjust: acknowledged > ready",
      "QueryAdjust: acknowledged > acknowledged",
      "QueryAdjust: open > ready",
      "QueryAdjust: open > open",
      "QueryAdjust: secured > ready",
      "QueryAdjust: secured > secured",
      "QueryRep: arbitrate > reply",
      "QueryRep: arbitrate > arbitrate",
      "QueryRep: reply > arbitrate",
      "QueryRep: reply > reply",
      "QueryRep: acknowledged > ready",
      "QueryRep: acknowledged > acknowledged",
      "QueryRep: open > ready",
      "QueryRep: secured > ready",
      "ACK: reply > acknowledged",
      "ACK: reply > arbitrate",
      "ACK: acknowledged > acknowledged",
      "ACK: acknowledged > arbitrate",
      "ACK: open > open",
      "ACK: open > arbitrate",
      "ACK: secured > secured",
      "ACK: secured > arbitrate",
      "Req_RN: reply > arbitrate",
      "Req_RN: acknowledged > open",
      "Req_RN: acknowledged > secured",
      "Req_RN: acknowledged > acknowledged",
      "Access: open > secured",
      "Access: open > arbitrate",
      "Access: secured > arbitrate",
      "Kill: open > killed",
      "Kill: open > arbitrate",
      "Kill: secured > killed",
      "Kill: secured > arbitrate",
      "T2 in reply",
      "T2 in acknowledged",
      "wrapped by count_down()",
      "answered by answer_slot()",
      "time around the end of S1",
  };
  for (const char* state : {"off", "ready", "arbitrate", "reply", "acknowledged", "open", "secured",
                            "killed", "half killed", "half opened"}) {
    for (const char* command : k_commands) all.push_back(std::string(state) + " + " + command);
  }
  const auto replies = [&](const char* command, std::vector<ReplyKind> kinds,
                           std::vector<TagError> errors) {
    for (const ReplyKind kind : kinds) all.push_back(reply_name(command, kind, {}));
    for (const TagError error : errors) {
      all.push_back(reply_name(command, ReplyKind::error, error));
    }
  };
  const std::vector<TagError> writing{TagError::memory_overrun, TagError::memory_locked,
                                      TagError::insufficient_power};
  replies("ACK", {ReplyKind::epc, ReplyKind::truncated_epc}, {});
  replies("Req_RN", {ReplyKind::handle}, {});
  replies("Read", {ReplyKind::words}, {TagError::memory_overrun, TagError::memory_locked});
  replies("Write", {ReplyKind::success}, writing);
  replies("BlockWrite", {ReplyKind::success}, writing);
  replies("BlockErase", {ReplyKind::success}, writing);
  replies("Kill", {ReplyKind::handle, ReplyKind::success},
          {TagError::other, TagError::insufficient_power});
  replies("Lock", {ReplyKind::success}, {TagError::memory_locked, TagError::insufficient_power});
  replies("Access", {ReplyKind::handle}, {});
  replies("BlockPermalock", {ReplyKind::words, ReplyKind::success},
          {TagError::other, TagError::memory_overrun, TagError::insufficient_power});
  replies(
      "Untraceable", {ReplyKind::success},
      {TagError::insufficient_privileges, TagError::not_supported, TagError::insufficient_power});
  return all;
}

TEST(Gen2TagProperty, LivesLikeTheReference) {
  Coverage coverage;
  const auto failure = live(coverage);
  ASSERT_FALSE(failure) << story(shortest(*failure));

  // What has not been exercised has not been shown.
  std::vector<std::string> never;
  for (const std::string& what : wanted()) {
    if (!coverage.contains(what)) never.push_back(what);
  }
  EXPECT_THAT(never, ::testing::IsEmpty());
}

}  // namespace
}  // namespace plugtest::gen2
