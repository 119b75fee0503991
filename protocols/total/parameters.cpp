#include "protocols/bits/suggest.h"
#include "protocols/total/profile.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace plugtest::total {
namespace {

using std::string_view;

constexpr std::array<string_view, 3> k_codings = {"ppe", "miller2", "pwm"};
constexpr std::array<string_view, 2> k_on_modulation = {"abort", "suppress"};
constexpr std::array<string_view, 2> k_dual_modes = {"none", "type-c"};
constexpr std::array<string_view, 3> k_memories = {"identity", "pages", "read-write"};
constexpr std::array<string_view, 2> k_page_numbers = {"count-down", "count-up"};
constexpr std::array<string_view, 2> k_first_checks = {"computed", "zeros"};
constexpr std::array<string_view, 2> k_bit_orders = {"msb-first", "lsb-first"};
constexpr std::array<string_view, 2> k_coverages = {"page", "data"};
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
    choice<&Profile::coding>("coding", k_codings, 0, "the scope of ISO/IEC 18000-64 names PPE and Miller; which one when is not public; PWM: iP-X"),
    number<&Profile::link_rate_bps>("link_rate", "bit/s", 40'000, 640'000, 64'000, "ThingMagic M6e manual: 64 and 256 kbit/s"),
    number<&Profile::pilot_symbols>("pilot_symbols", "", 1, 64, 8, "placeholder: PPE symbols of the pilot, bit periods of subcarrier, or PWM zeros"),
    number<&Profile::ppe_00>("ppe_00", "", 0, 3, 0, "placeholder: 2 bits a symbol, 4 positions"),
    number<&Profile::ppe_01>("ppe_01", "", 0, 3, 1, "placeholder"),
    number<&Profile::ppe_10>("ppe_10", "", 0, 3, 2, "placeholder"),
    number<&Profile::ppe_11>("ppe_11", "", 0, 3, 3, "placeholder"),
    number<&Profile::ppe_pulse_halves>("ppe_pulse", "halves of a position", 1, 2, 1, "placeholder: a pulse half as wide as its position"),
    number<&Profile::ppe_sync_mask>("ppe_sync", "", 0, 15, 5, "placeholder: pulses in positions 0 and 2 (1 + 4); no data symbol has two"),
    number<&Profile::ppe_pilot_position>("ppe_pilot_position", "", 0, 3, 0, "placeholder"),
    number<&Profile::ppe_pilot_period>("ppe_pilot_period", "symbols", 1, 8, 2, "placeholder: every other symbol of the pilot is empty, which no data is"),
    number<&Profile::miller_preamble_bits>("miller_preamble_bits", "", 1, 16, 6, "placeholder: as Type C"),
    number<&Profile::miller_preamble>("miller_preamble", "", 0, 65'535, 0b010111, "placeholder: 010111 as Type C"),
    number<&Profile::pwm_0_quarters>("pwm_0", "quarters of a bit period", 1, 3, 1, "placeholder: ThingMagic M6e manual names PWM, no widths; as far from a 1 as can be"),
    number<&Profile::pwm_1_quarters>("pwm_1", "quarters of a bit period", 1, 3, 3, "placeholder"),
    number<&Profile::pwm_sync_pulse_quarters>("pwm_sync_pulse", "quarters of a bit period", 1, 12, 6, "placeholder: twice as long as any pulse of data"),
    number<&Profile::pwm_sync_gap_quarters>("pwm_sync_gap", "quarters of a bit period", 1, 12, 2, "placeholder: fills up two bit periods"),
    number<&Profile::clock_tolerance_permille>("clock_tolerance", "permille", 0, 300, 150, "P4022 data sheet allows 300; 150 is ours"),
    number<&Profile::frame_tolerance_permille>("frame_tolerance", "permille", 0, 100, 25, "placeholder: the drift that Type C allows within a reply"),
    number<&Profile::first_type_bits>("first_type_bits", "", 0, 16, 4, "placeholder of the TOTAL instance"),
    number<&Profile::first_type>("first_type", "", 0, 65'535, 1, "placeholder"),
    number<&Profile::first_count_bits>("first_count_bits", "", 0, 8, 4, "US 8,427,282: the first block tells the number of blocks; width is ours"),
    number<&Profile::first_data_bits>("first_data_bits", "", 16, 256, 40, "a page of 64 bits as iP-X readers know it, less header and check"),
    number<&Profile::next_type_bits>("next_type_bits", "", 0, 16, 4, "placeholder"),
    number<&Profile::next_type>("next_type", "", 0, 65'535, 2, "placeholder"),
    number<&Profile::next_count_bits>("next_count_bits", "", 0, 8, 4, "US 8,427,282: later blocks carry their number, counted down"),
    number<&Profile::next_data_bits>("next_data_bits", "", 8, 256, 40, "as first_data_bits"),
    number<&Profile::data_pages>("data_pages", "", 0, 15, 0, "IPICO reader protocol 7.39: 0 to 15 expected pages"),
    choice<&Profile::page_numbers>("page_numbers", k_page_numbers, 0, "US 8,427,282: decremented automatically; US 8,963,690 allows the increment"),
    number<&Profile::crc_polynomial>("crc_polynomial", "", 1, 65'535, 0x1021, "placeholder: that of Type C; the published identity and check pairs do not fit it"),
    number<&Profile::crc_preset>("crc_preset", "", 0, 65'535, 0xFFFF, "IPICO reader protocol 7.8: FFFF for the Xn chips, 0000 for P4022"),
    choice<&Profile::crc_complement>("crc_complement", k_no_yes, 1, "placeholder"),
    choice<&Profile::crc_reflected>("crc_reflected", k_no_yes, 0, "placeholder"),
    choice<&Profile::crc_bit_order>("crc_bit_order", k_bit_orders, 0, "placeholder"),
    choice<&Profile::crc_coverage>("crc_coverage", k_coverages, 0, "placeholder: all of the page, header included"),
    choice<&Profile::crc_chained>("crc_chained", k_no_yes, 1, "US 8,963,690: each block's check is computed from the one before"),
    choice<&Profile::first_check>("first_check", k_first_checks, 0, "US 8,963,690: the first block's check may be a null value; it need not"),
    number<&Profile::listen_us>("listen", "us", 0, 10'000, 1'000, "US 8,427,282: a predetermined period; its length is ours"),
    choice<&Profile::listen_after_message>("listen_after_message", k_no_yes, 1, "US 8,427,282, claim 2: back to the powered state after the message"),
    number<&Profile::hold_off_bits>("hold_off", "bit periods", 0, 65'536, 4'096, "EM4022 data sheet: 0, 16, 64 ...; the progression and this value are ours"),
    number<&Profile::hold_off_step_bits>("hold_off_step", "bit periods", 1, 65'536, 1, "EM4022 data sheet counts delays in bits; coarser steps, for slots, are not known"),
    number<&Profile::modulation_dip_percent>("modulation_dip", "percent", 1, 100, 30, "placeholder"),
    number<&Profile::modulation_min_ns>("modulation_min", "ns", 0, 100'000, 1'000, "placeholder"),
    number<&Profile::modulation_level_mdbm>("modulation_level", "1/1000 dBm", -60'000, 20'000, -30'000, "placeholder: below what powers a tag, so a powered tag hears its own reader"),
    choice<&Profile::on_modulation>("on_modulation", k_on_modulation, 0, "EM4223 data sheet: any low-going pulse is a mute"),
    number<&Profile::mute_permille>("mute", "permille of a message", 0, 100'000, 2'500, "EM4223 data sheet: resumes after 2.5 messages since the last mute"),
    choice<&Profile::dual_mode>("dual_mode", k_dual_modes, 0, "the purpose of listening; whether a product does it is not public"),
    choice<&Profile::memory>("memory", k_memories, 0, "IPICO reader protocol: identity-only, TTO with pages, read/write"),
    number<&Profile::command_rate_bps>("command_rate", "bit/s", 1'000, 160'000, 4'000, "IPICO reader protocol 7.21: 4 kbit/s"),
    number<&Profile::command_code_bits>("command_code_bits", "", 3, 8, 4, "IPICO reader protocol 7.30 numbers commands up to 7; the width on the air is ours"),
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

}  // namespace

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

}  // namespace plugtest::total
