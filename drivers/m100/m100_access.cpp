#include "drivers/m100/m100_access.h"

#include "drivers/m100/m100_requests.h"
#include "drivers/m100/m100_translator.h"
#include "drivers/modules_core/module_access.h"
#include "harness/api/clock.h"
#include "protocols/modules/password_data.h"

#include <array>
#include <memory>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace m100 = modules::m100;
using model::AccessRequest;
using model::AccessResult;
using Frame = std::vector<std::uint8_t>;

constexpr std::size_t k_max_words = 32;

ModuleRequest request_of(const AccessRequest& request) {
  const auto pointer = static_cast<std::uint16_t>(request.word_pointer);
  switch (request.kind) {
    case AccessRequest::Kind::read:
      return m100_tag_request(m100::Command::read,
                              m100::read_data({.password = request.password,
                                               .bank = request.bank,
                                               .word_pointer = pointer,
                                               .word_count = request.word_count}));
    case AccessRequest::Kind::write:
      return m100_tag_request(m100::Command::write, m100::write_data({.password = request.password,
                                                                      .bank = request.bank,
                                                                      .word_pointer = pointer,
                                                                      .words = request.data}));
    case AccessRequest::Kind::lock:
      return m100_tag_request(m100::Command::lock, m100::lock_data({.password = request.password,
                                                                    .payload = request.payload}));
    default:  // check_module_access() has let through no other
      return m100_tag_request(m100::Command::kill, modules::password_data(request.password));
  }
}

void judge(const m100::ErrorResponse& error, AccessResult& result) {
  using Outcome = AccessResult::Outcome;
  if (const auto code = error.tag_error()) {
    result.outcome = Outcome::tag_error;
    result.error_code = *code;
  } else if (error.code == static_cast<std::uint8_t>(m100::Failure::access_failed)) {
    result.outcome = Outcome::wrong_password;
  } else {
    result.outcome = Outcome::no_response;
  }
}

class Access final : public std::enable_shared_from_this<Access> {
 public:
  Access(ModuleSession& session, const model::AccessOrder& order,
         api::Done<std::optional<model::AccessedTag>> done)
      : session_(session),
        order_(order),
        done_(std::move(done)),
        end_of_search_(session.runtime().clock.now() + order.search) {}

  void begin() {
    Result<void> possible = check_module_access(order_.operations, k_max_words, LockForm::payload);
    if (possible && order_.filter) {
      if (auto fits = filter_matches(*order_.filter, {}); !fits) possible = fail(fits.error());
    }
    if (!possible) {
      session_.later([self = shared_from_this(), why = possible.error()] { self->end(why); });
      return;
    }
    ask(m100_request(m100::Command::get_query, {}), [this](const Frame& answer) {
      const auto frame = m100_response(answer, "query parameters");
      if (!frame) return end(frame.error());
      const auto query = m100::parse_query(frame->parameters);
      if (!query) return end(Error{ErrorCode::protocol, query.error().message, {}});
      kept_query_ = *query;
      m100::Query open = *query;
      open.session = 0;
      open.target = 0;
      set_query(open, [this] { set_mode(m100::SelectMode::never, [this] { look(); }); });
    });
  }

 private:
  /// In session S0 a tag answers again as soon as it has lost the carrier; in the others it may
  /// stay silent for seconds after it was read, and an access looks for it first.
  void set_query(const m100::Query& query, std::function<void()> next) {
    if (kept_query_.session == 0 && kept_query_.target == 0) return next();
    ask(m100_request(m100::Command::set_query, m100::query_data(query)),
        [this, next = std::move(next)](const Frame& answer) {
          if (auto set = m100_success(answer, "query parameters"); !set) return end(set.error());
          next();
        });
  }

  /// Whether a Select goes in front of what the module does.
  void set_mode(m100::SelectMode mode, std::function<void()> next) {
    const std::array data = {static_cast<std::uint8_t>(mode)};
    ask(m100_request(m100::Command::set_select_mode, data),
        [this, next = std::move(next)](const Frame& answer) {
          if (auto set = m100_success(answer, "select mode"); !set) return end(set.error());
          next();
        });
  }

  /// One poll. Several tags may answer it; the first is the answer, the others are nobody's.
  void look() {
    ask(m100_tag_request(m100::Command::single_poll, {}), [this](const Frame& bytes) {
      if (fits(bytes)) return choose();
      if (session_.runtime().clock.now() >= end_of_search_) {
        return finish(std::nullopt);
      }
      look();
    });
  }

  bool fits(const Frame& bytes) {
    const auto frame = m100::decode(bytes);
    if (!frame) return false;
    const auto tag = translate_m100(*frame, {});
    if (!tag || !*tag) return false;
    if (order_.filter && !filter_matches(*order_.filter, (*tag)->uii).value_or(false)) return false;
    tag_.uii = (*tag)->uii;
    return true;
  }

  void choose() {
    m100::Select select;
    select.mask_bits = static_cast<std::uint8_t>(tag_.uii.bit_count());
    select.mask.assign(tag_.uii.bytes().begin(), tag_.uii.bytes().end());
    ask(m100_request(m100::Command::set_select, m100::select_data(select)),
        [this](const Frame& answer) {
          if (auto set = m100_success(answer, "select"); !set) return end(set.error());
          set_mode(m100::SelectMode::except_polls, [this] { carry_out(0); });
        });
  }

  void carry_out(std::size_t at) {
    if (at == order_.operations.size()) return finish(tag_);
    ask(request_of(order_.operations[at]), [this, at](const Frame& answer) {
      const auto good = take(at, answer);
      if (!good) return end(good.error());
      if (*good) return carry_out(at + 1);
      finish(tag_);  // what follows is not tried any more
    });
  }

  /// Whether the tag did as told.
  Result<bool> take(std::size_t at, const Frame& bytes) {
    const auto frame = m100::decode(bytes);
    if (!frame) return fail(frame.error());
    AccessResult result{.request = at};
    if (frame->command == m100::Command::error) {
      const auto error = m100::parse_error(frame->parameters);
      if (!error) return fail(ErrorCode::protocol, error.error().message);
      if (!error->of_tag()) return fail(ErrorCode::refused, m100::failure_text(error->code));
      judge(*error, result);
    } else {
      const auto answer = m100::parse_access_answer(frame->parameters);
      if (!answer) return fail(ErrorCode::protocol, answer.error().message);
      const AccessRequest& request = order_.operations[at];
      if (request.kind == AccessRequest::Kind::read) result.words = words_of(answer->rest);
      if (request.kind == AccessRequest::Kind::write) {
        result.words_written = static_cast<std::uint16_t>(request.data.size());
      }
    }
    const bool good = result.outcome == AccessResult::Outcome::success;
    tag_.results.push_back(std::move(result));
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

  /// The module polls afterwards as it did before.
  void finish(std::optional<model::AccessedTag> tag) {
    set_query(kept_query_, [this, tag = std::move(tag)] { done_(tag); });
  }
  void end(const Error& why) { done_(fail(why)); }

  ModuleSession& session_;
  model::AccessOrder order_;
  api::Done<std::optional<model::AccessedTag>> done_;
  HostTime end_of_search_;
  m100::Query kept_query_;
  model::AccessedTag tag_;
};

}  // namespace

void run_m100_access(ModuleSession& session, const model::AccessOrder& order,
                     api::Done<std::optional<model::AccessedTag>> done) {
  std::make_shared<Access>(session, order, std::move(done))->begin();
}

}  // namespace plugtest::drivers
