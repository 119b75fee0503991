#include "drivers/chafon/chafon_dialogue.h"

#include "drivers/chafon/chafon_access.h"
#include "drivers/chafon/chafon_requests.h"
#include "drivers/chafon/chafon_translator.h"
#include "drivers/modules_core/polled_inventory.h"
#include "drivers/modules_core/printed_text.h"
#include "drivers/modules_core/uncommon_settings.h"
#include "harness/api/clock.h"
#include "protocols/bits/hex.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace chafon = modules::chafon;
using chafon::Command;
using Frame = std::vector<std::uint8_t>;

constexpr std::uint8_t k_max_power_dbm = 30;
constexpr std::uint8_t k_not_kept = 0x80;  // of power and antennas: forgotten when power goes
constexpr unsigned k_mask_antennas = 4;    // that the one-byte mask of command 3F can name
/// The shortest there is, so that the antennas get their turns.
constexpr std::uint8_t k_scan_time_100ms = 3;

class ChafonDialogue final : public ModuleDialogue {
 public:
  explicit ChafonDialogue(const ChafonOptions& options)
      : options_(options),
        translator_(options.variant),
        rounds_([this](std::uint16_t port) { round(port); }) {}

  const modules::FrameFormat& format() const override { return format_; }

  /// Any reader at all: it answers with its own address, which is used from then on.
  void greet(ModuleSession& session, api::Done<void> done) override {
    session_ = &session;
    address_ = chafon::k_any_address;
    translator_ = ChafonTranslator(options_.variant);
    rounds_.reset(session);
    session.run({ask_information()}, std::move(done));
  }

  void identify(api::Done<model::ReaderIdentity> done) override {
    model::ReaderIdentity identity;
    identity.model = "type " + bits::to_hex(std::array{information_.type});
    identity.firmware =
        std::to_string(information_.major) + "." + std::to_string(information_.minor);
    if (!options_.ask_serial) {
      session_->later([done = std::move(done), identity] { done(identity); });
      return;
    }
    session_->request(ask(Command::serial_number, {}),
                      [done = std::move(done), identity](const Result<Frame>& answer) mutable {
                        if (!answer) return done(fail(answer.error()));
                        // A reader without a number is still a reader.
                        const auto reply = chafon_reply(*answer, "serial number");
                        if (reply) identity.serial = bits::to_hex(reply->data);
                        done(identity);
                      });
  }

  void capabilities(api::Done<model::ReaderCapabilities> done) override {
    model::ReaderCapabilities can;
    can.antenna_count = antenna_count();
    if (information_.type_c()) can.protocols = {model::AirProtocol::type_c};
    for (std::int32_t dbm = 0; dbm <= k_max_power_dbm; ++dbm) {
      can.power_table_mdbm.push_back(dbm * 1000);
    }
    const auto band = static_cast<chafon::Band>(information_.band);
    const std::int64_t first = chafon::first_channel_hz(band);
    for (unsigned i = information_.min_frequency; first != 0 && i <= information_.max_frequency;
         ++i) {
      can.channels_hz.push_back(first + i * chafon::channel_step_hz(band));
    }
    session_->later([done = std::move(done), can] { done(can); });
  }

  void configure(const model::ReaderSettings& settings,
                 api::Done<model::AppliedSettings> done) override {
    if (const auto why = type_c_objection(settings, antenna_count())) {
      session_->later([done = std::move(done), why] { done(fail(*why)); });
      return;
    }
    antennas_ = settings.antennas;
    session_number_ = settings.session;
    q_ = chafon_q(settings.tag_population);
    const auto dbm = static_cast<std::uint8_t>(
        std::min<std::int32_t>(settings.power_mdbm / 1000, k_max_power_dbm));
    const std::array power = {static_cast<std::uint8_t>(dbm | k_not_kept)};
    std::vector<ModuleStep> steps = {{.request = ask(Command::set_power, power),
                                      .take = [](auto bytes) { return succeeded(bytes, "power"); }},
                                     ask_information()};
    if (options_.band) steps.insert(steps.begin(), set_band(*options_.band));
    session_->run(std::move(steps), [this, done = std::move(done)](const Result<void>& set) {
      if (!set) return done(fail(set.error()));
      if (options_.band && information_.band != static_cast<std::uint8_t>(*options_.band)) {
        return done(fail(ErrorCode::refused, "the reader keeps another band"));
      }
      model::AppliedSettings applied;
      applied.power_mdbm = information_.power_dbm * 1000;
      done(applied);
    });
  }

  void start(const api::InventorySpec& spec, api::Done<void> done) override {
    rounds_.start(spec.id, antennas_.empty() ? all_antennas() : antennas_, std::move(done));
  }

  /// The inventory under way is the last one; its last frame is the answer.
  void stop(api::Done<void> done) override { rounds_.stop(std::move(done)); }

  /// A reader does one command after the other: when it answers this one, everything that it had to
  /// tell of the last inventory has been sent.
  void drain(api::Done<void> done) override {
    session_->run({ask_information()},
                  [this, done = std::move(done)](const Result<void>& answered) {
                    rounds_.forget();
                    done(answered);
                  });
  }

  void access(const model::AccessOrder& what,
              api::Done<std::optional<model::AccessedTag>> done) override {
    if (what.protocol != model::AirProtocol::type_c) {
      session_->later([done = std::move(done)] {
        done(fail(ErrorCode::refused, "the reader accesses tags of type-c only"));
      });
      return;
    }
    run_chafon_access(*session_, address_, what.antennas.empty() ? all_antennas() : what.antennas,
                      what, std::move(done));
  }

  void farewell(api::Done<void> done) override {
    rounds_.halt();
    session_->later([done = std::move(done)] { done({}); });
  }

  void on_frame(std::span<const std::uint8_t> bytes) override {
    if (rounds_.awaits_reports()) observe(bytes);
  }

  void on_garbage(std::span<const std::uint8_t> bytes) override {
    if (!rounds_.awaits_reports()) return;
    if (const auto restarted = restart_told_by(bytes)) session_->fail_link(*restarted);
  }

  std::optional<Nanos> clock_offset() const override { return std::nullopt; }

 private:
  ModuleRequest ask(Command command, std::span<const std::uint8_t> data) const {
    return chafon_request(address_, command, data);
  }

  static Result<void> succeeded(std::span<const std::uint8_t> bytes, const std::string& what) {
    const auto reply = chafon_reply(bytes, what);
    if (!reply) return fail(reply.error());
    return {};
  }

  ModuleStep ask_information() {
    return {.request = ask(Command::reader_information, {}),
            .take = [this](std::span<const std::uint8_t> bytes) -> Result<void> {
              const auto reply = chafon_reply(bytes, "reader information");
              if (!reply) return fail(reply.error());
              auto told = chafon::parse_reader_information(reply->data);
              if (!told) return fail(ErrorCode::protocol, told.error().message);
              address_ = reply->address;
              information_ = std::move(*told);
              return {};
            }};
  }

  /// All channels of the band.
  ModuleStep set_band(chafon::Band band) const {
    const auto data =
        chafon::frequencies_data({static_cast<std::uint8_t>(band), chafon::last_channel(band), 0});
    return {.request = ask(Command::set_frequencies, data),
            .take = [](auto bytes) { return succeeded(bytes, "band"); }};
  }

  /// The highest port that is switched on: no command tells how many there are.
  std::uint16_t antenna_count() const {
    if (options_.antennas != 0) return options_.antennas;
    const unsigned mask = information_.antennas & ((1U << k_mask_antennas) - 1U);
    return static_cast<std::uint16_t>(std::max(static_cast<int>(std::bit_width(mask)), 1));
  }

  std::vector<std::uint16_t> all_antennas() const {
    std::vector<std::uint16_t> ports(antenna_count());
    std::iota(ports.begin(), ports.end(), std::uint16_t{1});
    return ports;
  }

  // --- rounds ----------------------------------------------------------------------------------

  void round(std::uint16_t port) {
    const chafon::InventoryPlace where{0, static_cast<std::uint8_t>(port), k_scan_time_100ms};
    const chafon::Inventory what{.q = q_, .session = session_number_, .mask = {}, .where = where};
    session_->request(chafon_inventory_round(address_, what),
                      [this, port](const Result<Frame>& last) {
                        if (!last) return rounds_.break_off(last.error());
                        if (observe(*last)) rounds_.round_over(judge(*last, port));
                      });
  }

  /// False when the link has been ended for what is no reply.
  bool observe(std::span<const std::uint8_t> bytes) {
    const auto reply = chafon::decode(bytes, chafon::Side::reader);
    if (!reply) return true;
    const auto tags = translator_.translate(*reply, session_->runtime().clock.now());
    if (!tags) {
      Error why = tags.error();
      why.code = ErrorCode::protocol;
      session_->fail_link(why);
      return false;
    }
    std::vector<model::Observation> reported(tags->begin(), tags->end());
    if (!reported.empty()) rounds_.report(reported);
    return true;
  }

  /// An inventory without a tag is a good one.
  static Result<void> judge(const Frame& bytes, std::uint16_t port) {
    const auto reply = chafon::decode(bytes, chafon::Side::reader);
    if (!reply) return fail(reply.error());
    switch (static_cast<chafon::Status>(reply->status)) {
      case chafon::Status::success:
      case chafon::Status::inventory_done:
      case chafon::Status::inventory_timed_out:
      case chafon::Status::memory_full:
      case chafon::Status::no_tag:
        return {};
      default:
        return fail(ErrorCode::refused, "inventory on antenna " + std::to_string(port) + ": " +
                                            chafon::status_text(reply->status));
    }
  }

  ChafonOptions options_;
  chafon::Format format_;
  ModuleSession* session_ = nullptr;
  std::uint8_t address_ = chafon::k_any_address;
  chafon::ReaderInformation information_;
  ChafonTranslator translator_;
  std::vector<std::uint16_t> antennas_;  // empty: all
  std::uint8_t session_number_ = 1;
  std::uint8_t q_ = 4;
  PolledInventory rounds_;
};

}  // namespace

std::unique_ptr<ModuleDialogue> make_chafon_dialogue(const ChafonOptions& options) {
  return std::make_unique<ChafonDialogue>(options);
}

}  // namespace plugtest::drivers
