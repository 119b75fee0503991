#pragma once

#include "harness/model/observation.h"
#include "harness/model/reader_settings.h"
#include "harness/model/tag_access.h"
#include "harness/model/time.h"
#include "protocols/bits/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

/// The messages of reader_contract.proto in the project's own terms, both directions. Pure: bytes
/// in, values out. What protobuf's types look like is known to the .cpp files alone.
namespace plugtest::drivers::contract {

inline constexpr std::uint32_t k_version = 1;
inline constexpr std::size_t k_max_message_bytes = std::size_t{256} * 1024;

struct Hello {
  std::uint32_t version = k_version;
  std::string name;
  bool operator==(const Hello&) const = default;
};
struct Connect {
  bool operator==(const Connect&) const = default;
};
struct Identify {
  bool operator==(const Identify&) const = default;
};
struct GetCapabilities {
  bool operator==(const GetCapabilities&) const = default;
};
struct Start {
  std::uint32_t inventory_id = 1;
  bool operator==(const Start&) const = default;
};
struct Stop {
  bool operator==(const Stop&) const = default;
};
struct Drain {
  bool operator==(const Drain&) const = default;
};
struct Close {
  bool operator==(const Close&) const = default;
};
/// What a later edition of the contract added.
struct Unknown {
  bool operator==(const Unknown&) const = default;
};

/// plugtest -> adapter.
struct Call {
  using What = std::variant<Unknown, Hello, Connect, Identify, GetCapabilities,
                            model::ReaderSettings, Start, Stop, Drain, model::AccessOrder, Close>;
  std::uint32_t id = 0;
  std::uint32_t timeout_ms = 0;
  What what;
  bool operator==(const Call&) const = default;
};

/// "connect", "start": for messages to people.
std::string_view name_of(const Call::What& what);

struct Answer {
  using Value = std::variant<std::monostate, Error, Hello, model::ReaderIdentity,
                             model::ReaderCapabilities, model::AppliedSettings, model::AccessedTag>;
  std::uint32_t id = 0;
  std::optional<Nanos> clock_offset{};
  Value value{};
  bool operator==(const Answer&) const = default;
};
struct Reports {
  std::vector<model::Observation> observations;  ///< `received` is not set
  bool operator==(const Reports&) const = default;
};
struct Event {
  std::string what;
  bool operator==(const Event&) const = default;
};
struct LinkDown {
  Error error;
  bool operator==(const LinkDown&) const = default;
};

/// Adapter -> plugtest.
using AdapterMessage = std::variant<Unknown, Answer, Reports, Event, LinkDown>;

/// One message with its length in front, ready to be written.
std::vector<std::uint8_t> encode(const Call& call);
std::vector<std::uint8_t> encode(const AdapterMessage& message);

/// One message without its length. Errors: `malformed` when it is no such message, or a value does
/// not fit where it belongs (an antenna of 70000), with the name of the field.
Result<Call> decode_call(std::span<const std::uint8_t> message);
Result<AdapterMessage> decode_adapter_message(std::span<const std::uint8_t> message);

/// Cuts a stream of messages with their lengths in front.
class Framer {
 public:
  /// Takes what arrived. Memory is bounded: at most one message and one piece are kept.
  void push(std::span<const std::uint8_t> bytes);

  /// The next whole message, without its length; nothing when more bytes are needed. Valid until
  /// the next push(). Error `malformed`, with the offset in the stream: a length above
  /// k_max_message_bytes. There is no way on from it.
  Result<std::optional<std::span<const std::uint8_t>>> next();

  std::size_t pending() const {
    return buffer_.size() - taken_;
  }  ///< bytes of an unfinished message
  std::size_t offset() const { return offset_; }  ///< of the next message, in the stream

 private:
  std::vector<std::uint8_t> buffer_;
  std::size_t taken_ = 0;
  std::size_t offset_ = 0;
};

}  // namespace plugtest::drivers::contract
