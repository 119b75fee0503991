#include "protocols/total/profile.h"

#include "protocols/total/codings.h"
#include "protocols/total/command.h"

#include <algorithm>
#include <array>

namespace plugtest::total {
namespace {

constexpr std::int64_t k_ns_per_s = 1'000'000'000;
constexpr std::int32_t k_crc_bits = 16;

bool fits(std::int32_t value, std::int32_t bits) {
  return (std::int64_t{value} >> static_cast<unsigned>(bits)) == 0;
}

tl::unexpected<Error> refuse(std::string why) {
  return fail(ErrorCode::configuration, std::move(why));
}

Result<void> validate_ppe(const Profile& profile) {
  std::array positions = {profile.ppe_00, profile.ppe_01, profile.ppe_10, profile.ppe_11};
  std::ranges::sort(positions);
  if (std::ranges::adjacent_find(positions) != positions.end()) {
    return refuse("ppe_00 to ppe_11 must be four different positions");
  }
  const auto mask = static_cast<unsigned>(profile.ppe_sync_mask);
  if ((mask & (mask - 1)) == 0) {
    return refuse("ppe_sync needs two pulses or more, for a symbol with one is data");
  }
  if (profile.page_bits(true) % 2 != 0 || profile.page_bits(false) % 2 != 0) {
    return refuse("a page in PPE has an even number of bits, two a symbol");
  }
  return {};
}

Result<void> validate_miller(const Profile& profile) {
  if (!fits(profile.miller_preamble, profile.miller_preamble_bits)) {
    return refuse("miller_preamble does not fit miller_preamble_bits");
  }
  return {};
}

Result<void> validate_pwm(const Profile& profile) {
  if (profile.pwm_0_quarters == profile.pwm_1_quarters) {
    return refuse("pwm_0 and pwm_1 must be different widths");
  }
  const auto [narrow, wide] = std::minmax(profile.pwm_0_quarters, profile.pwm_1_quarters);
  if (profile.pwm_sync_pulse_quarters <= wide &&
      profile.pwm_sync_gap_quarters <= pwm::k_quarters - narrow) {
    return refuse(
        "pwm_sync_pulse or pwm_sync_gap must be longer than any pulse or gap of data, or data can "
        "look like the sync");
  }
  if ((profile.pwm_sync_pulse_quarters + profile.pwm_sync_gap_quarters) % pwm::k_quarters != 0) {
    return refuse("pwm_sync_pulse and pwm_sync_gap must add up to whole bit periods");
  }
  return {};
}

Result<void> validate_coding(const Profile& profile) {
  auto sound = profile.coding == Coding::ppe       ? validate_ppe(profile)
               : profile.coding == Coding::miller2 ? validate_miller(profile)
                                                   : validate_pwm(profile);
  if (sound && !sync_stands_out(profile)) {
    return refuse("the sync is already found within the pilot: a receiver would begin too early");
  }
  return sound;
}

Result<void> validate_pages(const Profile& profile) {
  if (!fits(profile.first_type, profile.first_type_bits) ||
      !fits(profile.next_type, profile.next_type_bits)) {
    return refuse("first_type and next_type must fit first_type_bits and next_type_bits");
  }
  if (profile.data_pages > 0 && profile.memory == Memory::identity) {
    return refuse("data_pages is more than 0, but memory is identity");
  }
  if (profile.first_count_bits > 0 && !fits(profile.data_pages, profile.first_count_bits)) {
    return refuse("first_count_bits cannot hold the number of data_pages");
  }
  if (profile.next_count_bits > 0 && !fits(profile.data_pages, profile.next_count_bits)) {
    return refuse("next_count_bits cannot hold the number of data_pages");
  }
  if (profile.first_check == FirstCheck::zeros &&
      (profile.crc_chained == 0 || profile.data_pages == 0)) {
    return refuse(
        "first_check is zeros, so crc_chained must be yes and data_pages 1 or more, or nothing "
        "checks the identity");
  }
  return {};
}

}  // namespace

Time Profile::bits_duration(std::int64_t bits) const {
  return Time{(2 * bits * k_ns_per_s + link_rate_bps) / (2 * std::int64_t{link_rate_bps})};
}

std::int32_t Profile::page_bits(bool first) const {
  const std::int32_t head =
      first ? first_type_bits + first_count_bits : next_type_bits + next_count_bits;
  return head + (first ? first_data_bits : next_data_bits) + k_crc_bits;
}

std::int32_t Profile::sync_bits() const {
  switch (coding) {
    case Coding::ppe:
      return 2 * (pilot_symbols + 1);  // a symbol is two bit periods
    case Coding::miller2:
      return pilot_symbols + miller_preamble_bits;
    case Coding::pwm:
      break;
  }
  return pilot_symbols + (pwm_sync_pulse_quarters + pwm_sync_gap_quarters) / pwm::k_quarters;
}

Time Profile::message_duration() const {
  const std::int64_t bits =
      std::int64_t{sync_bits()} + page_bits(true) + std::int64_t{data_pages} * page_bits(false);
  return bits_duration(bits);
}

Result<void> validate(const Profile& profile) {
  if (auto sound = validate_coding(profile); !sound) return sound;
  if (auto sound = validate_pages(profile); !sound) return sound;
  if (profile.hold_off_bits > 0 && profile.hold_off_step_bits > profile.hold_off_bits) {
    return refuse("hold_off_step is longer than hold_off: the tag could never wait");
  }
  constexpr auto k_page_bits = static_cast<std::int32_t>(Command::k_page_bits);
  if (profile.memory == Memory::read_write && profile.first_data_bits != k_page_bits) {
    return refuse("memory is read-write, whose page 0 is an identity of " +
                  std::to_string(k_page_bits) + " bits, but first_data_bits is " +
                  std::to_string(profile.first_data_bits));
  }
  return {};
}

}  // namespace plugtest::total
