#pragma once

// Whether sub-parameters stand where the standard has them. Part of the decoder; nobody else
// includes it.

#include "protocols/llrp/decode_trouble.h"
#include "protocols/llrp/element.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plugtest::llrp::detail {

/// The slots of one element, as its children come. Functions return false once `trouble` has the
/// error.
class Places {
 public:
  Places() = default;
  explicit Places(const TypeDef& parent) : seen_(parent.slots.size()) {}

  /// Finds the slot of the next child of `parent`, at or behind the slot of the one before it.
  /// `child`: null when `type`, which begins at `start`, is not known.
  bool place(const Element& parent, const TypeDef* child, std::uint16_t type, std::size_t start,
             Version version, DecodeTrouble& trouble);

  /// All required children have been there when `parent` ends, at `at`.
  bool complete(const Element& parent, std::size_t at, Version version,
                DecodeTrouble& trouble) const;

 private:
  std::vector<std::size_t> seen_{};  // children in each slot
  std::size_t slot_ = 0;             // of the last child
};

}  // namespace plugtest::llrp::detail
