#pragma once

#include <cstdint>
#include <string_view>

namespace plugtest::llrp {

/// Codes of LLRPStatus, FieldError and ParameterError (LLRP 1.0.1, 14.2.1; 112 since 1.1).
enum class StatusCode : std::uint16_t {
  m_success = 0,
  m_parameter_error = 100,
  m_field_error = 101,
  m_unexpected_parameter = 102,
  m_missing_parameter = 103,
  m_duplicate_parameter = 104,
  m_overflow_parameter = 105,
  m_overflow_field = 106,
  m_unknown_parameter = 107,
  m_unknown_field = 108,
  m_unsupported_message = 109,
  m_unsupported_version = 110,
  m_unsupported_parameter = 111,
  m_unexpected_message = 112,
  p_parameter_error = 200,
  p_field_error = 201,
  p_unexpected_parameter = 202,
  p_missing_parameter = 203,
  p_duplicate_parameter = 204,
  p_overflow_parameter = 205,
  p_overflow_field = 206,
  p_unknown_parameter = 207,
  p_unknown_field = 208,
  p_unsupported_parameter = 209,
  a_invalid = 300,
  a_out_of_range = 301,
  r_device_error = 401,
};

/// The standard's name of `code`, for example "M_FieldError"; "unknown status" for other numbers.
std::string_view to_string(StatusCode code);

}  // namespace plugtest::llrp
