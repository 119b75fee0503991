#pragma once

#include "harness/lab/gen2_tags.h"
#include "harness/lab/missed_commands.h"

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace plugtest::lab {

/// Gen2Tags whose cost per slot does not depend on the tags that cannot answer in it.
///
/// Tags that wait for their slot lie in buckets, one per slot, instead of counting down; tags that
/// are not asked for (their flag is B) sleep until their S1 flag falls back, or another Query is
/// sent. Both give the same answers as gen2::Tag::receive for every command and tag, as long as
/// fewer than 2^15 QueryReps follow a Query or QueryAdjust: a round has no more slots, so a slot
/// counter that wrapped to 7FFFh never runs out.
class SlottedTags final : public Gen2Tags {
 public:
  /// The tags must outlive this object; they keep their flags from load to load. A null pointer
  /// stands for a number of the load that is no Type C tag: it is never powered here.
  /// `seed`: of what they miss.
  explicit SlottedTags(std::vector<gen2::Tag*> tags, std::uint64_t seed = 0);

  void power_up(std::uint32_t tag, gen2::Time now) override;
  void power_down(std::uint32_t tag, gen2::Time now) override;
  void query(const gen2::Query& query, gen2::Time now, std::vector<Rn16Answer>& answers) override;
  void query_adjust(const gen2::QueryAdjust& adjust, gen2::Time now,
                    std::vector<Rn16Answer>& answers) override;
  void query_rep(const gen2::QueryRep& rep, gen2::Time now,
                 std::vector<Rn16Answer>& answers) override;
  void select(const gen2::Select& select, gen2::Time now) override;
  void tell(const gen2::Command& command, gen2::Time now, std::vector<TagAnswer>& answers) override;
  void set_can_write(std::uint32_t tag, bool can) override { tags_[tag]->set_can_write(can); }
  void set_hearing(std::uint32_t tag, std::int32_t margin_mdb) override {
    misses_.set_margin(tag, margin_mdb);
  }
  bool missed(std::uint32_t tag) const override { return misses_.missed(tag); }
  bool range_reduced(std::uint32_t tag) const { return tags_[tag]->range_reduced(); }

 private:
  static constexpr std::uint32_t k_none = 0xFFFFFFFF;

  struct Sleeper {
    gen2::Time wake;
    std::uint32_t tag;
    bool operator>(const Sleeper& other) const {
      return wake != other.wake ? wake > other.wake : tag > other.tag;
    }
  };

  void wake(std::uint32_t tag);
  void sleep(std::uint32_t tag, gen2::Time now);
  void forget(std::uint32_t tag);
  void wake_due(gen2::Time now);
  /// Sends a command. Who misses it has got no valid one within T2 of its own reply, if it gave one
  /// (6.3.2.4.3, 6.3.2.4.4): the next command must not count as the one after a successful ACK.
  void send(const gen2::Command& command);
  /// Before a command that every powered tag acts on: nobody has a slot or a reply to follow up any
  /// more, except those who missed it.
  void end_slots();
  void put(std::uint32_t tag, std::uint32_t slot);
  void take_out(std::uint32_t tag);
  void sort_in(std::uint32_t tag, std::vector<Rn16Answer>& answers);

  std::vector<gen2::Tag*> tags_;
  std::vector<std::uint32_t> awake_;     ///< powered tags that the next Query concerns
  std::vector<std::uint32_t> awake_at_;  ///< position in awake_, or k_none
  std::priority_queue<Sleeper, std::vector<Sleeper>, std::greater<>> sleepers_;
  std::vector<std::uint32_t> asleep_;  ///< powered tags that the last Query did not ask for
  std::vector<std::uint32_t> asleep_at_;
  std::vector<std::uint32_t> bucket_;   ///< first tag of each slot, or k_none
  std::vector<std::uint32_t> next_;     ///< next tag of the same slot
  std::vector<std::uint32_t> in_slot_;  ///< the bucket that a tag is in, or k_none
  std::size_t buckets_used_ = 0;
  std::uint32_t slot_ = 0;             ///< QueryReps since the last Query or QueryAdjust
  std::vector<std::uint32_t> active_;  ///< answered in this slot
  std::vector<std::uint32_t> kept_;    ///< active_ of those who missed a command
  gen2::Query last_query_{};
  MissedCommands misses_;
};

}  // namespace plugtest::lab
