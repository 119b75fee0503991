#include "protocols/total/tag.h"

#include "protocols/total/message.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace plugtest::total {
namespace {

using bits::BitString;

BitString shifted(const BitString& page) {
  BitString out = page.slice(1, page.size() - 1);
  out.append(page[0] ? 1U : 0U, 1);
  return out;
}

}  // namespace

Tag::Tag(TagConfig config)
    : config_(std::move(config)),
      pages_(encode_message(*config_.profile, config_.identity, config_.data)),
      random_state_(config_.seed) {
  if (config_.shifted_identity) pages_.front() = shifted(pages_.front());
  // Page 0 is the identity, the others are empty until they are written.
  const BitString& identity = config_.identity;
  memory_.fill(BitString{0, Command::k_page_bits});
  if (identity.size() == Command::k_page_bits) memory_[0] = identity;
  locked_[0] = true;
}

/// A nominal period as this piece's clock measures it.
Time Tag::own(Time nominal) const {
  return Time{nominal.count() * (1000 + config_.clock_error_permille) / 1000};
}

/// The length of the next message: by the piece's clock, and off by the message's own share.
Time Tag::own_message(Time nominal) {
  constexpr std::int64_t k_million = 1'000'000;
  const std::int64_t most_ppm = std::int64_t{config_.profile->frame_tolerance_permille} * 1000;
  const auto drawn = static_cast<std::int64_t>(below(static_cast<std::uint64_t>(2 * most_ppm) + 1));
  return Time{own(nominal).count() * (k_million + drawn - most_ppm) / k_million};
}

void Tag::listen_from(Time when, bool with_listening) {
  const Profile& profile = *config_.profile;
  const Time listen = with_listening ? Time{std::int64_t{profile.listen_us} * 1000} : Time{0};
  const std::int64_t step = profile.hold_off_step_bits;
  const auto steps = static_cast<std::uint64_t>(profile.hold_off_bits / step);
  const auto hold = static_cast<std::int64_t>(below(steps + 1)) * step;
  begin_ = when + own(listen) + own(profile.bits_duration(hold));
  end_ = begin_ + own_message(profile.message_duration());
}

void Tag::power_up(Time now) {
  if (powered_) return;
  powered_ = true;
  quiet_until_ = now;
  suspended_ = false;
  type_c_ = false;
  listen_from(now, true);
}

void Tag::power_down(Time /*now*/) {
  powered_ = false;
  begin_ = k_never;
  end_ = k_never;
}

void Tag::hear_modulation(Time begin, Time end) {
  if (!powered_ || type_c_) return;
  const Profile& profile = *config_.profile;
  const Time noticed = begin + Time{profile.modulation_min_ns};
  if (end < noticed) return;
  if (profile.dual_mode == DualMode::type_c) {
    type_c_ = true;
    begin_ = k_never;
    end_ = k_never;
    return;
  }
  const Time mute{profile.message_duration().count() * profile.mute_permille / 1000};
  const bool sending = !suspended_ && begin_ < noticed && begin < end_;
  if (sending && profile.on_modulation == OnModulation::suppress && end_ > noticed) {
    // The message under way is sent to its end; the silence is the modulation's all the same.
    quiet_until_ = end + own(mute);
    return;
  }
  listen_from(end + own(mute), true);
}

std::optional<Transmission> Tag::next() const {
  if (!powered_ || suspended_ || type_c_) return std::nullopt;
  return Transmission{begin_, end_};
}

void Tag::sent() {
  assert(powered_);
  const bool muted = quiet_until_ > end_;
  listen_from(std::max(end_, quiet_until_), muted || config_.profile->listen_after_message != 0);
}

std::optional<CommandAnswer> Tag::receive(const Command& command, Time now) {
  const Profile& profile = *config_.profile;
  if (!powered_ || type_c_ || profile.memory != Memory::read_write) return std::nullopt;
  if (command.code == CommandCode::suspend || command.code == CommandCode::resume) {
    suspended_ = command.code == CommandCode::suspend;
    return std::nullopt;
  }
  const std::size_t first = command.start_page;
  const std::size_t end = first + command.page_count;
  if (suspended_ || end > memory_.size() || command.page_count == 0) return std::nullopt;
  std::int32_t wait_us = profile.read_answer_us;
  if (command.code != CommandCode::read) {
    if (std::any_of(locked_.begin() + static_cast<std::ptrdiff_t>(first),
                    locked_.begin() + static_cast<std::ptrdiff_t>(end),
                    [](bool locked) { return locked; })) {
      return std::nullopt;
    }
    for (std::size_t page = first; page < end; ++page) {
      if (command.code == CommandCode::lock) {
        locked_[page] = true;
      } else {
        memory_[page] =
            command.data.slice((page - first) * Command::k_page_bits, Command::k_page_bits);
      }
    }
    wait_us = profile.write_confirm_us;
  }
  CommandAnswer answer;
  std::int64_t sent_bits = profile.sync_bits();
  answer.after = own(Time{std::int64_t{wait_us} * 1000});
  for (std::size_t page = first; page < end; ++page) {
    BitString bits = memory_[page];
    bits.append(page_crc(profile, bits), 16);
    sent_bits += static_cast<std::int64_t>(bits.size());
    answer.pages.push_back(bits);
  }
  answer.length = own_message(profile.bits_duration(sent_bits));
  listen_from(now + answer.after + answer.length, true);
  return answer;
}

/// Uniform from 0 to `end` - 1, which fits 32 bits, by the upper half of the product.
std::uint64_t Tag::below(std::uint64_t end) { return ((random() >> 32U) * end) >> 32U; }

/// splitmix64, as the other tags have it: one word of state, every seed a full period.
std::uint64_t Tag::random() {
  random_state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t mixed = random_state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
  return mixed ^ (mixed >> 31U);
}

}  // namespace plugtest::total
