#include "harness/lab/total_access.h"

#include "protocols/total/command.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

namespace plugtest::lab {

namespace {

using Kind = api::AccessRequest::Kind;
using Outcome = api::AccessResult::Outcome;

constexpr std::size_t k_words_a_page = total::Command::k_page_bits / 16;
constexpr std::uint32_t k_pages = total::Command::k_pages;

/// A command for each kind that Type D has.
std::optional<total::CommandCode> code_of(Kind kind) {
  switch (kind) {
    case Kind::read:
      return total::CommandCode::read;
    case Kind::write:
      return total::CommandCode::write;
    case Kind::lock:
      return total::CommandCode::lock;
    case Kind::suspend:
      return total::CommandCode::suspend;
    case Kind::resume:
      return total::CommandCode::resume;
    default:
      return std::nullopt;
  }
}

bool answered(total::CommandCode code) {
  return code != total::CommandCode::suspend && code != total::CommandCode::resume;
}

total::Command command_of(const api::AccessRequest& request) {
  total::Command command{.code = code_of(request.kind).value_or(total::CommandCode::read)};
  if (!answered(command.code)) return command;
  command.start_page = static_cast<std::uint8_t>(request.word_pointer);
  command.page_count = static_cast<std::uint8_t>(request.word_count);
  if (command.code != total::CommandCode::write) return command;
  for (const std::uint16_t word : request.data) command.data.append(word, 16);
  return command;
}

/// From the end of the command until an answer of the slowest tag has begun: one bit of it.
total::Time longest_wait(const total::Profile& profile, total::CommandCode code) {
  const std::int32_t nominal_us =
      code == total::CommandCode::read ? profile.read_answer_us : profile.write_confirm_us;
  return std::chrono::microseconds(nominal_us) * (1000 + profile.clock_tolerance_permille) / 1000 +
         profile.bits_duration(1);
}

}  // namespace

Result<void> check_total_access(std::span<const api::AccessRequest> requests) {
  const auto refuse = [](std::size_t index, std::string_view rule) {
    return fail(ErrorCode::configuration,
                fmt::format("Type D access operation {}: {}", index + 1, rule));
  };
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const api::AccessRequest& one = requests[i];
    const auto code = code_of(one.kind);
    if (!code) return refuse(i, "there are read, write, lock, suspend and resume");
    if (!answered(*code)) continue;
    // Four bits each for where it begins and how many there are.
    if (one.word_count == 0 || one.word_count >= k_pages) {
      return refuse(i, "a command is for 1 to 15 pages");
    }
    if (one.word_pointer + one.word_count > k_pages) return refuse(i, "pages are 0 to 15");
    if (*code == total::CommandCode::write && one.data.size() != one.word_count * k_words_a_page) {
      return refuse(i, fmt::format("a page is {} words", k_words_a_page));
    }
  }
  return {};
}

total::Time longest_total_access(const total::Profile& profile,
                                 std::span<const api::AccessRequest> requests) {
  total::Time longest{0};
  for (const api::AccessRequest& request : requests) {
    const total::Command command = command_of(request);
    longest += total::command_duration(profile, command);
    if (!answered(command.code)) continue;
    const std::int64_t bits =
        profile.sync_bits() +
        command.page_count * static_cast<std::int64_t>(total::Command::k_page_bits + 16);
    longest += longest_wait(profile, command.code) +
               profile.bits_duration(bits) * (1000 + profile.clock_tolerance_permille) / 1000 *
                   (1000 + profile.frame_tolerance_permille) / 1000;
  }
  return longest;
}

std::vector<api::AccessResult> TotalAccess::carry_out(std::span<const api::AccessRequest> requests,
                                                      total::Time now) {
  std::vector<api::AccessResult> results;
  for (const api::AccessRequest& request : requests) {
    results.push_back(carry_out(request, results.empty() ? now : tags_.now()));
    results.back().request = results.size() - 1;
  }
  return results;
}

api::AccessResult TotalAccess::carry_out(const api::AccessRequest& request, total::Time now) {
  const total::Command command = command_of(request);
  send(command, now);
  api::AccessResult result;
  if (!answered(command.code)) return result;
  const TotalListener::Answer answer = listen(tags_.now() + longest_wait(profile_, command.code));
  bits::BitString told;
  for (const bits::BitString& page : answer.pages) told.append(page);
  // After a write the tag tells what its pages hold now.
  const bool fits = answer.pages.size() == command.page_count &&
                    (command.code != total::CommandCode::write || told == command.data);
  if (!answer.intact || !fits) {
    result.outcome = answer.noticed ? Outcome::crc_error : Outcome::no_response;
    return result;
  }
  if (command.code == total::CommandCode::read) {
    for (std::size_t at = 0; at < told.size(); at += 16) {
      result.words.push_back(static_cast<std::uint16_t>(told.value(at, 16)));
    }
  } else if (command.code == total::CommandCode::write) {
    result.words_written = static_cast<std::uint16_t>(request.data.size());
  }
  return result;
}

void TotalAccess::send(const total::Command& command, total::Time now) {
  const bits::BitString frame = total::encode(profile_, command);
  const total::Time end = now + total::command_duration(profile_, command);
  listener_.trace_command(command, frame, now, end, tags_);
  shared_.modulate(speaker_, HostTime(now), HostTime(end));
  tags_.hear_modulation(now, end);
  tags_.tell(frame, profile_.command_rate_bps, end);
}

/// The first intact answer, or the last one that was not. Listens until nobody answers any more.
TotalListener::Answer TotalAccess::listen(total::Time give_up) {
  TotalListener::Answer best;
  while (true) {
    const TotalTags::Event event = tags_.play(give_up);
    if (event == TotalTags::Event::none) break;
    if (event == TotalTags::Event::begun) {
      const TotalMessage& message = tags_.on_air().back();
      if (message.answer) give_up = std::max(give_up, message.end);
      continue;
    }
    const TotalMessage& message = tags_.ended();
    if (!message.answer) continue;
    TotalListener::Answer answer = listener_.hear_answer(message, tags_.tag(message.tag));
    answer.noticed = answer.noticed || best.noticed;
    if (!best.intact) best = std::move(answer);
  }
  return best;
}

}  // namespace plugtest::lab
