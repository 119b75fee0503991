#include "protocols/total/message.h"

#include <cassert>

namespace plugtest::total {
namespace {

using bits::BitString;

constexpr std::size_t k_crc_bits = 16;

std::size_t width(std::int32_t bits) { return static_cast<std::size_t>(bits); }

BitString open_page(const Profile& profile, bool first, std::size_t following) {
  BitString page;
  page.append(static_cast<std::uint32_t>(first ? profile.first_type : profile.next_type),
              width(first ? profile.first_type_bits : profile.next_type_bits));
  page.append(following, width(first ? profile.first_count_bits : profile.next_count_bits));
  return page;
}

}  // namespace

std::uint16_t page_crc(const Profile& profile, const BitString& bits, std::uint16_t preset) {
  std::uint32_t crc = preset;
  const auto polynomial = static_cast<std::uint32_t>(profile.crc_polynomial);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const bool carry = ((crc >> 15U) & 1U) != (bits[i] ? 1U : 0U);
    crc = (crc << 1U) & 0xFFFFU;
    if (carry) crc ^= polynomial;
  }
  return static_cast<std::uint16_t>(profile.crc_complement != 0 ? ~crc : crc);
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
    page.append(payload);
    const std::uint16_t crc = page_crc(profile, page, preset);
    if (profile.crc_chained != 0) preset = crc;
    page.append(crc, k_crc_bits);
    pages.push_back(page);
  };
  add(open_page(profile, true, data.size()), identity);
  for (std::size_t i = 0; i < data.size(); ++i) {
    assert(data[i].size() == width(profile.next_data_bits));
    add(open_page(profile, false, data.size() - 1 - i), data[i]);
  }
  return pages;
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
  page.following = static_cast<std::uint32_t>(bits.value(type_bits, count_bits));
  page.data = bits.slice(head, payload_bits);
  page.crc = static_cast<std::uint16_t>(bits.value(bits.size() - k_crc_bits, k_crc_bits));
  const bool chained = profile_.crc_chained != 0 && !first;
  const auto preset = chained ? previous_crc_ : static_cast<std::uint16_t>(profile_.crc_preset);
  page.crc_right = !(chained && chain_broken_) &&
                   page_crc(profile_, bits.slice(0, bits.size() - k_crc_bits), preset) == page.crc;
  chain_broken_ = chain_broken_ || !page.crc_right;
  previous_crc_ = page.crc;
  if (!page.crc_right) {
    // What the page says of itself cannot be trusted: the known number goes on counting down.
    left_ = first ? static_cast<std::uint32_t>(profile_.data_pages) : left_ - 1;
    any_ = true;
    return page;
  }
  const auto type = static_cast<std::uint32_t>(first ? profile_.first_type : profile_.next_type);
  if (type_bits > 0 && page.type != type) {
    return fail(ErrorCode::malformed, "expected a page of type " + std::to_string(type) + ", got " +
                                          std::to_string(page.type));
  }
  if (first) {
    left_ = count_bits > 0 ? page.following : static_cast<std::uint32_t>(profile_.data_pages);
  } else {
    if (count_bits > 0 && page.following != left_ - 1) {
      return fail(ErrorCode::malformed, "expected a page that says " + std::to_string(left_ - 1) +
                                            " follow, got " + std::to_string(page.following));
    }
    --left_;
  }
  any_ = true;
  return page;
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
