#include "protocols/llrp/status.h"

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

}  // namespace plugtest::llrp
