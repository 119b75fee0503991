#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plugtest::score {

/// One decided cell of a matrix under equal conditions: which reader, tag type and scenario, as
/// numbers from 0, and whether the requirement was missed.
struct MatrixPoint {
  std::uint32_t reader = 0;
  std::uint32_t tag_type = 0;
  std::uint32_t scenario = 0;
  bool missed = false;

  bool operator==(const MatrixPoint&) const = default;
};

enum class SuspectKind : std::uint8_t { reader, tag_type, channel };

/// A part of the matrix that misses together: what a reader, a tag type or a scenario has to do
/// with all the others. Readers and tag types may stand out in one scenario only.
struct Suspect {
  SuspectKind kind = SuspectKind::reader;
  std::uint32_t index = 0;                ///< of the reader, tag type or scenario
  std::optional<std::uint32_t> scenario;  ///< reader, tag type: the only one; empty: all

  bool covers(const MatrixPoint& point) const;
  bool operator==(const Suspect&) const = default;
};

/// Explains the misses of a matrix by few suspects, the strongest first.
///
/// Every reader, tag type and scenario, and every reader and tag type within each scenario, is a
/// candidate. Its strength is the logarithm of the likelihood ratio between two shares of missed
/// cells, its own and that of all it is compared with (other readers, other tag types, other
/// scenarios), and one for all of them. The strongest candidate that the conditions below allow
/// becomes a suspect, its cells are taken out, and the search goes on with the rest: so what one
/// faulty reader did is not held against tag types, and the other way round.
///
/// - A reader must miss with two tag types or more, with most in all, and mostly where another
///   reader met the requirement with the same tag type; the others must mostly meet it. A tag type
///   likewise. Less than most is enough when three are missed and the difference is very strong.
/// - A scenario is the channel's when nobody met, or when its misses are many more than those of
///   the others and stay so with the worst quarter of its readers and of its tag types set aside.
std::vector<Suspect> find_suspects(std::span<const MatrixPoint> points);

}  // namespace plugtest::score
