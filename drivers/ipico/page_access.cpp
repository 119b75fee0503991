#include "drivers/ipico/page_access.h"

#include "drivers/ipico/questions.h"
#include "drivers/modules_core/module_access.h"
#include "harness/api/clock.h"
#include "protocols/modules/byte_reader.h"
#include "protocols/modules/ipico_rw.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace ipico = modules::ipico;
using ipico::Instruction;
using ipico::RwAction;
using model::AccessRequest;
using model::AccessResult;
using Kind = AccessRequest::Kind;

constexpr std::uint32_t k_pages = 16;
constexpr std::size_t k_words_a_page = ipico::k_page_data_bytes / 2;
constexpr Nanos k_status_pause = std::chrono::milliseconds(50);
/// Of one action: the tag has been seen, but may be heard badly.
constexpr Nanos k_patience = std::chrono::seconds(3);
/// Everything but the tag's check, which records do not tell.
const std::vector<std::uint8_t> k_mask = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0};

std::optional<RwAction::Action> action_of(Kind kind) {
  switch (kind) {
    case Kind::read:
      return RwAction::Action::read;
    case Kind::write:
      return RwAction::Action::write;
    case Kind::lock:
      return RwAction::Action::lock;
    default:
      return std::nullopt;
  }
}

Result<void> check(const model::AccessOrder& order) {
  if (order.protocol != model::AirProtocol::type_d) {
    return fail(ErrorCode::refused, "an IPICO reader accesses tags of Type D only");
  }
  if (!order.antennas.empty()) {
    return fail(ErrorCode::refused, "an IPICO reader cannot be told which antenna to use");
  }
  if (order.filter) {
    if (auto fits = filter_matches(*order.filter, {}); !fits) return fail(fits.error());
  }
  for (const AccessRequest& request : order.operations) {
    if (!action_of(request.kind)) {
      return fail(ErrorCode::refused,
                  "an IPICO reader reads, writes and locks pages; it has no "
                  "other operation on a single tag");
    }
    const bool fits = request.word_count > 0 && request.word_count < k_pages &&
                      request.word_pointer + request.word_count <= k_pages;
    if (!fits) return fail(ErrorCode::refused, "a tag has the pages 0 to 15, 15 at a time");
    if (request.kind == Kind::write && request.data.size() != request.word_count * k_words_a_page) {
      return fail(ErrorCode::refused, "a page is three words");
    }
  }
  return {};
}

/// One thing that the reader is told to do. A write takes one for each page.
struct Task {
  std::size_t operation = 0;
  RwAction action;
  std::vector<std::uint8_t> data;  ///< of a write: the whole page
};

std::vector<Task> tasks_of(const std::vector<AccessRequest>& operations) {
  std::vector<Task> tasks;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const AccessRequest& request = operations[i];
    Task task{.operation = i, .action = {.action = *action_of(request.kind)}, .data = {}};
    task.action.start_page = static_cast<std::uint8_t>(request.word_pointer);
    task.action.pages = static_cast<std::uint8_t>(request.word_count);
    if (request.kind != Kind::write) {
      tasks.push_back(std::move(task));
      continue;
    }
    task.action.pages = 1;
    for (std::size_t page = 0; page < request.word_count; ++page) {
      task.data.clear();
      for (std::size_t word = 0; word < k_words_a_page; ++word) {
        modules::put_u16(task.data, request.data[page * k_words_a_page + word]);
      }
      task.data.resize(ipico::k_page_bytes);  // the check is the reader's
      tasks.push_back(task);
      ++task.action.start_page;
    }
  }
  return tasks;
}

class Access final : public IpicoPageAccess, public std::enable_shared_from_this<Access> {
 public:
  Access(ModuleSession& session, const model::AccessOrder& order, Done done)
      : session_(session), order_(order), done_(std::move(done)) {}

  void begin() override {
    if (const auto possible = check(order_); !possible) {
      session_.later(
          [self = shared_from_this(), why = possible.error()] { self->tell(fail(why)); });
      return;
    }
    tasks_ = tasks_of(order_.operations);
    looking_ = true;
    run({ipico_rf_step(true)}, [this] {
      session_.after(order_.search, [self = shared_from_this()] {
        if (self->looking_) self->finish();
      });
    });
  }

  void on_frame(const ipico::Frame& frame) override {
    if (const auto* record = std::get_if<ipico::TagRecord>(&frame)) {
      see(*record);
    } else if (const auto* page = std::get_if<ipico::PageReport>(&frame)) {
      if (page->sequence == sequence_) pages_[page->page()] = page->data;
    }
  }

 private:
  /// The questions, then `next` unless one was refused or not answered.
  void run(std::vector<ModuleStep> steps, std::function<void()> next) {
    session_.run(std::move(steps),
                 [self = shared_from_this(), next = std::move(next)](const Result<void>& result) {
                   if (!result) {
                     self->end(result.error());
                   } else {
                     next();
                   }
                 });
  }

  void see(const ipico::TagRecord& record) {
    if (!looking_ || (record.tto && record.tto->page > 0)) return;
    const auto uii = *identity::Uii::from_bits(record.tag, 8 * record.tag.size());
    if (order_.filter && !filter_matches(*order_.filter, uii).value_or(false)) return;
    looking_ = false;
    tag_.emplace();
    tag_->uii = uii;
    std::ranges::copy(record.tag, target_.begin());
    run({ipico_step(request(Instruction::tag_mask, k_mask))}, [this] { next_task(0); });
  }

  void next_task(std::size_t at) {
    if (at == tasks_.size()) {
      finish();
      return;
    }
    Task& task = tasks_[at];
    task.action.sequence = ++sequence_;
    task.action.tag = target_;
    pages_.clear();
    std::vector<ModuleStep> steps;
    if (!task.data.empty()) steps.push_back(ipico_step(request(Instruction::rw_data, task.data)));
    ModuleStep begin = ipico_step(to_command(task.action));
    begin.request.tries = 1;  // asked twice, it would be done twice
    steps.push_back(std::move(begin));
    give_up_ = session_.runtime().clock.now() + k_patience;
    run(std::move(steps), [this, at] { ask_status(at); });
  }

  /// The reader tells pages before it says that it is done.
  void ask_status(std::size_t at) {
    const auto told = std::make_shared<ipico::RwStatus>();
    run({ipico_step(request(Instruction::status),
                    [told](const ipico::Command& answer) -> Result<void> {
                      const auto status = ipico::parse_rw_status(answer.data);
                      if (!status) return fail(ErrorCode::protocol, status.error().message);
                      *told = *status;
                      return {};
                    })},
        [this, at, told] {
          if (!told->busy()) {
            judge(at, !told->failed());
          } else if (session_.runtime().clock.now() < give_up_) {
            session_.after(k_status_pause,
                           [self = shared_from_this(), at] { self->ask_status(at); });
          } else {
            run({ipico_step(request(Instruction::stop))}, [this, at] { judge(at, false); });
          }
        });
  }

  void judge(std::size_t at, bool done) {
    const Task& task = tasks_[at];
    if (tag_->results.empty() || tag_->results.back().request != task.operation) {
      tag_->results.push_back({.request = task.operation});
    }
    AccessResult& result = tag_->results.back();
    result.outcome = done ? take_pages(task, result) : AccessResult::Outcome::no_response;
    if (result.outcome == AccessResult::Outcome::success) {
      next_task(at + 1);
    } else {
      finish();
    }
  }

  /// A lock is answered by no page.
  AccessResult::Outcome take_pages(const Task& task, AccessResult& result) {
    using Outcome = AccessResult::Outcome;
    if (task.action.action == RwAction::Action::lock) return Outcome::success;
    for (unsigned i = 0; i < task.action.pages; ++i) {
      const auto page = pages_.find(static_cast<std::uint8_t>(task.action.start_page + i));
      if (page == pages_.end()) return Outcome::no_response;
      const auto data = std::span(page->second).first(ipico::k_page_data_bytes);
      if (task.action.action == RwAction::Action::read) {
        const auto words = words_of(data);
        result.words.insert(result.words.end(), words.begin(), words.end());
      } else if (!std::ranges::equal(data, std::span(task.data).first(data.size()))) {
        return Outcome::no_response;  // what it holds is not what was to be written
      } else {
        result.words_written = static_cast<std::uint16_t>(result.words_written + k_words_a_page);
      }
    }
    return Outcome::success;
  }

  void finish() {
    looking_ = false;
    run({ipico_rf_step(false)}, [this] { tell(tag_); });
  }

  /// The radio goes off whatever went wrong; how the reader takes that changes nothing.
  void end(const Error& why) {
    looking_ = false;
    ModuleStep silence = ipico_rf_step(false);
    silence.request.tries = 1;
    session_.run({silence},
                 [self = shared_from_this(), why](const Result<void>&) { self->tell(fail(why)); });
  }

  void tell(Result<std::optional<model::AccessedTag>> result) {
    if (const auto done = std::exchange(done_, nullptr)) done(std::move(result));
  }

  ModuleSession& session_;
  model::AccessOrder order_;
  Done done_;
  std::vector<Task> tasks_;
  bool looking_ = false;
  std::optional<model::AccessedTag> tag_;
  ipico::PageBytes target_{};
  std::uint8_t sequence_ = 0;
  std::map<std::uint8_t, ipico::PageBytes> pages_;  // that came for the action under way
  HostTime give_up_{};
};

}  // namespace

std::shared_ptr<IpicoPageAccess> make_ipico_page_access(ModuleSession& session,
                                                        const model::AccessOrder& order,
                                                        IpicoPageAccess::Done done) {
  return std::make_shared<Access>(session, order, std::move(done));
}

}  // namespace plugtest::drivers
