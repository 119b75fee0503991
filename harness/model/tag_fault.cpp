#include "harness/model/tag_fault.h"

#include <array>
#include <cassert>

namespace plugtest::model {
namespace {

constexpr std::array<TagFaultInfo, 7> k_catalogue{{
    {TagFault::wrong_crc, "wrong-crc", "one-in", 4,
     "The CRC of one UII reply in so many does not fit."},
    {TagFault::wrong_pc_length, "wrong-pc-length", "words", 1,
     "The length in the PC is so many words more than the UII has."},
    {TagFault::stuck_flag, "stuck-flag", "", 0, "The inventoried flags stay A."},
    {TagFault::narrow_blf, "narrow-blf", "khz", 320,
     "Does not answer Queries that ask for a higher backscatter frequency."},
    {TagFault::late_reply, "late-reply", "us", 20,
     "Replies begin so many microseconds after the latest moment allowed."},
    {TagFault::no_write, "no-write", "", 0, "Refuses every write, lock and kill."},
    {TagFault::shifted_identity, "shifted-identity", "", 0,
     "Type D: the identity page is shifted by one bit."},
}};

}  // namespace

std::span<const TagFaultInfo> tag_fault_catalogue() { return k_catalogue; }

const TagFaultInfo& info(TagFault fault) {
  const auto index = static_cast<std::size_t>(fault);
  assert(index < k_catalogue.size() && k_catalogue[index].fault == fault);
  return k_catalogue[index];
}

std::optional<PlantedTagFault> find(std::span<const PlantedTagFault> faults, TagFault fault) {
  for (const PlantedTagFault& planted : faults) {
    if (planted.fault == fault) return planted;
  }
  return std::nullopt;
}

}  // namespace plugtest::model
