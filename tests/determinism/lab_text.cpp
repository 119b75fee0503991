#include "tests/determinism/lab_text.h"

#include <ostream>

#include <fmt/format.h>

namespace plugtest::test {

namespace {

template <class Clock>
std::int64_t ns(std::chrono::time_point<Clock, Nanos> time) {
  return time.time_since_epoch().count();
}

std::string access_text(const std::vector<api::AccessResult>& results) {
  std::string text;
  for (const api::AccessResult& result : results) {
    text += fmt::format(" access {} {} {} {} {:04x}", result.request,
                        static_cast<unsigned>(result.outcome), result.error_code,
                        result.words_written, fmt::join(result.words, ""));
  }
  return text;
}

}  // namespace

void LabText::put(const std::string& line) {
  sha_.add(line);
  if (copy_ != nullptr) *copy_ << line;
}

void LabText::on_frame(const model::AirFrame& frame) {
  ++frames_;
  std::string line =
      fmt::format("frame {} {} {} {} {} {} {} | {}", ns(frame.begin), ns(frame.end),
                  to_string(frame.protocol), to_string(frame.direction), to_string(frame.reception),
                  frame.interference_mdbm, frame.bits.to_string(), frame.meaning);
  for (const model::AirFrame::Ear& ear : frame.ears) {
    line += fmt::format(" | {} {} {}{}", ear.tag.to_hex(), ear.level_mdbm,
                        ear.powered ? "on" : "off", ear.missed ? " missed" : "");
  }
  put(line + "\n");
}

void LabText::on_tag_read(const api::TagRead& read) {
  ++reads_;
  std::string line = fmt::format(
      "read {} {} {} {} {:04x} {:04x} {} {} {} phase {}{}", ns(read.when),
      ns(radio_->reader_time(read.when)), to_string(read.protocol), read.uii.to_hex(), read.pc_word,
      read.crc, read.antenna, read.channel, read.rssi_mdbm,
      read.phase_4096 ? std::to_string(*read.phase_4096) : "none", access_text(read.access));
  for (const api::TotalPage& page : read.pages) {
    line += fmt::format(" page {} {} {}", page.number, page.crc_right ? "right" : "wrong",
                        page.bits.to_string());
  }
  put(line + "\n");
}

void LabText::on_load(const model::Manifest& manifest) {
  std::string line = "load";
  for (const model::ManifestEntry& entry : manifest.expected) {
    line += fmt::format(" | {} {}", entry.item.str(), entry.piece.uii.to_hex());
  }
  put(line + "\n");
}

void LabText::on_pass(const model::PassTimes& times) {
  put(fmt::format("pass {} {}\n", ns(times.begin), ns(times.end)));
}

}  // namespace plugtest::test
