#pragma once

#include "harness/api/done.h"
#include "harness/model/time.h"

#include <memory>
#include <utility>

namespace plugtest::drivers {

/// One call of api::Reader under way: its Done, and when it must be over.
template <class T>
struct Call {
  api::Done<T> done;
  HostTime deadline;

  /// The first end counts.
  void end(Result<T> result) {
    if (const auto call = std::exchange(done, nullptr)) call(std::move(result));
  }
  bool over() const { return done == nullptr; }
};

template <class T>
using CallPtr = std::shared_ptr<Call<T>>;

}  // namespace plugtest::drivers
