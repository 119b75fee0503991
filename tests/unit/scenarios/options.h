#pragma once

#include "scenarios/load_options.h"

#include <string>

namespace plugtest::scenarios {

/// What the program tells the loader, with the library of the source tree.
inline LoadOptions library_options() {
  return {{"exec", "llrp", "llrp+replay"},
          {"llrp"},
          {"max-rate", "m2-320", "fm0-160", "m4-320", "dense-m4-250", "fm0-40", "dense-m8-256"},
          {std::string(PLUGTEST_SOURCE_DIR) + "/scenarios"}};
}

}  // namespace plugtest::scenarios
