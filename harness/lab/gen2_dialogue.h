#pragma once

#include "harness/lab/field.h"
#include "harness/lab/gen2_frames.h"
#include "harness/lab/gen2_log.h"
#include "harness/lab/gen2_tags.h"
#include "harness/lab/receiver.h"
#include "protocols/gen2/reply.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::lab {

/// Whoever shares the air with a round without taking part in it.
class Bystanders {
 public:
  virtual ~Bystanders() = default;
  /// The reader modulates its carrier from `begin` to `end`.
  virtual void hear_command(gen2::Time begin, gen2::Time end) = 0;
  /// The reader listens. The answer is the power of what is sent meanwhile, at its port.
  virtual std::int32_t talk_into(gen2::Time begin, gen2::Time end) = 0;
};

/// How well a tag keeps the times of its replies.
struct ReplyTiming {
  /// Error of its backscatter frequency, in millionths; positive is too fast. T1 and the reply
  /// itself get shorter by as much.
  std::int32_t blf_error_ppm = 0;
  /// How long after T1 max the reply begins; zero = in time. A reader listens up to T1 max.
  gen2::Duration late{0};
};

/// Who may answer a command, and the ear that hears it. `links` has one entry per tag of the load;
/// `timing` too, or none when all keep their times exactly.
struct Gen2Scene {
  Gen2Tags& tags;
  std::span<const Link> links;
  Receiver& receiver;
  std::span<const ReplyTiming> timing{};
};

/// The reader's side of single exchanges on one Gen2 link: it sends a command, listens for the
/// answers as long as the standard's times say (Gen2 v1.2.0, 6.3.1.6), and lets bystanders and log
/// know.
class Gen2Dialogue {
 public:
  /// `bystanders` and `log` may be null; they must outlive the dialogue.
  Gen2Dialogue(const Gen2Frames& frames, Bystanders* bystanders, Gen2Log* log)
      : frames_(frames), bystanders_(bystanders), log_(log) {}

  const Gen2Frames& frames() const { return frames_; }

  /// The reader has sent `command` from `begin` to `end`.
  void sent(gen2::Time begin, gen2::Time end, const gen2::Command& command, const Gen2Tags& tags);
  /// The reader keeps a plain carrier and does not listen to what is sent meanwhile.
  void rest(gen2::Time begin, gen2::Time end);

  /// What the reader made of the answers to a command.
  struct Heard {
    Reception reception{};
    gen2::Time begins{};  ///< of the earliest reply, or when one was due
    gen2::Time ends{};    ///< of the last reply in time, or when the reader gave up
    std::int32_t besides = Receiver::k_silence_mdbm;  ///< of bystanders, at the port
  };

  /// Listens to the answers to Query, QueryAdjust or QueryRep, which ended at `asked`.
  Heard listen_for_rn16(gen2::Time asked, std::span<const Rn16Answer> answers,
                        const Gen2Scene& scene);
  /// Listens to the answers to any other command; `patient` as in ask().
  Heard listen_for_reply(gen2::Time asked, std::span<const TagAnswer> answers,
                         const Gen2Scene& scene, bool patient = false);

  /// Sends `command` from `now` and listens for the answer, for as long as a writing tag may take
  /// when `patient` (6.3.2.12.3).
  struct Answer {
    Reception::Kind kind = Reception::Kind::nothing;
    bits::BitString bits{};  ///< as received, with bit errors; of a frame only
    std::uint32_t tag = 0;   ///< who sent it (for its level: the reader knows the bits only)
    gen2::Time heard_at{};   ///< end of the reply
    gen2::Time next{};       ///< when the next command may begin
  };
  Answer ask(const gen2::Command& command, gen2::Time now, const Gen2Scene& scene,
             bool patient = false);

 private:
  struct Form {
    gen2::Duration after{0};   ///< command end to reply, nominal
    gen2::Duration length{0};  ///< nominal
    std::size_t bits = 0;
    bool patient = false;
  };
  /// `senders` and their number in levels_ agree.
  Heard listen(gen2::Time asked, const Form& form, const Gen2Scene& scene);
  void log(gen2::ReplyKind kind, std::uint32_t tag, std::size_t index, std::size_t senders,
           bits::BitString sent, const Heard& heard);
  std::int32_t heard_besides(gen2::Time begin, gen2::Time end);

  const Gen2Frames& frames_;
  Bystanders* bystanders_;
  Gen2Log* log_;
  std::vector<std::uint32_t> senders_;
  std::vector<std::int32_t> levels_;
  std::vector<TagAnswer> answers_;
};

}  // namespace plugtest::lab
