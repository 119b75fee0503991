#include "drivers/chafon/chafon_access.h"

#include "drivers/chafon/chafon_requests.h"
#include "drivers/chafon/chafon_translator.h"
#include "drivers/modules_core/module_access.h"
#include "harness/api/clock.h"
#include "protocols/modules/lock_fields.h"

#include <memory>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace chafon = modules::chafon;
using model::AccessRequest;
using model::AccessResult;
using Frame = std::vector<std::uint8_t>;

constexpr std::size_t k_max_words = 32;  // of a write; a read may have 120
constexpr std::size_t k_max_epc_bytes = 30;
constexpr std::uint8_t k_scan_time_100ms = 3;
/// An access command looks for its tag itself; asked twice, a write would be done twice.
constexpr Nanos k_access_timeout = std::chrono::seconds(5);

/// A command of an operation; a lock may take several.
struct Step {
  std::size_t operation = 0;
  chafon::Command command{};
  std::vector<std::uint8_t> data;
};

std::vector<Step> steps_of(const std::vector<AccessRequest>& operations, const identity::Uii& uii) {
  const chafon::Target target{.epc = {uii.bytes().begin(), uii.bytes().end()}, .mask = {}};
  std::vector<Step> steps;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const AccessRequest& request = operations[i];
    const auto pointer = static_cast<std::uint8_t>(request.word_pointer);
    switch (request.kind) {
      case AccessRequest::Kind::read:
        steps.push_back(
            {i, chafon::Command::read,
             chafon::read_data({target, request.bank, pointer,
                                static_cast<std::uint8_t>(request.word_count), request.password})});
        break;
      case AccessRequest::Kind::write:
        steps.push_back(
            {i, chafon::Command::write,
             chafon::write_data({target, request.bank, pointer, request.data, request.password})});
        break;
      case AccessRequest::Kind::lock: {
        const auto fields = modules::lock_fields(request.payload);
        for (const auto& field : *fields) {
          // Parts and actions have the same order on the wire.
          steps.push_back({i, chafon::Command::lock,
                           chafon::lock_data({target, static_cast<chafon::Lock::Region>(field.part),
                                              static_cast<chafon::Lock::Action>(field.action),
                                              request.password})});
        }
        break;
      }
      default:  // check_module_access() has let through no other
        steps.push_back({i, chafon::Command::kill, chafon::kill_data({target, request.password})});
    }
  }
  return steps;
}

void judge(const chafon::FrameView& reply, AccessResult& result) {
  using Outcome = AccessResult::Outcome;
  switch (static_cast<chafon::Status>(reply.status)) {
    case chafon::Status::success:
      break;
    case chafon::Status::access_password_wrong:
    case chafon::Status::kill_failed:
      result.outcome = Outcome::wrong_password;
      break;
    case chafon::Status::no_tag:
    case chafon::Status::poor_communication:
      result.outcome = Outcome::no_response;
      break;
    default:
      result.outcome = Outcome::tag_error;
      if (!reply.data.empty()) result.error_code = reply.data[0];
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
    look(0);
  }

 private:
  /// One inventory on one antenna; the frames in front of its last one are seen as they pass.
  void look(std::size_t antenna) {
    const std::uint16_t port = antennas_[antenna % antennas_.size()];
    auto round = chafon_inventory_round(
        address_,
        {.q = 4,
         .session = 0,
         .mask = {},
         .where = chafon::InventoryPlace{0, static_cast<std::uint8_t>(port), k_scan_time_100ms}});
    round.is_answer = [self = shared_from_this(), ends = round.is_answer](auto bytes) {
      self->see(bytes);
      return ends(bytes);
    };
    ask(std::move(round), [this, antenna, port](const Frame&) {
      if (found_) {
        if (!tag_.antenna) tag_.antenna = port;
        steps_ = steps_of(order_.operations, tag_.uii);
        carry_out(0);
      } else if (session_.runtime().clock.now() >= end_of_search_) {
        done_(std::optional<model::AccessedTag>());
      } else {
        look(antenna + 1);
      }
    });
  }

  void see(std::span<const std::uint8_t> bytes) {
    const auto frame = chafon::decode(bytes, chafon::Side::reader);
    if (found_ || !frame) return;
    const auto tags = translator_.translate(*frame, {});
    if (!tags) return;
    for (const auto& tag : *tags) {
      // The reader is told the whole EPC, and cannot be told a longer one.
      if (tag.uii.byte_count() > k_max_epc_bytes) continue;
      if (order_.filter && !filter_matches(*order_.filter, tag.uii).value_or(false)) continue;
      tag_.uii = tag.uii;
      tag_.antenna = tag.antenna;
      found_ = true;
      return;
    }
  }

  void carry_out(std::size_t at) {
    if (at == steps_.size()) return done_(std::optional(tag_));
    auto request = chafon_request(address_, steps_[at].command, steps_[at].data);
    request.timeout = k_access_timeout;
    request.tries = 1;
    ask(std::move(request), [this, at](const Frame& answer) {
      const auto good = take(steps_[at], answer);
      if (!good) return end(good.error());
      if (*good) return carry_out(at + 1);
      done_(std::optional(tag_));  // what follows is not tried any more
    });
  }

  /// Whether the tag did as told.
  Result<bool> take(const Step& step, const Frame& bytes) {
    const auto reply = chafon::decode(bytes, chafon::Side::reader);
    if (!reply) return fail(reply.error());
    AccessResult result{.request = step.operation};
    if (reply->status != 0 && !chafon::is_tag_status(reply->status)) {
      return fail(ErrorCode::refused, chafon::status_text(reply->status));
    }
    judge(*reply, result);
    const bool good = result.outcome == AccessResult::Outcome::success;
    if (good && step.command == chafon::Command::read) result.words = words_of(reply->data);
    if (good && step.command == chafon::Command::write) {
      result.words_written =
          static_cast<std::uint16_t>(order_.operations[step.operation].data.size());
    }
    // A lock of several parts is one operation: its last word counts.
    if (!tag_.results.empty() && tag_.results.back().request == step.operation) {
      tag_.results.back() = std::move(result);
    } else {
      tag_.results.push_back(std::move(result));
    }
    return good;
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

  ModuleSession& session_;
  std::uint8_t address_;
  std::vector<std::uint16_t> antennas_;
  model::AccessOrder order_;
  api::Done<std::optional<model::AccessedTag>> done_;
  HostTime end_of_search_;
  ChafonTranslator translator_;
  std::vector<Step> steps_;
  model::AccessedTag tag_;
  bool found_ = false;
};

}  // namespace

void run_chafon_access(ModuleSession& session, std::uint8_t address,
                       std::vector<std::uint16_t> antennas, const model::AccessOrder& order,
                       api::Done<std::optional<model::AccessedTag>> done) {
  std::make_shared<Access>(session, address, std::move(antennas), order, std::move(done))->begin();
}

}  // namespace plugtest::drivers
