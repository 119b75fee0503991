#include "drivers/llrp/refusal.h"

#include <utility>

namespace plugtest::drivers {

namespace {

using llrp::DecodeError;
using llrp::ParamType;
using llrp::StatusCode;

DecodeError refusal(StatusCode status, std::string text) {
  DecodeError error;
  error.error = {ErrorCode::refused, std::move(text)};
  error.status = status;
  return error;
}

}  // namespace

tl::unexpected<DecodeError> bad_field(std::initializer_list<ParamType> path,
                                      const llrp::Element& owner, std::string_view field,
                                      StatusCode code, std::string text) {
  const bool in_message = path.size() == 0;
  auto error = refusal(in_message ? StatusCode::m_field_error : StatusCode::m_parameter_error,
                       std::move(text));
  for (const auto type : path) error.parameter_path.push_back(static_cast<std::uint16_t>(type));
  if (!in_message) error.parameter_code = StatusCode::p_field_error;
  const auto* definition = owner.definition();
  // In no request do the fields have other numbers in another version.
  error.field_number =
      definition->field_number(definition->field_index(field), llrp::Version::v2_0);
  error.field_code = code;
  return tl::unexpected(std::move(error));
}

tl::unexpected<DecodeError> bad_parameter(std::initializer_list<ParamType> path, StatusCode code,
                                          std::string text) {
  auto error = refusal(StatusCode::m_parameter_error, std::move(text));
  for (const auto type : path) error.parameter_path.push_back(static_cast<std::uint16_t>(type));
  error.parameter_code = code;
  return tl::unexpected(std::move(error));
}

DecodeError unsupported_message(std::uint16_t type) {
  DecodeError error;
  error.error = {ErrorCode::unsupported,
                 "message type " + std::to_string(type) + " is not supported"};
  error.status = StatusCode::m_unsupported_message;
  return error;
}

tl::unexpected<DecodeError> device_error(std::string text) {
  return tl::unexpected(refusal(StatusCode::r_device_error, std::move(text)));
}

}  // namespace plugtest::drivers
