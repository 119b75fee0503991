#pragma once

#include "harness/model/event_plan.h"
#include "harness/model/run.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

// Short ways to make model values for the tests of this folder.
namespace plugtest::score::testing {

inline identity::Uii uii(const char* hex) { return identity::Uii::from_hex(hex).value(); }

inline HostTime at_ms(std::int64_t ms) { return HostTime{std::chrono::milliseconds(ms)}; }
inline ReaderTime reader_ms(std::int64_t ms) { return ReaderTime{std::chrono::milliseconds(ms)}; }

inline model::Piece piece(const char* id, const char* type, const char* hex) {
  return {model::PieceId(id), model::TagTypeId(type), uii(hex), {}};
}

/// A pass from 1000 ms to 3000 ms host time.
inline model::PassRecord pass_with(std::vector<model::Piece> pieces) {
  model::PassRecord pass;
  pass.times = {at_ms(1000), at_ms(3000)};
  for (model::Piece& one : pieces) {
    pass.manifest.expected.push_back({std::move(one), model::ItemId("item")});
  }
  return pass;
}

inline model::Observation read_of(const char* hex, std::int64_t received_ms) {
  model::Observation observation;
  observation.uii = uii(hex);
  observation.received = at_ms(received_ms);
  return observation;
}

/// The score of a pass with `identified` of `expected` pieces; r = 1.
inline model::PassScore score_of(std::uint32_t pass, const char* type, std::uint32_t identified,
                                 std::uint32_t expected) {
  model::PassScore score;
  score.pass = pass;
  score.tag_type = model::TagTypeId(type);
  score.identified = identified;
  score.expected = expected;
  score.success = identified == expected;
  for (std::uint32_t i = identified; i < expected; ++i) {
    // Misses spread over the pieces, so that none of them stands out.
    score.missed.emplace_back(std::string(type) + "-" + std::to_string((pass + i) % expected));
  }
  return score;
}

}  // namespace plugtest::score::testing
