#include "drivers/mercury/dialogue.h"

#include "drivers/mercury/questions.h"
#include "drivers/mercury/tag_access.h"
#include "drivers/mercury/translator.h"
#include "drivers/modules_core/reader_clock.h"
#include "drivers/modules_core/uncommon_settings.h"
#include "harness/api/clock.h"
#include "protocols/bits/hex.h"
#include "protocols/modules/byte_reader.h"
#include "protocols/modules/mercury_command.h"

#include <algorithm>
#include <string>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace mercury = modules::mercury;
using mercury::AntennaOption;
using mercury::AntennaPort;
using mercury::ContinuousRead;
using mercury::FrameView;
using mercury::Opcode;
using mercury::TagProtocol;
using model::AirProtocol;

constexpr unsigned k_first_tries = 4;        // a module may be asleep, or in the middle of a frame
constexpr std::int32_t k_mdb_per_step = 10;  // power is told in 1/100 dBm
constexpr std::int32_t k_table_step_mdb = 1'000;
constexpr std::uint8_t k_rssi_in_dbm = 0x09;  // key of opcode 9a
constexpr std::uint8_t k_by_key = 0x01;       // its form with key and value
constexpr std::uint16_t k_turn_ms = 200;      // of one protocol among several

const mercury::Format k_format(mercury::Side::module);

std::uint8_t number(TagProtocol protocol) { return static_cast<std::uint8_t>(protocol); }

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
    version_ = {};
    protocols_.clear();
    ports_.clear();
    antennas_.clear();
    clock_ = {};
    running_ = false;
    // An earlier host may have left it reading. A module that cannot read continuously says no.
    ModuleStep silence =
        mercury_step_any_status(Opcode::multi_protocol_tag_op, mercury::continuous_read_data({}));
    silence.request.tries = k_first_tries;
    // In its boot loader it starts its firmware; when that runs, it says no.
    ModuleStep boot = mercury_step_any_status(Opcode::boot_firmware, {});
    session.run(
        {silence, boot,
         mercury_step(Opcode::version, {},
                      [this](const FrameView& answer) {
                        return keep(mercury::parse_version(answer.data), version_);
                      }),
         mercury_step(Opcode::get_available_protocols, {},
                      [this](const FrameView& answer) { return take_protocols(answer); }),
         mercury_step(Opcode::get_antenna_port, {static_cast<std::uint8_t>(AntennaOption::detect)},
                      [this](const FrameView& answer) {
                        return keep(mercury::parse_antennas(answer.data, AntennaOption::detect),
                                    ports_);
                      }),
         power_step()},
        std::move(done));
  }

  void identify(api::Done<model::ReaderIdentity> done) override {
    model::ReaderIdentity identity;
    identity.vendor = "ThingMagic";
    identity.model = mercury::model_name(version_.hardware[0]);
    identity.firmware = dotted(version_.firmware);
    session_->later([done = std::move(done), identity] { done(identity); });
  }

  void capabilities(api::Done<model::ReaderCapabilities> done) override {
    model::ReaderCapabilities can;
    can.antenna_count = static_cast<std::uint16_t>(std::max<std::size_t>(ports_.size(), 1));
    if (speaks(TagProtocol::gen2)) can.protocols.push_back(AirProtocol::type_c);
    if (speaks(TagProtocol::ipx64) || speaks(TagProtocol::ipx256)) {
      can.protocols.push_back(AirProtocol::type_d);
    }
    const std::int32_t max = limits_.max * k_mdb_per_step;
    for (std::int32_t power = limits_.min * k_mdb_per_step; power < max;
         power += k_table_step_mdb) {
      can.power_table_mdbm.push_back(power);
    }
    can.power_table_mdbm.push_back(max);
    can.has_clock = true;
    session_->run({mercury_step(Opcode::get_hop_table, {},
                                [this](const FrameView& answer) { return take_channels(answer); })},
                  [this, can, done = std::move(done)](const Result<void>& result) mutable {
                    if (!result) {
                      done(fail(result.error()));
                      return;
                    }
                    can.channels_hz = channels_hz_;
                    done(can);
                  });
  }

  void configure(const model::ReaderSettings& settings,
                 api::Done<model::AppliedSettings> done) override {
    if (const auto why = objection(settings)) {
      session_->later([done = std::move(done), why] { done(fail(*why)); });
      return;
    }
    wanted_ = settings.protocols;
    antennas_ = settings.antennas;
    if (antennas_.empty()) antennas_ = connected();
    applied_ = {};
    session_->run(settings_steps(settings),
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
  void drain(api::Done<void> done) override { session_->run({power_step()}, std::move(done)); }

  void access(const model::AccessOrder& what,
              api::Done<std::optional<model::AccessedTag>> done) override {
    auto antennas = what.antennas;
    if (antennas.empty()) antennas = antennas_.empty() ? connected() : antennas_;
    if (antennas.empty()) antennas = {1};
    access_mercury_tag(*session_, what, std::move(antennas), std::move(done));
  }

  void farewell(api::Done<void> done) override {
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
  // --- what the module tells ---------------------------------------------------------------------

  template <class T>
  static Result<void> keep(Result<T> parsed, T& into) {
    if (!parsed) return fail(broken_answer(parsed.error()));
    into = std::move(*parsed);
    return {};
  }

  Result<void> take_protocols(const FrameView& answer) {
    modules::ByteReader reader(answer.data);
    while (reader.left() >= 2) protocols_.push_back(static_cast<TagProtocol>(reader.u16()));
    return {};
  }

  Result<void> take_channels(const FrameView& answer) {
    channels_hz_.clear();
    modules::ByteReader reader(answer.data);
    while (reader.left() >= 4) channels_hz_.push_back(std::int64_t{1000} * reader.u32());
    return {};
  }

  static ModuleStep stop_step() {
    return mercury_step(Opcode::multi_protocol_tag_op, mercury::continuous_read_data({}));
  }

  ModuleStep power_step() {
    return mercury_step(Opcode::get_read_power, {1}, [this](const FrameView& answer) {
      return keep(mercury::parse_power_limits(answer.data), limits_);
    });
  }

  bool speaks(TagProtocol protocol) const {
    return std::ranges::find(protocols_, protocol) != protocols_.end();
  }

  std::vector<std::uint16_t> connected() const {
    std::vector<std::uint16_t> list;
    for (const AntennaPort& port : ports_) {
      if (port.value == 1) list.push_back(port.port);
    }
    return list;
  }

  // --- settings ----------------------------------------------------------------------------------

  std::optional<Error> objection(const model::ReaderSettings& settings) const {
    if (const auto uncommon = uncommon_setting(settings)) return uncommon;
    const auto refuse = [](std::string why) { return Error{ErrorCode::refused, std::move(why)}; };
    for (const AirProtocol protocol : settings.protocols) {
      const bool known = protocol == AirProtocol::type_c
                             ? speaks(TagProtocol::gen2)
                             : speaks(TagProtocol::ipx64) || speaks(TagProtocol::ipx256);
      if (!known) {
        return refuse("the module does not speak " + std::string(model::to_string(protocol)));
      }
    }
    if (!settings.link_profile.empty()) {
      return refuse("link profiles of Mercury modules have no names to choose them by");
    }
    if (settings.power_mdbm < limits_.min * k_mdb_per_step) {
      return refuse("the module cannot send as little power as asked for");
    }
    return std::nullopt;
  }

  std::vector<ModuleStep> settings_steps(const model::ReaderSettings& settings) {
    std::vector<ModuleStep> steps;
    if (options_.region) {
      steps.push_back(
          mercury_step(Opcode::set_region, {static_cast<std::uint8_t>(*options_.region)}));
    }
    steps.push_back(mercury_step(Opcode::set_reader_option, {k_by_key, k_rssi_in_dbm, 1}));
    add_power(settings.power_mdbm, steps);
    add_antennas(steps);
    if (std::ranges::find(wanted_, AirProtocol::type_c) != wanted_.end()) {
      add_gen2(settings.session, steps);
    }
    return steps;
  }

  /// The strongest that is not above what was asked for.
  void add_power(std::int32_t asked_mdbm, std::vector<ModuleStep>& steps) {
    const std::int32_t step = std::min<std::int32_t>(asked_mdbm / k_mdb_per_step, limits_.max);
    std::vector<std::uint8_t> power;
    modules::put_u16(power, static_cast<std::uint16_t>(step));
    steps.push_back(mercury_step(Opcode::set_read_power, power));
    steps.push_back(mercury_step(Opcode::set_write_power, power));
    ModuleStep back = power_step();
    back.take = [this, read = std::move(back.take)](std::span<const std::uint8_t> frame) {
      auto taken = read(frame);
      if (taken) applied_.power_mdbm = limits_.power * k_mdb_per_step;
      return taken;
    };
    steps.push_back(std::move(back));
  }

  void add_antennas(std::vector<ModuleStep>& steps) {
    std::vector<AntennaPort> list;
    for (const std::uint16_t port : antennas_) {
      list.push_back({static_cast<std::uint8_t>(port), static_cast<std::uint8_t>(port)});
    }
    steps.push_back(mercury_step(Opcode::set_antenna_port,
                                 mercury::antennas_data(AntennaOption::search_list, list)));
    steps.push_back(mercury_step(
        Opcode::get_antenna_port, {static_cast<std::uint8_t>(AntennaOption::search_list)},
        [this](const FrameView& answer) -> Result<void> {
          std::vector<AntennaPort> told;
          auto kept = keep(mercury::parse_antennas(answer.data, AntennaOption::search_list), told);
          for (const AntennaPort& port : told) applied_.antennas.push_back(port.port);
          return kept;
        }));
  }

  void add_gen2(std::uint8_t session, std::vector<ModuleStep>& steps) {
    const auto key = [](mercury::Gen2Parameter parameter) {
      return static_cast<std::uint8_t>(parameter);
    };
    const std::uint8_t gen2 = number(TagProtocol::gen2);
    steps.push_back(mercury_step(Opcode::set_protocol_parameter,
                                 {gen2, key(mercury::Gen2Parameter::session), session}));
    steps.push_back(mercury_step(Opcode::set_protocol_parameter,
                                 {gen2, key(mercury::Gen2Parameter::q), 0}));  // it chooses
    steps.push_back(
        mercury_step(Opcode::get_protocol_parameter, {gen2, key(mercury::Gen2Parameter::session)},
                     [this](const FrameView& answer) -> Result<void> {
                       if (answer.data.size() < 3) {
                         return fail(ErrorCode::protocol, "the module tells no session");
                       }
                       applied_.session = answer.data[2];
                       return {};
                     }));
  }

  ContinuousRead continuous_read() const {
    ContinuousRead read;
    const auto add = [&](TagProtocol protocol) {
      if (speaks(protocol)) read.entries.push_back({.protocol = protocol});
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
  mercury::VersionInfo version_;
  mercury::PowerLimits limits_;
  std::vector<TagProtocol> protocols_;
  std::vector<AntennaPort> ports_;
  std::vector<std::int64_t> channels_hz_;
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
