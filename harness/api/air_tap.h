#pragma once

#include "harness/model/air_frame.h"

namespace plugtest::api {

/// Hears every frame on the air of a virtual lab, in the order of their ends. Costs time and
/// memory for every frame, so it is given on request only.
class AirTap {
 public:
  virtual ~AirTap() = default;
  virtual void on_frame(const model::AirFrame& frame) = 0;
};

}  // namespace plugtest::api
