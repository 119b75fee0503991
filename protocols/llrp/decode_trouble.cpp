#include "protocols/llrp/decode_trouble.h"

namespace plugtest::llrp::detail {
namespace {

constexpr std::size_t k_max_notes = 64;

StatusCode message_scope(Fault fault) {
  switch (fault) {
    case Fault::layout:
      return StatusCode::m_parameter_error;
    case Fault::unexpected:
      return StatusCode::m_unexpected_parameter;
    case Fault::missing:
      return StatusCode::m_missing_parameter;
    case Fault::duplicate:
      return StatusCode::m_duplicate_parameter;
    case Fault::unknown:
      return StatusCode::m_unknown_parameter;
  }
  return StatusCode::m_parameter_error;
}

StatusCode parameter_scope(Fault fault) {
  // The parameter codes follow the message codes at a distance of 100.
  return static_cast<StatusCode>(static_cast<std::uint16_t>(message_scope(fault)) + 100);
}

}  // namespace

void DecodeTrouble::set_header(const Header& header) {
  error_.version = header.version;
  error_.type = header.type;
  error_.error.where.message_id = header.id;
}

bool DecodeTrouble::fail_message(ErrorCode code, StatusCode status, std::size_t offset,
                                 std::string message) {
  error_.error.code = code;
  error_.error.message = std::move(message);
  error_.error.where.byte_offset = offset;
  error_.status = status;
  return false;
}

bool DecodeTrouble::fail_parameter(Fault fault, std::size_t offset,
                                   std::optional<std::uint16_t> culprit, std::string message) {
  const bool direct = path_.size() + (culprit ? 1U : 0U) <= 1;
  fail_message(fault == Fault::unknown ? ErrorCode::unsupported : ErrorCode::malformed,
               direct ? message_scope(fault) : StatusCode::m_parameter_error, offset,
               std::move(message));
  if (culprit) {
    path_.push_back(*culprit);
  }
  if (!path_.empty()) {
    error_.parameter_path = path_;
    error_.parameter_code = parameter_scope(fault);
  }
  return false;
}

bool DecodeTrouble::fail_field(ErrorCode code, std::size_t offset, const FieldDef* field,
                               StatusCode field_code, std::string message) {
  fail_message(code, path_.empty() ? StatusCode::m_field_error : StatusCode::m_parameter_error,
               offset, std::move(message));
  if (!path_.empty()) {
    error_.parameter_path = path_;
    error_.parameter_code = StatusCode::p_field_error;
  }
  if (field != nullptr) {
    const auto index = static_cast<std::size_t>(field - reading_->fields.data());
    error_.field_number = reading_->field_number(index, version_);
    error_.field_code = field_code;
  }
  return false;
}

void DecodeTrouble::note(std::size_t offset, std::string message) {
  if (notes_.size() > k_max_notes) return;
  if (notes_.size() == k_max_notes) message = "there are more; they are not listed";
  Error error{ErrorCode::malformed, std::move(message), error_.error.where};
  error.where.byte_offset = offset;
  notes_.push_back(std::move(error));
}

}  // namespace plugtest::llrp::detail
