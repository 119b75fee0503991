#pragma once

#include "protocols/bits/bit_string.h"
#include "protocols/bits/crc.h"
#include "protocols/bits/ebv.h"
#include "tools/cli/air_fields.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace plugtest::cli {

/// Walks over a frame, field by field, as far as it reaches.
class Walker {
 public:
  explicit Walker(const bits::BitString& frame) : frame_(frame) {}

  /// The next `bits` bits; their value, or nothing when the frame ends before.
  std::optional<std::uint64_t> take(std::size_t bits, std::string name,
                                    const std::vector<std::string>& meanings = {}) {
    if (!reaches(bits, name)) return std::nullopt;
    const bits::BitString part = frame_.slice(at_, bits);
    const std::uint64_t value = bits <= 64 ? part.value(0, bits) : 0;
    std::string meaning = value < meanings.size() ? meanings[value] : "";
    add(bits, std::move(name), std::move(meaning));
    return value;
  }
  std::uint64_t number(std::size_t bits, std::string name) {
    const auto value = take(bits, std::move(name));
    if (value) reading.fields.back().meaning = std::to_string(*value);
    return value.value_or(0);
  }
  void word(std::string name, std::string meaning = "") {
    if (take(16, std::move(name))) reading.fields.back().meaning = std::move(meaning);
  }
  void pointer(std::string name) {
    if (!reading.fault.empty()) return;
    bits::BitReader reader(frame_);
    // BitReader begins at the start: step to here first.
    for (std::size_t done = 0; done < at_;) {
      const std::size_t step = std::min<std::size_t>(64, at_ - done);
      if (!reader.take(step, name)) return;
      done += step;
    }
    const auto value = bits::take_ebv8(reader);
    if (!value) {
      reading.fault = fmt::format("the pointer (EBV) is cut off or too long at bit {}", at_);
      if (left() > 0) add(left(), std::move(name), "without an end");
      return;
    }
    add(reader.position() - at_, std::move(name), std::to_string(*value));
  }
  void crc16() {
    if (!reaches(16, "CRC-16")) return;
    const std::uint16_t right = bits::crc16(frame_, at_);
    const bool fits = frame_.value(at_, 16) == right;
    add(16, "CRC-16", fits ? "right" : fmt::format("WRONG, expected {:04X}", right));
    if (!fits) reading.fault = "the CRC-16 does not fit";
  }
  void crc5() {
    if (!reaches(5, "CRC-5")) return;
    const std::uint8_t right = bits::crc5(frame_, at_);
    const bool fits = frame_.value(at_, 5) == right;
    add(5, "CRC-5", fits ? "right" : fmt::format("WRONG, expected {:05b}", right));
    if (!fits) reading.fault = "the CRC-5 does not fit";
  }
  void bits_field(std::size_t bits, std::string name, std::string meaning = "") {
    if (bits > 0 && reaches(bits, name)) add(bits, std::move(name), std::move(meaning));
  }
  std::size_t left() const { return frame_.size() - at_; }
  AirReading end() {
    if (left() > 0) {
      if (reading.fault.empty()) {
        reading.fault = fmt::format("{} bits are left over at bit {}", left(), at_);
      }
      add(left(), "?", "left over");
    }
    return std::move(reading);
  }

  AirReading reading;

 private:
  static constexpr std::size_t k_shown_binary = 8;

  static std::string hex_of(const bits::BitString& bits) {
    std::string text;
    for (std::size_t at = 0; at < bits.size(); at += 4) {
      const std::size_t width = std::min<std::size_t>(4, bits.size() - at);
      text += fmt::format("{:X}", bits.value(at, width) << (4 - width));
    }
    return text;
  }

  bool reaches(std::size_t bits, const std::string& name) {
    if (!reading.fault.empty()) return false;  // what follows a fault cannot be told
    if (bits <= left()) return true;
    reading.fault = fmt::format("the frame ends at bit {}: {} needs {} bits from bit {} on",
                                frame_.size(), name, bits, at_);
    if (left() > 0) add(left(), name, "cut off");
    return false;
  }
  void add(std::size_t bits, std::string name, std::string meaning) {
    const bits::BitString part = frame_.slice(at_, bits);
    reading.fields.push_back({at_, bits, std::move(name),
                              bits <= k_shown_binary ? part.to_string() : hex_of(part),
                              std::move(meaning)});
    at_ += bits;
  }

  const bits::BitString& frame_;
  std::size_t at_ = 0;
};

}  // namespace plugtest::cli
