// Frames of Type D, field by field.

#include "protocols/total/command.h"
#include "protocols/total/message.h"
#include "tools/cli/air_fields.h"
#include "tools/cli/air_walker.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace plugtest::cli {

using bits::BitString;

std::vector<AirReading> explain_pages(const BitString& frame, const total::Profile& profile) {
  std::vector<AirReading> readings;
  total::MessageDecoder decoder(profile);
  std::size_t at = 0;
  while (at < frame.size()) {
    const bool first = readings.empty();
    const auto size = static_cast<std::size_t>(profile.page_bits(first));
    const BitString page = frame.slice(at, std::min(size, frame.size() - at));
    Walker walker(page);
    walker.reading.title = first ? "identity page" : fmt::format("data page {}", readings.size());
    const auto width = [](std::int32_t bits) { return static_cast<std::size_t>(bits); };
    walker.bits_field(width(first ? profile.first_type_bits : profile.next_type_bits), "type");
    const bool up = !first && profile.page_numbers == total::PageNumbers::count_up;
    walker.bits_field(width(first ? profile.first_count_bits : profile.next_count_bits),
                      up ? "number" : "following", up ? "of this page" : "pages that follow");
    walker.bits_field(width(first ? profile.first_data_bits : profile.next_data_bits),
                      first ? "identity" : "data");
    const auto taken = decoder.take(page);
    const bool zeros = first && profile.first_check == total::FirstCheck::zeros;
    const std::string right = zeros ? "zeros, as they must be" : "right";
    walker.bits_field(16, "check", taken && taken->crc_right ? right : "WRONG");
    AirReading reading = walker.end();
    if (!taken && reading.fault.empty()) reading.fault = taken.error().message;
    if (taken && !taken->crc_right) reading.fault = "the check does not fit";
    for (AirField& field : reading.fields) field.first += at;
    readings.push_back(std::move(reading));
    at += page.size();
  }
  return readings;
}

std::vector<AirReading> explain_type_d(const BitString& frame, const total::Profile& profile) {
  const auto command = total::decode_command(profile, frame);
  if (!command) return explain_pages(frame, profile);
  Walker walker(frame);
  const std::string text = total::to_string(*command);
  walker.reading.title = "command to read/write tags: " + text.substr(0, text.find(' '));
  walker.bits_field(static_cast<std::size_t>(profile.command_code_bits), "command",
                    text.substr(0, text.find(' ')));
  walker.number(total::Command::k_number_bits, "start page");
  walker.number(total::Command::k_number_bits, "page count");
  for (std::size_t page = 0; !command->data.empty() && page < command->page_count; ++page) {
    walker.bits_field(total::Command::k_page_bits,
                      fmt::format("page {}", command->start_page + page));
  }
  walker.bits_field(16, "check", "right");
  return {walker.end()};
}

Result<total::Profile> numbers_of(const model::AirProfile& air) {
  total::Profile profile = total::default_profile();
  for (const model::AirParameter& parameter : air.parameters) {
    if (auto set = total::set_parameter(profile, parameter.name, parameter.value); !set) {
      return fail(set.error());
    }
  }
  if (auto sound = total::validate(profile); !sound) return fail(sound.error());
  return profile;
}

}  // namespace plugtest::cli
