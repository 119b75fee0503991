#include "harness/lab/gen2_air.h"

#include "harness/lab/gen2_access.h"
#include "harness/lab/gen2_bounds.h"
#include "harness/lab/rng.h"
#include "harness/lab/tag_faults.h"
#include "protocols/gen2/reply.h"
#include "protocols/gen2/tag_memory.h"
#include "protocols/identity/pc_word.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <utility>

#include <boost/random/uniform_int_distribution.hpp>

namespace plugtest::lab {

namespace {

/// From power to the first command that a tag can hear (Gen2 v1.2.0, 6.3.1.2.6: 1500 us).
constexpr gen2::Duration k_boot = std::chrono::microseconds(1500);

/// A tag whose range Untraceable has reduced needs that much more power (Gen2 v2.0.1,
/// 6.3.2.12.3.16, leaves it to the maker: an assumption).
constexpr std::int32_t k_reduced_range_mdb = 12'000;

gen2::Time draw_seconds(RandomStream& random, double low_s, double high_s) {
  const auto ms = [](double s) { return static_cast<std::int64_t>(std::llround(s * 1000)); };
  const std::int64_t low = ms(low_s);
  return std::chrono::milliseconds(boost::random::uniform_int_distribution<std::int64_t>(
      low, std::max(low, ms(high_s)))(random));
}

/// A TID with a serial number of 48 bits: class E2h with XTID, no maker's number, XTID header 2000h
/// (GS1 TDS 1.9, 16.2).
std::array<std::uint16_t, 6> tid_of(std::uint64_t seed) {
  const std::uint64_t serial = hash_draw(seed, 0);
  return {0xE280,
          0x0000,
          0x2000,
          static_cast<std::uint16_t>(serial >> 32U),
          static_cast<std::uint16_t>(serial >> 16U),
          static_cast<std::uint16_t>(serial)};
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

std::vector<gen2::Select> selects_of(std::span<const api::RadioSelect> asked) {
  std::vector<gen2::Select> selects;
  for (const api::RadioSelect& select : asked) {
    selects.push_back({.target = static_cast<gen2::SelectTarget>(select.target),
                       .action = static_cast<gen2::SelectAction>(select.action),
                       .bank = static_cast<gen2::MemoryBank>(select.filter.bank),
                       .pointer = select.filter.bit_pointer,
                       .mask = select.filter.mask});
  }
  return selects;
}

gen2::Sel sel_of(api::AskedFor asked) {
  switch (asked) {
    case api::AskedFor::all:
      break;
    case api::AskedFor::not_selected:
      return gen2::Sel::not_selected;
    case api::AskedFor::selected:
      return gen2::Sel::selected;
  }
  return gen2::Sel::all;
}

AirStep::Slot slot_of(SlotResult::Kind kind) {
  switch (kind) {
    case SlotResult::Kind::empty:
      return AirStep::Slot::empty;
    case SlotResult::Kind::collision:
      return AirStep::Slot::collision;
    case SlotResult::Kind::single:
      break;
  }
  return AirStep::Slot::single;
}

gen2::Time since_epoch(HostTime time) { return time.time_since_epoch(); }

}  // namespace

Gen2Air::Gen2Air(Parts parts, const Receiver& receiver, std::uint64_t seed)
    : parts_(std::move(parts)),
      field_(parts_.field),
      tag_types_(parts_.tag_types),
      others_(parts_.shared, *this),
      receiver_(receiver),
      best_sensitivity_mdbm_(receiver.sensitivity_mdbm()),
      seed_(seed),
      tags_({}) {
  if (parts_.tap != nullptr) log_.emplace(field_, *parts_.tap);
}

void Gen2Air::Others::hear_command(gen2::Time begin, gen2::Time end) {
  air_.modulate(self_, HostTime(begin), HostTime(end));
}

std::int32_t Gen2Air::Others::talk_into(gen2::Time begin, gen2::Time end) {
  return air_.listen(self_, HostTime(begin), HostTime(end));
}

gen2::Tag* Gen2Air::tag_for(const LoadedTag& loaded) {
  std::unique_ptr<gen2::Tag>& tag = known_[loaded.piece.uii];
  if (!tag) {
    const identity::Uii& uii = loaded.piece.uii;
    const std::uint64_t seed = model::derive_seed(seed_, "tag", identity::UiiHash{}(uii));
    const model::TypeCMemory& holds = tag_types_[loaded.type].memory;
    const std::vector<std::uint16_t> user(holds.user_words);
    const auto tid = tid_of(model::derive_seed(seed, "tid"));
    gen2::TagConfig config{
        .memory =
            gen2::TagMemory({pc_of(tag_types_[loaded.type], uii.bit_count()), uii}, tid, user),
        .persistence = draw_persistence(tag_types_[loaded.type].radio, seed),
        .seed = model::derive_seed(seed, "choices"),
        .version = holds.version_2 ? gen2::TagVersion::v2 : gen2::TagVersion::v1_2,
    };
    config.memory.set_passwords(holds.kill_password, holds.access_password);
    config.memory.set_block_words(static_cast<std::uint8_t>(holds.block_words));
    plant_faults(tag_types_[loaded.type], config);
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
    const bool type_c = speaks_type_c(tag_types_[loaded.type]);
    tags.push_back(type_c ? tag_for(loaded) : nullptr);
  }
  in_field_.assign(tags.size(), false);
  of_type_c_.clear();
  for (const gen2::Tag* tag : tags) of_type_c_.push_back(tag != nullptr);
  tags_ = SlottedTags(std::move(tags), model::derive_seed(seed_, "hearing", field_.load().seed));
  if (link_) choose_timing(*link_);
}

Nanos Gen2Air::longest_step(const api::RadioInventory& inventory) const {
  assert(inventory.mode < parts_.modes.size());
  const gen2::LinkProfile& link = parts_.modes[inventory.mode];
  return longest_slot(link, inventory.access) + duration_of(link, selects_of(inventory.selects));
}

void Gen2Air::use_settings(const api::RadioInventory& inventory) {
  assert(inventory.mode < parts_.modes.size());
  const gen2::LinkProfile& link = parts_.modes[inventory.mode];
  link_ = link;
  blf_hz_ = link.blf_hz();
  modulation_ = link.m;
  Gen2Habits habits = parts_.habits;
  if (inventory.target) habits.target = *inventory.target;
  round_.emplace(link, static_cast<gen2::Session>(inventory.session),
                 first_q(inventory.tag_population), habits,
                 parts_.shared.shared(*this) ? &others_ : nullptr, log_ ? &*log_ : nullptr,
                 Gen2Approach{selects_of(inventory.selects), sel_of(inventory.asked_for)});
  const std::int32_t deafer_mdb = parts_.deafer_mdb.empty() ? 0 : parts_.deafer_mdb[inventory.mode];
  receiver_.set_sensitivity(std::max(best_sensitivity_mdbm_ + deafer_mdb,
                                     inventory.sensitivity_mdbm.value_or(INT32_MIN)));
  access_ = inventory.access;
  access_by_tag_ = inventory.access_by_tag;
  choose_timing(link);
}

/// How the pieces of the load keep their times on `link`: an error of their own each, and the same
/// whenever they come.
void Gen2Air::choose_timing(const gen2::LinkProfile& link) {
  timing_.clear();
  const std::vector<LoadedTag>& tags = field_.load().tags;
  const std::int64_t tolerance_ppm =
      std::int64_t{1000} *
      gen2::frequency_tolerance_permille(link.dr, link.trcal_ns, false).value_or(0);
  const bool exact = std::ranges::none_of(tags, [this](const LoadedTag& tag) {
    const model::TagType& type = tag_types_[tag.type];
    return type.radio.blf_spread.value > 0 || model::find(type.faults, model::TagFault::late_reply);
  });
  if (exact) return;
  for (const LoadedTag& tag : tags) {
    const model::TagType& type = tag_types_[tag.type];
    ReplyTiming& timing = timing_.emplace_back();
    const auto share_milli = std::llround(type.radio.blf_spread.value * 1000);
    const std::int64_t widest_ppm = tolerance_ppm * share_milli / 1000;
    const std::uint64_t draw =
        hash_draw(model::derive_seed(seed_, "blf", identity::UiiHash{}(tag.piece.uii)), 0);
    timing.blf_error_ppm = static_cast<std::int32_t>(
        static_cast<std::int64_t>(draw % static_cast<std::uint64_t>(2 * widest_ppm + 1)) -
        widest_ppm);
    if (const auto late = model::find(type.faults, model::TagFault::late_reply)) {
      timing.late = std::chrono::microseconds(late->parameter);
    }
  }
}

void Gen2Air::carrier_on(HostTime now) {
  // A reader that is not asked for Type C has no round; its carrier powers the tags all the same.
  if (round_) round_->restart();
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
    const bool there = links[tag].powered && of_type_c_[tag] && answers(tag, links[tag]);
    if (there) {
      tags_.set_can_write(tag, links[tag].can_write);
      tags_.set_hearing(tag, links[tag].hearing_mdb);
    }
    if (there == in_field_[tag]) continue;
    in_field_[tag] = there;
    if (in_field_[tag]) {
      booting_.push_back({time + k_boot, tag});
    } else {
      std::erase_if(booting_, [tag](const Booting& booting) { return booting.tag == tag; });
      tags_.power_down(tag, time);
    }
  }
}

/// A tag whose fault keeps it from following the backscatter frequency of this inventory is as good
/// as not there, and so is one that Untraceable has told to be heard from near by only.
bool Gen2Air::answers(std::uint32_t tag, const Link& link) const {
  const LoadedTag& loaded = field_.load().tags[tag];
  if (tags_.range_reduced(tag) && link.forward_mdbm < loaded.threshold_mdbm + k_reduced_range_mdb) {
    return false;
  }
  const auto narrow = model::find(tag_types_[loaded.type].faults, model::TagFault::narrow_blf);
  return !narrow || blf_hz_ <= narrow->parameter * 1000;
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

gen2::Time Gen2Air::carry_out_access(const Gen2Scene& scene, Singulated& tag) {
  Gen2Access access(round_->dialogue(), scene, slot_.rn16);
  if (access_by_tag_ == nullptr) return access.carry_out(access_, slot_.end, tag.access);
  assert(field_.carrier());
  const api::SingulatedTag seen{tag.uii, tag.pc_word, tag.crc,
                                field_.lane().antennas[field_.carrier()->antenna].port};
  gen2::Time end = slot_.end;
  while (!access.lost()) {
    const auto requests = access_by_tag_->next(seen, tag.access);
    if (requests.empty()) break;
    end = access.carry_out(requests, end, tag.access);
  }
  return end;
}

AirStep Gen2Air::step(HostTime now) {
  assert(round_);
  if (field_.stale(now)) follow_field(now);
  const gen2::Time begin = monotonic(now);
  if (!booting_.empty()) finish_booting(begin);
  if (field_.noisy()) receiver_.set_noise(field_.noise_mdbm(now, blf_hz_, modulation_));
  const Gen2Scene scene{tags_, field_.links(), receiver_, timing_};
  round_->slot(begin, scene, slot_);
  AirStep step{HostTime(slot_.end), std::nullopt, slot_of(slot_.kind)};
  if (slot_.decoded) {
    const bits::BitString& epc = slot_.epc;
    step.tag = Singulated{slot_.reply.uii,
                          static_cast<std::uint16_t>(epc.value(0, 16)),
                          static_cast<std::uint16_t>(epc.value(epc.size() - 16, 16)),
                          HostTime(slot_.decoded_at),
                          field_.links()[slot_.tag].backscatter_mdbm,
                          field_.links()[slot_.tag].phase_4096,
                          field_.doppler_sixteenth_hz(slot_.tag, HostTime(slot_.decoded_at)),
                          slot_.reply.xpc_w1,
                          slot_.reply.xpc_w2};
    if (access_by_tag_ != nullptr || !access_.empty()) {
      step.end = HostTime(carry_out_access(scene, *step.tag));
      step.tag->when = step.end;
    }
  }
  last_ = since_epoch(step.end);
  return step;
}

HostTime Gen2Air::wind_up(HostTime now) {
  assert(round_);
  last_ = round_->wind_up(monotonic(now), tags_);
  return HostTime(last_);
}

}  // namespace plugtest::lab
