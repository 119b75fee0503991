#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/gen2/command.h"
#include "protocols/gen2/tag.h"

#include <cstdint>
#include <vector>

namespace plugtest::lab {

/// A tag's answer to Query, QueryAdjust or QueryRep.
struct Rn16Answer {
  std::uint32_t tag = 0;
  std::uint16_t rn16 = 0;

  bool operator==(const Rn16Answer&) const = default;
};

/// A tag's answer to any other command.
struct TagAnswer {
  std::uint32_t tag = 0;
  gen2::TagReply reply{};
};

/// All Type C tags of a load, as one party: a reader speaks, and those who must answer do. Times
/// are those of the command's end; answers come in the order of the tags' numbers. The answer
/// vectors are cleared first.
///
/// How the commands get to the tags is the implementation's business; what the tags do is
/// gen2::Tag's. SlottedTags is the fast way; tests hold it against telling every tag everything.
class Gen2Tags {
 public:
  virtual ~Gen2Tags() = default;
  virtual void power_up(std::uint32_t tag, gen2::Time now) = 0;
  virtual void power_down(std::uint32_t tag, gen2::Time now) = 0;
  virtual void query(const gen2::Query& query, gen2::Time now,
                     std::vector<Rn16Answer>& answers) = 0;
  virtual void query_adjust(const gen2::QueryAdjust& adjust, gen2::Time now,
                            std::vector<Rn16Answer>& answers) = 0;
  virtual void query_rep(const gen2::QueryRep& rep, gen2::Time now,
                         std::vector<Rn16Answer>& answers) = 0;
  virtual void select(const gen2::Select& select, gen2::Time now) = 0;
  /// Any other command: ACK, NAK, Req_RN and access. Only tags that have answered in this slot act
  /// on one.
  virtual void tell(const gen2::Command& command, gen2::Time now,
                    std::vector<TagAnswer>& answers) = 0;
  /// Whether the field is strong enough for the tag to write.
  virtual void set_can_write(std::uint32_t tag, bool can) = 0;
  /// How well the tag hears commands from now on: Link::hearing_mdb. Some it may miss.
  virtual void set_hearing(std::uint32_t tag, std::int32_t margin_mdb) = 0;
  /// Whether the tag missed the last command.
  virtual bool missed(std::uint32_t tag) const = 0;
};

}  // namespace plugtest::lab
