#pragma once

#include "harness/evidence/trace_encoder.h"

#include <cstdint>
#include <memory>

namespace plugtest::cli {

/// Writes the dialogue of a reader as pcapng: TCP over IPv4 with documentation addresses, the
/// reader's side on `reader_port`, so that analysers pick the right dissector.
std::unique_ptr<evidence::TraceEncoder> make_pcapng_encoder(std::uint16_t reader_port);

}  // namespace plugtest::cli
