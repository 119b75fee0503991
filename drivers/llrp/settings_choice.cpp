#include "drivers/llrp/settings_choice.h"

#include "protocols/llrp/impinj.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::Version;
using model::InventoryTarget;
using model::ReaderSettings;
using model::SelectedFlag;
using model::SelectFilter;
namespace impinj = llrp::impinj;

tl::unexpected<Error> refuse(std::string why) { return fail(ErrorCode::refused, std::move(why)); }

std::string no_such_mode(const LlrpTables& tables, const std::string& name) {
  std::string known;
  for (const auto& mode : tables.modes) known += (known.empty() ? "" : ", ") + mode_name(mode);
  return "the reader has no link profile '" + name + "'; it has " +
         (known.empty() ? "none to choose" : known);
}

Result<std::vector<std::uint16_t>> choose_ports(const ReaderSettings& settings,
                                                const LlrpTables& tables) {
  std::vector<std::uint16_t> ports = settings.antennas;
  if (ports.empty()) {
    ports.resize(tables.antenna_count);
    std::iota(ports.begin(), ports.end(), std::uint16_t{1});
  }
  std::vector<std::uint16_t> named = ports;
  for (const auto& own : settings.per_antenna) named.push_back(own.antenna);
  for (const auto port : named) {
    if (port == 0 || port > tables.antenna_count) {
      return refuse("the reader has no antenna port " + std::to_string(port) + "; it has 1 to " +
                    std::to_string(tables.antenna_count));
    }
  }
  return ports;
}

Result<std::optional<std::uint16_t>> choose_power(std::int32_t mdbm, const LlrpTables& tables) {
  if (tables.powers.empty()) return std::nullopt;
  const auto power = tables.power_at_most(mdbm);
  if (!power) {
    return refuse("the reader has no power of " + std::to_string(mdbm) +
                  " mdBm or less; its lowest is " + std::to_string(tables.powers.front().mdbm) +
                  " mdBm");
  }
  return power->index;
}

Result<std::optional<std::uint16_t>> choose_sensitivity(std::optional<std::int32_t> backoff_mdb,
                                                        const LlrpTables& tables) {
  if (!backoff_mdb) return std::nullopt;
  const auto entry = tables.backoff_near(*backoff_mdb);
  if (!entry) return refuse("the reader's receive sensitivity cannot be set");
  return entry->index;
}

Result<void> choose_filters(const ReaderSettings& settings, const LlrpTables& tables,
                            LlrpAntenna& out) {
  const auto& filters = settings.filters;
  const auto aware = std::ranges::count_if(
      filters, [](const SelectFilter& filter) { return filter.state_aware.has_value(); });
  if (aware != 0 && static_cast<std::size_t>(aware) != filters.size()) {
    return refuse("filters by flags and filters by choice do not go together in LLRP");
  }
  if (aware != 0 && !tables.state_aware) {
    return refuse("the reader takes no filters by flags (no state-aware singulation)");
  }
  if (tables.max_filters && filters.size() > *tables.max_filters) {
    return refuse("the reader takes " + std::to_string(*tables.max_filters) +
                  " select filters, not " + std::to_string(filters.size()));
  }
  for (const SelectFilter& filter : filters) {
    if (filter.tags.bank > 3) return refuse("a tag has the memory banks 0 to 3");
    if (filter.tags.bit_pointer > std::numeric_limits<std::uint16_t>::max()) {
      return refuse("LLRP counts the bits of a filter up to 65535");
    }
  }
  out.filters = filters;
  return {};
}

Result<void> choose_target(const ReaderSettings& settings, const LlrpPeer& peer, LlrpAntenna& out) {
  out.target = settings.target;
  out.selected = settings.selected;
  if (settings.target && peer.impinj) {
    if (settings.target == InventoryTarget::a_suppressed && settings.session != 1) {
      return refuse("tags are suppressed in session 1, not " + std::to_string(settings.session));
    }
    out.search_mode = impinj_search_mode(*settings.target);
    if (settings.selected) return refuse("an Impinj reader's search mode does not look at SL");
    return {};
  }
  const bool own_way = settings.target == InventoryTarget::alternate ||
                       settings.target == InventoryTarget::a_suppressed;
  if (own_way) {
    return refuse("plain LLRP has no target '" + std::string(to_string(*settings.target)) + "'");
  }
  if ((settings.target || settings.selected) && !peer.tables.state_aware) {
    return refuse("the reader cannot be told the target (no state-aware singulation)");
  }
  if (settings.selected == SelectedFlag::all && peer.version < Version::v1_1) {
    return refuse("to ask for tags whatever their SL flag takes LLRP 1.1");
  }
  // LLRP 1.0.1 has no way to leave SL out: what tags come up with is asked for.
  if (settings.target && !settings.selected && peer.version < Version::v1_1) {
    out.selected = SelectedFlag::not_sl;
  }
  return {};
}

Result<void> choose_channels(const ReaderSettings& settings, const LlrpPeer& peer,
                             LlrpAntenna& out) {
  const LlrpTables& tables = peer.tables;
  const std::vector<std::int64_t>* table = &tables.channels_hz();
  if (settings.hop_table) {
    const auto* found = tables.find_hop_table(*settings.hop_table);
    if (found == nullptr) {
      return refuse("the reader has no hop table " + std::to_string(*settings.hop_table));
    }
    table = &found->channels_hz;
    out.hop_table = settings.hop_table;
  }
  if (settings.channels_hz.empty()) return {};
  std::vector<std::uint16_t> indices;
  for (const auto hz : settings.channels_hz) {
    const auto found = std::ranges::find(*table, hz);
    if (found == table->end()) {
      return refuse("the reader has no channel at " + std::to_string(hz / 1000) + " kHz");
    }
    indices.push_back(static_cast<std::uint16_t>(1 + (found - table->begin())));
  }
  if (!tables.hopping && indices.size() == 1) {
    out.channel = indices.front();
  } else if (peer.impinj) {
    out.channel_list = std::move(indices);
  } else {
    return refuse(tables.hopping ? "the reader hops over its table; plain LLRP cannot limit it"
                                 : "plain LLRP sets one channel an antenna");
  }
  return {};
}

Result<void> check_duty_cycle(const ReaderSettings& settings, const LlrpPeer& peer) {
  if (!settings.low_duty_cycle) return {};
  if (!peer.impinj) return refuse("the reader has no low duty cycle");
  constexpr std::int64_t k_most = std::numeric_limits<std::uint16_t>::max();
  const auto& cycle = *settings.low_duty_cycle;
  if (cycle.empty_field.count() < 0 || cycle.empty_field.count() > k_most ||
      cycle.ping_interval.count() < 0 || cycle.ping_interval.count() > k_most) {
    return refuse("the times of a low duty cycle are 0 to 65535 ms");
  }
  return {};
}

Result<void> check_reports(const ReaderSettings& settings, const LlrpPeer& peer) {
  const model::ReportWishes& report = settings.report;
  const bool phase = peer.impinj || peer.tables.zebra_phase || peer.tables.has_own_extension;
  if (report.phase && !phase) return refuse("the reader does not tell the phase");
  if (report.doppler && !peer.impinj) return refuse("the reader does not tell the Doppler shift");
  if (report.fine_rssi && !peer.impinj) return refuse("the reader tells RSSI in whole dBm only");
  if (report.tid && !peer.impinj) return refuse("the reader does not read TIDs by itself");
  return {};
}

Result<void> check_protocols(const ReaderSettings& settings, const LlrpTables& tables) {
  for (const model::AirProtocol protocol : settings.protocols) {
    if (!tables.speaks(protocol)) {
      return refuse("the reader does not look for tags of " +
                    std::string(model::to_string(protocol)));
    }
  }
  return {};
}

/// What all antennas have in common.
Result<LlrpAntenna> choose_common(const ReaderSettings& settings, const LlrpPeer& peer) {
  LlrpAntenna common;
  common.session = settings.session;
  common.population = settings.tag_population;
  if (!settings.link_profile.empty()) {
    const auto mode = find_mode(peer.tables.modes, settings.link_profile);
    if (!mode) return refuse(no_such_mode(peer.tables, settings.link_profile));
    common.mode = mode->identifier;
    common.tari_ns = tari_of(*mode, settings.link_profile);
  }
  common.low_duty_cycle = settings.low_duty_cycle;
  for (const auto& step :
       {check_protocols(settings, peer.tables), choose_filters(settings, peer.tables, common),
        choose_target(settings, peer, common), choose_channels(settings, peer, common),
        check_duty_cycle(settings, peer), check_reports(settings, peer)}) {
    if (!step) return fail(step.error());
  }
  return common;
}

}  // namespace

std::optional<std::uint16_t> impinj_search_mode(InventoryTarget target) {
  switch (target) {
    case InventoryTarget::a:
      return impinj::single_target;
    case InventoryTarget::b:
      return impinj::single_target_b_to_a;
    case InventoryTarget::alternate:
      return impinj::dual_target;
    case InventoryTarget::a_suppressed:
      return impinj::single_target_with_suppression;
  }
  return std::nullopt;
}

const model::AntennaSettings* own_settings(const ReaderSettings& settings, std::uint16_t port) {
  const auto own = std::ranges::find(settings.per_antenna, port, &model::AntennaSettings::antenna);
  return own == settings.per_antenna.end() ? nullptr : &*own;
}

Result<LlrpAntennas> choose_settings(const ReaderSettings& settings, const LlrpPeer& peer) {
  auto ports = choose_ports(settings, peer.tables);
  if (!ports) return fail(ports.error());
  auto common = choose_common(settings, peer);
  if (!common) return fail(common.error());
  LlrpAntennas antennas;
  for (const auto port : *ports) {
    LlrpAntenna antenna = *common;
    antenna.antenna = port;
    const auto* own = own_settings(settings, port);
    const bool own_power = own != nullptr && own->power_mdbm;
    const bool own_backoff = own != nullptr && own->receive_backoff_mdb;
    auto power = choose_power(own_power ? *own->power_mdbm : settings.power_mdbm, peer.tables);
    if (!power) return fail(power.error());
    auto sensitivity = choose_sensitivity(
        own_backoff ? own->receive_backoff_mdb : settings.receive_backoff_mdb, peer.tables);
    if (!sensitivity) return fail(sensitivity.error());
    antenna.power_index = *power;
    antenna.sensitivity_index = *sensitivity;
    antennas.emplace(port, std::move(antenna));
  }
  return antennas;
}

}  // namespace plugtest::drivers
