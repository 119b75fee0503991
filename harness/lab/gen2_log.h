#pragma once

#include "harness/api/air_tap.h"
#include "harness/lab/field.h"
#include "harness/lab/gen2_tags.h"
#include "harness/lab/receiver.h"
#include "protocols/gen2/command.h"
#include "protocols/gen2/tag.h"

#include <cstdint>
#include <span>
#include <string>

namespace plugtest::lab {

/// Turns what happens in Gen2 rounds into frames for an air trace.
class Gen2Log {
 public:
  /// Both must outlive this object.
  Gen2Log(const Field& field, api::AirTap& tap) : field_(field), tap_(tap) {}

  /// The reader has sent a command: everybody powered hears it, well or with wrong bits.
  void command(gen2::Time begin, gen2::Time end, const gen2::Command& command,
               const Gen2Tags& tags);

  /// The reader has listened and heard nothing.
  void silence(gen2::Time begin, gen2::Time end);

  /// One reply among `senders` (numbers of tags that answered at once), and what the reader made of
  /// them all. `sent`: this reply as it left its tag.
  struct Reply {
    gen2::Time begin{};
    gen2::Time end{};
    gen2::ReplyKind kind = gen2::ReplyKind::rn16;
    std::uint32_t tag = 0;
    std::size_t index = 0;  ///< of this reply among the levels given to the receiver
    std::size_t senders = 1;
    bits::BitString sent{};
    std::int32_t interference_mdbm = Receiver::k_silence_mdbm;
    bool in_time = true;  ///< began within the window of T1
  };
  void reply(const Reply& reply, const Reception& reception);

 private:
  const Field& field_;
  api::AirTap& tap_;
};

/// What a reply says: "RN16 1234", "PC 3000 UII 3034... CRC right".
std::string meaning_of(gen2::ReplyKind kind, const bits::BitString& bits);

}  // namespace plugtest::lab
