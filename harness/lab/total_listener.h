#pragma once

#include "harness/api/air_tap.h"
#include "harness/lab/air_interface.h"
#include "harness/lab/field.h"
#include "harness/lab/receiver.h"
#include "harness/lab/total_tags.h"
#include "protocols/total/command.h"
#include "protocols/total/tag.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plugtest::lab {

/// What a reader's receiver makes of what Type D tags send, and the trace of all that is on the
/// air of Type D.
class TotalListener {
 public:
  /// `field` and `tap` must outlive this object; `tap` may be null.
  TotalListener(Field& field, const Receiver& receiver, api::AirTap* tap)
      : field_(field), receiver_(receiver), tap_(tap) {}

  /// A message that `tag` has sent by itself, page after page; nothing when it was not identified.
  std::optional<Singulated> identify(const TotalMessage& message, const total::Tag& tag);

  /// The answer of `tag` to a command.
  struct Answer {
    bool noticed = false;                  ///< there was something
    bool intact = false;                   ///< every page, with a right check
    std::vector<bits::BitString> pages{};  ///< their 48 bits, when intact
  };
  Answer hear_answer(const TotalMessage& message, const total::Tag& tag);

  /// For the trace: a command, and who could hear it.
  void trace_command(const total::Command& command, const bits::BitString& frame, total::Time begin,
                     total::Time end, const TotalTags& tags) const;

 private:
  /// One page as it was received.
  struct Heard {
    Reception::Kind kind{};
    bits::BitString bits{};  ///< of a frame, wrong bits included
    std::int32_t others_mdbm = Receiver::k_silence_mdbm;
  };
  /// `pages`: all that follow each other in `message`.
  Heard hear_page(const TotalMessage& message, const std::vector<bits::BitString>& pages,
                  std::size_t index, const total::Profile& profile);
  void follow_noise(const TotalMessage& message, const total::Profile& profile);
  void trace(const TotalMessage& message, const bits::BitString& sent, std::string meaning,
             const Heard& heard, bool check_right) const;

  Field& field_;
  Receiver receiver_;
  api::AirTap* tap_;
};

}  // namespace plugtest::lab
