// Chips of Type D messages: any coding.

#include "protocols/total/codings.h"

#include <optional>

namespace plugtest::total {
namespace {

using bits::BitString;

/// One coding as a row of functions.
struct Coder {
  Chips (*head)(const Profile&);
  Chips (*mark)(const Profile&);
  void (*put)(const Profile&, const std::vector<BitString>&, Chips&);
  Result<BitString> (*take)(const Profile&, const Chips&, std::size_t);
  bool polarity;  ///< whether the sync may not come inverted
};

Coder coder_of(Coding coding) {
  switch (coding) {
    case Coding::ppe:
      return {ppe::head, ppe::mark, ppe::put, ppe::take, true};
    case Coding::miller2:
      // Whether the subcarrier runs upright means nothing on the air.
      return {miller::head, miller::mark, miller::put, miller::take, false};
    case Coding::pwm:
      break;
  }
  return {pwm::head, pwm::mark, pwm::put, pwm::take, true};
}

/// The chip behind the first sync.
std::optional<std::size_t> data_begin(const Coder& coder, const Profile& profile,
                                      const Chips& chips) {
  const Chips mark = coder.mark(profile);
  const auto is_mark = [&](std::size_t at) {
    const bool inverted = !coder.polarity && (chips[at] != 0) != (mark[0] != 0);
    for (std::size_t i = 0; i < mark.size(); ++i) {
      if ((chips[at + i] != 0) != ((mark[i] != 0) != inverted)) return false;
    }
    return true;
  };
  for (std::size_t at = 0; at + mark.size() <= chips.size(); ++at) {
    if (is_mark(at)) return at + mark.size();
  }
  return std::nullopt;
}

}  // namespace

tl::unexpected<Error> bad_chips(std::string why, std::size_t chip) {
  Where where;
  where.byte_offset = chip;
  return fail(ErrorCode::malformed, std::move(why), std::move(where));
}

bool sync_stands_out(const Profile& profile) {
  const Coder coder = coder_of(profile.coding);
  Chips chips(coder.mark(profile).size(), 0);
  const Chips head = coder.head(profile);
  chips.insert(chips.end(), head.begin(), head.end());
  return data_begin(coder, profile, chips) == chips.size();
}

Chips encode_chips(const Profile& profile, const std::vector<BitString>& pages) {
  const Coder coder = coder_of(profile.coding);
  Chips chips = coder.head(profile);
  coder.put(profile, pages, chips);
  return chips;
}

Result<BitString> decode_chips(const Profile& profile, const Chips& chips) {
  const Coder coder = coder_of(profile.coding);
  const auto at = data_begin(coder, profile, chips);
  if (!at) return bad_chips("there is no sync", chips.size());
  return coder.take(profile, chips, *at);
}

}  // namespace plugtest::total
