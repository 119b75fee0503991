#pragma once

#include "harness/lab/gen2_dialogue.h"
#include "harness/lab/gen2_frames.h"
#include "harness/lab/gen2_habits.h"
#include "harness/lab/gen2_log.h"
#include "harness/lab/gen2_tags.h"
#include "protocols/gen2/reply.h"
#include "protocols/gen2/tag.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::lab {

/// One slot as the reader saw it.
struct SlotResult {
  enum class Kind : std::uint8_t { empty, collision, single };
  Kind kind = Kind::empty;
  gen2::Time end{};      ///< when the next command may begin
  bool decoded = false;  ///< `epc` holds an intact reply, which ended at `decoded_at`
  gen2::Time decoded_at{};
  std::uint32_t tag = 0;  ///< who sent it (for the level; the reader knows `epc` only)
  bits::BitString epc{};
  gen2::EpcReply reply{};  ///< what `epc` says
  std::uint16_t rn16 = 0;  ///< the tag was acknowledged with; opens the way to access
};

/// Whom the rounds are for.
struct Gen2Approach {
  std::vector<gen2::Select> selects{};  ///< sent before the first round after a restart
  gen2::Sel sel = gen2::Sel::all;
};

/// The reader's side of Gen2 inventory rounds: sends Select, Query, QueryAdjust, QueryRep, ACK and
/// NAK as exact frames and listens. Gen2Chooser says with which Q and target.
class Gen2Round {
 public:
  /// `habits`: how Q and target are chosen. `bystanders` and `log` may be null; they must outlive
  /// the round.
  Gen2Round(const gen2::LinkProfile& link, gen2::Session session, std::uint8_t initial_q,
            const Gen2Habits& habits = {}, Bystanders* bystanders = nullptr, Gen2Log* log = nullptr,
            Gen2Approach approach = {});
  Gen2Round(const Gen2Round&) = delete;
  Gen2Round& operator=(const Gen2Round&) = delete;

  /// Plays one slot whose command begins at `now`.
  void slot(gen2::Time now, const Gen2Scene& scene, SlotResult& result);

  /// A last QueryRep, so that a tag just read turns its flag. Returns its end.
  gen2::Time wind_up(gen2::Time now, Gen2Tags& tags);

  /// For what the reader says to a tag between two slots.
  Gen2Dialogue& dialogue() { return dialogue_; }

  /// Forgets the round and starts anew: the tags have lost their power.
  void restart();

 private:
  gen2::Time select(gen2::Time now, Gen2Tags& tags);
  gen2::Time open_slot(gen2::Time now, Gen2Tags& tags);
  void acknowledge(std::uint16_t rn16, gen2::Time now, const Gen2Scene& scene, SlotResult& result);

  std::vector<gen2::Select> selects_;
  Gen2Frames frames_;
  Gen2Dialogue dialogue_;
  Gen2Chooser chooser_;
  std::optional<gen2::UpDn> adjust_;
  bool in_round_ = false;
  bool selected_ = false;
  std::uint32_t slots_left_ = 0;
  std::vector<Rn16Answer> rn16s_;
  std::vector<TagAnswer> unanswered_;  ///< of NAK; stays empty
};

}  // namespace plugtest::lab
