#include "drivers/ipico/dialogue.h"

#include "drivers/ipico/page_access.h"
#include "drivers/ipico/questions.h"
#include "drivers/ipico/reader_date.h"
#include "drivers/ipico/translator.h"
#include "drivers/modules_core/reader_clock.h"
#include "harness/api/clock.h"
#include "protocols/modules/ipico_format.h"

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace ipico = modules::ipico;
using ipico::Command;
using ipico::Instruction;
using Frame = std::span<const std::uint8_t>;

constexpr std::uint8_t k_config3_mode_mask = 0x07;  // 0: a record for every message of a tag
constexpr unsigned k_first_tries = 4;  // the line may hold half a frame of somebody before us

const ipico::Format k_format;

/// "v1.4", "08.0", "1.0.0".
bool is_version(std::string_view word) {
  if (word.starts_with('v')) word.remove_prefix(1);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return word.find('.') != std::string_view::npos && !word.empty() && digit(word.front()) &&
         digit(word.back()) &&
         std::ranges::all_of(word, [&](char c) { return digit(c) || c == '.'; });
}

/// A banner has the reader's name, then its version, then more.
model::ReaderIdentity identity_in(const std::string& banner) {
  model::ReaderIdentity identity;
  identity.vendor = "IPICO";
  std::istringstream words(banner);
  for (std::string word; words >> word;) {
    if (is_version(word)) {
      identity.firmware = word.starts_with('v') ? word.substr(1) : word;
      return identity;
    }
    identity.model += (identity.model.empty() ? "" : " ") + word;
  }
  return identity;
}

class Dialogue final : public ModuleDialogue, private ModuleSink {
 public:
  explicit Dialogue(const IpicoOptions& options) : options_(options) {}

  const modules::FrameFormat& format() const override { return k_format; }
  std::optional<Nanos> clock_offset() const override { return clock_.offset(); }

  void greet(ModuleSession& session, api::Done<void> done) override {
    session_ = &session;
    clock_ = {};
    statistics_.reset();
    running_ = false;
    access_.reset();
    banner_.clear();
    greeting_ = true;
    std::vector<ModuleStep> steps = {clock_step(), statistics_step()};
    if (!options_.look_only) steps.insert(steps.begin(), ipico_rf_step(false));
    ModuleRequest& first = steps.front().request;
    first.tries = k_first_tries;
    // Our line behind half a line of somebody before us is too long for the reader.
    first.is_answer = [usual = first.is_answer](Frame frame) {
      return usual(frame) && ipico_command_in(frame)->instruction != Instruction::bad_length;
    };
    session.run(std::move(steps), [this, done = std::move(done)](Result<void> result) {
      greeting_ = false;
      done(std::move(result));
    });
  }

  void identify(api::Done<model::ReaderIdentity> done) override {
    banner_.clear();
    greeting_ = true;
    session_->run({ipico_step(request(Instruction::print_banner))},
                  [this, done = std::move(done)](const Result<void>& result) {
                    greeting_ = false;
                    // Firmware before 8.1 prints it when it starts, and at no other time.
                    if (!result && result.error().code != ErrorCode::refused) {
                      done(fail(result.error()));
                      return;
                    }
                    done(banner_.empty() ? identity_by_number() : identity_in(banner_));
                  });
  }

  void capabilities(api::Done<model::ReaderCapabilities> done) override {
    model::ReaderCapabilities can;
    can.protocols = {model::AirProtocol::type_d};
    can.has_clock = true;
    session_->later([done = std::move(done), can = std::move(can)] { done(can); });
  }

  void configure(const model::ReaderSettings& settings,
                 api::Done<model::AppliedSettings> done) override {
    const bool others = std::ranges::any_of(settings.protocols, [](model::AirProtocol protocol) {
      return protocol != model::AirProtocol::type_d;
    });
    if (others) {
      session_->later([done = std::move(done)] {
        done(fail(ErrorCode::refused, "an IPICO reader reads tags of Type D only"));
      });
      return;
    }
    std::vector<ModuleStep> steps;
    steps.push_back(ipico_step(request(Instruction::config3, {0, 0, k_config3_mode_mask})));
    steps.push_back(
        ipico_step(query(Instruction::config3), [](const Command& answer) -> Result<void> {
          if (!answer.data.empty() && (answer.data[0] & k_config3_mode_mask) == 0) return {};
          return fail(ErrorCode::refused,
                      "the reader keeps a message mode that leaves records out");
        }));
    if (options_.tag_rate) {
      steps.push_back(ipico_step(
          request(Instruction::tag_rate, {static_cast<std::uint8_t>(*options_.tag_rate)})));
    }
    // Power, antennas and whatever else a scenario asks for are set on the reader by hand.
    session_->run(std::move(steps), [done = std::move(done)](const Result<void>& result) {
      if (!result) {
        done(fail(result.error()));
      } else {
        done(model::AppliedSettings{});
      }
    });
  }

  void start(const api::InventorySpec&, api::Done<void> done) override {
    access_.reset();
    session_->run({ipico_rf_step(true)}, [this, done = std::move(done)](Result<void> result) {
      running_ = result.has_value();
      done(std::move(result));
    });
  }

  void stop(api::Done<void> done) override {
    session_->run({ipico_rf_step(false)}, [this, done = std::move(done)](Result<void> result) {
      running_ = false;
      done(std::move(result));
    });
  }

  /// The reader answers in the order in which it has sent: behind the clock nothing more comes.
  void drain(api::Done<void> done) override { session_->run({clock_step()}, std::move(done)); }

  void access(const model::AccessOrder& what,
              api::Done<std::optional<model::AccessedTag>> done) override {
    access_ = make_ipico_page_access(*session_, what, std::move(done));
    access_->begin();
  }

  void farewell(api::Done<void> done) override {
    if (options_.look_only) return session_->later([done = std::move(done)] { done({}); });
    ModuleStep silence = ipico_rf_step(false);
    silence.request.tries = 1;
    session_->run({silence}, std::move(done));
  }

  void on_frame(Frame frame) override {
    if (access_ && !running_) {
      if (const auto content = ipico::decode(frame)) access_->on_frame(*content);
      return;  // what is read while the radio is on for an access is no inventory
    }
    const auto translated = translator_.translate(frame, session_->runtime().clock.now(), *this);
    if (!translated) {
      session_->event("a frame is not understood: " + to_string(translated.error()));
    }
  }

 private:
  static Error broken(Error error) {
    error.code = ErrorCode::protocol;
    return error;
  }

  ModuleStep clock_step() {
    return ipico_step(request(Instruction::get_clock),
                      [this](const Command& answer) -> Result<void> {
                        const auto reading = ipico::parse_clock(answer.data);
                        if (!reading) return fail(broken(reading.error()));
                        const HostTime now = session_->runtime().clock.now();
                        if (const auto shown = to_reader_time(reading->stamp, now))
                          clock_.add(*shown, now);
                        return {};
                      });
  }

  ModuleStep statistics_step() {
    return ipico_step(request(Instruction::statistics),
                      [this](const Command& answer) -> Result<void> {
                        auto statistics = ipico::parse_statistics(answer.data);
                        if (!statistics) return fail(broken(statistics.error()));
                        statistics_ = *statistics;
                        return {};
                      });
  }

  model::ReaderIdentity identity_by_number() const {
    model::ReaderIdentity identity;
    identity.vendor = "IPICO";
    if (statistics_) {
      identity.firmware = std::to_string(statistics_->firmware >> 4U) + "." +
                          std::to_string(statistics_->firmware & 0x0FU);
    }
    return identity;
  }

  void on_observations(std::span<const model::Observation> observations) override {
    session_->observed(observations);
  }

  void on_event(const ModuleEvent& event) override {
    if (!event.banner.empty() && greeting_) {
      banner_ = event.banner;
      return;
    }
    if (!event.banner.empty() && running_) {
      session_->fail_link({ErrorCode::protocol,
                           "the reader restarted in the middle of an inventory; " + event.text});
      return;
    }
    if (event.notable) session_->event(event.text);
  }

  IpicoOptions options_;
  ModuleSession* session_ = nullptr;
  IpicoTranslator translator_;
  ReaderClock clock_;
  std::optional<ipico::Statistics> statistics_;
  std::shared_ptr<IpicoPageAccess> access_;  // the last one
  std::string banner_;
  bool greeting_ = false;  // a banner is asked for, or may still be on its way
  bool running_ = false;
};

}  // namespace

std::unique_ptr<ModuleDialogue> make_ipico_dialogue(const IpicoOptions& options) {
  return std::make_unique<Dialogue>(options);
}

}  // namespace plugtest::drivers
