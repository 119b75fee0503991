#include "drivers/a0/a0_dialogue.h"

#include "drivers/a0/a0_access.h"
#include "drivers/a0/a0_requests.h"
#include "drivers/a0/a0_translator.h"
#include "drivers/modules_core/polled_inventory.h"
#include "drivers/modules_core/printed_text.h"
#include "drivers/modules_core/uncommon_settings.h"
#include "harness/api/clock.h"
#include "protocols/bits/hex.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace a0 = modules::a0;
using Frame = std::vector<std::uint8_t>;

/// Powers that a command can ask for; what a module makes of them it tells when asked.
constexpr std::uint8_t k_max_power_dbm = 33;
/// Numbers of ports that there are, in the order in which they are tried.
constexpr std::array<std::uint16_t, 4> k_port_counts = {8, 4, 2, 1};

class A0Dialogue final : public ModuleDialogue {
 public:
  explicit A0Dialogue(const A0Options& options)
      : options_(options), rounds_([this](std::uint16_t port) { round(port); }) {}

  const modules::FrameFormat& format() const override { return format_; }

  /// Any module at all: it answers with its own address, which is used from then on.
  void greet(ModuleSession& session, api::Done<void> done) override {
    session_ = &session;
    address_ = a0::k_any_address;
    antenna_count_ = options_.antennas;
    rounds_.reset(session);
    session.run({{.request = ask(a0::Command::firmware, {}),
                  .take = [this](std::span<const std::uint8_t> bytes) -> Result<void> {
                    const auto frame = a0_reply(bytes, "firmware");
                    if (!frame) return fail(frame.error());
                    const auto firmware = a0::parse_firmware(frame->data);
                    if (!firmware) return fail(ErrorCode::protocol, firmware.error().message);
                    address_ = frame->address;
                    firmware_ = *firmware;
                    return {};
                  }}},
                std::move(done));
  }

  void identify(api::Done<model::ReaderIdentity> done) override {
    model::ReaderIdentity identity;
    identity.firmware = std::to_string(firmware_.major) + "." + std::to_string(firmware_.minor);
    if (!options_.ask_serial) {
      session_->later([done = std::move(done), identity] { done(identity); });
      return;
    }
    session_->request(ask(a0::Command::get_identifier, {}),
                      [done = std::move(done), identity](const Result<Frame>& answer) mutable {
                        if (!answer) return done(fail(answer.error()));
                        // A module without an identifier is still a reader.
                        const auto frame = a0_reply(*answer, "identifier");
                        if (frame) identity.serial = bits::to_hex(frame->data);
                        done(identity);
                      });
  }

  void capabilities(api::Done<model::ReaderCapabilities> done) override {
    with_antennas([this, done = std::move(done)](const Result<void>& known) {
      if (!known) return done(fail(known.error()));
      model::ReaderCapabilities can;
      can.antenna_count = antenna_count_;
      can.protocols = {model::AirProtocol::type_c};
      for (std::int32_t dbm = 0; dbm <= k_max_power_dbm; ++dbm) {
        can.power_table_mdbm.push_back(dbm * 1000);
      }
      done(can);
    });
  }

  void configure(const model::ReaderSettings& settings,
                 api::Done<model::AppliedSettings> done) override {
    with_antennas([this, settings, done = std::move(done)](const Result<void>& known) {
      if (!known) return done(fail(known.error()));
      if (const auto why = type_c_objection(settings, antenna_count_)) return done(fail(*why));
      apply(settings, done);
    });
  }

  void start(const api::InventorySpec& spec, api::Done<void> done) override {
    with_antennas([this, id = spec.id, done = std::move(done)](const Result<void>& known) {
      if (!known) return done(known);
      rounds_.start(id, antennas_.empty() ? all_antennas() : antennas_, done);
    });
  }

  /// The round under way is the last one; its summary is the answer.
  void stop(api::Done<void> done) override { rounds_.stop(std::move(done)); }

  /// A module does one command after the other: when it answers this one, everything that it had to
  /// tell of the last round has been sent.
  void drain(api::Done<void> done) override {
    session_->request(ask(a0::Command::firmware, {}),
                      [this, done = std::move(done)](const Result<Frame>& answer) {
                        rounds_.forget();
                        if (!answer) return done(fail(answer.error()));
                        done({});
                      });
  }

  void access(const model::AccessOrder& what,
              api::Done<std::optional<model::AccessedTag>> done) override {
    if (what.protocol != model::AirProtocol::type_c) {
      session_->later([done = std::move(done)] {
        done(fail(ErrorCode::refused, "the module accesses tags of type-c only"));
      });
      return;
    }
    with_antennas([this, what, done = std::move(done)](const Result<void>& known) {
      if (!known) return done(fail(known.error()));
      run_a0_access(*session_, address_, what.antennas.empty() ? all_antennas() : what.antennas,
                    what, done);
    });
  }

  void farewell(api::Done<void> done) override {
    rounds_.halt();
    session_->later([done = std::move(done)] { done({}); });
  }

  void on_frame(std::span<const std::uint8_t> bytes) override {
    const auto frame = a0::decode(bytes);
    if (!frame || !rounds_.awaits_reports()) return;
    auto observation = translate_a0(*frame, session_->runtime().clock.now());
    if (!observation) {
      Error why = observation.error();
      why.code = ErrorCode::protocol;
      session_->fail_link(why);
      return;
    }
    if (*observation) rounds_.report({&**observation, 1});
  }

  void on_garbage(std::span<const std::uint8_t> bytes) override {
    if (!rounds_.awaits_reports()) return;
    if (const auto restarted = restart_told_by(bytes)) session_->fail_link(*restarted);
  }

  std::optional<Nanos> clock_offset() const override { return std::nullopt; }

 private:
  ModuleRequest ask(a0::Command command, std::span<const std::uint8_t> data) const {
    return a0_request(address_, command, data);
  }

  std::vector<std::uint16_t> all_antennas() const {
    std::vector<std::uint16_t> ports(antenna_count_);
    std::iota(ports.begin(), ports.end(), std::uint16_t{1});
    return ports;
  }

  // --- ports -----------------------------------------------------------------------------------

  /// No command tells how many ports there are; choosing one that is not there is refused.
  void with_antennas(api::Done<void> next) {
    if (antenna_count_ != 0) {
      session_->later([next = std::move(next)] { next({}); });
    } else {
      try_ports(0, std::move(next));
    }
  }

  void try_ports(std::size_t at, api::Done<void> next) {
    if (at == k_port_counts.size()) {
      next(fail(ErrorCode::protocol, "the module accepts no antenna at all"));
      return;
    }
    session_->request(a0_set_antenna(address_, k_port_counts[at]),
                      [this, at, next = std::move(next)](const Result<Frame>& answer) {
                        if (!answer) return next(fail(answer.error()));
                        if (!a0_success(*answer, "antenna")) return try_ports(at + 1, next);
                        antenna_count_ = k_port_counts[at];
                        next({});
                      });
  }

  // --- settings --------------------------------------------------------------------------------

  void apply(const model::ReaderSettings& settings, api::Done<model::AppliedSettings> done) {
    antennas_ = settings.antennas;
    session_number_ = settings.session;
    const std::array power = {static_cast<std::uint8_t>(
        std::min<std::int32_t>(settings.power_mdbm / 1000, k_max_power_dbm))};
    const auto applied = std::make_shared<model::AppliedSettings>();
    std::vector<ModuleStep> steps;
    if (options_.region) steps = a0_region_steps(address_, *options_.region);
    steps.push_back({.request = ask(a0::Command::set_power, power),
                     .take = [](auto bytes) { return a0_success(bytes, "power"); }});
    steps.push_back({.request = ask(a0::Command::get_power, {}),
                     .take = [applied](std::span<const std::uint8_t> bytes) -> Result<void> {
                       const auto frame = a0::decode(bytes);
                       // One byte for all antennas, or one each.
                       if (!frame || frame->data.empty()) {
                         return fail(ErrorCode::protocol, "the module does not tell its power");
                       }
                       applied->power_mdbm = std::ranges::max(frame->data) * 1000;
                       return {};
                     }});
    session_->run(std::move(steps), [applied, done = std::move(done)](const Result<void>& set) {
      if (!set) return done(fail(set.error()));
      done(*applied);
    });
  }

  // --- rounds ----------------------------------------------------------------------------------

  void round(std::uint16_t port) {
    session_->request(a0_set_antenna(address_, port), [this, port](const Result<Frame>& answer) {
      if (!answer) return rounds_.break_off(answer.error());
      if (auto set = a0_success(*answer, "antenna " + std::to_string(port)); !set) {
        return rounds_.round_over(set);
      }
      session_->request(a0_inventory_round(address_, session_number_),
                        [this, port](const Result<Frame>& summary) {
                          if (!summary) return rounds_.break_off(summary.error());
                          rounds_.round_over(judge(*summary, port));
                        });
    });
  }

  /// A round without a tag is a good one.
  static Result<void> judge(const Frame& bytes, std::uint16_t port) {
    const auto frame = a0::decode(bytes);
    if (!frame) return fail(frame.error());
    const auto status = a0::status_of(frame->data);
    if (!status || *status == static_cast<std::uint8_t>(a0::Status::success) ||
        *status == static_cast<std::uint8_t>(a0::Status::no_tag)) {
      return {};
    }
    return fail(ErrorCode::refused,
                "inventory on antenna " + std::to_string(port) + ": " + a0::status_text(*status));
  }

  A0Options options_;
  a0::Format format_;
  ModuleSession* session_ = nullptr;
  std::uint8_t address_ = a0::k_any_address;
  a0::Firmware firmware_;
  std::uint16_t antenna_count_ = 0;
  std::vector<std::uint16_t> antennas_;  // empty: all
  std::uint8_t session_number_ = 1;
  PolledInventory rounds_;
};

}  // namespace

std::unique_ptr<ModuleDialogue> make_a0_dialogue(const A0Options& options) {
  return std::make_unique<A0Dialogue>(options);
}

}  // namespace plugtest::drivers
