#pragma once

#include "harness/model/observation.h"
#include "protocols/identity/uii.h"

#include <cstdint>
#include <memory>

namespace plugtest::load {

/// Reads, added up in any order: one that is lost, told twice or of another tag, antenna or
/// inventory shows in the mark, even where another makes up for it in the count.
struct ReadSum {
  void add(std::uint32_t inventory, std::uint16_t antenna, const identity::Uii& uii,
           std::uint32_t times = 1);

  std::uint64_t count = 0;
  std::uint64_t mark = 0;

  bool operator==(const ReadSum&) const = default;
};

/// Counts what one reader's driver hands on, against what the reader can have sent.
class Tally {
 public:
  virtual ~Tally() = default;
  virtual void begin(std::uint32_t inventory) = 0;
  virtual void take(const model::Observation& one) = 0;
  virtual void end() = 0;  ///< the inventory has been drained

  ReadSum reads;
  std::uint64_t wrong =
      0;  ///< of another inventory, told twice, missing in the middle, not counted
};

/// Of the synthetic reader of this number: every tag by its EPC.
std::unique_ptr<Tally> make_numbered_tally(std::uint32_t reader);

/// Of any reader: the reads that its reports are about.
std::unique_ptr<Tally> make_seen_count_tally();

}  // namespace plugtest::load
