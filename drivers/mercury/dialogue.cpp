#include "drivers/mercury/dialogue.h"

#include "drivers/mercury/module_facts.h"
#include "drivers/mercury/questions.h"
#include "drivers/mercury/settings.h"
#include "drivers/mercury/tag_access.h"
#include "drivers/mercury/translator.h"
#include "drivers/modules_core/reader_clock.h"
#include "harness/api/clock.h"
#include "protocols/bits/hex.h"
#include "protocols/modules/mercury_command.h"

#include <algorithm>
#include <string>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace mercury = modules::mercury;
using mercury::ContinuousRead;
using mercury::FrameView;
using mercury::Opcode;
using mercury::TagProtocol;
using model::AirProtocol;

constexpr unsigned k_first_tries = 4;     // a module may be asleep, or in the middle of a frame
constexpr std::uint16_t k_turn_ms = 200;  // of one protocol among several

const mercury::Format k_format(mercury::Side::module);

/// "01.0b.00.02", as the vendor writes versions.
std::string dotted(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (const std::uint8_t& byte : bytes) {
    text += (text.empty() ? "" : ".") + bits::to_hex(std::span(&byte, 1));
  }
  return text;
}

class Dialogue final : public ModuleDialogue, private ModuleSink {
 public:
  explicit Dialogue(const MercuryOptions& options) : options_(options) {}

  const modules::FrameFormat& format() const override { return k_format; }
  std::optional<Nanos> clock_offset() const override { return clock_.offset(); }

  void greet(ModuleSession& session, api::Done<void> done) override {
    session_ = &session;
    facts_ = {};
    antennas_.clear();
    clock_ = {};
    running_ = false;
    session.run(greeting(), std::move(done));
  }

  void identify(api::Done<model::ReaderIdentity> done) override {
    model::ReaderIdentity identity;
    identity.vendor = "ThingMagic";
    identity.model = mercury::model_name(facts_.version.hardware[0]);
    identity.firmware = dotted(facts_.version.firmware);
    session_->later([done = std::move(done), identity] { done(identity); });
  }

  void capabilities(api::Done<model::ReaderCapabilities> done) override {
    session_->run({mercury_channels_step(facts_)},
                  [this, done = std::move(done)](const Result<void>& result) {
                    if (!result) {
                      done(fail(result.error()));
                    } else {
                      done(to_capabilities(facts_));
                    }
                  });
  }

  void configure(const model::ReaderSettings& settings,
                 api::Done<model::AppliedSettings> done) override {
    if (const auto why = mercury_objection(settings, facts_)) {
      session_->later([done = std::move(done), why] { done(fail(*why)); });
      return;
    }
    wanted_ = settings.protocols;
    antennas_ = settings.antennas;
    if (antennas_.empty()) antennas_ = facts_.connected();
    applied_ = {};
    session_->run(mercury_settings_steps(settings, options_.region, antennas_, facts_, applied_),
                  [this, done = std::move(done)](const Result<void>& result) {
                    if (!result) {
                      done(fail(result.error()));
                    } else {
                      done(applied_);
                    }
                  });
  }

  void start(const api::InventorySpec&, api::Done<void> done) override {
    ModuleStep begin = mercury_step(Opcode::multi_protocol_tag_op,
                                    mercury::continuous_read_data(continuous_read()),
                                    [this](const FrameView&) -> Result<void> {
                                      // Reader time is counted from here.
                                      clock_ = {};
                                      clock_.add(ReaderTime{}, session_->runtime().clock.now());
                                      running_ = true;
                                      return {};
                                    });
    begin.request.tries = 1;
    session_->run({begin}, [this, begin, done = std::move(done)](Result<void> result) {
      const bool unanswered = !result && (result.error().code == ErrorCode::timed_out ||
                                          result.error().code == ErrorCode::protocol);
      if (!unanswered) return done(std::move(result));
      // Only its answer may have got lost: a module that reads is to be stopped before it begins.
      session_->run({stop_step(), begin}, done);
    });
  }

  /// The answer comes behind the last tag report.
  void stop(api::Done<void> done) override {
    session_->run({stop_step()}, [this, done = std::move(done)](Result<void> result) {
      running_ = false;
      done(std::move(result));
    });
  }

  /// One more question, in case that the answer to the end has overtaken a report.
  void drain(api::Done<void> done) override {
    session_->run({mercury_power_step(facts_)}, std::move(done));
  }

  void access(const model::AccessOrder& what,
              api::Done<std::optional<model::AccessedTag>> done) override {
    auto antennas = what.antennas;
    if (antennas.empty()) antennas = antennas_.empty() ? facts_.connected() : antennas_;
    if (antennas.empty()) antennas = {1};
    access_mercury_tag(*session_, what, std::move(antennas), std::move(done));
  }

  void farewell(api::Done<void> done) override {
    if (options_.look_only) return session_->later([done = std::move(done)] { done({}); });
    ModuleStep silence =
        mercury_step_any_status(Opcode::multi_protocol_tag_op, mercury::continuous_read_data({}));
    silence.request.tries = 1;
    session_->run({silence}, std::move(done));
  }

  void on_frame(std::span<const std::uint8_t> frame) override {
    const auto translated = translator_.translate(frame, session_->runtime().clock.now(), *this);
    if (!translated) {
      session_->event("a frame is not understood: " + to_string(translated.error()));
    }
  }

 private:
  std::vector<ModuleStep> greeting() {
    if (options_.look_only) {
      ModuleStep version = mercury_version_step(facts_);
      version.request.tries = k_first_tries;
      return {version};
    }
    // An earlier host may have left it reading. A module that cannot read continuously says no.
    ModuleStep silence =
        mercury_step_any_status(Opcode::multi_protocol_tag_op, mercury::continuous_read_data({}));
    silence.request.tries = k_first_tries;
    // In its boot loader it starts its firmware; when that runs, it says no.
    ModuleStep boot = mercury_step_any_status(Opcode::boot_firmware, {});
    return {silence,
            boot,
            mercury_version_step(facts_),
            mercury_protocols_step(facts_),
            mercury_antennas_step(facts_),
            mercury_power_step(facts_)};
  }

  static ModuleStep stop_step() {
    return mercury_step(Opcode::multi_protocol_tag_op, mercury::continuous_read_data({}));
  }

  ContinuousRead continuous_read() const {
    ContinuousRead read;
    const auto add = [&](TagProtocol protocol) {
      if (facts_.speaks(protocol)) read.entries.push_back({.protocol = protocol});
    };
    for (const AirProtocol protocol : wanted_) {
      if (protocol == AirProtocol::type_c) {
        add(TagProtocol::gen2);
      } else {
        add(TagProtocol::ipx64);
        add(TagProtocol::ipx256);
      }
    }
    if (read.entries.size() > 1) {
      for (ContinuousRead::Entry& entry : read.entries) entry.timeout_ms = k_turn_ms;
    }
    return read;
  }

  // --- ModuleSink --------------------------------------------------------------------------------

  void on_observations(std::span<const model::Observation> observations) override {
    session_->observed(observations);
  }

  void on_event(const ModuleEvent& event) override {
    if (!event.banner.empty() && running_) {
      session_->fail_link(
          {ErrorCode::protocol, "the module restarted in the middle of an inventory"});
    } else if (event.notable) {
      session_->event(event.text);
    }
  }

  MercuryOptions options_;
  ModuleSession* session_ = nullptr;
  MercuryTranslator translator_;
  ReaderClock clock_;
  MercuryFacts facts_;
  std::vector<AirProtocol> wanted_{AirProtocol::type_c};
  std::vector<std::uint16_t> antennas_;
  model::AppliedSettings applied_;
  bool running_ = false;
};

}  // namespace

std::unique_ptr<ModuleDialogue> make_mercury_dialogue(const MercuryOptions& options) {
  return std::make_unique<Dialogue>(options);
}

}  // namespace plugtest::drivers
