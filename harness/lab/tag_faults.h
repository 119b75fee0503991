#pragma once

#include "harness/model/tag_type.h"
#include "protocols/gen2/tag.h"
#include "protocols/identity/pc_word.h"
#include "protocols/total/tag.h"

namespace plugtest::lab {

/// The faults of a tag type's pieces, in the words of each protocol's tag.
void plant_faults(const model::TagType& type, gen2::TagConfig& config);
void plant_faults(const model::TagType& type, total::TagConfig& config);

/// The PC that a Type C piece is written with: one of a wrong length, where that is planted.
identity::PcWord pc_of(const model::TagType& type, std::size_t uii_bits);

/// Whether pieces of this type understand Type C: those of Type C, and Type D ones of a profile
/// that behaves so when a reader talks first.
bool speaks_type_c(const model::TagType& type);

/// Error `configuration` for a fault that the type's standard does not have.
Result<void> check_faults(const model::TagType& type);

}  // namespace plugtest::lab
