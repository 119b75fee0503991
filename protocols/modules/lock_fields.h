#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::modules {

/// What a Gen2 Lock command does to one of the five parts of a tag that it can lock (v1.2.0,
/// 6.3.2.12.3.5): modules that take one part at a time speak in these terms.
struct LockField {
  enum class Part : std::uint8_t { kill_password = 0, access_password, epc, tid, user };
  enum class Action : std::uint8_t { open, open_forever, lock, lock_forever };
  Part part = Part::epc;
  Action action = Action::lock;

  bool operator==(const LockField&) const = default;
};

/// The parts that the 20 bits of a Lock payload change, in its order.
///
/// A payload may name the first bit of a part (pwd) and leave its permalock bit as it is: `open` or
/// `lock`, which clear the permalock bit. A tag's bits come out the same, since a permalock bit
/// that is set is never cleared (6.3.2.12.3.5): the tag then refuses all of it. Only what it
/// answers may differ, where the part is permalocked and the payload asks for what holds already.
///
/// Nothing when the payload names the permalock bit of a part alone: modules that take one part at
/// a time set the first bit with it.
std::optional<std::vector<LockField>> lock_fields(std::uint32_t payload);

/// The payload that changes just this part.
std::uint32_t lock_payload(const LockField& field);

}  // namespace plugtest::modules
