#pragma once

// What goes wrong while a message is decoded, in the words of the standard's codes. Part of the
// decoder; nobody else includes it.

#include "protocols/llrp/codec.h"
#include "protocols/llrp/definition.h"
#include "protocols/llrp/framer.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plugtest::llrp::detail {

/// What is wrong with a parameter, in the words of the standard's codes.
enum class Fault : std::uint8_t { layout, unexpected, missing, duplicate, unknown };

/// Keeps where the decoding is, for the first fault (which ends it) and for what is put up with.
/// fail_...() return false, for the caller to hand on.
class DecodeTrouble {
 public:
  void set_header(const Header& header);
  void set_version(Version version) { version_ = version; }
  /// The type whose fields are being read.
  void set_reading(const TypeDef& type) { reading_ = &type; }
  void enter(std::uint16_t parameter) { path_.push_back(parameter); }
  void leave() { path_.pop_back(); }

  bool fail_message(ErrorCode code, StatusCode status, std::size_t offset, std::string message);
  /// `culprit` is a parameter of the enclosing one; none: the enclosing one itself.
  bool fail_parameter(Fault fault, std::size_t offset, std::optional<std::uint16_t> culprit,
                      std::string message);
  /// `field` is none for reserved bits, which have no number.
  bool fail_field(ErrorCode code, std::size_t offset, const FieldDef* field, StatusCode field_code,
                  std::string message);

  /// Notes what could not be understood, up to a number of them.
  void note(std::size_t offset, std::string message);

  /// Once each, at the end.
  DecodeError take_error() { return std::move(error_); }
  std::vector<Error> take_notes() { return std::move(notes_); }

 private:
  Version version_ = Version::v1_0_1;
  const TypeDef* reading_ = nullptr;
  std::vector<std::uint16_t> path_{};
  DecodeError error_{};
  std::vector<Error> notes_{};
};

}  // namespace plugtest::llrp::detail
