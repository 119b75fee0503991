#include "protocols/identity/s10.h"

#include <algorithm>
#include <cstddef>

namespace plugtest::identity {
namespace {

constexpr std::size_t k_length = 13;
constexpr std::uint32_t k_serial_limit = 100'000'000;

bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::array<ServiceIndicator, 18> k_services = {{
    {'A', 'A', 'Z', "e-commerce item tracked by RFID"},
    {'B', 'A', 'Z', "domestic or bilateral use"},
    {'C', 'A', 'Z', "parcel"},
    {'D', 'A', 'Z', "domestic or bilateral use"},
    {'E', 'A', 'Z', "EMS item"},
    {'H', 'A', 'Z', "e-commerce parcel"},
    {'J', 'A', 'Z', "reserved"},
    {'K', 'A', 'Z', "reserved"},
    {'L', 'A', 'Z', "tracked letter"},
    {'M', 'A', 'Z', "M-bag"},
    {'N', 'A', 'Z', "domestic or bilateral use"},
    {'P', 'A', 'Z', "domestic or bilateral use"},
    {'Q', 'A', 'M', "international business reply"},
    {'Q', 'N', 'Z', "not assigned"},
    {'R', 'A', 'Z', "registered letter"},
    {'U', 'A', 'Z', "letter, other"},
    {'V', 'A', 'Z', "insured letter"},
    {'Z', 'A', 'Z', "domestic or bilateral use"},
}};

/// ISO 3166-1 alpha-2 codes, in order, two letters each.
constexpr std::string_view k_countries =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZ"
    "CACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFR"
    "GAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJP"
    "KEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMT"
    "MUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURW"
    "SASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZ"
    "UAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

Result<void> expect_check_digit(std::uint32_t serial, int digit) {
  const int expected = s10_check_digit(serial);
  if (digit == expected) return {};
  return fail(ErrorCode::check_failed, "the check digit is " + std::to_string(digit) +
                                           ", expected " + std::to_string(expected));
}

}  // namespace

int s10_check_digit(std::uint32_t serial) {
  constexpr std::array<std::uint32_t, 8> weights = {7, 9, 5, 3, 2, 4, 6, 8};  // last digit first
  std::uint32_t sum = 0;
  for (const std::uint32_t weight : weights) {
    sum += weight * (serial % 10);
    serial /= 10;
  }
  const int check = 11 - static_cast<int>(sum % 11);
  if (check == 10) return 0;
  return check == 11 ? 5 : check;
}

Result<S10> parse_s10(std::string_view text) {
  std::array<char, k_length> characters{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' && count > 0) continue;
    const bool letter_wanted = count < 2 || count > 10;
    if (count == k_length || !(letter_wanted ? is_letter(c) : is_digit(c))) {
      return fail(ErrorCode::malformed,
                  "expected two letters, nine digits and two letters of an S10 identifier",
                  Where{.byte_offset = i});
    }
    characters[count++] = c;
  }
  if (count < k_length) {
    return fail(ErrorCode::malformed,
                "expected thirteen characters of an S10 identifier, got " + std::to_string(count));
  }
  S10 item;
  item.service = {characters[0], characters[1]};
  for (std::size_t i = 2; i < 10; ++i) {
    item.serial = item.serial * 10 + static_cast<std::uint32_t>(characters[i] - '0');
  }
  item.country = {characters[11], characters[12]};
  if (auto ok = expect_check_digit(item.serial, characters[10] - '0'); !ok) return fail(ok.error());
  if (auto ok = validate(item); !ok) return fail(ok.error());
  return item;
}

std::string to_string(const S10& item) {
  std::string digits = std::to_string(item.serial);
  digits.insert(0, 8 - std::min<std::size_t>(8, digits.size()), '0');
  return std::string{item.service[0], item.service[1]} + digits +
         std::to_string(s10_check_digit(item.serial)) +
         std::string{item.country[0], item.country[1]};
}

Result<void> validate(const S10& item) {
  if (!is_letter(item.service[0]) || !is_letter(item.service[1])) {
    return fail(ErrorCode::malformed, "expected two letters as S10 service indicator");
  }
  if (item.serial >= k_serial_limit) {
    return fail(ErrorCode::malformed, "expected an S10 serial number of at most eight digits");
  }
  const std::string_view country(item.country.data(), item.country.size());
  if (!is_country(country)) {
    return fail(ErrorCode::unsupported,
                "'" + std::string(country) + "' is no country code of ISO 3166-1");
  }
  return {};
}

std::span<const ServiceIndicator> service_indicators() { return k_services; }

std::string_view service_name(const S10& item) {
  for (const ServiceIndicator& row : k_services) {
    if (row.first == item.service[0] && row.second_from <= item.service[1] &&
        item.service[1] <= row.second_to) {
      return row.name;
    }
  }
  return "not assigned";
}

bool is_country(std::string_view letters) {
  if (letters.size() != 2) return false;
  for (std::size_t i = 0; i < k_countries.size(); i += 2) {
    if (k_countries.substr(i, 2) == letters) return true;
  }
  return false;
}

}  // namespace plugtest::identity
