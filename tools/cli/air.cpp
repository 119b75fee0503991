#include "harness/model/air_profile.h"
#include "protocols/bits/suggest.h"
#include "scenarios/loader.h"
#include "tools/cli/air_fields.h"
#include "tools/cli/commands.h"
#include "tools/cli/content.h"
#include "tools/cli/events.h"

#include <algorithm>
#include <filesystem>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plugtest::cli {

namespace {

using Json = nlohmann::ordered_json;

void print(std::ostream& out, const AirReading& reading, bool alternative) {
  out << (alternative ? "or: " : "") << reading.title
      << (reading.fault.empty() ? "" : " - " + reading.fault) << "\n";
  std::size_t names = 5;
  std::size_t values = 5;
  for (const AirField& field : reading.fields) {
    names = std::max(names, field.name.size());
    values = std::max(values, field.value.size());
  }
  for (const AirField& field : reading.fields) {
    const std::string range = field.bits == 1
                                  ? std::to_string(field.first)
                                  : fmt::format("{}-{}", field.first, field.first + field.bits - 1);
    std::string line = fmt::format("  {:>9}  {:<{}}  {:<{}}  {}", range, field.name, names,
                                   field.value, values, field.meaning);
    while (line.ends_with(' ')) line.pop_back();
    out << line << "\n";
  }
}

Json to_json(const AirReading& reading) {
  Json fields = Json::array();
  for (const AirField& field : reading.fields) {
    fields.push_back({{"first", field.first},
                      {"bits", field.bits},
                      {"name", field.name},
                      {"value", field.value},
                      {"meaning", field.meaning}});
  }
  return {{"title", reading.title}, {"fault", reading.fault}, {"fields", std::move(fields)}};
}

/// The Type D profile of that name or file; complains and gives nothing when there is none.
std::optional<model::AirProfile> profile_or_complain(const std::string& name,
                                                     const Context& context) {
  auto loaded = scenarios::load_air_profile(name, load_options(context));
  if (loaded) return std::move(*loaded);
  for (const Error& error : loaded.error()) context.err << to_string(error) << "\n";
  return std::nullopt;
}

std::string model_line(const model::AirProfile& air) {
  const auto placeholders = std::ranges::count(air.parameters, model::Confidence::model,
                                               &model::AirParameter::confidence);
  if (placeholders == 0) return fmt::format("by the profile {}\n", air.id);
  return fmt::format(
      "by the profile {}: a model, {} of its {} parameters are placeholders (the text of ISO/IEC "
      "18000-64 is not public)\n",
      air.id, placeholders, air.parameters.size());
}

}  // namespace

ExitCode run_command(const AirExplainCommand& command, const Context& context) {
  const auto usage = [&](std::string why) {
    return complain(context, {ErrorCode::usage, std::move(why)});
  };
  const std::vector<std::string> protocols = {"c", "d"};
  if (std::ranges::find(protocols, command.protocol) == protocols.end()) {
    return usage(
        fmt::format("unknown air protocol '{}'; there are: c (Gen2), d (TOTAL)", command.protocol));
  }
  const std::vector<std::string> directions = {"forward", "backscatter"};
  if (std::ranges::find(directions, command.direction) == directions.end()) {
    return usage(fmt::format("unknown direction '{}'{}; there are: forward, backscatter",
                             command.direction, bits::did_you_mean(command.direction, directions)));
  }
  const bool type_d = command.protocol == "d";
  std::optional<model::AirProfile> air;
  total::Profile profile;
  if (type_d) {
    air = profile_or_complain(command.profile, context);
    if (!air) return ExitCode::usage;
    const auto numbers = numbers_of(*air);
    if (!numbers) return complain(context, numbers.error());
    profile = *numbers;
  }
  // All arguments are read before anything is said.
  std::vector<bits::BitString> frames;
  for (const std::string& text : command.frames) {
    const auto frame = read_bits(text);
    if (!frame) return usage(fmt::format("'{}': {}", text.substr(0, 80), frame.error().message));
    frames.push_back(*frame);
  }
  if (type_d && !command.json) context.out << model_line(*air);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const std::vector<AirReading> readings = type_d ? explain_type_d(frames[i], profile)
                                             : command.direction == "forward"
                                                 ? std::vector{explain_command(frames[i])}
                                                 : explain_reply(frames[i]);
    if (command.json) {
      Json line{{"frame", command.frames[i]}, {"bits", frames[i].size()}};
      if (type_d) line["profile"] = air->id;
      line["readings"] = Json::array();
      for (const AirReading& reading : readings) line["readings"].push_back(to_json(reading));
      context.out << line.dump() << "\n";
      continue;
    }
    for (std::size_t r = 0; r < readings.size(); ++r) {
      print(context.out, readings[r], r > 0 && !type_d);
    }
  }
  return ExitCode::ok;
}

}  // namespace plugtest::cli
