#include "protocols/llrp/status.h"

#include "protocols/llrp/codec.h"

#include <optional>
#include <string>
#include <utility>

namespace plugtest::llrp {

std::string_view to_string(StatusCode code) {
  switch (code) {
    case StatusCode::m_success:
      return "M_Success";
    case StatusCode::m_parameter_error:
      return "M_ParameterError";
    case StatusCode::m_field_error:
      return "M_FieldError";
    case StatusCode::m_unexpected_parameter:
      return "M_UnexpectedParameter";
    case StatusCode::m_missing_parameter:
      return "M_MissingParameter";
    case StatusCode::m_duplicate_parameter:
      return "M_DuplicateParameter";
    case StatusCode::m_overflow_parameter:
      return "M_OverflowParameter";
    case StatusCode::m_overflow_field:
      return "M_OverflowField";
    case StatusCode::m_unknown_parameter:
      return "M_UnknownParameter";
    case StatusCode::m_unknown_field:
      return "M_UnknownField";
    case StatusCode::m_unsupported_message:
      return "M_UnsupportedMessage";
    case StatusCode::m_unsupported_version:
      return "M_UnsupportedVersion";
    case StatusCode::m_unsupported_parameter:
      return "M_UnsupportedParameter";
    case StatusCode::m_unexpected_message:
      return "M_UnexpectedMessage";
    case StatusCode::p_parameter_error:
      return "P_ParameterError";
    case StatusCode::p_field_error:
      return "P_FieldError";
    case StatusCode::p_unexpected_parameter:
      return "P_UnexpectedParameter";
    case StatusCode::p_missing_parameter:
      return "P_MissingParameter";
    case StatusCode::p_duplicate_parameter:
      return "P_DuplicateParameter";
    case StatusCode::p_overflow_parameter:
      return "P_OverflowParameter";
    case StatusCode::p_overflow_field:
      return "P_OverflowField";
    case StatusCode::p_unknown_parameter:
      return "P_UnknownParameter";
    case StatusCode::p_unknown_field:
      return "P_UnknownField";
    case StatusCode::p_unsupported_parameter:
      return "P_UnsupportedParameter";
    case StatusCode::a_invalid:
      return "A_Invalid";
    case StatusCode::a_out_of_range:
      return "A_OutOfRange";
    case StatusCode::r_device_error:
      return "R_DeviceError";
  }
  return "unknown status";
}

Element success_status() { return status(StatusCode::m_success, {}); }

Element status(StatusCode code, std::string description) {
  return Element(ParamType::llrp_status)
      .set("StatusCode", code)
      .set_text("ErrorDescription", std::move(description));
}

Element status(const DecodeError& error) {
  // A text that is longer than its 16-bit count could not be sent.
  constexpr std::size_t k_max_text = 1024;
  Element result = status(error.status, to_string(error.error).substr(0, k_max_text));
  if (error.status == StatusCode::m_unsupported_version) {
    return result;  // LLRP 1.0.1, clause 14: without sub-parameters
  }
  std::optional<Element> detail;
  if (error.field_number) {
    detail = Element(ParamType::field_error)
                 .set("FieldNum", *error.field_number)
                 .set("ErrorCode", error.field_code.value_or(StatusCode::a_invalid));
  }
  // From the culprit outwards; each enclosing parameter only says that the fault is inside.
  StatusCode code = error.parameter_code.value_or(StatusCode::p_parameter_error);
  for (auto type = error.parameter_path.rbegin(); type != error.parameter_path.rend(); ++type) {
    Element outer =
        Element(ParamType::parameter_error).set("ParameterType", *type).set("ErrorCode", code);
    if (detail) {
      outer.add(std::move(*detail));
    }
    detail = std::move(outer);
    code = StatusCode::p_parameter_error;
  }
  if (detail) {
    result.add(std::move(*detail));
  }
  return result;
}

}  // namespace plugtest::llrp
