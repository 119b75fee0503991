#include "protocols/identity/text_form.h"

#include "protocols/bits/bit_string.h"
#include "protocols/identity/sscc.h"

#include <algorithm>

namespace plugtest::identity {
namespace {

constexpr std::size_t k_character_bits = 6;
constexpr std::size_t k_word_bits = 16;
constexpr std::size_t k_longest_bits = 496;  // what the PC's length can say
constexpr std::uint64_t k_blank = 0b100000;
constexpr std::string_view k_s10_prefix = "S10 ";
constexpr std::string_view k_s9_prefix = "S9 ";
constexpr std::string_view k_urn_prefix = "urn:";

std::size_t whole_words(std::size_t bits) {
  return (bits + k_word_bits - 1) / k_word_bits * k_word_bits;
}

/// An error in the part of a text that begins at `start`.
tl::unexpected<Error> fail_behind(std::size_t start, Error error) {
  if (error.where.byte_offset) *error.where.byte_offset += start;
  return fail(std::move(error));
}

TagIdentity iso_tag(const Uii& uii, std::uint8_t afi) {
  return {iso_pc(uii.bit_count(), afi), uii};
}

}  // namespace

Result<Uii> pack_six_bit(std::string_view text, std::size_t least_bits) {
  const std::size_t size = whole_words(std::max(text.size() * k_character_bits, least_bits));
  if (size > k_longest_bits) {
    return fail(ErrorCode::malformed, "text too long for a UII, expected at most " +
                                          std::to_string(k_longest_bits / k_character_bits) +
                                          " characters");
  }
  bits::BitString packed;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] < 0x20 || text[i] > 0x5F) {
      return fail(ErrorCode::malformed, "expected capital letters, digits and signs only",
                  Where{.byte_offset = i});
    }
    packed.append(static_cast<std::uint64_t>(text[i]), k_character_bits);
  }
  while (packed.size() < size) {
    const std::size_t room = std::min(k_character_bits, size - packed.size());
    packed.append(k_blank >> (k_character_bits - room), room);
  }
  return Uii::from_bits(packed.to_bytes(), packed.size());
}

Result<std::string> unpack_six_bit(const Uii& uii) {
  const auto packed = bits::BitString::from_bytes(uii.bytes(), uii.bit_count()).value();
  const std::size_t count = packed.size() / k_character_bits;
  const std::size_t rest = packed.size() % k_character_bits;
  if (packed.value(count * k_character_bits, rest) != k_blank >> (k_character_bits - rest)) {
    return fail(ErrorCode::malformed, "expected padding behind the last six-bit character");
  }
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = static_cast<unsigned>(packed.value(i * k_character_bits, k_character_bits));
    text += static_cast<char>(code < 0x20 ? code + 0x40 : code);
  }
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

TagIdentity to_tag(const S10& item, std::uint8_t afi, std::size_t least_bits) {
  return iso_tag(pack_six_bit(to_string(item), least_bits).value(), afi);
}

TagIdentity to_tag(const S9& receptacle, std::uint8_t afi) {
  return iso_tag(pack_six_bit(to_string(receptacle)).value(), afi);
}

std::string describe(const Uii& uii, const PcWord& pc) {
  if (!pc.iso) {
    const auto sscc = sscc_from_uii(uii);
    return sscc ? to_urn(*sscc) : uii.to_hex();
  }
  if (const auto text = unpack_six_bit(uii)) {
    if (const auto item = parse_s10(*text)) return std::string(k_s10_prefix) + to_string(*item);
    if (parse_s9(*text)) return std::string(k_s9_prefix) + *text;
  }
  return uii.to_hex();
}

Result<TagIdentity> parse_tag_identity(std::string_view text, std::uint8_t afi) {
  if (text.starts_with(k_s10_prefix)) {
    const auto item = parse_s10(text.substr(k_s10_prefix.size()));
    if (!item) return fail_behind(k_s10_prefix.size(), item.error());
    return to_tag(*item, afi);
  }
  if (text.starts_with(k_s9_prefix)) {
    const auto receptacle = parse_s9(text.substr(k_s9_prefix.size()));
    if (!receptacle) return fail_behind(k_s9_prefix.size(), receptacle.error());
    return to_tag(receptacle->value, afi);
  }
  if (text.starts_with(k_urn_prefix)) {
    const auto sscc = sscc_from_urn(text);
    if (!sscc) return fail(sscc.error());
    const Uii uii = to_uii(*sscc);
    return TagIdentity{epc_pc(uii.bit_count()), uii};
  }
  const auto uii = Uii::from_hex(text);
  if (!uii) return fail(uii.error());
  if (uii->bit_count() > k_longest_bits || uii->bit_count() % k_word_bits != 0) {
    return fail(ErrorCode::malformed,
                "expected a UII of whole words (four digits each) and at most " +
                    std::to_string(k_longest_bits) + " bits, got " +
                    std::to_string(uii->bit_count()) + " bits");
  }
  return TagIdentity{epc_pc(uii->bit_count()), *uii};
}

}  // namespace plugtest::identity
