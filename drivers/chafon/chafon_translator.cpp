#include "drivers/chafon/chafon_translator.h"

#include <bit>

namespace plugtest::drivers {

namespace {

namespace chafon = modules::chafon;
using chafon::Variant;

/// Whether the data of a reply to an inventory holds tags.
bool has_tags(std::uint8_t status) {
  switch (static_cast<chafon::Status>(status)) {
    case chafon::Status::success:
    case chafon::Status::inventory_done:
    case chafon::Status::inventory_timed_out:
    case chafon::Status::inventory_goes_on:
    case chafon::Status::memory_full:
      return true;
    default:
      return false;
  }
}

}  // namespace

Result<chafon::InventoryReply> ChafonTranslator::parse(chafon::Data data) {
  if (variant_) return chafon::parse_inventory_reply(data, *variant_);
  auto newer = chafon::parse_inventory_reply(data, Variant::reader288);
  if (newer) {
    if (!newer->tags.empty()) variant_ = Variant::reader288;
    return newer;
  }
  auto older = chafon::parse_inventory_reply(data, Variant::reader18);
  if (!older) return newer;
  variant_ = Variant::reader18;
  return older;
}

Result<std::span<const model::Observation>> ChafonTranslator::translate(
    const chafon::FrameView& reply, HostTime received) {
  observations_.clear();
  if (reply.command == chafon::Command::inventory && has_tags(reply.status) &&
      !reply.data.empty()) {
    const auto parsed = parse(reply.data);
    if (!parsed) return fail(parsed.error());
    for (const auto& tag : parsed->tags) {
      // With FastID the TID follows, always of twelve bytes.
      constexpr std::size_t k_tid_bytes = 12;
      const auto epc = tag.with_tid && tag.epc.size() >= k_tid_bytes
                           ? tag.epc.first(tag.epc.size() - k_tid_bytes)
                           : tag.epc;
      const auto uii = identity::Uii::from_bits(epc, epc.size() * 8);
      if (!uii) return fail(uii.error());
      auto& observation = observations_.emplace_back();
      observation.uii = *uii;
      observation.received = received;
      observation.antenna = parsed->antenna();
      observation.rssi_index = tag.rssi;
    }
  } else if (reply.command == chafon::Command::real_time_report && reply.status == 0) {
    const auto tag = chafon::parse_real_time_tag(reply.data);
    if (!tag) return fail(tag.error());
    const auto uii = identity::Uii::from_bits(tag->epc, tag->epc.size() * 8);
    if (!uii) return fail(uii.error());
    auto& observation = observations_.emplace_back();
    observation.uii = *uii;
    observation.received = received;
    if (std::has_single_bit(tag->antennas)) {
      observation.antenna = static_cast<std::uint16_t>(std::countr_zero(tag->antennas) + 1);
    }
    observation.rssi_index = tag->rssi;
  }
  return std::span<const model::Observation>(observations_);
}

}  // namespace plugtest::drivers
