#pragma once

#include "harness/lab/field.h"
#include "harness/lab/gen2_frames.h"
#include "harness/lab/gen2_tags.h"
#include "harness/lab/receiver.h"
#include "protocols/gen2/q_algorithm.h"
#include "protocols/gen2/tag.h"

#include <cstdint>
#include <optional>
#include <span>
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
};

/// The reader's side of Gen2 inventory rounds: sends Query, QueryAdjust, QueryRep, ACK and NAK as
/// exact frames, listens, and chooses Q by annex D.
///
/// Single target: every Query asks for A, so a tag is read again only after its flag has fallen
/// back. A round ends when 2^Q slots have passed since its last Query or QueryAdjust; the next one
/// begins at once with the Q that the algorithm has come to.
class Gen2Round {
 public:
  Gen2Round(const gen2::LinkProfile& link, gen2::Session session, std::uint8_t initial_q);

  /// Plays one slot whose command begins at `now`. `links`: one per tag.
  void slot(gen2::Time now, Gen2Tags& tags, std::span<const Link> links, Receiver& receiver,
            SlotResult& result);

  /// A last QueryRep, so that a tag just read turns its flag. Returns its end.
  gen2::Time wind_up(gen2::Time now, Gen2Tags& tags);

  /// Forgets the round and starts anew with the first Q: the tags have lost their power.
  void restart();

 private:
  gen2::Time open_slot(gen2::Time now, Gen2Tags& tags);
  void acknowledge(std::uint16_t rn16, gen2::Time now, Gen2Tags& tags, std::span<const Link> links,
                   Receiver& receiver, SlotResult& result);
  gen2::QAlgorithm fresh_q() const;

  Gen2Frames frames_;
  std::uint8_t initial_q_;
  gen2::QAlgorithm q_;
  std::optional<gen2::UpDn> adjust_;
  std::uint32_t slots_left_ = 0;
  std::vector<Rn16Answer> rn16s_;
  std::vector<EpcAnswer> epcs_;
  std::vector<std::int32_t> levels_;
};

}  // namespace plugtest::lab
