#include "drivers/example/example_dialogue.h"

#include "drivers/example/example_format.h"
#include "drivers/example/example_translator.h"
#include "drivers/modules_core/printed_text.h"
#include "harness/api/clock.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

namespace plugtest::drivers {

namespace {

using Words = std::vector<std::string>;
using Line = std::span<const std::uint8_t>;

const example::Format k_format;

constexpr std::int32_t k_min_power_mdbm = 10'000;
constexpr std::int32_t k_max_power_mdbm = 30'000;

/// A question whose answer begins with `answer`, or with ERR, which ends the dialogue (`refused`).
ModuleStep step(const std::string& text, const std::string& answer,
                std::function<Result<void>(const Words&)> take = {}) {
  ModuleStep made;
  made.request.name = text;
  made.request.bytes = example::encode(text);
  made.request.is_answer = [answer](Line line) {
    const auto words = example::decode(line);
    return words && !words->empty() && (words->front() == answer || words->front() == "ERR");
  };
  made.take = [text, take = std::move(take)](Line line) -> Result<void> {
    const auto words = example::decode(line);
    if (words->front() == "ERR") {
      return fail(ErrorCode::refused,
                  text + " was refused: " + (words->size() > 1 ? (*words)[1] : "no reason told"));
    }
    return take ? take(*words) : Result<void>{};
  };
  return made;
}

class Dialogue final : public ModuleDialogue, private ModuleSink {
 public:
  const modules::FrameFormat& format() const override { return k_format; }
  std::optional<Nanos> clock_offset() const override { return std::nullopt; }

  /// An earlier host may have left it reading.
  void greet(ModuleSession& session, api::Done<void> done) override {
    session_ = &session;
    inventory_ = 0;
    session.run({step("STOP", "OK"), id_step()}, std::move(done));
  }

  void identify(api::Done<model::ReaderIdentity> done) override {
    session_->later([done = std::move(done), identity = identity_] { done(identity); });
  }

  void capabilities(api::Done<model::ReaderCapabilities> done) override {
    model::ReaderCapabilities can;
    can.antenna_count = 1;
    can.protocols = {model::AirProtocol::type_c};
    for (auto mdbm = k_min_power_mdbm; mdbm <= k_max_power_mdbm; mdbm += 1000) {
      can.power_table_mdbm.push_back(mdbm);
    }
    session_->later([done = std::move(done), can] { done(can); });
  }

  /// What the module has no setting for is refused, not passed over.
  void configure(const model::ReaderSettings& settings,
                 api::Done<model::AppliedSettings> done) override {
    if (const auto why = objection(settings)) {
      session_->later([done = std::move(done), why] { done(fail(*why)); });
      return;
    }
    const auto applied = std::make_shared<model::AppliedSettings>();
    const std::int32_t dbm = std::min(settings.power_mdbm, k_max_power_mdbm) / 1000;
    session_->run({step("POWER " + std::to_string(dbm), "OK"),
                   step("POWER?", "POWER",
                        [applied](const Words& words) -> Result<void> {
                          int told = 0;
                          const std::string text = words.size() > 1 ? words[1] : "";
                          const auto [end, error] =
                              std::from_chars(text.data(), text.data() + text.size(), told);
                          if (error != std::errc()) {
                            return fail(ErrorCode::protocol, "the module tells no power");
                          }
                          applied->power_mdbm = 1000 * told;
                          return {};
                        })},
                  [applied, done = std::move(done)](const Result<void>& set) {
                    if (!set) return done(fail(set.error()));
                    done(*applied);
                  });
  }

  void start(const api::InventorySpec& spec, api::Done<void> done) override {
    inventory_ = spec.id;
    session_->run({step("START", "OK")}, std::move(done));
  }

  /// The answer comes behind the last tag.
  void stop(api::Done<void> done) override { session_->run({step("STOP", "OK")}, std::move(done)); }

  void drain(api::Done<void> done) override {
    session_->run({id_step()}, [this, done = std::move(done)](const Result<void>& answered) {
      inventory_ = 0;
      done(answered);
    });
  }

  void access(const model::AccessOrder&,
              api::Done<std::optional<model::AccessedTag>> done) override {
    session_->later([done = std::move(done)] {
      done(fail(ErrorCode::refused, "the module cannot access tags"));
    });
  }

  void farewell(api::Done<void> done) override {
    session_->run({step("STOP", "OK")}, std::move(done));
  }

  void on_frame(Line line) override {
    if (inventory_ == 0) return;
    const auto said = translator_.translate(line, session_->runtime().clock.now(), *this);
    if (!said) session_->event("a line is not understood: " + to_string(said.error()));
  }

  /// A module that starts anew prints its name, and has forgotten that it was to read.
  void on_garbage(std::span<const std::uint8_t> bytes) override {
    if (inventory_ == 0) return;
    if (const auto restarted = restart_told_by(bytes)) session_->fail_link(*restarted);
  }

 private:
  ModuleStep id_step() {
    return step("ID?", "ID", [this](const Words& words) -> Result<void> {
      if (words.size() != 3) return fail(ErrorCode::protocol, "the module does not say what it is");
      identity_.model = words[1];
      identity_.firmware = words[2];
      return {};
    });
  }

  static std::optional<Error> objection(const model::ReaderSettings& settings) {
    const auto refuse = [](const char* why) { return Error{ErrorCode::refused, why}; };
    for (const auto protocol : settings.protocols) {
      if (protocol != model::AirProtocol::type_c) return refuse("the module reads Type C only");
    }
    for (const auto port : settings.antennas) {
      if (port != 1) return refuse("the module has one antenna");
    }
    if (!settings.link_profile.empty()) return refuse("the module has no link profiles");
    if (settings.power_mdbm < k_min_power_mdbm) return refuse("the lowest power is 10 dBm");
    return std::nullopt;
  }

  void on_observations(std::span<const model::Observation> observations) override {
    std::vector<model::Observation> marked(observations.begin(), observations.end());
    for (auto& one : marked) one.inventory_id = inventory_;
    session_->observed(marked);
  }
  void on_event(const ModuleEvent& event) override { session_->event(event.text); }

  ModuleSession* session_ = nullptr;
  ExampleTranslator translator_;
  model::ReaderIdentity identity_;
  std::uint32_t inventory_ = 0;  // 0: none, reports are nobody's
};

}  // namespace

std::unique_ptr<ModuleDialogue> make_example_dialogue() { return std::make_unique<Dialogue>(); }

}  // namespace plugtest::drivers
