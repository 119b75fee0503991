#pragma once

#include "harness/lab/field.h"
#include "harness/lab/gen2_frames.h"
#include "harness/lab/gen2_habits.h"
#include "harness/lab/gen2_log.h"
#include "harness/lab/gen2_tags.h"
#include "harness/lab/receiver.h"
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

/// Whoever shares the air with a round without taking part in it.
class Bystanders {
 public:
  virtual ~Bystanders() = default;
  /// The reader modulates its carrier from `begin` to `end`.
  virtual void hear_command(gen2::Time begin, gen2::Time end) = 0;
  /// The reader listens. The answer is the power of what is sent meanwhile, at its port.
  virtual std::int32_t talk_into(gen2::Time begin, gen2::Time end) = 0;
};

/// The reader's side of Gen2 inventory rounds: sends Query, QueryAdjust, QueryRep, ACK and NAK as
/// exact frames and listens. Gen2Chooser says with which Q and target.
class Gen2Round {
 public:
  /// `habits`: how Q and target are chosen. `bystanders` and `log` may be null; they must outlive
  /// the round.
  Gen2Round(const gen2::LinkProfile& link, gen2::Session session, std::uint8_t initial_q,
            const Gen2Habits& habits = {}, Bystanders* bystanders = nullptr,
            Gen2Log* log = nullptr);

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
  void log_replies(gen2::ReplyKind kind, gen2::Time begin, gen2::Time end,
                   const Reception& reception, std::int32_t besides);
  void sent(gen2::Time begin, gen2::Time end, const gen2::Command& command);
  std::int32_t heard_besides(gen2::Time begin, gen2::Time end);
  /// Listens to the replies whose levels are in levels_: until `given_up` when there is nothing to
  /// be heard by then, else until `end`. What others send meanwhile goes to `besides`.
  Reception listen(gen2::Time asked, gen2::Time given_up, gen2::Time end, std::size_t bits,
                   Receiver& receiver, std::int32_t& besides);

  Gen2Frames frames_;
  Gen2Chooser chooser_;
  Bystanders* bystanders_;
  Gen2Log* log_;
  std::optional<gen2::UpDn> adjust_;
  bool in_round_ = false;
  std::uint32_t slots_left_ = 0;
  std::vector<Rn16Answer> rn16s_;
  std::vector<EpcAnswer> epcs_;
  std::vector<std::int32_t> levels_;
};

}  // namespace plugtest::lab
