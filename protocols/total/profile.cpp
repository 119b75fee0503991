#include "protocols/total/profile.h"

#include "protocols/bits/suggest.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace plugtest::total {
namespace {

using std::string_view;

constexpr std::int64_t k_ns_per_s = 1'000'000'000;
constexpr std::size_t k_crc_bits = 16;

constexpr std::array<string_view, 2> k_codings = {"ppe", "miller2"};
constexpr std::array<string_view, 2> k_on_modulation = {"abort", "suppress"};
constexpr std::array<string_view, 2> k_dual_modes = {"none", "type-c"};
constexpr std::array<string_view, 3> k_memories = {"identity", "pages", "read-write"};
constexpr std::array<string_view, 2> k_no_yes = {"no", "yes"};

/// Access to one field as a number, whatever its type.
template <auto Field>
struct Slot {
  static std::int32_t get(const Profile& profile) {
    return static_cast<std::int32_t>(profile.*Field);
  }
  static void set(Profile& profile, std::int32_t value) {
    profile.*Field = static_cast<std::remove_reference_t<decltype(profile.*Field)>>(value);
  }
};

template <auto Field>
constexpr Parameter number(string_view name, string_view unit, std::int32_t minimum,
                           std::int32_t maximum, std::int32_t value, string_view why) {
  return {name, unit, minimum, maximum, value, {}, why, &Slot<Field>::get, &Slot<Field>::set};
}

template <auto Field>
constexpr Parameter choice(string_view name, std::span<const string_view> choices,
                           std::int32_t value, string_view why) {
  return {name,
          "",
          0,
          static_cast<std::int32_t>(choices.size()) - 1,
          value,
          choices,
          why,
          &Slot<Field>::get,
          &Slot<Field>::set};
}

// clang-format off: one row a parameter
constexpr std::array k_parameters = {
    choice<&Profile::coding>("coding", k_codings, 0, "the scope of ISO/IEC 18000-64 names both; which one when is not public"),
    number<&Profile::link_rate_bps>("link_rate", "bit/s", 40'000, 640'000, 64'000, "ThingMagic M6e manual: 64 and 256 kbit/s"),
    number<&Profile::ppe_00>("ppe_00", "", 0, 3, 0, "placeholder: 2 bits a symbol, 4 positions"),
    number<&Profile::ppe_01>("ppe_01", "", 0, 3, 1, "placeholder"),
    number<&Profile::ppe_10>("ppe_10", "", 0, 3, 2, "placeholder"),
    number<&Profile::ppe_11>("ppe_11", "", 0, 3, 3, "placeholder"),
    number<&Profile::pilot_symbols>("pilot_symbols", "", 1, 64, 8, "placeholder: cannot be data, because half of its symbols are empty"),
    number<&Profile::clock_tolerance_permille>("clock_tolerance", "permille", 0, 300, 150, "P4022 data sheet allows 300; 150 is ours"),
    number<&Profile::first_type_bits>("first_type_bits", "", 0, 16, 4, "placeholder of the TOTAL instance"),
    number<&Profile::first_type>("first_type", "", 0, 65'535, 1, "placeholder"),
    number<&Profile::first_count_bits>("first_count_bits", "", 0, 8, 4, "US 8,427,282: the first block tells the number of blocks; width is ours"),
    number<&Profile::first_data_bits>("first_data_bits", "", 16, 256, 40, "a page of 64 bits as iP-X readers know it, less header and check"),
    number<&Profile::next_type_bits>("next_type_bits", "", 0, 16, 4, "placeholder"),
    number<&Profile::next_type>("next_type", "", 0, 65'535, 2, "placeholder"),
    number<&Profile::next_count_bits>("next_count_bits", "", 0, 8, 4, "US 8,427,282: later blocks carry their number, counted down"),
    number<&Profile::next_data_bits>("next_data_bits", "", 8, 256, 40, "as first_data_bits"),
    number<&Profile::data_pages>("data_pages", "", 0, 15, 0, "IPICO reader protocol 7.39: 0 to 15 expected pages"),
    number<&Profile::crc_polynomial>("crc_polynomial", "", 1, 65'535, 0x1021, "placeholder: that of Type C; the published identity and check pairs do not fit it"),
    number<&Profile::crc_preset>("crc_preset", "", 0, 65'535, 0xFFFF, "IPICO reader protocol 7.8: FFFF for the Xn chips, 0000 for P4022"),
    choice<&Profile::crc_complement>("crc_complement", k_no_yes, 1, "placeholder"),
    choice<&Profile::crc_chained>("crc_chained", k_no_yes, 1, "US 8,963,690: each block's check is computed from the one before"),
    number<&Profile::listen_us>("listen", "us", 0, 10'000, 1'000, "US 8,427,282: a predetermined period; its length is ours"),
    choice<&Profile::listen_after_message>("listen_after_message", k_no_yes, 1, "US 8,427,282, claim 2: back to the powered state after the message"),
    number<&Profile::hold_off_bits>("hold_off", "bit periods", 0, 65'536, 4'096, "EM4022 data sheet: 0, 16, 64 ...; the progression and this value are ours"),
    number<&Profile::modulation_dip_percent>("modulation_dip", "percent", 1, 100, 30, "placeholder"),
    number<&Profile::modulation_min_ns>("modulation_min", "ns", 0, 100'000, 1'000, "placeholder"),
    number<&Profile::modulation_level_mdbm>("modulation_level", "1/1000 dBm", -60'000, 20'000, -30'000, "placeholder: below what powers a tag, so a powered tag hears its own reader"),
    choice<&Profile::on_modulation>("on_modulation", k_on_modulation, 0, "EM4223 data sheet: any low-going pulse is a mute"),
    number<&Profile::mute_permille>("mute", "permille of a message", 0, 100'000, 2'500, "EM4223 data sheet: resumes after 2.5 messages since the last mute"),
    choice<&Profile::dual_mode>("dual_mode", k_dual_modes, 0, "the purpose of listening; whether a product does it is not public"),
    choice<&Profile::memory>("memory", k_memories, 0, "IPICO reader protocol: identity-only, TTO with pages, read/write"),
    number<&Profile::command_rate_bps>("command_rate", "bit/s", 1'000, 160'000, 4'000, "IPICO reader protocol 7.21: 4 kbit/s"),
    number<&Profile::read_answer_us>("read_answer", "us", 0, 100'000, 922, "IPICO reader protocol 7.34: (256-220) x 25.6 us"),
    number<&Profile::write_confirm_us>("write_confirm", "us", 0, 100'000, 3'763, "IPICO reader protocol 7.34: (256-109) x 25.6 us"),
};
// clang-format on

std::string range_text(const Parameter& parameter) {
  if (parameter.choices.empty()) {
    return std::to_string(parameter.minimum) + " to " + std::to_string(parameter.maximum) +
           (parameter.unit.empty() ? "" : " " + std::string(parameter.unit));
  }
  std::string text;
  for (const string_view one : parameter.choices) {
    text += (text.empty() ? "" : ", ") + std::string(one);
  }
  return text;
}

Result<std::int32_t> read_value(const Parameter& parameter, string_view text) {
  const auto refuse = [&] {
    return fail(ErrorCode::configuration, "'" + std::string(text) + "' is no value of " +
                                              std::string(parameter.name) + ", expected " +
                                              range_text(parameter));
  };
  const auto found = std::ranges::find(parameter.choices, text);
  if (!parameter.choices.empty()) {
    if (found == parameter.choices.end()) return refuse();
    return static_cast<std::int32_t>(found - parameter.choices.begin());
  }
  int base = 10;
  string_view digits = text;
  if (digits.starts_with("0x")) {
    base = 16;
    digits.remove_prefix(2);
  }
  std::int32_t value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty() ||
      value < parameter.minimum || value > parameter.maximum) {
    return refuse();
  }
  return value;
}

bool fits(std::int32_t value, std::int32_t bits) {
  return (std::int64_t{value} >> static_cast<unsigned>(bits)) == 0;
}

}  // namespace

Time Profile::bits_duration(std::int64_t bits) const {
  return Time{(2 * bits * k_ns_per_s + link_rate_bps) / (2 * std::int64_t{link_rate_bps})};
}

std::int32_t Profile::page_bits(bool first) const {
  const std::int32_t head =
      first ? first_type_bits + first_count_bits : next_type_bits + next_count_bits;
  return head + (first ? first_data_bits : next_data_bits) + static_cast<std::int32_t>(k_crc_bits);
}

std::int32_t Profile::sync_bits() const {
  constexpr std::int32_t k_miller_preamble_bits = 6;
  // PPE: pilot symbols and one sync symbol of two bit periods each; Miller: a symbol is a bit.
  return coding == Coding::ppe ? 2 * (pilot_symbols + 1) : pilot_symbols + k_miller_preamble_bits;
}

Time Profile::message_duration() const {
  const std::int64_t bits =
      std::int64_t{sync_bits()} + page_bits(true) + std::int64_t{data_pages} * page_bits(false);
  return bits_duration(bits);
}

std::span<const Parameter> parameters() { return k_parameters; }

std::string value_text(const Parameter& parameter, const Profile& profile) {
  const std::int32_t value = parameter.get(profile);
  if (!parameter.choices.empty()) {
    return std::string(parameter.choices[static_cast<std::size_t>(value)]);
  }
  return std::to_string(value);
}

Profile default_profile() {
  Profile profile;
  for (const Parameter& parameter : k_parameters) parameter.set(profile, parameter.standard_value);
  return profile;
}

Result<void> set_parameter(Profile& profile, string_view name, string_view value) {
  const auto found = std::ranges::find(k_parameters, name, &Parameter::name);
  if (found == k_parameters.end()) {
    std::vector<std::string> names;
    for (const Parameter& parameter : k_parameters) names.emplace_back(parameter.name);
    return fail(ErrorCode::not_found,
                "unknown parameter '" + std::string(name) + "'" + bits::did_you_mean(name, names));
  }
  const auto number = read_value(*found, value);
  if (!number) return fail(number.error());
  found->set(profile, *number);
  return {};
}

Result<void> validate(const Profile& profile) {
  const auto refuse = [](std::string why) {
    return fail(ErrorCode::configuration, std::move(why));
  };
  std::array positions = {profile.ppe_00, profile.ppe_01, profile.ppe_10, profile.ppe_11};
  std::ranges::sort(positions);
  if (std::ranges::adjacent_find(positions) != positions.end()) {
    return refuse("ppe_00 to ppe_11 must be four different positions");
  }
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
  if (profile.coding == Coding::ppe &&
      (profile.page_bits(true) % 2 != 0 || profile.page_bits(false) % 2 != 0)) {
    return refuse("a page in PPE has an even number of bits, two a symbol");
  }
  return {};
}

}  // namespace plugtest::total
