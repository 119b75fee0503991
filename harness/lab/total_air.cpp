#include "harness/lab/total_air.h"

#include "harness/lab/level.h"
#include "harness/lab/rng.h"
#include "harness/lab/tag_faults.h"
#include "protocols/total/message.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include <boost/random/uniform_int_distribution.hpp>

namespace plugtest::lab {

namespace {

constexpr std::int32_t k_silence_mdbm = -1'000'000;

total::Time since_epoch(HostTime time) { return time.time_since_epoch(); }

bits::BitString to_bits(const identity::Uii& uii) {
  return bits::BitString::from_bytes(uii.bytes(), uii.bit_count()).value_or(bits::BitString{});
}

}  // namespace

TotalAir::TotalAir(Field& field, const std::vector<model::TagType>& tag_types,
                   std::vector<std::optional<total::Profile>> profiles, const Receiver& receiver,
                   api::AirTap* tap, std::uint64_t seed)
    : field_(field),
      tag_types_(tag_types),
      profiles_(std::move(profiles)),
      receiver_(receiver),
      tap_(tap),
      seed_(seed) {
  std::optional<total::Time> shortest;
  for (const auto& profile : profiles_) {
    if (!profile) continue;
    const total::Time mute{profile->message_duration().count() * profile->mute_permille / 1000};
    const total::Time nominal = mute + std::chrono::microseconds(profile->listen_us);
    const total::Time least = nominal * (1000 - profile->clock_tolerance_permille) / 1000;
    shortest = std::min(shortest.value_or(least), least);
  }
  quiet_ = shortest.value_or(total::Time{0});
}

total::Tag* TotalAir::tag_for(const LoadedTag& loaded) {
  std::unique_ptr<total::Tag>& tag = known_[loaded.piece.uii];
  if (!tag) {
    const total::Profile& profile = *profiles_[loaded.type];
    const std::uint64_t seed =
        model::derive_seed(seed_, "tag", identity::UiiHash{}(loaded.piece.uii));
    RandomStream random = make_stream(seed, "clock");
    total::TagConfig config;
    config.profile = &profile;
    config.identity = to_bits(loaded.piece.uii);
    for (std::int32_t page = 0; page < profile.data_pages; ++page) {
      const std::uint64_t data = model::derive_seed(seed, "data", static_cast<std::uint64_t>(page));
      bits::BitString bits;
      for (std::int32_t bit = 0; bit < profile.next_data_bits; ++bit) {
        bits.append(hash_draw(data, static_cast<std::uint64_t>(bit)) & 1U, 1);
      }
      config.data.push_back(bits);
    }
    config.clock_error_permille = boost::random::uniform_int_distribution<std::int32_t>(
        -profile.clock_tolerance_permille, profile.clock_tolerance_permille)(random);
    config.seed = model::derive_seed(seed, "choices");
    plant_faults(tag_types_[loaded.type], config);
    tag = std::make_unique<total::Tag>(std::move(config));
  }
  return tag.get();
}

void TotalAir::on_load(HostTime now) {
  carrier_off(now);
  tags_.clear();
  for (const LoadedTag& loaded : field_.load().tags) {
    tags_.push_back(profiles_[loaded.type] ? tag_for(loaded) : nullptr);
  }
  powered_at_.assign(tags_.size(), total::Time::min());
}

void TotalAir::carrier_on(HostTime now) {
  now_ = std::max(now_, since_epoch(now));
  field_.refresh(now);
  follow_field(now_);
}

void TotalAir::carrier_off(HostTime now) {
  advance(std::max(now_, since_epoch(now)));
  for (total::Tag* tag : tags_) {
    if (tag != nullptr) tag->power_down(now_);
  }
  on_air_.clear();
  starts_ = {};
  modulation_.reset();
}

void TotalAir::follow_field(total::Time now) {
  const std::span<const Link> links = field_.links();
  for (std::uint32_t i = 0; i < tags_.size(); ++i) {
    total::Tag* tag = tags_[i];
    if (tag == nullptr || links[i].powered == tag->powered()) continue;
    if (links[i].powered) {
      tag->power_up(now);
      powered_at_[i] = now;
      schedule(i);
    } else {
      tag->power_down(now);
      std::erase_if(on_air_, [i](const OnAir& message) { return message.tag == i; });
    }
  }
}

void TotalAir::schedule(std::uint32_t tag) {
  if (const auto next = tags_[tag]->next()) starts_.push({next->begin, tag});
}

/// Whether the tag is where the reader's modulation is strong enough for it.
bool TotalAir::notices(std::uint32_t tag) const {
  return field_.links()[tag].forward_mdbm >= tags_[tag]->profile().modulation_level_mdbm;
}

/// Whether modulation that the tag has noticed, and not been told of yet, keeps it silent.
bool TotalAir::muted(std::uint32_t tag) const {
  return modulation_ && powered_at_[tag] < modulation_->end && notices(tag);
}

void TotalAir::deliver_modulation() {
  const Modulation modulation = *modulation_;
  for (std::uint32_t i = 0; i < tags_.size(); ++i) {
    if (tags_[i] == nullptr || !tags_[i]->powered() || !muted(i)) continue;
    // A message that goes on in spite of the modulation has been told already.
    if (std::ranges::find(on_air_, i, &OnAir::tag) != on_air_.end()) continue;
    tags_[i]->hear_modulation(modulation.begin, modulation.end);
    schedule(i);
  }
  modulation_.reset();
}

/// When the next message begins if the carrier stays plain; outdated entries are dropped.
std::optional<total::Time> TotalAir::next_start() {
  while (!starts_.empty()) {
    const Start& first = starts_.top();
    const total::Tag* tag = tags_[first.tag];
    const auto next = tag != nullptr ? tag->next() : std::nullopt;
    const bool on_air = std::ranges::find(on_air_, first.tag, &OnAir::tag) != on_air_.end();
    if (next && next->begin == first.when && !on_air && !muted(first.tag)) return first.when;
    starts_.pop();
  }
  return std::nullopt;
}

void TotalAir::start_next() {
  const Start first = starts_.top();
  starts_.pop();
  const Link& link = field_.links()[first.tag];
  OnAir message;
  message.tag = first.tag;
  message.begin = first.when;
  message.end = tags_[first.tag]->next()->end;
  message.level_mdbm = link.backscatter_mdbm;
  message.phase_4096 = link.phase_4096;
  for (OnAir& other : on_air_) {
    other.others.push_back({message.begin, message.end, message.level_mdbm});
    message.others.push_back({other.begin, other.end, other.level_mdbm});
  }
  on_air_.push_back(std::move(message));
}

std::optional<std::size_t> TotalAir::first_to_end() const {
  if (on_air_.empty()) return std::nullopt;
  const auto first = std::ranges::min_element(on_air_, {}, &OnAir::end);
  return static_cast<std::size_t>(first - on_air_.begin());
}

TotalAir::OnAir TotalAir::take_ended(std::size_t index) {
  OnAir message = std::move(on_air_[index]);
  on_air_.erase(on_air_.begin() + static_cast<std::ptrdiff_t>(index));
  tags_[message.tag]->sent();
  schedule(message.tag);
  return message;
}

void TotalAir::advance(total::Time until) {
  while (true) {
    if (modulation_ && modulation_->end + quiet_ < until) deliver_modulation();
    const auto start = next_start();
    const auto ends = first_to_end();
    const bool starts_first = start && (!ends || *start < on_air_[*ends].end);
    if (starts_first && *start < until) {
      start_next();
    } else if (ends && on_air_[*ends].end <= until) {
      take_ended(*ends);
    } else {
      break;
    }
  }
  now_ = std::max(now_, until);
}

AirStep TotalAir::step(HostTime now) {
  advance(since_epoch(now));
  if (field_.stale(now)) {
    field_.refresh(now);
    follow_field(now_);
  }
  const total::Time limit = now_ + k_step;
  while (true) {
    if (modulation_ && modulation_->end + quiet_ < limit) deliver_modulation();
    const auto start = next_start();
    const auto ends = first_to_end();
    const bool starts_first = start && (!ends || *start < on_air_[*ends].end);
    if (starts_first && *start < limit) {
      start_next();
    } else if (ends && on_air_[*ends].end <= limit) {
      const OnAir message = take_ended(*ends);
      auto identified = receive(message);
      if (!identified) continue;
      now_ = message.end;
      return {HostTime(now_), std::move(identified)};
    } else {
      break;
    }
  }
  now_ = limit;
  return {HostTime(now_), std::nullopt};
}

void TotalAir::hear_modulation(HostTime begin, HostTime end) {
  advance(since_epoch(begin));
  const total::Time from = since_epoch(begin);
  const total::Time to = std::max(now_, since_epoch(end));
  // Who is talking hears it at once: it is cut off, or goes on to its end.
  for (std::size_t i = on_air_.size(); i-- > 0;) {
    OnAir& message = on_air_[i];
    if (!notices(message.tag)) continue;
    total::Tag& tag = *tags_[message.tag];
    tag.hear_modulation(from, to);
    const auto next = tag.next();
    if (next && next->begin == message.begin) continue;
    schedule(message.tag);
    on_air_.erase(on_air_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  modulation_ = Modulation{from, to};
  now_ = to;
}

void TotalAir::talk(HostTime begin, HostTime end, std::vector<Emission>& emissions) {
  advance(since_epoch(begin));
  if (field_.stale(begin)) {
    field_.refresh(begin);
    follow_field(now_);
  }
  const total::Time from = now_;
  const total::Time to = std::max(from, since_epoch(end));
  const auto report = [&](const OnAir& message) {
    emissions.push_back({HostTime(std::max(message.begin, from)),
                         HostTime(std::min(message.end, to)), message.level_mdbm});
  };
  for (const OnAir& message : on_air_) report(message);
  // What begins in this stretch is reported when it begins, however soon it ends.
  while (true) {
    if (modulation_ && modulation_->end + quiet_ < to) deliver_modulation();
    const auto start = next_start();
    const auto ends = first_to_end();
    const bool starts_first = start && (!ends || *start < on_air_[*ends].end);
    if (starts_first && *start < to) {
      start_next();
      report(on_air_.back());
    } else if (ends && on_air_[*ends].end <= to) {
      take_ended(*ends);
    } else {
      break;
    }
  }
  now_ = to;
}

std::optional<Singulated> TotalAir::receive(const OnAir& message) {
  const total::Tag& tag = *tags_[message.tag];
  const total::Profile& profile = tag.profile();
  total::MessageDecoder decoder(profile);
  Singulated found;
  found.when = HostTime(message.end);
  found.level_mdbm = message.level_mdbm;
  found.phase_4096 = message.phase_4096;
  if (field_.noisy()) {
    receiver_.set_noise(field_.noise_mdbm(found.when, profile.link_rate_bps));
  }
  // Pages follow each other without a pause; the piece's clock stretches all alike.
  std::int64_t bits_so_far = profile.sync_bits();
  const std::int64_t bits_in_all =
      bits_so_far + profile.page_bits(true) + profile.data_pages * profile.page_bits(false);
  const auto moment = [&](std::int64_t bits) {
    return message.begin + (message.end - message.begin) * bits / bits_in_all;
  };
  for (std::size_t i = 0; i < tag.pages().size(); ++i) {
    bits::BitString page = tag.pages()[i];
    const total::Time begin = i == 0 ? message.begin : moment(bits_so_far);
    bits_so_far += static_cast<std::int64_t>(page.size());
    const total::Time end = moment(bits_so_far);
    std::int32_t others = k_silence_mdbm;
    for (const Overlap& other : message.others) {
      if (other.begin < end && begin < other.end) others = power_sum_mdbm(others, other.level_mdbm);
    }
    const std::array levels{message.level_mdbm};
    const Reception reception = receiver_.receive(levels, page.size(), others);
    if (reception.kind != Reception::Kind::frame) {
      trace(message, page, {},
            reception.kind == Reception::Kind::collision ? model::AirReception::collision
                                                         : model::AirReception::too_weak);
      return std::nullopt;
    }
    for (std::size_t bit = 0; bit < reception.bits_wrong; ++bit) {
      page.flip(reception.first_wrong + bit);
    }
    const auto taken = decoder.take(page);
    const bool right = taken && taken->crc_right;
    trace(message, page, taken ? total::to_string(*taken) : taken.error().message,
          !right                    ? model::AirReception::crc_error
          : others > k_silence_mdbm ? model::AirReception::captured
                                    : model::AirReception::decoded);
    if (i == 0) {
      if (!right) return std::nullopt;
      const auto bytes = taken->data.to_bytes();
      const auto uii = identity::Uii::from_bits(bytes, taken->data.size());
      if (!uii) return std::nullopt;
      found.uii = *uii;
      found.crc = taken->crc;
    }
    found.pages.push_back({static_cast<std::uint8_t>(i), page, right});
  }
  return found;
}

void TotalAir::trace(const OnAir& message, const bits::BitString& bits, std::string meaning,
                     model::AirReception reception) const {
  if (tap_ == nullptr) return;
  model::AirFrame frame;
  frame.protocol = model::AirProtocol::type_d;
  frame.direction = model::AirDirection::backscatter;
  frame.begin = HostTime(message.begin);
  frame.end = HostTime(message.end);
  frame.bits = bits;
  frame.meaning = std::move(meaning);
  frame.reception = reception;
  frame.ears.push_back({field_.load().tags[message.tag].piece.uii, message.level_mdbm, true});
  for (const Overlap& other : message.others) {
    frame.interference_mdbm = power_sum_mdbm(frame.interference_mdbm, other.level_mdbm);
  }
  tap_->on_frame(frame);
}

}  // namespace plugtest::lab
