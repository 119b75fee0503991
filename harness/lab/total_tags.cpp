#include "harness/lab/total_tags.h"

#include "harness/lab/receiver.h"
#include "harness/lab/rng.h"
#include "harness/lab/tag_faults.h"

#include <algorithm>
#include <utility>

#include <boost/random/uniform_int_distribution.hpp>

namespace plugtest::lab {

namespace {

/// How deep readers of other lanes modulate (assumption; Gen2 v1.2.0, table 6.6: typically 90 %).
constexpr std::int32_t k_depth_of_others_percent = 90;

bits::BitString to_bits(const identity::Uii& uii) {
  return bits::BitString::from_bytes(uii.bytes(), uii.bit_count()).value_or(bits::BitString{});
}

}  // namespace

TotalTags::TotalTags(Field& field, const std::vector<model::TagType>& tag_types,
                     std::vector<std::optional<total::Profile>> profiles,
                     std::int32_t depth_percent, std::uint64_t seed)
    : field_(field),
      tag_types_(tag_types),
      profiles_(std::move(profiles)),
      depth_percent_(depth_percent),
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

total::Tag* TotalTags::tag_for(const LoadedTag& loaded) {
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

void TotalTags::load() {
  tags_.clear();
  for (const LoadedTag& loaded : field_.load().tags) {
    tags_.push_back(profiles_[loaded.type] ? tag_for(loaded) : nullptr);
  }
  powered_at_.assign(tags_.size(), total::Time::min());
  disturbed_since_.assign(tags_.size(), total::k_never);
}

void TotalTags::power_off(total::Time now) {
  pass_over(now);
  for (total::Tag* tag : tags_) {
    if (tag != nullptr) tag->power_down(now_);
  }
  on_air_.clear();
  answers_.clear();
  starts_ = {};
  modulation_.reset();
}

void TotalTags::follow_field(total::Time now) {
  now_ = std::max(now_, now);
  const std::span<const Link> links = field_.links();
  for (std::uint32_t i = 0; i < tags_.size(); ++i) {
    total::Tag* tag = tags_[i];
    if (tag == nullptr) continue;
    if (links[i].powered && !tag->powered()) {
      tag->power_up(now_);
      powered_at_[i] = now_;
      schedule(i);
    } else if (!links[i].powered && tag->powered()) {
      tag->power_down(now_);
      const auto from_it = [i](const TotalMessage& message) { return message.tag == i; };
      std::erase_if(on_air_, from_it);
      std::erase_if(answers_, from_it);
      disturbed_since_[i] = total::k_never;
    }
    if (tag->powered()) follow_others(i);
  }
}

/// Readers of other lanes talk all the while that they have a carrier: who notices it listens, and
/// begins anew when it is over.
void TotalTags::follow_others(std::uint32_t tag) {
  const std::int32_t dip = field_.links()[tag].foreign_dip_percent;
  const bool disturbed =
      dip * k_depth_of_others_percent / 100 >= tags_[tag]->profile().modulation_dip_percent;
  total::Time& since = disturbed_since_[tag];
  if (disturbed == (since != total::k_never)) return;
  if (disturbed) {
    since = now_;
    const total::Time noticed = now_ + total::Time{tags_[tag]->profile().modulation_min_ns};
    for (std::size_t i = on_air_.size(); i-- > 0;) {
      if (on_air_[i].tag == tag) interrupt(i, now_, noticed);
    }
    std::erase_if(answers_, [tag](const TotalMessage& answer) { return answer.tag == tag; });
    return;
  }
  tags_[tag]->hear_modulation(since, now_);
  since = total::k_never;
  schedule(tag);
}

void TotalTags::schedule(std::uint32_t tag) {
  if (const auto next = tags_[tag]->next()) starts_.push({next->begin, tag});
}

bool TotalTags::notices(std::uint32_t tag) const {
  const total::Profile& profile = tags_[tag]->profile();
  return depth_percent_ >= profile.modulation_dip_percent &&
         field_.links()[tag].forward_mdbm >= profile.modulation_level_mdbm;
}

bool TotalTags::sending(std::uint32_t tag) const {
  return std::ranges::find(on_air_, tag, &TotalMessage::tag) != on_air_.end();
}

/// Whether modulation that the tag has noticed, and not been told of yet, keeps it silent.
bool TotalTags::muted(std::uint32_t tag) const {
  if (disturbed_since_[tag] != total::k_never) return true;
  return modulation_ && powered_at_[tag] < modulation_->end && notices(tag);
}

void TotalTags::deliver_modulation() {
  const Modulation modulation = *modulation_;
  for (std::uint32_t i = 0; i < tags_.size(); ++i) {
    if (tags_[i] == nullptr || !tags_[i]->powered() || !muted(i)) continue;
    // A message that goes on in spite of the modulation has been told already.
    if (sending(i)) continue;
    tags_[i]->hear_modulation(modulation.begin, modulation.end);
    schedule(i);
  }
  modulation_.reset();
}

/// When the next message begins if the carrier stays plain; outdated entries are dropped.
std::optional<total::Time> TotalTags::next_start() {
  while (!starts_.empty()) {
    const Start& first = starts_.top();
    const total::Tag* tag = tags_[first.tag];
    const auto next = tag != nullptr ? tag->next() : std::nullopt;
    if (next && next->begin == first.when && !sending(first.tag) && !muted(first.tag)) {
      return first.when;
    }
    starts_.pop();
  }
  return std::nullopt;
}

void TotalTags::begin(TotalMessage message) {
  const Link& link = field_.links()[message.tag];
  message.level_mdbm = link.backscatter_mdbm;
  message.phase_4096 = link.phase_4096;
  for (TotalMessage& other : on_air_) {
    other.others.push_back({message.begin, message.end, message.level_mdbm});
    message.others.push_back({other.begin, other.end, other.level_mdbm});
  }
  on_air_.push_back(std::move(message));
}

void TotalTags::begin_next() {
  const Start first = starts_.top();
  starts_.pop();
  begin({.tag = first.tag, .begin = first.when, .end = tags_[first.tag]->next()->end});
}

std::optional<std::size_t> TotalTags::first_to_end() const {
  if (on_air_.empty()) return std::nullopt;
  const auto first = std::ranges::min_element(on_air_, {}, &TotalMessage::end);
  return static_cast<std::size_t>(first - on_air_.begin());
}

void TotalTags::take_ended(std::size_t index) {
  ended_ = std::move(on_air_[index]);
  on_air_.erase(on_air_.begin() + static_cast<std::ptrdiff_t>(index));
  // With its answer to a command the tag has begun its next cycle by itself.
  if (!ended_.answer) tags_[ended_.tag]->sent();
  schedule(ended_.tag);
}

TotalTags::Event TotalTags::play(total::Time until) {
  if (modulation_ && modulation_->end + quiet_ < until) deliver_modulation();
  const auto start = next_start();
  const auto ends = first_to_end();
  const total::Time next_end = ends ? on_air_[*ends].end : total::k_never;
  if (!answers_.empty() && answers_.back().begin < std::min(until, next_end) &&
      answers_.back().begin <= start.value_or(total::k_never)) {
    TotalMessage answer = std::move(answers_.back());
    answers_.pop_back();
    begin(std::move(answer));
    return Event::begun;
  }
  if (start && *start < std::min(until, next_end)) {
    begin_next();
    return Event::begun;
  }
  if (ends && next_end <= until) {
    take_ended(*ends);
    now_ = std::max(now_, ended_.end);
    return Event::ended;
  }
  now_ = std::max(now_, until);
  return Event::none;
}

void TotalTags::pass_over(total::Time until) {
  while (play(until) != Event::none) {
  }
}

/// Who is talking hears modulation at once: it is cut off, or goes on to its end.
void TotalTags::interrupt(std::size_t index, total::Time begin, total::Time end) {
  const TotalMessage& message = on_air_[index];
  total::Tag& tag = *tags_[message.tag];
  tag.hear_modulation(begin, end);
  const auto next = tag.next();
  if (next && next->begin == message.begin) return;
  schedule(message.tag);
  on_air_.erase(on_air_.begin() + static_cast<std::ptrdiff_t>(index));
}

void TotalTags::hear_modulation(total::Time begin, total::Time end) {
  pass_over(begin);
  const total::Time until = std::max(now_, end);
  for (std::size_t i = on_air_.size(); i-- > 0;) {
    if (notices(on_air_[i].tag)) interrupt(i, begin, until);
  }
  std::erase_if(answers_, [this](const TotalMessage& answer) { return notices(answer.tag); });
  modulation_ = Modulation{begin, until};
  now_ = until;
}

/// Whether the tag hears a wrong bit in a command that ends at `end`; its check tells of it.
bool TotalTags::garbled(std::uint32_t tag, std::size_t bits, total::Time end) const {
  const std::uint64_t draw =
      hash_draw(hash_draw(hash_draw(seed_, tag), bits), static_cast<std::uint64_t>(end.count()));
  return (draw >> 32U) < frame_error_share(field_.links()[tag].hearing_mdb, bits);
}

void TotalTags::tell(const bits::BitString& frame, std::int32_t rate_bps, total::Time end) {
  if (modulation_) deliver_modulation();
  for (std::uint32_t i = 0; i < tags_.size(); ++i) {
    total::Tag* tag = tags_[i];
    // A tag that sends meanwhile hears nothing of what is said.
    if (tag == nullptr || !tag->powered() || !notices(i) || sending(i)) continue;
    const total::Profile& profile = tag->profile();
    if (profile.command_rate_bps != rate_bps) continue;
    const auto command = total::decode_command(profile, frame);
    if (!command || garbled(i, frame.size(), end)) continue;
    auto answer = tag->receive(*command, end);
    schedule(i);
    if (!answer) continue;
    const total::Time begins = end + answer->after;
    answers_.push_back({.tag = i,
                        .begin = begins,
                        .end = begins + answer->length,
                        .answer = true,
                        .pages = std::move(answer->pages)});
  }
  std::ranges::stable_sort(answers_, std::ranges::greater{}, &TotalMessage::begin);
}

}  // namespace plugtest::lab
