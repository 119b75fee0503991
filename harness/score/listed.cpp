#include "harness/score/listed.h"

#include "harness/model/sentences.h"

#include <fmt/format.h>

namespace plugtest::score {

std::string listed(std::span<const std::string> names, std::size_t shown) {
  if (names.size() == 1) return names.front();
  if (names.size() <= shown) {
    const std::size_t last = names.size() - 1;
    return names.empty()
               ? std::string()
               : fmt::format("{} and {}", fmt::join(names.first(last), ", "), names[last]);
  }
  const std::size_t more = names.size() - shown;
  const auto& others = more == 1 ? model::phrase::other : model::phrase::others;
  return fmt::format("{} and {}", fmt::join(names.first(shown), ", "),
                     fmt::format(fmt::runtime(others.english), more));
}

}  // namespace plugtest::score
