#include "harness/lab/gen2_access.h"

#include "protocols/gen2/access_command.h"

#include <array>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

namespace plugtest::lab {

namespace {

using Kind = api::AccessRequest::Kind;

gen2::MemoryBank bank_of(const api::AccessRequest& request) {
  return static_cast<gen2::MemoryBank>(request.bank & 3U);
}

std::array<std::uint16_t, 2> halves(std::uint32_t password) {
  return {static_cast<std::uint16_t>(password >> 16U), static_cast<std::uint16_t>(password)};
}

/// The payload of a lock request: mask and action, ten bits each (6.3.2.12.3.5).
gen2::Lock lock_of(const api::AccessRequest& request, std::uint16_t handle) {
  return {.mask = static_cast<std::uint16_t>(request.payload >> 10U & 0x3FFU),
          .action = static_cast<std::uint16_t>(request.payload & 0x3FFU),
          .handle = handle};
}

/// The payload of an untraceable request in the order of the command's fields: U, EPC (hide, 5
/// bits of length), TID, User, Range: 1, 6, 2, 1 and 2 bits (Gen2 v2.0.1, 6.3.2.12.3.16).
gen2::Untraceable untraceable_of(const api::AccessRequest& request, std::uint16_t handle) {
  const std::uint32_t bits = request.payload;
  return {.assert_u = (bits >> 11U & 1U) != 0,
          .hide_epc = (bits >> 10U & 1U) != 0,
          .epc_words = static_cast<std::uint8_t>(bits >> 5U & 0x1FU),
          .tid = static_cast<gen2::HideTid>(bits >> 3U & 3U),
          .hide_user = (bits >> 2U & 1U) != 0,
          .range = static_cast<gen2::RangeChange>(bits & 3U),
          .handle = handle};
}

/// A request that is one command with one answer.
gen2::Command command_of(const api::AccessRequest& request, std::uint16_t handle) {
  const auto count = static_cast<std::uint8_t>(request.word_count);
  switch (request.kind) {
    case Kind::block_write:
      return gen2::BlockWrite{.bank = bank_of(request),
                              .word_pointer = request.word_pointer,
                              .data = request.data,
                              .handle = handle};
    case Kind::block_erase:
      return gen2::BlockErase{.bank = bank_of(request),
                              .word_pointer = request.word_pointer,
                              .word_count = count,
                              .handle = handle};
    case Kind::lock:
      return lock_of(request, handle);
    case Kind::block_permalock:
      return gen2::BlockPermalock{.permalock = true,
                                  .bank = bank_of(request),
                                  .block_pointer = request.word_pointer,
                                  .block_range = static_cast<std::uint8_t>(request.data.size()),
                                  .mask = request.data,
                                  .handle = handle};
    case Kind::read_block_permalock:
      return gen2::BlockPermalock{.bank = bank_of(request),
                                  .block_pointer = request.word_pointer,
                                  .block_range = count,
                                  .handle = handle};
    case Kind::untraceable:
      return untraceable_of(request, handle);
    case Kind::read:
    case Kind::write:
    case Kind::kill:
    case Kind::suspend:  // refused by check_access, as resume is
    case Kind::resume:
      break;
  }
  return gen2::Read{.bank = bank_of(request),
                    .word_pointer = request.word_pointer,
                    .word_count = count,
                    .handle = handle};
}

bool writes(Kind kind) { return kind != Kind::read && kind != Kind::read_block_permalock; }

}  // namespace

Result<void> check_access(std::span<const api::AccessRequest> requests) {
  const auto refuse = [](std::size_t index, std::string_view rule) {
    return fail(ErrorCode::configuration, fmt::format("access operation {}: {}", index + 1, rule));
  };
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const api::AccessRequest& one = requests[i];
    const bool sends_words = one.kind == Kind::write || one.kind == Kind::block_write ||
                             one.kind == Kind::block_permalock;
    if (one.kind == Kind::suspend || one.kind == Kind::resume) {
      return refuse(i, "suspend and resume are commands of Type D");
    }
    if (one.bank > 3) return refuse(i, "memory banks are 0 to 3");
    if (one.word_count > 255) return refuse(i, "a command counts at most 255 words");
    if (sends_words && (one.data.empty() || one.data.size() > gen2::BlockWrite::k_max_words)) {
      return refuse(i, fmt::format("it needs 1 to {} words", gen2::BlockWrite::k_max_words));
    }
    if (one.kind != Kind::untraceable) continue;
    const gen2::Untraceable command = untraceable_of(one, 0);
    if (command.tid > gen2::HideTid::all || command.range > gen2::RangeChange::reduced) {
      return refuse(i, "TID and Range of Untraceable have no value 3");
    }
  }
  return {};
}

Gen2Access::Gen2Access(Gen2Dialogue& dialogue, const Gen2Scene& scene, std::uint16_t rn16)
    : dialogue_(dialogue), scene_(scene), rn16_(rn16) {}

gen2::Time Gen2Access::carry_out(std::span<const api::AccessRequest> requests, gen2::Time now,
                                 std::vector<api::AccessResult>& results) {
  now_ = now;
  if (!opened_) {
    opened_ = true;
    const auto handle = ask_rn(rn16_);
    lost_ = !handle;
    handle_ = handle.value_or(0);
  }
  for (const api::AccessRequest& request : requests) {
    api::AccessResult result{.request = results.size(), .outcome = Outcome::no_response};
    if (!lost_ && request.kind == Kind::kill) {
      kill(request, result);
    } else if (!lost_ && give_password(request.password, result)) {
      carry_out(request, result);
    }
    results.push_back(std::move(result));
  }
  return now_;
}

Gen2Dialogue::Answer Gen2Access::ask(const gen2::Command& command, bool patient) {
  Gen2Dialogue::Answer answer = dialogue_.ask(command, now_, scene_, patient);
  now_ = answer.next;
  return answer;
}

std::optional<std::uint16_t> Gen2Access::ask_rn(std::uint16_t rn) {
  const auto answer = ask(gen2::ReqRn{rn});
  if (answer.kind != Reception::Kind::frame) return std::nullopt;
  const auto fresh = gen2::decode_handle(answer.bits);
  return fresh ? std::optional(*fresh) : std::nullopt;
}

void Gen2Access::lose(api::AccessResult& result, Outcome outcome) {
  result.outcome = outcome;
  lost_ = true;
}

bool Gen2Access::give_password(std::uint32_t password, api::AccessResult& result) {
  if (password == 0 || password == password_) return true;
  for (const std::uint16_t half : halves(password)) {
    const auto cover = ask_rn(handle_);
    if (!cover) {
      lose(result, Outcome::no_response);
      return false;
    }
    const std::uint16_t covered = half ^ *cover;
    const auto answer = ask(gen2::Access{.covered_half = covered, .handle = handle_});
    if (answer.kind == Reception::Kind::nothing) {
      // The tag keeps silent after a wrong password and goes back to arbitrate (6.3.2.12.3.6).
      lose(result, Outcome::wrong_password);
      return false;
    }
    const auto told = answer.kind == Reception::Kind::frame ? gen2::decode_handle(answer.bits)
                                                            : fail(ErrorCode::check_failed, "");
    if (!told || *told != handle_) {
      lose(result, Outcome::crc_error);
      return false;
    }
  }
  password_ = password;
  return true;
}

void Gen2Access::judge(const Gen2Dialogue::Answer& answer, api::AccessResult& result) {
  if (answer.kind == Reception::Kind::nothing) return lose(result, Outcome::no_response);
  result.outcome = Outcome::crc_error;
  if (answer.kind != Reception::Kind::frame) return;
  auto reply = gen2::decode_access_reply(answer.bits);
  if (!reply) return;
  if (auto* words = std::get_if<gen2::WordsReply>(&*reply)) {
    if (words->handle != handle_) return;
    result.outcome = Outcome::success;
    result.words = std::move(words->words);
    return;
  }
  const auto& error = std::get<gen2::ErrorReply>(*reply);
  if (error.handle != handle_) return;
  result.error_code = static_cast<std::uint8_t>(error.error);
  result.outcome = error.error == gen2::TagError::insufficient_power ? Outcome::insufficient_power
                                                                     : Outcome::tag_error;
}

void Gen2Access::carry_out(const api::AccessRequest& request, api::AccessResult& result) {
  if (request.kind == Kind::write) return write(request, result);
  judge(ask(command_of(request, handle_), writes(request.kind)), result);
  if (result.outcome != Outcome::success || !writes(request.kind)) return;
  if (request.kind == Kind::block_write) {
    result.words_written = static_cast<std::uint16_t>(request.data.size());
  } else if (request.kind == Kind::block_erase) {
    result.words_written = request.word_count;
  }
}

void Gen2Access::write(const api::AccessRequest& request, api::AccessResult& result) {
  result.outcome = Outcome::success;
  for (const std::uint16_t word : request.data) {
    const auto cover = ask_rn(handle_);
    if (!cover) return lose(result, Outcome::no_response);
    const std::uint16_t covered = word ^ *cover;
    judge(ask(gen2::Write{.bank = bank_of(request),
                          .word_pointer = request.word_pointer + result.words_written,
                          .covered_data = covered,
                          .handle = handle_},
              true),
          result);
    if (result.outcome != Outcome::success) return;
    ++result.words_written;
  }
}

void Gen2Access::kill(const api::AccessRequest& request, api::AccessResult& result) {
  const auto [upper, lower] = halves(request.password);
  auto cover = ask_rn(handle_);
  if (!cover) return lose(result, Outcome::no_response);
  const std::uint16_t first = upper ^ *cover;
  const auto told = ask(gen2::Kill{.covered_half = first, .handle = handle_});
  if (told.kind == Reception::Kind::nothing) return lose(result, Outcome::no_response);
  if (told.kind != Reception::Kind::frame || !gen2::decode_handle(told.bits)) {
    return lose(result, Outcome::crc_error);
  }
  cover = ask_rn(handle_);
  if (!cover) return lose(result, Outcome::no_response);
  const std::uint16_t second = lower ^ *cover;
  const auto answer = ask(gen2::Kill{.covered_half = second, .handle = handle_}, true);
  judge(answer, result);
  // A killed tag never answers again; one that got a wrong password keeps silent.
  if (answer.kind == Reception::Kind::nothing) result.outcome = Outcome::wrong_password;
  lost_ = lost_ || result.outcome == Outcome::success;
}

}  // namespace plugtest::lab
