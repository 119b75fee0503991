#pragma once

#include "harness/model/time.h"

#include <cstdint>
#include <string>
#include <vector>

namespace plugtest::model {

/// A radio regulation as data: the channels, the power allowed on each, and the hopping rule.
struct RegionPlan {
  struct Channel {
    std::int64_t centre_hz = 0;
    std::int32_t max_erp_mdbm = 0;  ///< 1/1000 dBm ERP

    bool operator==(const Channel&) const = default;
  };

  std::string id;  ///< for example "china-2007"
  std::string title;
  std::string source;  ///< the rule
  std::vector<Channel> channels;
  bool hopping = false;
  Nanos max_dwell{0};  ///< longest stay on one channel; zero = no limit

  bool operator==(const RegionPlan&) const = default;
};

}  // namespace plugtest::model
