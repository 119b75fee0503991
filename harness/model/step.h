#pragma once

#include "harness/model/ids.h"
#include "harness/model/time.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plugtest::model {

/// What kind of operator step it is (ETSI test descriptions): make the equipment act, change its
/// set-up, look at what it says over its interface, look at what can be seen from outside. Checks
/// and verifications are results; the other two only have to work.
enum class StepRole : std::uint8_t { stimulus, configure, check, verify };

std::string_view to_string(StepRole role);  ///< "stimulus"

/// @name What a step does
/// @{

/// The reader begins its inventory.
struct StartInventory {
  bool operator==(const StartInventory&) const = default;
};
/// The reader ends its inventory and delivers its last reports.
struct StopInventory {
  bool operator==(const StopInventory&) const = default;
};
/// The load begins to move; the next steps are taken meanwhile.
struct BeginMotion {
  bool operator==(const BeginMotion&) const = default;
};
/// Waits until the load has left the read zone.
struct AwaitMotion {
  bool operator==(const AwaitMotion&) const = default;
};
struct Wait {
  Nanos time{0};

  bool operator==(const Wait&) const = default;
};
/// Something that only a person can do; in the lab nobody is asked.
struct AskOperator {
  std::string text;

  bool operator==(const AskOperator&) const = default;
};
/// An antenna's cable is taken off the reader, or put on again.
struct AntennaCable {
  std::uint16_t port = 1;
  bool connected = false;

  bool operator==(const AntennaCable&) const = default;
};
/// The link to the reader is cut for a while. Then the reader is reached again within the budget of
/// a step, has to be the same one, is set up anew, and goes on with what it did.
struct CutLink {
  Nanos time{0};

  bool operator==(const CutLink&) const = default;
};
/// Another transmit power from now on; no inventory may run.
struct SetPower {
  std::int32_t power_mdbm = 30'000;  ///< conducted, all antennas

  bool operator==(const SetPower&) const = default;
};
/// The reader has told of an event whose text holds `contains`, since the begin of the pass.
struct HeardEvent {
  std::string contains;

  bool operator==(const HeardEvent&) const = default;
};

/// An operation on every piece of the load, one after the other, each found by its UII; no
/// inventory may run.
struct TagOperation {
  enum class Kind : std::uint8_t { write, read, lock, permalock, kill };
  Kind kind = Kind::read;
  std::uint8_t bank = 3;             ///< Gen2 MemBank; of kill: not used
  std::uint32_t word_pointer = 0;    ///< first word of 16 bits
  std::vector<std::uint16_t> words;  ///< to write, or to be found when read; see `identifier`
  std::uint16_t word_count = 0;      ///< read only, where what is found is not compared
  std::uint32_t password = 0;        ///< access password; of kill: the kill password
  /// Each piece's words are an S10 identifier of its own, with a valid check digit, instead.
  bool own_s10 = false;
  bool refused = false;  ///< it must not succeed, and the tag must say so or stay silent

  bool operator==(const TagOperation&) const = default;
};

/// At least this share of the expected pieces has been reported in this pass so far.
struct Identified {
  double item_rate = 1;

  bool operator==(const Identified&) const = default;
};
/// @}

using StepAction =
    std::variant<StartInventory, StopInventory, BeginMotion, AwaitMotion, Wait, AskOperator,
                 AntennaCable, CutLink, SetPower, HeardEvent, TagOperation, Identified>;

/// One step of the script of a pass.
struct Step {
  StepRole role = StepRole::stimulus;
  StepAction action;

  bool operator==(const Step&) const = default;
};

std::string_view to_string(TagOperation::Kind kind);  ///< "permalock"

/// What a step is, for people: "stimulus: wait 500 ms".
std::string describe(const Step& step);

/// The script of a pass that names none: start, the whole motion, stop.
std::vector<Step> plain_script();

/// How a check or a verification of a pass went.
struct StepOutcome {
  std::uint32_t step = 0;  ///< 0-based, in the script
  bool held = false;
  PieceId piece;       ///< empty: of the whole pass
  std::string detail;  ///< one sentence for people; empty when it held

  bool operator==(const StepOutcome&) const = default;
};

}  // namespace plugtest::model
