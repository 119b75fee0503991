#include "drivers/m100/virtual_m100.h"

#include "drivers/m100/virtual_m100_access.h"
#include "drivers/modules_core/band_of.h"
#include "drivers/modules_core/host_frames.h"
#include "drivers/modules_core/virtual_poll.h"
#include "harness/api/clock.h"
#include "protocols/modules/m100_command.h"
#include "protocols/modules/m100_format.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

namespace plugtest::drivers {

namespace {

namespace m100 = modules::m100;
using m100::Command;
using m100::Failure;
using Bytes = std::vector<std::uint8_t>;
using Data = std::span<const std::uint8_t>;

constexpr std::size_t k_max_waiting_commands = 16;
/// How long one poll takes, and how often "no tag" is said of an empty field. Source: assumption.
constexpr Nanos k_poll = std::chrono::milliseconds(50);
constexpr Nanos k_access = std::chrono::milliseconds(500);

class VirtualM100 final : public VirtualModuleDevice {
 public:
  VirtualM100(api::Runtime& runtime, api::VirtualRadio& radio, VirtualModuleLine& line)
      : radio_(radio),
        line_(line),
        poll_(runtime, radio),
        frames_(runtime, format_),
        poll_timer_(runtime.clock) {
    reset();
  }

  void on_bytes(Data bytes) override {
    frames_.push(bytes);
    while (const auto piece = frames_.next()) {
      if (!piece->is_frame) continue;
      const auto frame = m100::decode(piece->bytes);
      if (!frame || frame->type != m100::Type::command) continue;
      // A poll without end is ended at once; everything else waits for its turn.
      if (frame->command == Command::stop_multi_poll) {
        stop();
      } else if (waiting_.size() < k_max_waiting_commands) {
        waiting_.push_back({frame->command, {frame->parameters.begin(), frame->parameters.end()}});
      }
    }
    work();
  }

  void on_host() override {
    frames_.reset();
    waiting_.clear();
  }

  /// Source: assumption. The protocol has no message for it; boot loaders print a line of text.
  Bytes restart() override {
    poll_timer_.cancel();
    poll_.halt();
    on_host();
    reset();
    return text_bytes("M100 virtual V2.3\r\n");
  }

 private:
  struct Waiting {
    Command command{};
    Bytes data;
  };

  void reset() {
    power_mdbm_ = radio_.capabilities().power_table_mdbm.back();
    query_ = {};
    select_ = {};
    select_mode_ = m100::SelectMode::never;
  }

  void work() {
    while (!poll_.busy() && !waiting_.empty()) {
      const Waiting next = std::move(waiting_.front());
      waiting_.pop_front();
      carry_out(next.command, next.data);
    }
  }

  void respond(Command command, Data data) {
    line_.answer(m100::encode(m100::Type::response, command, data));
  }
  void done(Command command) { respond(command, std::array<std::uint8_t, 1>{0}); }
  void fail_with(const m100::ErrorResponse& error) {
    respond(Command::error, m100::error_data(error));
  }
  void fail_with(Failure failure) {
    fail_with(m100::ErrorResponse{.code = static_cast<std::uint8_t>(failure), .pc = {}});
  }

  /// Its channels are those of the place where it stands; there is one region, that of the place.
  m100::Region region() const {
    using m100::Region;
    static constexpr std::array<Band<Region>, 5> k_regions{{
        {Region::eu, 865'000'000, 868'000'000},
        {Region::china900, 920'000'000, 925'000'000},
        {Region::us, 902'000'000, 928'000'000},
        {Region::china800, 840'000'000, 845'000'000},
        {Region::korea, 917'000'000, 923'500'000},
    }};
    return band_of<Region>(radio_.capabilities().channels_hz, k_regions);
  }

  void carry_out(Command command, Data data) {
    switch (command) {
      case Command::module_information:
        return tell_name(data);
      case Command::get_power:
        return respond(command, m100::power_data(power_mdbm_));
      case Command::set_power:
        return set_power(data);
      case Command::get_region:
        return respond(command, std::array{static_cast<std::uint8_t>(region())});
      case Command::set_region: {
        const auto asked = m100::parse_region(data);
        return asked && *asked == region() ? done(command) : fail_with(Failure::command_wrong);
      }
      case Command::get_query:
        return respond(command, m100::query_data(query_));
      case Command::set_query:
        return set(command, m100::parse_query(data), query_);
      case Command::set_select:
        return set(command, m100::parse_select(data), select_);
      case Command::get_select:
        return respond(command, m100::select_data(select_));
      case Command::set_select_mode:
        if (data.size() != 1 || data[0] > 2) return fail_with(Failure::command_wrong);
        select_mode_ = static_cast<m100::SelectMode>(data[0]);
        return done(command);
      case Command::single_poll:
        return inventory(false);
      case Command::multi_poll: {
        const auto count = m100::parse_multi_poll(data);
        if (!count || *count == 0) return fail_with(Failure::command_wrong);
        polls_left_ = *count;
        return inventory(true);
      }
      case Command::read:
      case Command::write:
      case Command::lock:
      case Command::kill:
        return access(command, data);
      default:
        return fail_with(Failure::command_wrong);
    }
  }

  template <class T>
  void set(Command command, Result<T> parsed, T& setting) {
    if (!parsed) return fail_with(Failure::command_wrong);
    setting = std::move(*parsed);
    done(command);
  }

  void tell_name(Data data) {
    static constexpr std::array<std::string_view, 3> names = {"M100 virtual", "V2.3", "plugtest"};
    if (data.size() != 1 || data[0] >= names.size()) return fail_with(Failure::command_wrong);
    respond(Command::module_information,
            m100::information_data({static_cast<m100::Information>(data[0]), names.at(data[0])}));
  }

  /// A power between two steps becomes the lower one; the module tells when it is asked.
  void set_power(Data data) {
    const auto asked = m100::parse_power_mdbm(data);
    const auto step = asked ? power_at_most(radio_.capabilities(), *asked) : std::nullopt;
    if (!step) return fail_with(Failure::command_wrong);
    power_mdbm_ = *step;
    done(Command::set_power);
  }

  api::RadioInventory radio_inventory(std::uint8_t session) const {
    api::RadioInventory what;
    what.antennas = {1};
    what.power_mdbm = {power_mdbm_};
    what.session = line_.has_fault(model::ReaderFault::ignores_session) ? 0 : session;
    what.tag_population = static_cast<std::uint16_t>(1U << std::min<unsigned>(query_.q, 15));
    return what;
  }

  // --- inventory ---------------------------------------------------------------------------------

  void inventory(bool many) {
    if (line_.has_fault(model::ReaderFault::refuses_start)) {
      return fail_with(Failure::command_wrong);
    }
    const auto started = poll_.inventory(
        radio_inventory(query_.session), many ? std::optional<Nanos>() : k_poll,
        [this](const api::TagRead& read) { tell(read); },
        [this] {
          if (!seen_) fail_with(Failure::no_tag);
          work();
        });
    seen_ = false;
    if (!started) return fail_with(Failure::command_wrong);
    line_.inventory_began();
    if (many) wait_for_poll();
  }

  /// The radio runs on; what the host hears of the polls is "no tag" where there was none.
  void wait_for_poll() {
    poll_timer_.set_after(k_poll, [this] {
      if (!std::exchange(seen_, false)) {
        line_.report(m100::encode(
            m100::Type::response, Command::error,
            m100::error_data({.code = static_cast<std::uint8_t>(Failure::no_tag), .pc = {}})));
      }
      if (--polls_left_ > 0) return wait_for_poll();
      poll_.halt();
      work();
    });
  }

  void stop() {
    poll_timer_.cancel();
    poll_.halt();
    done(Command::stop_multi_poll);
  }

  void tell(const api::TagRead& read) {
    if (select_mode_ == m100::SelectMode::always && !m100_selects(select_, read.uii)) return;
    seen_ = true;
    if (line_.strikes(model::ReaderFault::lost_reports)) return;
    Bytes epc(read.uii.bytes().begin(), read.uii.bytes().end());
    if (line_.strikes(model::ReaderFault::wrong_uii)) spoil_uii(epc);
    const m100::TagReport report{
        .rssi_dbm = static_cast<std::int8_t>(std::clamp(read.rssi_mdbm / 1000, -128, 127)),
        .pc = read.pc_word,
        .epc = epc,
        .crc = read.crc};
    const auto frame =
        m100::encode(m100::Type::notice, Command::single_poll, m100::tag_report_data(report));
    line_.report(frame);
    if (line_.strikes(model::ReaderFault::duplicated_reports)) line_.report(frame);
  }

  // --- access ------------------------------------------------------------------------------------

  void access(Command command, Data data) {
    const auto request = m100_access_request(command, data);
    if (!request) return fail_with(Failure::command_wrong);
    const bool all = select_mode_ == m100::SelectMode::never;
    const auto started = poll_.access(
        radio_inventory(0),
        [this, all](const identity::Uii& uii) { return all || m100_selects(select_, uii); },
        {*request}, k_access,
        [this, command](const api::TagRead* tag) { tell_access(command, tag); });
    if (!started) fail_with(Failure::command_wrong);
  }

  void tell_access(Command command, const api::TagRead* tag) {
    line_.answer(m100_access_answer(command, tag));
    work();
  }

  api::VirtualRadio& radio_;
  VirtualModuleLine& line_;
  VirtualPoll poll_;
  m100::Format format_;
  HostFrames frames_;
  api::Timer poll_timer_;
  std::deque<Waiting> waiting_;
  std::int32_t power_mdbm_ = 0;
  m100::Query query_;
  m100::Select select_;
  m100::SelectMode select_mode_ = m100::SelectMode::never;
  std::uint16_t polls_left_ = 0;
  bool seen_ = false;  // a tag, in the poll under way
};

}  // namespace

std::unique_ptr<VirtualModuleDevice> make_virtual_m100_device(api::Runtime& runtime,
                                                              api::VirtualRadio& radio,
                                                              VirtualModuleLine& line) {
  return std::make_unique<VirtualM100>(runtime, radio, line);
}

Result<std::unique_ptr<api::Endpoint>> make_virtual_m100(api::Runtime& runtime,
                                                         api::VirtualRadio& radio,
                                                         const api::EndpointOptions& options,
                                                         ModuleAttachment attachment) {
  VirtualModuleOptions module;
  module.family = "m100";
  module.attachment = attachment;
  module.baud = 115'200;
  module.spoil_check = [](std::span<std::uint8_t> frame) {
    if (frame.size() > 1) frame[frame.size() - 2] ^= 0x01U;  // before the end mark
  };
  module.make_device = [&runtime, &radio](VirtualModuleLine& line) {
    return make_virtual_m100_device(runtime, radio, line);
  };
  return make_virtual_module(runtime, radio, options, std::move(module));
}

}  // namespace plugtest::drivers
