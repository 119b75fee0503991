#include "protocols/bits/hex.h"
#include "scenarios/document.h"
#include "scenarios/faults.h"
#include "scenarios/fields.h"
#include "scenarios/parts.h"

#include <algorithm>
#include <array>
#include <optional>

namespace plugtest::scenarios {
namespace {

constexpr std::array<std::pair<std::string_view, model::AirProtocol>, 2> k_protocols{
    {{"type-c", model::AirProtocol::type_c}, {"type-d", model::AirProtocol::type_d}}};

/// A flag's persistence, {min: 500 ms, max: 5 s, source: "..."}.
void read_persistence(Fields& radio, std::string_view key, model::Sourced& least,
                      model::Sourced& most) {
  const Node* node = radio.map(key, Need::optional);
  if (node == nullptr) return;
  Fields fields(*node, std::string(key), radio.problems());
  std::string source = "assumption";
  constexpr Range k_seconds{0, 100'000};
  const bool good_min = fields.quantity("min", Need::required, k_time, k_seconds, least.value);
  const bool good_max = fields.quantity("max", Need::required, k_time, k_seconds, most.value);
  fields.text("source", Need::optional, source);
  fields.finish();
  least.source = source;
  most.source = source;
  if (good_min && good_max && least.value > most.value) {
    fields.complain(*node, "'min' of " + std::string(key) + " is above its 'max'");
  }
}

void read_radio(const Node& node, model::TagRadioProfile& profile, Problems& problems) {
  Fields fields(node, "radio", problems);
  fields.quantity("read_sensitivity", Need::required, k_power, {-40, 20},
                  profile.read_sensitivity_dbm);
  fields.quantity("write_penalty", Need::optional, k_ratio, {0, 20}, profile.write_penalty_db);
  fields.quantity("sensitivity_spread", Need::optional, k_ratio, {0, 10},
                  profile.sensitivity_spread_db);
  fields.quantity("backscatter_loss", Need::optional, k_ratio, {0, 40},
                  profile.backscatter_loss_db);
  fields.quantity("dipole_gain", Need::optional, k_gain, {-20, 10}, profile.dipole_gain_dbi);
  // More than all of the tolerance would be a fault.
  fields.quantity("blf_spread", Need::optional, k_share, {0, 1}, profile.blf_spread);
  read_persistence(fields, "s1_persistence", profile.s1_persistence_min_s,
                   profile.s1_persistence_max_s);
  read_persistence(fields, "s2_persistence", profile.s2_persistence_min_s,
                   profile.s2_persistence_max_s);
  fields.finish();
}

/// A password of 32 bits as eight hexadecimal digits.
void read_password(Fields& memory, std::string_view key, std::uint32_t& password) {
  std::string text;
  if (!memory.text(key, Need::optional, text)) return;
  const auto bytes = bits::parse_hex(text);
  if (!bytes || bytes->size() != 4) {
    memory.complain(*memory.find(key), "'" + std::string(key) +
                                           "' is to be eight hexadecimal digits, for example "
                                           "\"1234abcd\"");
    return;
  }
  password = 0;
  for (const std::uint8_t byte : *bytes) password = password << 8U | byte;
}

constexpr std::array<std::pair<std::string_view, bool>, 2> k_versions{
    {{"1.2", false}, {"2.0", true}}};

void read_memory(Fields& fields, model::TagType& type, Problems& problems) {
  const Node* node = fields.map("memory", Need::optional);
  if (node == nullptr) return;
  if (type.protocol != model::AirProtocol::type_c) {
    fields.complain(*node, "'memory' is for type-c only; a Type D type has its memory in 'air'");
    return;
  }
  Fields memory(*node, "memory", problems);
  memory.choice<bool>("version", Need::optional, k_versions, type.memory.version_2);
  read_password(memory, "access_password", type.memory.access_password);
  read_password(memory, "kill_password", type.memory.kill_password);
  memory.integer("user_words", Need::optional, 0, 4096, type.memory.user_words);
  memory.integer("block_words", Need::optional, 0, 255, type.memory.block_words);
  memory.finish();
}

void read_faults(Fields& fields, model::TagType& type, Problems& problems) {
  const auto* faults = fields.list("faults", Need::optional);
  if (faults == nullptr) return;
  for (const Node& entry : *faults) {
    const auto fault = read_tag_fault(entry, problems);
    if (!fault) continue;
    if (model::find(type.faults, fault->fault)) {
      fields.complain(entry,
                      "the fault '" + std::string(info(fault->fault).name) + "' is planted twice");
    }
    type.faults.push_back(*fault);
  }
}

/// What a Type D type is by air: the name of a profile, or one with changes.
void read_air(Fields& fields, const Library& library, model::TagType& type, Problems& problems) {
  const Node* air = fields.find("air");
  if (type.protocol == model::AirProtocol::type_c) {
    if (air != nullptr) fields.complain(*air, "'air' is for type-d only; Type C needs no profile");
    return;
  }
  if (air == nullptr) return;  // a tag type of a real event
  if (const auto content = library.resolve(*air, FileKind::air_profile, problems)) {
    type.air = read_air_profile(*content, library.options(), problems);
  }
}

}  // namespace

model::TagType read_tag_type(const Node& content, const Library& library, Problems& problems) {
  model::TagType type;
  Fields fields(content, "the tag type", problems);
  fields.id("id", Need::required, type.id.value);
  fields.text("participant", Need::optional, type.participant.value);
  fields.text("vendor", Need::required, type.vendor);
  fields.text("model", Need::required, type.model);
  fields.choice<model::AirProtocol>("protocol", Need::optional, k_protocols, type.protocol);
  // What a tag of a real event does by radio is found out, not stated.
  if (const Node* radio = fields.map("radio", Need::optional)) {
    read_radio(*radio, type.radio, problems);
  }
  read_memory(fields, type, problems);
  read_air(fields, library, type, problems);
  read_faults(fields, type, problems);
  fields.finish();
  return type;
}

}  // namespace plugtest::scenarios
