#include "harness/lab/gen2_air.h"

#include "harness/lab/rng.h"
#include "protocols/gen2/reply.h"
#include "protocols/gen2/tag_memory.h"
#include "protocols/identity/pc_word.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

#include <boost/random/uniform_int_distribution.hpp>

namespace plugtest::lab {

namespace {

/// From power to the first command that a tag can hear (Gen2 v1.2.0, 6.3.1.2.6: 1500 us).
constexpr gen2::Duration k_boot = std::chrono::microseconds(1500);

gen2::Time draw_seconds(RandomStream& random, double low_s, double high_s) {
  const auto ms = [](double s) { return static_cast<std::int64_t>(std::llround(s * 1000)); };
  const std::int64_t low = ms(low_s);
  return std::chrono::milliseconds(boost::random::uniform_int_distribution<std::int64_t>(
      low, std::max(low, ms(high_s)))(random));
}

gen2::Persistence draw_persistence(const model::TagRadioProfile& radio, std::uint64_t seed) {
  RandomStream random = make_stream(seed, "persistence");
  const auto long_one = [&] {
    return draw_seconds(random, radio.s2_persistence_min_s.value, radio.s2_persistence_max_s.value);
  };
  gen2::Persistence persistence;
  persistence.s1 =
      draw_seconds(random, radio.s1_persistence_min_s.value, radio.s1_persistence_max_s.value);
  persistence.s2 = long_one();
  persistence.s3 = long_one();
  persistence.sl = long_one();
  return persistence;
}

std::uint8_t first_q(std::uint16_t tag_population) {
  const unsigned slots = std::bit_ceil(std::max<unsigned>(tag_population, 1U));
  return static_cast<std::uint8_t>(std::min(std::countr_zero(slots), 15));
}

gen2::Time since_epoch(HostTime time) { return time.time_since_epoch(); }

}  // namespace

Gen2Air::Gen2Air(Field& field, const std::vector<model::TagType>& tag_types,
                 std::vector<gen2::LinkProfile> modes, const Receiver& receiver, std::uint64_t seed)
    : field_(field),
      tag_types_(tag_types),
      modes_(std::move(modes)),
      receiver_(receiver),
      seed_(seed),
      tags_({}) {}

gen2::Tag* Gen2Air::tag_for(const LoadedTag& loaded) {
  std::unique_ptr<gen2::Tag>& tag = known_[loaded.piece.uii];
  if (!tag) {
    const identity::Uii& uii = loaded.piece.uii;
    const std::uint64_t seed = model::derive_seed(seed_, "tag", identity::UiiHash{}(uii));
    gen2::TagConfig config{
        .memory = gen2::TagMemory({identity::epc_pc(uii.bit_count()), uii}),
        .persistence = draw_persistence(tag_types_[loaded.type].radio, seed),
        .seed = model::derive_seed(seed, "choices"),
    };
    tag = std::make_unique<gen2::Tag>(std::move(config));
  }
  return tag.get();
}

gen2::Time Gen2Air::monotonic(HostTime now) {
  last_ = std::max(last_, since_epoch(now));
  return last_;
}

void Gen2Air::on_load(HostTime now) {
  carrier_off(now);
  std::vector<gen2::Tag*> tags;
  for (const LoadedTag& loaded : field_.load().tags) {
    assert(tag_types_[loaded.type].protocol == model::AirProtocol::type_c);
    tags.push_back(tag_for(loaded));
  }
  in_field_.assign(tags.size(), false);
  tags_ = SlottedTags(std::move(tags));
}

void Gen2Air::begin_inventory(const api::RadioInventory& inventory) {
  assert(inventory.mode < modes_.size());
  round_.emplace(modes_[inventory.mode], static_cast<gen2::Session>(inventory.session),
                 first_q(inventory.tag_population));
}

void Gen2Air::carrier_on(HostTime now) {
  assert(round_);
  round_->restart();
  follow_field(now);
}

void Gen2Air::carrier_off(HostTime now) {
  const gen2::Time off = monotonic(now);
  for (std::uint32_t tag = 0; tag < in_field_.size(); ++tag) {
    if (in_field_[tag]) tags_.power_down(tag, off);
    in_field_[tag] = false;
  }
  booting_.clear();
}

void Gen2Air::follow_field(HostTime now) {
  field_.refresh(now);
  const gen2::Time time = monotonic(now);
  const std::span<const Link> links = field_.links();
  for (std::uint32_t tag = 0; tag < links.size(); ++tag) {
    if (links[tag].powered == in_field_[tag]) continue;
    in_field_[tag] = links[tag].powered;
    if (in_field_[tag]) {
      booting_.push_back({time + k_boot, tag});
    } else {
      std::erase_if(booting_, [tag](const Booting& booting) { return booting.tag == tag; });
      tags_.power_down(tag, time);
    }
  }
}

void Gen2Air::finish_booting(gen2::Time now) {
  // The list is in the order of time.
  const auto first_late =
      std::find_if(booting_.begin(), booting_.end(),
                   [now](const Booting& booting) { return booting.ready_at > now; });
  for (auto ready = booting_.begin(); ready != first_late; ++ready) {
    tags_.power_up(ready->tag, ready->ready_at);
  }
  booting_.erase(booting_.begin(), first_late);
}

AirStep Gen2Air::step(HostTime now) {
  assert(round_);
  if (field_.stale(now)) follow_field(now);
  const gen2::Time begin = monotonic(now);
  if (!booting_.empty()) finish_booting(begin);
  round_->slot(begin, tags_, field_.links(), receiver_, slot_);
  last_ = slot_.end;
  AirStep step{HostTime(slot_.end), std::nullopt};
  if (slot_.decoded) {
    const bits::BitString& epc = slot_.epc;
    // The frame has passed its CRC and length check, so it can be taken apart.
    const auto reply = gen2::decode_epc(epc);
    assert(reply);
    step.tag = Singulated{reply->uii,
                          static_cast<std::uint16_t>(epc.value(0, 16)),
                          static_cast<std::uint16_t>(epc.value(epc.size() - 16, 16)),
                          HostTime(slot_.decoded_at),
                          field_.links()[slot_.tag].backscatter_mdbm,
                          field_.links()[slot_.tag].phase_4096};
  }
  return step;
}

HostTime Gen2Air::wind_up(HostTime now) {
  assert(round_);
  last_ = round_->wind_up(monotonic(now), tags_);
  return HostTime(last_);
}

}  // namespace plugtest::lab
