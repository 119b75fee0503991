#include "protocols/total/message.h"

#include <algorithm>
#include <cassert>

namespace plugtest::total {
namespace {

using bits::BitString;

constexpr std::size_t k_crc_bits = 16;

std::size_t width(std::int32_t bits) { return static_cast<std::size_t>(bits); }

/// Type and count of a page; `number` is the first one's number of data pages, or the data page's
/// own number.
BitString open_page(const Profile& profile, bool first, std::size_t number) {
  BitString page;
  page.append(static_cast<std::uint32_t>(first ? profile.first_type : profile.next_type),
              width(first ? profile.first_type_bits : profile.next_type_bits));
  page.append(number, width(first ? profile.first_count_bits : profile.next_count_bits));
  return page;
}

/// The bit that goes into the check at place `i` of `size`: with reflection the last of its byte
/// first; a last byte that is not whole likewise.
std::size_t fed(std::size_t i, std::size_t size, bool reflected) {
  if (!reflected) return i;
  const std::size_t byte = i / 8 * 8;
  return byte + std::min<std::size_t>(8, size - byte) - 1 - (i - byte);
}

std::uint16_t turned(std::uint16_t value) {
  unsigned out = 0;
  for (unsigned bit = 0; bit < 16; ++bit) out |= ((unsigned{value} >> bit) & 1U) << (15U - bit);
  return static_cast<std::uint16_t>(out);
}

/// What the check of a page is computed from: `page` without its check, of which the first `head`
/// bits are type and count.
BitString covered(const Profile& profile, const BitString& page, std::size_t head) {
  return profile.crc_coverage == Coverage::data ? page.slice(head, page.size() - head) : page;
}

}  // namespace

std::uint16_t page_crc(const Profile& profile, const BitString& bits, std::uint16_t preset) {
  std::uint32_t crc = preset;
  const auto polynomial = static_cast<std::uint32_t>(profile.crc_polynomial);
  const bool reflected = profile.crc_reflected != 0;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const bool bit = bits[fed(i, bits.size(), reflected)];
    const bool carry = ((crc >> 15U) & 1U) != (bit ? 1U : 0U);
    crc = (crc << 1U) & 0xFFFFU;
    if (carry) crc ^= polynomial;
  }
  const auto check = static_cast<std::uint16_t>(profile.crc_complement != 0 ? ~crc : crc);
  return profile.crc_bit_order == BitOrder::lsb_first ? turned(check) : check;
}

std::uint16_t page_crc(const Profile& profile, const BitString& bits) {
  return page_crc(profile, bits, static_cast<std::uint16_t>(profile.crc_preset));
}

std::vector<BitString> encode_message(const Profile& profile, const BitString& identity,
                                      const std::vector<BitString>& data) {
  assert(identity.size() == width(profile.first_data_bits));
  std::vector<BitString> pages;
  auto preset = static_cast<std::uint16_t>(profile.crc_preset);
  const auto add = [&](BitString page, const BitString& payload) {
    const std::size_t head = page.size();
    page.append(payload);
    const std::uint16_t crc = page_crc(profile, covered(profile, page, head), preset);
    // The chain goes on from what the check would be, so that the next one covers this page too.
    if (profile.crc_chained != 0) preset = crc;
    const bool zeros = pages.empty() && profile.first_check == FirstCheck::zeros;
    page.append(zeros ? std::uint64_t{0} : crc, k_crc_bits);
    pages.push_back(page);
  };
  add(open_page(profile, true, data.size()), identity);
  for (std::size_t i = 0; i < data.size(); ++i) {
    assert(data[i].size() == width(profile.next_data_bits));
    const bool up = profile.page_numbers == PageNumbers::count_up;
    add(open_page(profile, false, up ? i + 1 : data.size() - 1 - i), data[i]);
  }
  return pages;
}

/// Whether the check of `page`, whose bits are `bits`, is right; goes on with the chain.
bool MessageDecoder::check(const BitString& bits, Page& page) {
  const BitString body = bits.slice(0, bits.size() - k_crc_bits);
  const bool chained = profile_.crc_chained != 0 && !page.first;
  const auto preset = chained ? previous_crc_ : static_cast<std::uint16_t>(profile_.crc_preset);
  const std::uint16_t computed =
      page_crc(profile_, covered(profile_, body, body.size() - page.data.size()), preset);
  const bool zeros = page.first && profile_.first_check == FirstCheck::zeros;
  page.crc_right = page.crc == (zeros ? 0 : computed) && !(chained && chain_broken_);
  chain_broken_ = chain_broken_ || !page.crc_right;
  previous_crc_ = zeros ? computed : page.crc;
  if (page.crc_right && !zeros && (page.first || profile_.first_check == FirstCheck::zeros)) {
    identity_checked_ = true;
  }
  return page.crc_right;
}

Result<Page> MessageDecoder::take(const BitString& bits) {
  const bool first = !any_;
  if (any_ && left_ == 0) return fail(ErrorCode::malformed, "a page after the last one");
  if (bits.size() != width(profile_.page_bits(first))) {
    return fail(ErrorCode::malformed, "expected a page of " +
                                          std::to_string(profile_.page_bits(first)) +
                                          " bits, got " + std::to_string(bits.size()));
  }
  const std::size_t type_bits = width(first ? profile_.first_type_bits : profile_.next_type_bits);
  const std::size_t count_bits =
      width(first ? profile_.first_count_bits : profile_.next_count_bits);
  const std::size_t head = type_bits + count_bits;
  const std::size_t payload_bits = bits.size() - head - k_crc_bits;
  Page page;
  page.first = first;
  page.type = static_cast<std::uint32_t>(bits.value(0, type_bits));
  const auto number = static_cast<std::uint32_t>(bits.value(type_bits, count_bits));
  const bool up = !first && count_bits > 0 && profile_.page_numbers == PageNumbers::count_up;
  page.following = up ? announced_ - std::min(announced_, number) : number;
  page.data = bits.slice(head, payload_bits);
  page.crc = static_cast<std::uint16_t>(bits.value(bits.size() - k_crc_bits, k_crc_bits));
  if (!check(bits, page)) {
    // What the page says of itself cannot be trusted: the known number goes on counting.
    if (first) announced_ = static_cast<std::uint32_t>(profile_.data_pages);
    left_ = first ? announced_ : left_ - 1;
    any_ = true;
    return page;
  }
  const auto type = static_cast<std::uint32_t>(first ? profile_.first_type : profile_.next_type);
  if (type_bits > 0 && page.type != type) {
    return fail(ErrorCode::malformed, "expected a page of type " + std::to_string(type) + ", got " +
                                          std::to_string(page.type));
  }
  if (first) {
    announced_ = count_bits > 0 ? number : static_cast<std::uint32_t>(profile_.data_pages);
    left_ = announced_;
  } else {
    const std::uint32_t expected = up ? announced_ - left_ + 1 : left_ - 1;
    if (count_bits > 0 && number != expected) {
      return fail(ErrorCode::malformed, "expected a page that says " +
                                            (up ? "it is number " + std::to_string(expected)
                                                : std::to_string(expected) + " follow") +
                                            ", got " + std::to_string(number));
    }
    --left_;
  }
  any_ = true;
  return page;
}

void MessageDecoder::skip() {
  chain_broken_ = true;
  if (left_ > 0) --left_;
}

std::string to_string(const Page& page) {
  std::string hex;
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (std::size_t at = 0; at < page.data.size(); at += 4) {
    const std::size_t bits = std::min<std::size_t>(4, page.data.size() - at);
    hex += digits[page.data.value(at, bits) << (4 - bits)];
  }
  std::string crc;
  for (unsigned shift = 16; shift > 0; shift -= 4) crc += digits[(page.crc >> (shift - 4U)) & 0xFU];
  return std::string(page.first ? "identity page" : "data page") +
         " type=" + std::to_string(page.type) + " following=" + std::to_string(page.following) +
         (page.first ? " identity=" : " data=") + hex + " crc=" + crc +
         (page.crc_right ? " right" : " wrong");
}

}  // namespace plugtest::total
