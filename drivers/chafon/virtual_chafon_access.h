#pragma once

#include "harness/api/virtual_radio.h"
#include "protocols/modules/chafon_command.h"
#include "protocols/modules/chafon_format.h"
#include "protocols/modules/chafon_status.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::drivers {

/// What a virtual reader is to do with a tag.
struct ChafonAccessRequest {
  modules::chafon::Target target;
  api::AccessRequest request;
};

/// The meaning of one of the commands read, write, lock and kill; nothing when the data is wrong.
std::optional<ChafonAccessRequest> chafon_access_request(modules::chafon::Command command,
                                                         std::span<const std::uint8_t> data);

/// Whether the target means a tag. Masks are looked for in the UII alone.
bool chafon_targets(const modules::chafon::Target& target, const identity::Uii& uii);

struct ChafonAccessAnswer {
  modules::chafon::Status status{};
  std::vector<std::uint8_t> data{};
};
/// The reader's answer when the access is over: how it went with `tag`, or null when none was
/// found.
ChafonAccessAnswer chafon_access_answer(modules::chafon::Command command, const api::TagRead* tag);

}  // namespace plugtest::drivers
