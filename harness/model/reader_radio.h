#pragma once

#include <cstdint>
#include <string_view>

namespace plugtest::model {

// How a reader behaves on the air, in the words of its profile.

/// Modulation of the forward link (Gen2 v1.2.0, 6.3.1.2.2). Sets the occupied bandwidth, so how
/// much of it falls into a neighbour's channel; tags take all three.
enum class ForwardModulation : std::uint8_t { dsb_ask, ssb_ask, pr_ask };

/// How a reader chooses Q.
enum class QStrategy : std::uint8_t {
  fixed,     ///< the first Q throughout
  annex_d,   ///< Qfp stepped slot by slot (Gen2 v1.2.0, annex D)
  adaptive,  ///< the number of tags is estimated from every whole round; the next Query has the Q
             ///< that makes best use of time on the link in use
};

/// Which inventoried flag a reader asks for (Query.Target).
enum class TargetStrategy : std::uint8_t {
  single_a,     ///< A only: a tag is silent until its flag falls back
  single_b,     ///< B only: for clients that turn the flags themselves
  alternate,    ///< A until a round finds nobody, then B until nobody, and so on
  dual_target,  ///< A and B in turn, one round each
};

/// What a reader tells of the phase of a reply.
enum class PhaseReport : std::uint8_t { none, modulo_pi, modulo_2pi };

std::string_view to_string(ForwardModulation modulation);  ///< "pr-ask"
std::string_view to_string(QStrategy strategy);            ///< "annex-d"
std::string_view to_string(TargetStrategy strategy);       ///< "dual-target"
std::string_view to_string(PhaseReport report);            ///< "modulo-2pi"

}  // namespace plugtest::model
