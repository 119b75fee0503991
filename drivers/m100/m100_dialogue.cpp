#include "drivers/m100/m100_dialogue.h"

#include "drivers/m100/m100_access.h"
#include "drivers/m100/m100_requests.h"
#include "drivers/m100/m100_translator.h"
#include "drivers/modules_core/printed_text.h"
#include "drivers/modules_core/uncommon_settings.h"
#include "harness/api/clock.h"

#include <algorithm>
#include <array>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace m100 = modules::m100;
using m100::Command;
using Frame = std::vector<std::uint8_t>;

/// As many as can be asked for: twenty minutes at least, which no pass lasts.
constexpr std::uint16_t k_polls = 0xFFFF;
constexpr Nanos k_silence = std::chrono::seconds(2);
/// Powers that modules of this kind are sold with; what one makes of them it tells when asked.
constexpr std::int32_t k_min_power_mdbm = 10'000;
constexpr std::int32_t k_max_power_mdbm = 30'000;
constexpr std::int32_t k_power_step_mdbm = 500;

class M100Dialogue final : public ModuleDialogue {
 public:
  explicit M100Dialogue(const M100Options& options) : options_(options) {}

  const modules::FrameFormat& format() const override { return format_; }

  /// The inventory of an earlier host may still run.
  void greet(ModuleSession& session, api::Done<void> done) override {
    session_ = &session;
    inventory_ = 0;
    polling_ = false;
    identity_ = {};
    at_work_ = false;
    if (options_.look_only) {
      session.run({look()}, std::move(done));
    } else {
      session.run({ask_stop(), ask_name(m100::Information::hardware, identity_.model)},
                  std::move(done));
    }
  }

  void identify(api::Done<model::ReaderIdentity> done) override {
    if (at_work_) {
      session_->later([done = std::move(done), identity = identity_] { done(identity); });
      return;
    }
    session_->run({ask_name(m100::Information::software, identity_.firmware),
                   ask_name(m100::Information::maker, identity_.vendor)},
                  [this, done = std::move(done)](const Result<void>& told) {
                    if (!told) return done(fail(told.error()));
                    done(identity_);
                  });
  }

  void capabilities(api::Done<model::ReaderCapabilities> done) override {
    model::ReaderCapabilities can;
    can.antenna_count = 1;
    can.protocols = {model::AirProtocol::type_c};
    for (auto mdbm = k_min_power_mdbm; mdbm <= k_max_power_mdbm; mdbm += k_power_step_mdbm) {
      can.power_table_mdbm.push_back(mdbm);
    }
    session_->later([done = std::move(done), can] { done(can); });
  }

  void configure(const model::ReaderSettings& settings,
                 api::Done<model::AppliedSettings> done) override {
    if (const auto why = type_c_objection(settings, 1)) {
      session_->later([done = std::move(done), why] { done(fail(*why)); });
      return;
    }
    const auto applied = std::make_shared<model::AppliedSettings>();
    const auto power = std::min(settings.power_mdbm, k_max_power_mdbm);
    std::vector<ModuleStep> steps;
    if (options_.region) steps = m100_region_steps(*options_.region);
    steps.push_back({.request = m100_request(Command::set_power, m100::power_data(power)),
                     .take = [](auto bytes) { return m100_success(bytes, "power"); }});
    steps.push_back({.request = m100_request(Command::get_power, {}),
                     .take = [applied](auto bytes) { return take_power(bytes, *applied); }});
    // DR, M and pilot stay as the module has them: only what was asked is changed.
    steps.push_back({.request = m100_request(Command::get_query, {}),
                     .take = [this](auto bytes) { return take_query(bytes); }});
    session_->run(std::move(steps),
                  [this, settings, applied, done = std::move(done)](const Result<void>& set) {
                    if (!set) return done(fail(set.error()));
                    set_query(settings, applied, done);
                  });
  }

  /// The command itself is not acknowledged: the first poll, with a tag or without, is the answer.
  void start(const api::InventorySpec& spec, api::Done<void> done) override {
    inventory_ = spec.id;
    session_->request(m100_tag_request(Command::multi_poll, m100::multi_poll_data(k_polls)),
                      [this, done = std::move(done)](const Result<Frame>& answer) {
                        if (!answer) return done(fail(answer.error()));
                        const auto frame = m100::decode(*answer);
                        if (frame && frame->command == Command::error) {
                          const auto error = m100::parse_error(frame->parameters);
                          if (error && !error->of_tag()) {
                            inventory_ = 0;
                            return done(fail(ErrorCode::refused,
                                             "multi-poll: " + m100::failure_text(error->code)));
                          }
                        }
                        polling_ = true;
                        watch();
                        on_frame(*answer);
                        done({});
                      });
  }

  void stop(api::Done<void> done) override {
    polling_ = false;
    session_->run({ask_stop()}, std::move(done));
  }

  /// A module does one command after the other: when it answers this one, everything that it had to
  /// tell of the polls has been sent.
  void drain(api::Done<void> done) override {
    session_->run({ask_name(m100::Information::hardware, identity_.model)},
                  [this, done = std::move(done)](const Result<void>& answered) {
                    inventory_ = 0;
                    done(answered);
                  });
  }

  void access(const model::AccessOrder& what,
              api::Done<std::optional<model::AccessedTag>> done) override {
    const bool elsewhere = std::ranges::any_of(what.antennas, [](auto port) { return port != 1; });
    if (what.protocol != model::AirProtocol::type_c || elsewhere) {
      session_->later([done = std::move(done)] {
        done(fail(ErrorCode::refused, "the module accesses tags of type-c, at its one antenna"));
      });
      return;
    }
    run_m100_access(*session_, what, std::move(done));
  }

  void farewell(api::Done<void> done) override {
    if (options_.look_only) return session_->later([done = std::move(done)] { done({}); });
    session_->run({ask_stop()}, std::move(done));
  }

  void on_frame(std::span<const std::uint8_t> bytes) override {
    const auto frame = m100::decode(bytes);
    if (!frame || inventory_ == 0) return;
    if (polling_) watch();
    auto observation = translate_m100(*frame, session_->runtime().clock.now());
    if (!observation) {
      Error why = observation.error();
      why.code = ErrorCode::protocol;
      session_->fail_link(why);
      return;
    }
    if (!*observation) return;
    (*observation)->inventory_id = inventory_;
    session_->observed({&**observation, 1});
  }

  void on_garbage(std::span<const std::uint8_t> bytes) override {
    if (inventory_ == 0) return;
    if (const auto restarted = restart_told_by(bytes)) session_->fail_link(*restarted);
  }

  std::optional<Nanos> clock_offset() const override { return std::nullopt; }

 private:
  /// Every poll says something, be it that there was no tag.
  void watch() {
    session_->after(k_silence, [this] {
      if (!polling_) return;
      session_->fail_link(
          {ErrorCode::timed_out, "the module fell silent in the middle of its polls"});
    });
  }

  static ModuleStep ask_stop() {
    return {.request = m100_request(Command::stop_multi_poll, {}),
            .take = [](auto bytes) { return m100_success(bytes, "stop"); }};
  }

  static ModuleStep ask_name(m100::Information which, std::string& name) {
    const std::array data = {static_cast<std::uint8_t>(which)};
    return {.request = m100_request(Command::module_information, data),
            .take = [&name](std::span<const std::uint8_t> bytes) -> Result<void> {
              const auto frame = m100_response(bytes, "module information");
              if (!frame) return fail(frame.error());
              const auto told = m100::parse_information(frame->parameters);
              if (!told) return fail(ErrorCode::protocol, told.error().message);
              name = told->text;
              return {};
            }};
  }

  /// A module that polls answers nothing else until it is told to stop; what it says of its polls
  /// shows what it is.
  ModuleStep look() {
    ModuleStep step = ask_name(m100::Information::hardware, identity_.model);
    step.request.is_answer = [](std::span<const std::uint8_t> bytes) {
      const auto frame = m100::decode(bytes);
      return frame && frame->type != m100::Type::command;
    };
    step.take = [this, named = std::move(step.take)](std::span<const std::uint8_t> bytes) {
      const auto frame = m100::decode(bytes);
      if (frame && frame->command == Command::module_information) return named(bytes);
      at_work_ = true;
      identity_.model = "M100, at work";
      return Result<void>{};
    };
    return step;
  }

  static Result<void> take_power(std::span<const std::uint8_t> bytes,
                                 model::AppliedSettings& applied) {
    const auto frame = m100_response(bytes, "power");
    if (!frame) return fail(frame.error());
    const auto power = m100::parse_power_mdbm(frame->parameters);
    if (!power) return fail(ErrorCode::protocol, power.error().message);
    applied.power_mdbm = *power;
    return {};
  }

  Result<void> take_query(std::span<const std::uint8_t> bytes) {
    const auto frame = m100_response(bytes, "query parameters");
    if (!frame) return fail(frame.error());
    const auto query = m100::parse_query(frame->parameters);
    if (!query) return fail(ErrorCode::protocol, query.error().message);
    query_ = *query;
    return {};
  }

  void set_query(const model::ReaderSettings& settings,
                 const std::shared_ptr<model::AppliedSettings>& applied,
                 api::Done<model::AppliedSettings> done) {
    query_.session = settings.session;
    query_.target = 0;
    query_.q = m100_q(settings.tag_population);
    session_->run({{.request = m100_request(Command::set_query, m100::query_data(query_)),
                    .take = [](auto bytes) { return m100_success(bytes, "query parameters"); }},
                   {.request = m100_request(Command::get_query, {}),
                    .take = [this](auto bytes) { return take_query(bytes); }}},
                  [this, applied, done = std::move(done)](const Result<void>& set) {
                    if (!set) return done(fail(set.error()));
                    applied->session = query_.session;
                    done(*applied);
                  });
  }

  M100Options options_;
  m100::Format format_;
  ModuleSession* session_ = nullptr;
  model::ReaderIdentity identity_;
  m100::Query query_;
  std::uint32_t inventory_ = 0;  // 0: none, reports are nobody's
  bool polling_ = false;
  bool at_work_ = false;  // found polling, by a look
};

}  // namespace

std::unique_ptr<ModuleDialogue> make_m100_dialogue(const M100Options& options) {
  return std::make_unique<M100Dialogue>(options);
}

}  // namespace plugtest::drivers
