#include "harness/lab/tag_faults.h"

#include <algorithm>
#include <string>

namespace plugtest::lab {

using model::TagFault;

void plant_faults(const model::TagType& type, gen2::TagConfig& config) {
  if (const auto fault = model::find(type.faults, TagFault::wrong_crc)) {
    config.quirks.wrong_crc_one_in = static_cast<std::uint32_t>(fault->parameter);
  }
  config.quirks.stuck_flag = model::find(type.faults, TagFault::stuck_flag).has_value();
  config.quirks.no_write = model::find(type.faults, TagFault::no_write).has_value();
}

void plant_faults(const model::TagType& type, total::TagConfig& config) {
  config.shifted_identity = model::find(type.faults, TagFault::shifted_identity).has_value();
}

identity::PcWord pc_of(const model::TagType& type, std::size_t uii_bits) {
  identity::PcWord pc = identity::epc_pc(uii_bits);
  if (const auto fault = model::find(type.faults, TagFault::wrong_pc_length)) {
    pc.length_words = static_cast<std::uint8_t>((pc.length_words + fault->parameter) & 0x1F);
  }
  return pc;
}

bool speaks_type_c(const model::TagType& type) {
  if (type.protocol == model::AirProtocol::type_c) return true;
  return type.air && std::ranges::any_of(type.air->parameters, [](const auto& parameter) {
           return parameter.name == "dual_mode" && parameter.value == "type-c";
         });
}

Result<void> check_faults(const model::TagType& type) {
  for (const model::PlantedTagFault& planted : type.faults) {
    const bool of_type_d = planted.fault == TagFault::shifted_identity;
    if (of_type_d == (type.protocol == model::AirProtocol::type_d)) continue;
    return fail(ErrorCode::configuration,
                type.id.str() + " is " + std::string(model::to_string(type.protocol)) +
                    ", and the fault " + std::string(model::info(planted.fault).name) +
                    " is one of the other standard");
  }
  return {};
}

}  // namespace plugtest::lab
