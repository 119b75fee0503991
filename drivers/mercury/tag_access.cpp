#include "drivers/mercury/tag_access.h"

#include "drivers/mercury/questions.h"
#include "drivers/mercury/settings.h"
#include "drivers/mercury/translator.h"
#include "harness/api/clock.h"
#include "protocols/modules/byte_reader.h"
#include "protocols/modules/mercury_command.h"
#include "protocols/modules/mercury_status.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace mercury = modules::mercury;
using mercury::Opcode;
using mercury::Selection;
using mercury::Status;
using mercury::TagOperation;
using model::AccessRequest;
using model::AccessResult;
using Outcome = AccessResult::Outcome;

constexpr std::uint16_t k_operation_ms = 500;
constexpr std::uint8_t k_non_specific = 0x0F;  // Gen2 v1.2.0, annex I
constexpr unsigned k_lock_action_bits = 10;

Selection select_bits(std::uint8_t bank, std::uint32_t pointer, const bits::BitString& mask) {
  Selection selection;
  selection.select = Selection::Select{.bank = bank,
                                       .bit_pointer = pointer,
                                       .bit_count = static_cast<std::uint16_t>(mask.size()),
                                       .mask = mask.to_bytes()};
  return selection;
}

Selection select_uii(const identity::Uii& uii, std::uint32_t password) {
  const auto mask = bits::BitString::from_bytes(uii.bytes(), uii.bit_count());
  Selection selection = select_bits(1, 32, mask.value_or(bits::BitString{}));
  selection.password = password;
  return selection;
}

/// The command for one operation; nothing when there is none.
std::optional<TagOperation> command_for(const AccessRequest& request, const identity::Uii& uii) {
  TagOperation op;
  op.timeout_ms = k_operation_ms;
  op.selection = select_uii(uii, request.password);
  op.bank = request.bank;
  op.word_address = request.word_pointer;
  switch (request.kind) {
    case AccessRequest::Kind::read:
      op.opcode = Opcode::read_tag_data;
      op.word_count = static_cast<std::uint8_t>(request.word_count);
      return op;
    case AccessRequest::Kind::write:
      op.opcode = Opcode::write_tag_data;
      for (const std::uint16_t word : request.data) modules::put_u16(op.data, word);
      return op;
    case AccessRequest::Kind::lock:
      op.opcode = Opcode::lock_tag;
      op.selection.password = 0;
      op.password = request.password;
      op.lock_mask = static_cast<std::uint16_t>(request.payload >> k_lock_action_bits & 0x3FFU);
      op.lock_action = static_cast<std::uint16_t>(request.payload & 0x3FFU);
      return op;
    case AccessRequest::Kind::kill:
      op.opcode = Opcode::kill_tag;
      op.selection.password = 0;
      op.password = request.password;
      return op;
    default:
      return std::nullopt;
  }
}

AccessResult result_of(std::size_t index, const AccessRequest& request,
                       const mercury::FrameView& answer) {
  AccessResult result;
  result.request = index;
  switch (static_cast<Status>(answer.status)) {
    case Status::ok:
      break;
    case Status::invalid_kill_password:
      result.outcome = Outcome::wrong_password;
      return result;
    case Status::general_tag_error:
    case Status::write_failed:
    case Status::kill_failed:
      result.outcome = Outcome::tag_error;
      result.error_code = k_non_specific;
      return result;
    case Status::gen2_insufficient_power:
      result.outcome = Outcome::insufficient_power;
      return result;
    default:
      // 0420 to 042f carry the tag's own code in the low nibble.
      result.outcome = answer.status > 0x0410 ? Outcome::tag_error : Outcome::no_response;
      result.error_code = static_cast<std::uint8_t>(answer.status & 0x0FU);
      return result;
  }
  if (request.kind == AccessRequest::Kind::write) {
    result.words_written = static_cast<std::uint16_t>(request.data.size());
  } else if (request.kind == AccessRequest::Kind::read) {
    modules::ByteReader reader(answer.data);
    reader.u8();   // option
    reader.u16();  // metadata flags: none were asked for
    while (reader.left() >= 2) result.words.push_back(reader.u16());
  }
  return result;
}

/// One order under way.
class Access : public std::enable_shared_from_this<Access> {
 public:
  Access(ModuleSession& session, model::AccessOrder what, std::vector<std::uint16_t> antennas,
         api::Done<std::optional<model::AccessedTag>> done)
      : session_(session),
        what_(std::move(what)),
        antennas_(std::move(antennas)),
        done_(std::move(done)) {}

  void begin() {
    if (const auto why = objection()) {
      session_.later([self = shared_from_this(), why] { self->done_(fail(*why)); });
      return;
    }
    // In session S0 a tag answers again as soon as it has lost the carrier; in the others it may
    // stay silent for seconds after it was read.
    run({mercury_get_session(
            [self = shared_from_this()](auto kept) { self->session_kept_ = kept; })},
        [self = shared_from_this()] { self->use_session(0, [self] { self->look(); }); });
  }

 private:
  void use_session(std::uint8_t session, std::function<void()> then) {
    if (session_kept_ == 0) return session_.later(std::move(then));
    run({mercury_set_session(session)}, std::move(then));
  }

  std::optional<Error> objection() const {
    const auto refuse = [](const char* why) { return Error{ErrorCode::refused, why}; };
    if (what_.protocol != model::AirProtocol::type_c) {
      return refuse("a Mercury module accesses the memory of Type C tags only");
    }
    if (what_.filter && (what_.filter->bank == 0 || what_.filter->bank > 3)) {
      return refuse("a Mercury module cannot select tags by their reserved memory");
    }
    const bool offered = std::ranges::all_of(what_.operations, [](const AccessRequest& request) {
      return command_for(request, {}).has_value();
    });
    if (!offered) return refuse("a Mercury module reads, writes, locks and kills, and no more");
    return std::nullopt;
  }

  /// On the next antenna, for its share of the time.
  void look() {
    if (at_ == antennas_.size()) {
      finish(std::nullopt);
      return;
    }
    const auto port = static_cast<std::uint8_t>(antennas_[at_++]);
    const auto share = std::chrono::duration_cast<std::chrono::milliseconds>(what_.search) /
                       static_cast<int>(antennas_.size());
    TagOperation single;
    single.timeout_ms =
        static_cast<std::uint16_t>(std::clamp<std::int64_t>(share.count(), 1, UINT16_MAX));
    single.metadata_flags = mercury::metadata::antenna | mercury::metadata::protocol;
    if (what_.filter) {
      single.selection =
          select_bits(what_.filter->bank, what_.filter->bit_pointer, what_.filter->mask);
    }
    ModuleStep search = mercury_step_any_status(
        Opcode::read_tag_single, mercury::tag_operation_data(single),
        [self = shared_from_this(), port](const mercury::FrameView& answer) {
          return self->found(answer, port);
        });
    search.request.timeout += std::chrono::milliseconds(single.timeout_ms);
    search.request.tries = 1;
    run({mercury_step(Opcode::set_tag_protocol,
                      {0, static_cast<std::uint8_t>(mercury::TagProtocol::gen2)}),
         mercury_step(Opcode::set_antenna_port, {port, port}), std::move(search)},
        [self = shared_from_this()] { self->tag_ ? self->operate() : self->look(); });
  }

  Result<void> found(const mercury::FrameView& answer, std::uint16_t port) {
    if (answer.status == static_cast<std::uint16_t>(Status::no_tags)) return {};
    if (answer.status != 0) return fail(mercury_refusal(Opcode::read_tag_single, answer.status));
    const auto report = mercury::parse_single_read(answer.data);
    if (!report) return fail(broken_answer(report.error()));
    const auto uii = identity::Uii::from_bits(report->id, 8 * report->id.size());
    if (!uii) return fail(broken_answer(uii.error()));
    tag_ = model::AccessedTag{.uii = *uii, .antenna = port, .results = {}};
    return {};
  }

  void operate() {
    const std::size_t index = tag_->results.size();
    const bool failed = index > 0 && tag_->results.back().outcome != Outcome::success;
    if (failed || index == what_.operations.size()) {
      finish(tag_);
      return;
    }
    const AccessRequest& request = what_.operations[index];
    const TagOperation op = *command_for(request, tag_->uii);
    ModuleStep step = mercury_step_any_status(
        op.opcode, mercury::tag_operation_data(op),
        [self = shared_from_this(), index](const mercury::FrameView& answer) -> Result<void> {
          if (answer.status != 0 && !mercury::is_tag_status(answer.status)) {
            return fail(mercury_refusal(answer.opcode, answer.status));
          }
          self->tag_->results.push_back(result_of(index, self->what_.operations[index], answer));
          return {};
        });
    step.request.timeout += std::chrono::milliseconds(op.timeout_ms);
    step.request.tries = 1;  // done twice, a write is not what was asked for
    run({std::move(step)}, [self = shared_from_this()] { self->operate(); });
  }

  void run(std::vector<ModuleStep> steps, std::function<void()> then) {
    session_.run(std::move(steps),
                 [self = shared_from_this(), then = std::move(then)](const Result<void>& result) {
                   if (result) {
                     then();
                   } else {
                     self->done_(fail(result.error()));
                   }
                 });
  }

  void finish(std::optional<model::AccessedTag> tag) {
    use_session(session_kept_,
                [self = shared_from_this(), tag = std::move(tag)] { self->done_(tag); });
  }

  ModuleSession& session_;
  model::AccessOrder what_;
  std::vector<std::uint16_t> antennas_;
  api::Done<std::optional<model::AccessedTag>> done_;
  std::size_t at_ = 0;  // of the antennas
  std::uint8_t session_kept_ = 0;
  std::optional<model::AccessedTag> tag_;
};

}  // namespace

void access_mercury_tag(ModuleSession& session, const model::AccessOrder& what,
                        std::vector<std::uint16_t> antennas,
                        api::Done<std::optional<model::AccessedTag>> done) {
  std::make_shared<Access>(session, what, std::move(antennas), std::move(done))->begin();
}

}  // namespace plugtest::drivers
