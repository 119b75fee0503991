// Any bytes as the text of a postal identifier, and as the memory of a tag: no parser may crash,
// and what is understood must survive being written and read again.

#include "protocols/identity/s10.h"
#include "protocols/identity/s9.h"
#include "protocols/identity/sscc.h"
#include "protocols/identity/text_form.h"
#include "protocols/identity/uii.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

namespace {

using namespace plugtest;
using namespace plugtest::identity;

constexpr std::uint8_t k_afi = 0xC0;

void require(bool condition) {
  if (!condition) std::abort();
}

void as_text(std::string_view text) {
  if (const auto item = parse_s10(text)) {
    require(parse_s10(identity::to_string(*item)) == *item);
    require(!service_name(*item).empty());
    const auto tag = to_tag(*item, k_afi);
    require(describe(tag.uii, tag.pc) == "S10 " + identity::to_string(*item));
  }
  if (const auto receptacle = parse_s9(text)) {
    require(identity::to_string(receptacle->value) == text);
  }
  if (const auto dispatch = parse_s8(text)) require(identity::to_string(dispatch->value) == text);
  if (const auto uii = Uii::from_hex(text)) require(Uii::from_hex(uii->to_hex()) == *uii);
  if (const auto sscc = sscc_from_urn(text)) {
    require(to_urn(*sscc) == text);
    require(sscc_from_uii(to_uii(*sscc)) == *sscc);
  }
  for (int digits = 6; digits <= 12; ++digits) {
    if (const auto sscc = sscc_from_digits(text, digits)) {
      require(sscc_from_digits(to_digits(*sscc), digits) == *sscc);
    }
  }
  if (const auto packed = pack_six_bit(text)) require(unpack_six_bit(*packed).has_value());
  if (const auto tag = parse_tag_identity(text, k_afi)) {
    const auto again = parse_tag_identity(describe(tag->uii, tag->pc), k_afi);
    require(again == *tag);
  }
}

void as_memory(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 2) return;
  const auto pc = pc_from_word(static_cast<std::uint16_t>(bytes[0] * 256U + bytes[1]));
  const auto content = bytes.subspan(2);
  for (const std::size_t cut : {0U, 3U}) {
    if (content.size() * 8 < cut) continue;
    const auto uii = Uii::from_bits(content, content.size() * 8 - cut);
    if (uii) require(uii->empty() || !describe(*uii, pc).empty());
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  as_text(std::string(bytes.begin(), bytes.end()));
  as_memory(bytes);
  return 0;
}
