#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plugtest {

/// What kind of thing went wrong. One meaning each; the message says the rest.
enum class ErrorCode : std::uint8_t {
  // what people type
  usage,          ///< a command line that cannot be meant
  configuration,  ///< a file that says something impossible or unknown
  not_found,      ///< a file or a name that does not exist
  // what bytes say
  truncated,     ///< the input ends inside a value
  malformed,     ///< the input contradicts its own format
  check_failed,  ///< a CRC or check digit does not fit
  unsupported,   ///< well-formed, but not known here
  // what peers do
  unreachable,  ///< no connection could be made
  link_lost,    ///< the connection ended while it was needed
  refused,      ///< the peer answered, and the answer is no
  timed_out,    ///< the peer did not answer in time
  protocol,     ///< the peer broke the rules of its protocol on a healthy link
  // what we do
  cancelled,  ///< stopped on request
  io,         ///< the operating system refused a file operation
  internal,   ///< our own fault
};

/// The name of `code` as written in logs and result files, for example "timed_out".
std::string_view to_string(ErrorCode code);

/// Where an error was seen. Only what is known is set.
struct Where {
  std::string file{};                         ///< path as the user gave it, or empty
  std::optional<std::size_t> line{};          ///< 1-based
  std::optional<std::size_t> column{};        ///< 1-based
  std::optional<std::size_t> byte_offset{};   ///< 0-based, in the message or file being decoded
  std::optional<std::uint32_t> message_id{};  ///< of the protocol message being decoded

  bool operator==(const Where&) const = default;
};

/// An error that an outside party (user, file, peer) caused: what, where, and what was expected.
/// `message` is one sentence without the position; `to_string` puts both together.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  Where where{};

  bool operator==(const Error&) const = default;
};

/// "event.yaml:12:7: unknown key 'reader', expected 'readers'" or "byte 14: ..." as fits `error`.
std::string to_string(const Error& error);

}  // namespace plugtest
