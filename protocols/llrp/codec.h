#pragma once

#include "protocols/bits/error.h"
#include "protocols/bits/result.h"
#include "protocols/llrp/element.h"
#include "protocols/llrp/message.h"
#include "protocols/llrp/status.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace plugtest::llrp {

/// How much a decoder forgives.
enum class DecodeMode : std::uint8_t {
  /// A reader's or a conformance test's view: cardinality, order, values of enumerations, ranges,
  /// reserved bits, forms of the EPC and unknown types are all checked; the first fault ends the
  /// decoding. README.md beside this file lists every difference.
  strict,
  /// A client's view: what is laid out soundly is taken, in any order and number; unknown TLVs stay
  /// opaque; what follows an unknown TV is kept as bytes and named in Message::problems. A message
  /// that was accepted encodes to the same bytes again.
  tolerant,
};

/// Why bytes are no message, with what a reader needs for its answer (LLRP 1.0.1, clause 14).
struct DecodeError {
  Error error{};                                ///< with byte offset in the message, message id
  StatusCode status = StatusCode::m_success;    ///< for LLRPStatus.StatusCode
  std::optional<std::uint8_t> version{};        ///< as far as the header was readable
  std::optional<std::uint16_t> type{};          ///< message type
  std::vector<std::uint16_t> parameter_path{};  ///< from the message down to the culprit
  std::optional<StatusCode> parameter_code{};   ///< P_... of the culprit parameter
  std::optional<std::uint16_t> field_number{};  ///< 1-based, reserved bits not counted
  std::optional<StatusCode> field_code{};       ///< A_... of the culprit field
};

using DecodeResult = tl::expected<Message, DecodeError>;

/// Decodes exactly one message: `bytes` must be the whole of it, as a Framer delivers it. Never
/// allocates more than a small multiple of the input. Nesting deeper than 32 is an error.
DecodeResult decode(std::span<const std::uint8_t> bytes, DecodeMode mode);

/// Appends the encoded message to `out`. Cardinality and order are the caller's, see Element::add;
/// a parameter of more than 65535 bytes is a bug of the caller and asserts.
void encode(const Message& message, std::vector<std::uint8_t>& out);
std::vector<std::uint8_t> encode(const Message& message);
/// The same for one parameter, as it stands in a message of `version`.
void encode(const Element& parameter, Version version, std::vector<std::uint8_t>& out);

/// @name The inside of one parameter or message, without a header: for layouts that stand in the
/// data of a Custom (vendor.h)
/// Tolerant. Errors as of decode(), byte offset in `bytes`.
/// @{
void encode_body(const Element& element, Version version, std::vector<std::uint8_t>& out);
Result<Element> decode_body(const TypeDef& type, std::span<const std::uint8_t> bytes,
                            Version version);
/// @}

/// LLRPStatus M_Success with no text.
Element success_status();
/// LLRPStatus with `code` and `description`, no details.
Element status(StatusCode code, std::string description);
/// LLRPStatus for `error`: code, text, and FieldError or nested ParameterErrors down to the
/// culprit.
Element status(const DecodeError& error);

}  // namespace plugtest::llrp
