#include "protocols/bits/error.h"

namespace plugtest {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
      return "usage";
    case ErrorCode::configuration:
      return "configuration";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::truncated:
      return "truncated";
    case ErrorCode::malformed:
      return "malformed";
    case ErrorCode::check_failed:
      return "check_failed";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::unreachable:
      return "unreachable";
    case ErrorCode::link_lost:
      return "link_lost";
    case ErrorCode::refused:
      return "refused";
    case ErrorCode::timed_out:
      return "timed_out";
    case ErrorCode::protocol:
      return "protocol";
    case ErrorCode::cancelled:
      return "cancelled";
    case ErrorCode::io:
      return "io";
    case ErrorCode::internal:
      return "internal";
  }
  return "unknown";
}

std::string to_string(const Error& error) {
  std::string text;
  const Where& where = error.where;
  if (!where.file.empty()) {
    text += where.file;
    if (where.line) text += ":" + std::to_string(*where.line);
    if (where.line && where.column) text += ":" + std::to_string(*where.column);
    text += ": ";
  }
  if (where.message_id) text += "message " + std::to_string(*where.message_id) + ": ";
  if (where.byte_offset) text += "byte " + std::to_string(*where.byte_offset) + ": ";
  return text + error.message;
}

}  // namespace plugtest
