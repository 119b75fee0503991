// What came of an operation, in the words of LLRP.

#include "drivers/llrp/access_spec.h"

#include <string_view>

namespace plugtest::drivers {

namespace {

using llrp::Element;
using Kind = api::AccessRequest::Kind;
using Outcome = api::AccessResult::Outcome;

/// The error code of a tag (Gen2 v1.2.0, annex I) as the result of an operation.
std::string_view tag_error_name(const AccessSpec::Operation& operation, std::uint8_t error_code,
                                llrp::Version version) {
  constexpr std::uint8_t k_overrun = 3;
  constexpr std::uint8_t k_locked = 4;
  const bool since_1_1 = version >= llrp::Version::v1_1;
  switch (operation.request.kind) {
    case Kind::kill:
      return operation.request.password == 0 ? "zero_kill_password_error" : "nonspecific_tag_error";
    case Kind::read:
      if (since_1_1 && error_code == k_overrun) return "memory_overrun_error";
      if (since_1_1 && error_code == k_locked) return "memory_locked_error";
      return "nonspecific_tag_error";
    case Kind::lock:
      if (!since_1_1) return "nonspecific_tag_error";
      break;
    case Kind::block_permalock:
    case Kind::read_block_permalock:
      return error_code == k_overrun ? "tag_memory_overrun_error" : "nonspecific_tag_error";
    case Kind::write:
    case Kind::block_write:
    case Kind::block_erase:
    case Kind::untraceable:
    case Kind::suspend:
    case Kind::resume:
      break;
  }
  if (error_code == k_overrun) return "tag_memory_overrun_error";
  if (error_code == k_locked) return "tag_memory_locked_error";
  return "nonspecific_tag_error";
}

std::string_view result_name(const AccessSpec::Operation& operation,
                             const api::AccessResult& result, llrp::Version version) {
  const Kind kind = operation.request.kind;
  switch (result.outcome) {
    case Outcome::success:
      return "success";
    case Outcome::no_response:
      return "no_response_from_tag";
    case Outcome::wrong_password:  // the tag keeps silent, and 1.0.1 has no word for why
      return version >= llrp::Version::v1_1 ? "incorrect_password_error" : "no_response_from_tag";
    case Outcome::crc_error:
    case Outcome::reader_error:
      return "nonspecific_reader_error";
    case Outcome::insufficient_power:
      return kind == Kind::read || kind == Kind::read_block_permalock ? "nonspecific_tag_error"
                                                                      : "insufficient_power";
    case Outcome::tag_error:
      break;
  }
  return tag_error_name(operation, result.error_code, version);
}

}  // namespace

Element result_of(const AccessSpec::Operation& operation, const api::AccessResult& result,
                  llrp::Version version) {
  Element element(operation.result_type);
  element.set("OpSpecID", operation.id);
  element.set_name("Result", result_name(operation, result, version));
  if (operation.request.kind == Kind::read) {
    element.set("ReadData", result.words);
  } else if (operation.request.kind == Kind::read_block_permalock) {
    element.set("PermalockStatus", result.words);
  } else if (operation.request.kind == Kind::write || operation.request.kind == Kind::block_write) {
    element.set("NumWordsWritten", result.words_written);
  }
  return element;
}

}  // namespace plugtest::drivers
