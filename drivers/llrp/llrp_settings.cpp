#include "drivers/llrp/llrp_settings.h"

#include "drivers/llrp/requests.h"
#include "drivers/llrp/settings_choice.h"
#include "harness/model/settings_difference.h"

#include <algorithm>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Message;
using model::InventoryTarget;
using model::ReaderSettings;

/// Settles a value over several antennas: the first one, unless a later one deviates from `asked`.
template <class T>
void settle(std::optional<T>& value, const std::optional<T>& next, const std::optional<T>& asked) {
  if (!value || (next && next != asked)) value = next;
}

std::optional<InventoryTarget> target_of(const LlrpAntenna& antenna) {
  if (!antenna.search_mode) return antenna.target;
  for (const auto target : {InventoryTarget::a, InventoryTarget::b, InventoryTarget::alternate,
                            InventoryTarget::a_suppressed}) {
    if (impinj_search_mode(target) == antenna.search_mode) return target;
  }
  return std::nullopt;
}

std::optional<std::vector<std::int64_t>> channels_of(const LlrpAntenna& antenna,
                                                     const LlrpTables& tables) {
  const auto* hop = antenna.hop_table ? tables.find_hop_table(*antenna.hop_table) : nullptr;
  const auto& table = hop != nullptr ? hop->channels_hz : tables.channels_hz();
  std::vector<std::uint16_t> indices;
  if (antenna.channel_list) {
    indices = *antenna.channel_list;
  } else if (!tables.hopping && antenna.channel) {
    indices = {*antenna.channel};
  } else {
    return std::nullopt;
  }
  std::vector<std::int64_t> channels;
  for (const auto index : indices) {
    channels.push_back(index >= 1 && index <= table.size() ? table[index - 1U] : 0);
  }
  return channels;
}

}  // namespace

model::AppliedSettings to_applied(const LlrpAntennas& now, const LlrpAntennas& asked,
                                  const ReaderSettings& settings, const LlrpPeer& peer) {
  LlrpAntenna settled;
  std::optional<std::uint16_t> common_power;
  model::AppliedSettings out;
  for (const auto& [port, wanted] : asked) {
    const auto found = now.find(port);
    if (found == now.end()) continue;
    const LlrpAntenna& antenna = found->second;
    out.antennas.push_back(port);
    const auto* own = own_settings(settings, port);
    if (own == nullptr || !own->power_mdbm) {
      settle(common_power, antenna.power_index, wanted.power_index);
    }
    settle(settled.session, antenna.session, wanted.session);
    settle(settled.population, antenna.population, wanted.population);
    settle(settled.mode, antenna.mode, wanted.mode);
    settle(out.target, target_of(antenna), settings.target);
    settle(out.selected, antenna.selected, wanted.selected);
    settle(out.hop_table, antenna.hop_table, wanted.hop_table);
    settle(out.low_duty_cycle, antenna.low_duty_cycle, wanted.low_duty_cycle);
    settle(out.channels_hz, channels_of(antenna, peer.tables), std::optional(settings.channels_hz));
    if (antenna.session) {  // the reader tells the inventory command
      settle(out.filters, std::optional(antenna.filters), std::optional(wanted.filters));
    }
    model::AntennaSettings told{.antenna = port};
    if (antenna.power_index) told.power_mdbm = peer.tables.power_of(*antenna.power_index);
    if (antenna.sensitivity_index) {
      told.receive_backoff_mdb = peer.tables.backoff_of(*antenna.sensitivity_index);
    }
    out.per_antenna.push_back(told);
  }
  if (common_power) out.power_mdbm = peer.tables.power_of(*common_power);
  out.session = settled.session;
  out.tag_population = settled.population;
  if (settled.mode) {
    const auto mode = std::ranges::find(peer.tables.modes, *settled.mode, &LlrpMode::identifier);
    out.link_profile = mode != peer.tables.modes.end() ? mode_name(*mode)
                                                       : "mode " + std::to_string(*settled.mode);
  }
  return out;
}

void configure_reader(const SessionPtr& session, const CallPtr<model::AppliedSettings>& call,
                      const ReaderSettings& settings) {
  auto asked = choose_settings(settings, session->peer());
  if (!asked) {
    call->end(fail(asked.error()));
    return;
  }
  LlrpWork& work = session->work();
  work.protocols = settings.protocols;
  work.report = settings.report;
  work.antennas.clear();
  for (const auto& entry : *asked) work.antennas.push_back(entry.first);

  const auto read_back = [session, call, settings, asked = *asked](const Message&) {
    session->ask_ok(call, config_request("antenna_configuration"),
                    [session, call, settings, asked](const Message& now) {
                      auto applied =
                          to_applied(read_antennas(now), asked, settings, session->peer());
                      for (const auto& text : model::uncommon_differences(settings, applied)) {
                        session->note(text);
                      }
                      call->end(std::move(applied));
                    });
  };
  session->ask_ok(
      call, config_request("antenna_configuration"),
      [session, call, asked = *asked, read_back](const Message& now) {
        const LlrpPeer& peer = session->peer();
        // A reader that neither hops nor lists its channels knows none that could be named.
        const bool names_channels = !peer.tables.hopping && !peer.tables.fixed_hz.empty();
        session->ask_ok(call,
                        antenna_settings(asked, read_antennas(now), names_channels, peer.version),
                        read_back);
      });
}

}  // namespace plugtest::drivers
