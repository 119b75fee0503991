#include "harness/evidence/air_trace.h"

#include "harness/evidence/log_line.h"

#include <cstdint>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plugtest::evidence {

namespace {

constexpr std::int32_t k_no_interference_mdbm = -1'000'000;

std::string dbm(std::int32_t mdbm) { return fmt::format("{:.2f} dBm", mdbm / 1000.0); }

/// "0xC11234/24": the bits, filled up with zeros, and how many count.
std::string hex(const bits::BitString& bits) {
  std::string text = "0x";
  for (const std::uint8_t byte : bits.to_bytes()) text += fmt::format("{:02X}", byte);
  return text + fmt::format("/{}", bits.size());
}

std::string ears(const model::AirFrame& frame) {
  const bool forward = frame.direction == model::AirDirection::forward;
  if (frame.ears.empty()) return forward ? "heard by nobody" : "";
  std::string text = forward ? "heard by" : "from";
  std::string_view between = " ";
  for (const model::AirFrame::Ear& ear : frame.ears) {
    text += fmt::format("{}{} at {}{}", between, ear.tag.to_hex(), dbm(ear.level_mdbm),
                        ear.missed ? " with wrong bits" : "");
    between = ", ";
  }
  return text;
}

}  // namespace

std::string air_text_head() {
  return "# Begin (UTC) | duration | protocol | -> from the reader, <- from a tag | what became of "
         "it | meaning | bits/count, without preamble | levels at the tags' chips (->) or at the "
         "reader's port (<-)\n";
}

std::string air_text_line(const model::AirFrame& frame) {
  const bool forward = frame.direction == model::AirDirection::forward;
  const auto lasts_us = static_cast<double>((frame.end - frame.begin).count()) / 1000;
  std::string text = fmt::format("{:10.3f} us  {}  {}  {:<12}", lasts_us, to_string(frame.protocol),
                                 forward ? "->" : "<-", to_string(frame.reception));
  if (!frame.meaning.empty()) text += "  " + frame.meaning;
  if (!frame.bits.empty()) text += "  " + hex(frame.bits);
  if (const std::string who = ears(frame); !who.empty()) text += "  " + who;
  if (frame.interference_mdbm > k_no_interference_mdbm) {
    text += "  others at " + dbm(frame.interference_mdbm);
  }
  while (text.ends_with(' ')) text.pop_back();
  return log_line(frame.begin, text);
}

std::string air_json_line(const model::AirFrame& frame) {
  using Json = nlohmann::ordered_json;
  Json tags = Json::array();
  for (const model::AirFrame::Ear& ear : frame.ears) {
    tags.push_back({{"uii", ear.tag.to_hex()},
                    {"level_mdbm", ear.level_mdbm},
                    {"powered", ear.powered},
                    {"wrong_bits", ear.missed}});
  }
  Json json{{"protocol", to_string(frame.protocol)},
            {"direction", to_string(frame.direction)},
            {"begin_ns", frame.begin.time_since_epoch().count()},
            {"end_ns", frame.end.time_since_epoch().count()},
            {"bits", frame.bits.to_string()},
            {"meaning", frame.meaning},
            {"reception", to_string(frame.reception)},
            {"interference_mdbm", nullptr},
            {"tags", std::move(tags)}};
  if (frame.interference_mdbm > k_no_interference_mdbm) {
    json["interference_mdbm"] = frame.interference_mdbm;
  }
  return json.dump() + "\n";
}

}  // namespace plugtest::evidence
