#pragma once

#include "harness/api/air_tap.h"
#include "harness/api/virtual_radio.h"
#include "harness/evidence/sha256.h"
#include "harness/lab/lab.h"
#include "harness/model/manifest.h"
#include "harness/model/run.h"

#include <cstddef>
#include <iosfwd>
#include <string>

namespace plugtest::test {

/// Everything that can be seen of a lab, as text: a line for each frame on its air, for each tag
/// read and for each pass, with times in nanoseconds, levels in 1/1000 dBm and all bits. Nothing is
/// rounded that was not rounded before. Hashed as it comes; `copy`, where given, gets the text.
class LabText final : public api::AirTap, public api::TagReadListener {
 public:
  explicit LabText(std::ostream* copy) : copy_(copy) {}

  /// Whose clock is asked when a read is written; before the first read.
  void set_radio(const api::VirtualRadio& radio) { radio_ = &radio; }

  void on_frame(const model::AirFrame& frame) override;
  void on_tag_read(const api::TagRead& read) override;
  void on_load(const model::Manifest& manifest);
  void on_pass(const model::PassTimes& times);

  std::size_t frames() const { return frames_; }
  std::size_t reads() const { return reads_; }
  /// SHA-256 of all lines. Once.
  std::string digest() { return sha_.finish(); }

 private:
  void put(const std::string& line);

  evidence::Sha256 sha_;
  std::ostream* copy_;
  const api::VirtualRadio* radio_ = nullptr;
  std::size_t frames_ = 0;
  std::size_t reads_ = 0;
};

}  // namespace plugtest::test
