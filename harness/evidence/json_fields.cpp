#include "harness/evidence/json_fields.h"

#include "protocols/bits/hex.h"

#include <charconv>
#include <system_error>

namespace plugtest::evidence::json_fields {

std::string Loader::text(const Json& json, const std::string& path) {
  if (!json.is_string()) throw Misfit(expected(path, "a text"));
  return json.get<std::string>();
}

std::uint64_t Loader::parse_unsigned(const std::string& text, const std::string& path) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc{} || stop != end) {
    throw Misfit(expected(path, "a whole number of up to 64 bits, as text"));
  }
  return value;
}

// The text form of Uii::to_hex(): digits, and "/bits" where they are no multiple of four.
void Loader::load(const Json& json, const std::string& path, identity::Uii& uii) {
  std::string digits = text(json, path);
  std::optional<std::uint64_t> bits;
  if (const auto slash = digits.find('/'); slash != std::string::npos) {
    bits = parse_unsigned(digits.substr(slash + 1), path);
    digits.resize(slash);
  }
  const std::uint64_t count = bits.value_or(4U * digits.size());
  if (digits.size() % 2 != 0) digits += '0';
  const auto bytes = bits::parse_hex(digits);
  if (!bytes || count > 8U * bytes->size()) throw Misfit(expected(path, "a UII in hexadecimal"));
  const auto parsed = identity::Uii::from_bits(*bytes, static_cast<std::size_t>(count));
  if (!parsed) throw Misfit(expected(path, "a UII of at most 512 bits"));
  uii = *parsed;
}

void Loader::load(const Json& json, const std::string& path, bits::BitString& bits) {
  const auto parsed = bits::BitString::from_text(text(json, path));
  if (!parsed) throw Misfit(expected(path, "bits as a text of 0 and 1"));
  bits = *parsed;
}

std::string print(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

Json parse(std::string_view text) {
  try {
    return Json::parse(text);
  } catch (const Json::exception& error) {
    throw Misfit(std::string("expected JSON: ") + error.what());
  }
}

}  // namespace plugtest::evidence::json_fields
