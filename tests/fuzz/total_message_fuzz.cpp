// Type D pages and chips by any sound profile. A message that is sent must come back from its
// chips and pages; any chips and any pages must be taken or refused, and never lead to more pages
// than the first one can announce.

#include "protocols/total/message.h"
#include "tests/fuzz/script.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace plugtest;
using bits::BitString;
using fuzz::require;
using fuzz::Script;

/// The defaults with some parameters changed; nothing when they do not fit each other.
Result<total::Profile> profile_of(Script& script) {
  total::Profile profile = total::default_profile();
  const auto table = total::parameters();
  for (std::uint32_t changes = script.up_to(12); changes > 0; --changes) {
    const total::Parameter& parameter =
        table[script.up_to(static_cast<std::uint32_t>(table.size() - 1))];
    const auto span = static_cast<std::uint32_t>(parameter.maximum - parameter.minimum);
    parameter.set(profile, parameter.minimum + static_cast<std::int32_t>(script.up_to(span)));
  }
  if (auto sound = total::validate(profile); !sound) return fail(sound.error());
  return profile;
}

std::size_t width(std::int32_t bits) { return static_cast<std::size_t>(bits); }

/// All pages in one string; empty when they are too long for one.
BitString joined(const std::vector<BitString>& pages) {
  BitString all;
  for (const BitString& page : pages) {
    if (all.size() + page.size() > BitString::k_max_bits) return {};
    all.append(page);
  }
  return all;
}

void send(const total::Profile& profile, Script& script) {
  const BitString identity = script.bits(width(profile.first_data_bits));
  std::vector<BitString> data(width(profile.data_pages));
  for (BitString& page : data) page = script.bits(width(profile.next_data_bits));
  const auto pages = total::encode_message(profile, identity, data);
  require(pages.size() == data.size() + 1);
  total::MessageDecoder decoder(profile);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    require(!decoder.complete());
    require(pages[i].size() == width(profile.page_bits(i == 0)));
    const auto page = decoder.take(pages[i]);
    require(page.has_value() && page->crc_right && page->first == (i == 0));
    require(page->data == (i == 0 ? identity : data[i - 1]));
    require(!total::to_string(*page).empty());
  }
  require(decoder.complete() && decoder.identity_checked() && !decoder.take(pages.back()));

  const total::Chips chips = total::encode_chips(profile, pages);
  const BitString all = joined(pages);
  const auto heard = total::decode_chips(profile, chips);
  if (all.empty()) {
    require(!heard);
  } else {
    require(heard == all);
  }
}

void hear_chips(const total::Profile& profile, Script script) {
  total::Chips chips;
  for (const std::uint8_t byte : script.rest()) {
    for (unsigned bit = 0; bit < 8; ++bit) chips.push_back((byte >> (7U - bit)) & 1U);
  }
  const auto heard = total::decode_chips(profile, chips);
  if (!heard) {
    require(heard.error().where.byte_offset.value_or(0) <= chips.size());
    return;
  }
  require(heard->size() <= BitString::k_max_bits);
  const total::Chips again = total::encode_chips(profile, {*heard});
  require(total::decode_chips(profile, again) == *heard);
  if (profile.coding != total::Coding::miller2) {
    // The chips of the data have one spelling; what stands before the sync is not looked at.
    const auto data = static_cast<std::ptrdiff_t>(heard->size() * 4);
    require(std::equal(again.end() - data, again.end(), chips.end() - data, chips.end()));
  }
}

void hear_pages(const total::Profile& profile, Script script) {
  total::MessageDecoder decoder(profile);
  std::size_t taken = 0;
  while (!script.empty()) {
    const std::uint8_t how = script.byte();
    const bool complete = decoder.complete();
    BitString page = script.bits(width(profile.page_bits(taken == 0)));
    if (how % 4 != 0) {
      // With its check, as if it were the first or not chained.
      page = page.slice(0, page.size() - 16);
      page.append(total::page_crc(profile, page, static_cast<std::uint16_t>(profile.crc_preset)),
                  16);
    }
    if (how % 8 == 1) page = page.slice(0, page.size() - 1);
    const auto read = decoder.take(page);
    if (!read) {
      require(!read.error().message.empty());
      continue;
    }
    require(!complete && read->first == (taken == 0));
    require(read->data.size() ==
            width(read->first ? profile.first_data_bits : profile.next_data_bits));
    ++taken;
    require(taken <= 256);  // a count has at most eight bits
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Script script(data, size);
  const auto profile = profile_of(script);
  if (!profile) return 0;
  hear_chips(*profile, script);
  hear_pages(*profile, script);
  send(*profile, script);
  return 0;
}
