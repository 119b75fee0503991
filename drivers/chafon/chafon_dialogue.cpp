#include "drivers/chafon/chafon_dialogue.h"

#include "drivers/chafon/chafon_access.h"
#include "drivers/chafon/chafon_requests.h"
#include "drivers/chafon/chafon_translator.h"
#include "drivers/modules_core/printed_text.h"
#include "harness/api/clock.h"
#include "protocols/bits/hex.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <set>
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
/// A reader that cannot use an antenna says so at once: no reason to ask it all the time.
constexpr Nanos k_pause_after_error = std::chrono::milliseconds(100);

class ChafonDialogue final : public ModuleDialogue {
 public:
  explicit ChafonDialogue(const ChafonOptions& options)
      : options_(options), translator_(options.variant) {}

  const modules::FrameFormat& format() const override { return format_; }

  /// Any reader at all: it answers with its own address, which is used from then on.
  void greet(ModuleSession& session, api::Done<void> done) override {
    session_ = &session;
    address_ = chafon::k_any_address;
    translator_ = ChafonTranslator(options_.variant);
    inventory_ = 0;
    polling_ = false;
    begun_ = nullptr;
    stopped_ = nullptr;
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
    if (auto possible = check(settings); !possible) {
      session_->later([done = std::move(done), why = possible.error()] { done(fail(why)); });
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
    inventory_ = spec.id;
    polling_ = true;
    complained_.clear();
    next_antenna_ = 0;
    begun_ = std::move(done);
    round();
  }

  /// The inventory under way is the last one; its last frame is the answer.
  void stop(api::Done<void> done) override {
    polling_ = false;
    stopped_ = std::move(done);
    if (!in_round_) session_->later([this] { end_stop(); });
  }

  /// A reader does one command after the other: when it answers this one, everything that it had to
  /// tell of the last inventory has been sent.
  void drain(api::Done<void> done) override {
    session_->run({ask_information()},
                  [this, done = std::move(done)](const Result<void>& answered) {
                    inventory_ = 0;
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
    std::vector<std::uint8_t> ports;
    for (const auto port : what.antennas) ports.push_back(static_cast<std::uint8_t>(port));
    if (ports.empty()) {
      ports.resize(antenna_count());
      std::iota(ports.begin(), ports.end(), std::uint8_t{1});
    }
    run_chafon_access(*session_, address_, std::move(ports), what, std::move(done));
  }

  void farewell(api::Done<void> done) override {
    polling_ = false;
    session_->later([done = std::move(done)] { done({}); });
  }

  void on_frame(std::span<const std::uint8_t> bytes) override {
    if (inventory_ != 0) observe(bytes);
  }

  void on_garbage(std::span<const std::uint8_t> bytes) override {
    if (inventory_ == 0) return;
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

  Result<void> check(const model::ReaderSettings& settings) const {
    for (const auto protocol : settings.protocols) {
      if (protocol != model::AirProtocol::type_c) {
        return fail(ErrorCode::refused, "the reader does not look for tags of " +
                                            std::string(model::to_string(protocol)));
      }
    }
    for (const auto port : settings.antennas) {
      if (port == 0 || port > antenna_count()) {
        return fail(ErrorCode::refused, "the reader has no antenna port " + std::to_string(port) +
                                            "; it has 1 to " + std::to_string(antenna_count()));
      }
    }
    if (!settings.link_profile.empty()) {
      return fail(ErrorCode::refused, "the link profile of this reader cannot be chosen");
    }
    if (settings.power_mdbm < 0)
      return fail(ErrorCode::refused, "the reader's lowest power is 0 dBm");
    return {};
  }

  // --- rounds ----------------------------------------------------------------------------------

  std::uint8_t antenna() const {
    const auto count = antennas_.empty() ? antenna_count() : antennas_.size();
    const auto at = next_antenna_ % count;
    return static_cast<std::uint8_t>(antennas_.empty() ? at + 1 : antennas_[at]);
  }

  void round() {
    in_round_ = true;
    const std::uint8_t port = antenna();
    const chafon::Inventory what{.q = q_,
                                 .session = session_number_,
                                 .mask = {},
                                 .where = chafon::InventoryPlace{0, port, k_scan_time_100ms}};
    session_->request(chafon_inventory_round(address_, what),
                      [this, port](const Result<Frame>& last) {
                        if (!last) return break_off(last.error());
                        if (!observe(*last)) return;
                        after_round(judge(*last, port));
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
    if (tags->empty()) return true;
    std::vector<model::Observation> marked(tags->begin(), tags->end());
    for (auto& tag : marked) tag.inventory_id = inventory_;
    session_->observed(marked);
    end_start({});
    return true;
  }

  /// An inventory without a tag is a good one.
  static Result<void> judge(const Frame& bytes, std::uint8_t port) {
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

  void after_round(const Result<void>& outcome) {
    in_round_ = false;
    ++next_antenna_;
    if (begun_ && !outcome) {
      polling_ = false;
      end_start(outcome);
      return;
    }
    end_start({});
    if (!outcome && complained_.insert(outcome.error().message).second) {
      session_->event(outcome.error().message);
    }
    if (!polling_) {
      end_stop();
    } else if (outcome) {
      round();
    } else {
      session_->after(k_pause_after_error, [this] {
        if (polling_) round();
      });
    }
  }

  /// The reader has fallen silent, or the link is gone.
  void break_off(const Error& why) {
    in_round_ = false;
    polling_ = false;
    if (begun_) {
      end_start(fail(why));
    } else {
      session_->fail_link(why);
    }
  }

  void end_start(const Result<void>& result) {
    if (const auto done = std::exchange(begun_, nullptr)) done(result);
  }
  void end_stop() {
    if (const auto done = std::exchange(stopped_, nullptr)) done({});
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
  std::uint32_t inventory_ = 0;  // 0: none, reports are nobody's
  bool polling_ = false;
  bool in_round_ = false;
  std::size_t next_antenna_ = 0;
  std::set<std::string> complained_;  // what was told of this inventory's troubles
  api::Done<void> begun_;
  api::Done<void> stopped_;
};

}  // namespace

std::unique_ptr<ModuleDialogue> make_chafon_dialogue(const ChafonOptions& options) {
  return std::make_unique<ChafonDialogue>(options);
}

}  // namespace plugtest::drivers
