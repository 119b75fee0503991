#include "protocols/identity/sscc.h"

#include "protocols/bits/bit_string.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>

namespace plugtest::identity {
namespace {

constexpr std::uint64_t k_header = 0x31;
constexpr std::string_view k_urn_prefix = "urn:epc:id:sscc:";
constexpr std::size_t k_digits = 18;
constexpr std::size_t k_unused_bits = 24;

struct Partition {
  std::size_t company_bits;
  std::size_t company_digits;
  std::size_t serial_bits;
  std::size_t serial_digits;
};

constexpr std::array<Partition, 7> k_partitions = {{
    {40, 12, 18, 5},
    {37, 11, 21, 6},
    {34, 10, 24, 7},
    {30, 9, 28, 8},
    {27, 8, 31, 9},
    {24, 7, 34, 10},
    {20, 6, 38, 11},
}};

constexpr std::uint64_t power_of_ten(std::size_t exponent) {
  std::uint64_t power = 1;
  for (std::size_t i = 0; i < exponent; ++i) power *= 10;
  return power;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// At most 18 digits.
std::uint64_t number(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char digit : digits) value = value * 10 + static_cast<std::uint64_t>(digit - '0');
  return value;
}

std::string padded(std::uint64_t value, std::size_t width) {
  std::string digits = std::to_string(value);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

}  // namespace

Result<void> validate(const Sscc96& sscc) {
  if (sscc.filter > 7) return fail(ErrorCode::malformed, "expected an SSCC-96 filter of 0 to 7");
  if (sscc.partition >= k_partitions.size()) {
    return fail(ErrorCode::malformed,
                "expected an SSCC-96 partition of 0 to 6, got " + std::to_string(sscc.partition));
  }
  const Partition& sizes = k_partitions[sscc.partition];
  if (sscc.company_prefix >= power_of_ten(sizes.company_digits)) {
    return fail(ErrorCode::malformed, "expected a company prefix of at most " +
                                          std::to_string(sizes.company_digits) + " digits");
  }
  if (sscc.serial_reference >= power_of_ten(sizes.serial_digits)) {
    return fail(ErrorCode::malformed, "expected a serial reference of at most " +
                                          std::to_string(sizes.serial_digits) + " digits");
  }
  return {};
}

Uii to_uii(const Sscc96& sscc) {
  assert(validate(sscc));
  const Partition& sizes = k_partitions[sscc.partition];
  bits::BitString coded{k_header, 8};
  coded.append(sscc.filter, 3);
  coded.append(sscc.partition, 3);
  coded.append(sscc.company_prefix, sizes.company_bits);
  coded.append(sscc.serial_reference, sizes.serial_bits);
  coded.append(0, k_unused_bits);
  return Uii::from_bits(coded.to_bytes(), coded.size()).value();
}

Result<Sscc96> sscc_from_uii(const Uii& uii) {
  if (uii.bit_count() != 96 || uii.bytes()[0] != k_header) {
    return fail(ErrorCode::unsupported, "expected 96 bits beginning with the SSCC-96 header 31");
  }
  const auto coded = bits::BitString::from_bytes(uii.bytes(), uii.bit_count()).value();
  Sscc96 sscc;
  sscc.filter = static_cast<std::uint8_t>(coded.value(8, 3));
  sscc.partition = static_cast<std::uint8_t>(coded.value(11, 3));
  if (sscc.partition >= k_partitions.size()) {
    return fail(ErrorCode::malformed, "reserved SSCC-96 partition 7, expected 0 to 6");
  }
  const Partition& sizes = k_partitions[sscc.partition];
  sscc.company_prefix = coded.value(14, sizes.company_bits);
  sscc.serial_reference = coded.value(14 + sizes.company_bits, sizes.serial_bits);
  if (coded.value(96 - k_unused_bits, k_unused_bits) != 0) {
    return fail(ErrorCode::malformed, "expected zeros in the last 24 bits of an SSCC-96");
  }
  if (auto ok = validate(sscc); !ok) return fail(ok.error());
  return sscc;
}

std::string to_urn(const Sscc96& sscc) {
  assert(validate(sscc));
  const Partition& sizes = k_partitions[sscc.partition];
  return std::string(k_urn_prefix) + padded(sscc.company_prefix, sizes.company_digits) + "." +
         padded(sscc.serial_reference, sizes.serial_digits);
}

Result<Sscc96> sscc_from_urn(std::string_view urn, std::uint8_t filter) {
  if (!urn.starts_with(k_urn_prefix)) {
    return fail(ErrorCode::malformed, "expected '" + std::string(k_urn_prefix) + "' at the start",
                Where{.byte_offset = 0});
  }
  const auto rest = urn.substr(k_urn_prefix.size());
  const std::size_t dot = std::min(rest.find('.'), rest.size());
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (i != dot && !is_digit(rest[i])) {
      return fail(ErrorCode::malformed, "expected a digit in an SSCC",
                  Where{.byte_offset = k_urn_prefix.size() + i});
    }
  }
  if (dot < 6 || dot > 12 || rest.size() != k_digits) {
    return fail(ErrorCode::malformed,
                "expected a company prefix of 6 to 12 digits, a dot and a serial reference, "
                "seventeen digits in all");
  }
  Sscc96 sscc{filter, static_cast<std::uint8_t>(12 - dot), number(rest.substr(0, dot)),
              number(rest.substr(dot + 1))};
  if (auto ok = validate(sscc); !ok) return fail(ok.error());
  return sscc;
}

std::string to_digits(const Sscc96& sscc) {
  assert(validate(sscc));
  const Partition& sizes = k_partitions[sscc.partition];
  const std::string serial = padded(sscc.serial_reference, sizes.serial_digits);
  const std::string digits =
      serial.substr(0, 1) + padded(sscc.company_prefix, sizes.company_digits) + serial.substr(1);
  return digits + std::to_string(gs1_check_digit(digits));
}

Result<Sscc96> sscc_from_digits(std::string_view text, int company_prefix_digits,
                                std::uint8_t filter) {
  if (company_prefix_digits < 6 || company_prefix_digits > 12) {
    return fail(ErrorCode::malformed, "expected a company prefix of 6 to 12 digits, got " +
                                          std::to_string(company_prefix_digits));
  }
  constexpr std::string_view application = "(00)";
  const std::size_t start = text.starts_with(application) ? application.size() : 0;
  std::string digits;
  for (std::size_t i = start; i < text.size(); ++i) {
    if (text[i] == ' ') continue;
    if (!is_digit(text[i]) || digits.size() == k_digits) {
      return fail(ErrorCode::malformed, "expected eighteen digits of an SSCC",
                  Where{.byte_offset = i});
    }
    digits += text[i];
  }
  if (digits.size() != k_digits) {
    return fail(ErrorCode::malformed,
                "expected eighteen digits of an SSCC, got " + std::to_string(digits.size()));
  }
  const std::string_view body = std::string_view(digits).substr(0, k_digits - 1);
  const int expected = gs1_check_digit(body);
  if (digits.back() - '0' != expected) {
    return fail(ErrorCode::check_failed, "the check digit of the SSCC is " +
                                             std::string(1, digits.back()) + ", expected " +
                                             std::to_string(expected));
  }
  const auto company = static_cast<std::size_t>(company_prefix_digits);
  const std::string serial = digits.substr(0, 1) + std::string(body.substr(1 + company));
  Sscc96 sscc{filter, static_cast<std::uint8_t>(12 - company), number(body.substr(1, company)),
              number(serial)};
  if (auto ok = validate(sscc); !ok) return fail(ok.error());
  return sscc;
}

int gs1_check_digit(std::string_view digits) {
  int sum = 0;
  int weight = 3;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    sum += weight * (*digit - '0');
    weight = 4 - weight;
  }
  return (10 - sum % 10) % 10;
}

}  // namespace plugtest::identity
