#include "drivers/a0/a0_access.h"

#include "drivers/a0/a0_requests.h"
#include "drivers/modules_core/module_access.h"
#include "harness/api/clock.h"
#include "protocols/modules/lock_fields.h"
#include "protocols/modules/password_data.h"

#include <array>
#include <memory>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace a0 = modules::a0;
using model::AccessRequest;
using model::AccessResult;
using Frame = std::vector<std::uint8_t>;

constexpr std::size_t k_max_words = 32;
/// An access command looks for its tag itself; asked twice, a write would be done twice.
constexpr Nanos k_access_timeout = std::chrono::seconds(3);

a0::Lock lock_of(const modules::LockField& field, std::uint32_t password) {
  // The module counts the parts from the other end, and has its own order of actions.
  static constexpr std::array actions = {a0::Lock::Action::open, a0::Lock::Action::open_forever,
                                         a0::Lock::Action::lock, a0::Lock::Action::lock_forever};
  return {.password = password,
          .region = static_cast<a0::Lock::Region>(5 - static_cast<int>(field.part)),
          .action = actions.at(static_cast<std::size_t>(field.action))};
}

/// A command of an operation; a lock may take several.
struct Step {
  std::size_t operation = 0;
  a0::Command command{};
  std::vector<std::uint8_t> data;
};

std::vector<Step> steps_of(const std::vector<AccessRequest>& operations) {
  std::vector<Step> steps;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const AccessRequest& request = operations[i];
    const auto pointer = static_cast<std::uint8_t>(request.word_pointer);
    switch (request.kind) {
      case AccessRequest::Kind::read: {
        a0::Read read{.bank = request.bank,
                      .word_pointer = pointer,
                      .word_count = static_cast<std::uint8_t>(request.word_count),
                      .password = {}};
        if (request.password != 0) read.password = request.password;
        steps.push_back({i, a0::Command::read, a0::read_data(read)});
        break;
      }
      case AccessRequest::Kind::write:
        steps.push_back({i, a0::Command::write,
                         a0::write_data({.password = request.password,
                                         .bank = request.bank,
                                         .word_pointer = pointer,
                                         .words = request.data})});
        break;
      case AccessRequest::Kind::lock: {
        const auto fields = modules::lock_fields(request.payload);
        for (const auto& field : *fields) {
          steps.push_back({i, a0::Command::lock, a0::lock_data(lock_of(field, request.password))});
        }
        break;
      }
      default:  // check_module_access() has let through no other
        steps.push_back({i, a0::Command::kill, modules::password_data(request.password)});
    }
  }
  return steps;
}

/// The module tells no error code of a tag's own: "other error" (Gen2 annex I) stands for it.
AccessResult::Outcome outcome_of(std::uint8_t status) {
  switch (static_cast<a0::Status>(status)) {
    case a0::Status::success:
      return AccessResult::Outcome::success;
    case a0::Status::password_wrong:
      return AccessResult::Outcome::wrong_password;
    case a0::Status::no_tag:
    case a0::Status::no_rn16:
      return AccessResult::Outcome::no_response;
    default:
      return AccessResult::Outcome::tag_error;
  }
}

class Access final : public std::enable_shared_from_this<Access> {
 public:
  Access(ModuleSession& session, std::uint8_t address, std::vector<std::uint16_t> antennas,
         const model::AccessOrder& order, api::Done<std::optional<model::AccessedTag>> done)
      : session_(session),
        address_(address),
        antennas_(std::move(antennas)),
        order_(order),
        done_(std::move(done)),
        end_of_search_(session.runtime().clock.now() + order.search) {}

  void begin() {
    Result<void> possible = check_module_access(order_.operations, k_max_words, LockForm::parts);
    if (possible && order_.filter) {
      if (auto fits = filter_matches(*order_.filter, {}); !fits) possible = fail(fits.error());
    }
    if (!possible) {
      session_.later([self = shared_from_this(), why = possible.error()] { self->end(why); });
      return;
    }
    steps_ = steps_of(order_.operations);
    look(0);
  }

 private:
  /// One round on one antenna. Tags are told in front of the answer, one frame each: the answer
  /// matcher sees them pass.
  void look(std::size_t antenna) {
    const std::uint16_t port = antennas_[antenna % antennas_.size()];
    ask(a0_set_antenna(address_, port), [this, antenna, port](const Frame& set) {
      if (auto ok = a0_success(set, "antenna " + std::to_string(port)); !ok) return end(ok.error());
      auto round = a0_inventory_round(address_, 0);
      round.is_answer = [self = shared_from_this(), ends = round.is_answer](auto bytes) {
        self->see(bytes);
        return ends(bytes);
      };
      ask(std::move(round), [this, antenna, port](const Frame&) {
        if (found_) {
          tag_.antenna = port;
          choose();
        } else if (session_.runtime().clock.now() >= end_of_search_) {
          end(std::optional<model::AccessedTag>());
        } else {
          look(antenna + 1);
        }
      });
    });
  }

  void see(std::span<const std::uint8_t> bytes) {
    const auto frame = a0::decode(bytes);
    if (found_ || !frame || !a0::is_tag_report(frame->data)) return;
    const auto report = a0::parse_tag_report(frame->data);
    if (!report) return;
    const auto uii = identity::Uii::from_bits(report->epc, report->epc.size() * 8);
    if (!uii) return;
    if (order_.filter && !filter_matches(*order_.filter, *uii).value_or(false)) return;
    tag_.uii = *uii;
    found_ = true;
  }

  void choose() {
    const auto match = a0::match_data(tag_.uii.bytes());
    ask(a0_request(address_, a0::Command::set_match, match), [this](const Frame& chosen) {
      if (auto ok = a0_success(chosen, "choosing the tag"); !ok) return end(ok.error());
      carry_out(0);
    });
  }

  void carry_out(std::size_t at) {
    if (at == steps_.size()) return let_go();
    auto request = a0_request(address_, steps_[at].command, steps_[at].data);
    request.timeout = k_access_timeout;
    request.tries = 1;
    ask(std::move(request), [this, at](const Frame& answer) {
      const auto outcome = take(steps_[at], answer);
      if (!outcome) return end(outcome.error());
      // What follows in the same dialogue with the tag is not tried any more.
      if (*outcome == AccessResult::Outcome::success) {
        carry_out(at + 1);
      } else {
        let_go();
      }
    });
  }

  Result<AccessResult::Outcome> take(const Step& step, const Frame& bytes) {
    const auto frame = a0::decode(bytes);
    if (!frame) return fail(frame.error());
    AccessResult result{.request = step.operation};
    const bool of_read = step.command == a0::Command::read;
    if (const auto status = a0::status_of(frame->data)) {
      if (!a0::is_tag_status(*status)) return fail(ErrorCode::refused, a0::status_text(*status));
      result.outcome = outcome_of(*status);
    } else {
      const auto reply = a0::parse_access_reply(frame->data, of_read);
      if (!reply) return fail(ErrorCode::protocol, reply.error().message);
      if (of_read) {
        result.words = words_of(reply->words);
      } else {
        result.outcome = outcome_of(reply->status);
      }
    }
    const bool good = result.outcome == AccessResult::Outcome::success;
    if (good && step.command == a0::Command::write) {
      result.words_written =
          static_cast<std::uint16_t>(order_.operations[step.operation].data.size());
    }
    const auto outcome = result.outcome;
    // A lock of several parts is one operation: its last word counts.
    if (!tag_.results.empty() && tag_.results.back().request == step.operation) {
      tag_.results.back() = std::move(result);
    } else {
      tag_.results.push_back(std::move(result));
    }
    return outcome;
  }

  void let_go() {
    ask(a0_request(address_, a0::Command::set_match, a0::match_data({})),
        [this](const Frame&) { end(std::optional(tag_)); });
  }

  void ask(ModuleRequest request, std::function<void(const Frame&)> next) {
    session_.request(std::move(request), [self = shared_from_this(),
                                          next = std::move(next)](const Result<Frame>& answer) {
      if (!answer) {
        self->end(answer.error());
      } else {
        next(*answer);
      }
    });
  }

  void end(const Error& why) { done_(fail(why)); }
  void end(std::optional<model::AccessedTag> tag) { done_(std::move(tag)); }

  ModuleSession& session_;
  std::uint8_t address_;
  std::vector<std::uint16_t> antennas_;
  model::AccessOrder order_;
  api::Done<std::optional<model::AccessedTag>> done_;
  HostTime end_of_search_;
  std::vector<Step> steps_;
  model::AccessedTag tag_;
  bool found_ = false;
};

}  // namespace

void run_a0_access(ModuleSession& session, std::uint8_t address,
                   std::vector<std::uint16_t> antennas, const model::AccessOrder& order,
                   api::Done<std::optional<model::AccessedTag>> done) {
  std::make_shared<Access>(session, address, std::move(antennas), order, std::move(done))->begin();
}

}  // namespace plugtest::drivers
