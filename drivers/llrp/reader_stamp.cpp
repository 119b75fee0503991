#include "drivers/llrp/reader_stamp.h"

#include <chrono>

namespace plugtest::drivers {

llrp::Element ReaderStamp::element() const {
  const bool utc = profile_->utc_clock;
  const Nanos since = utc ? now().time_since_epoch() : now() - started_;
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(since).count();
  return llrp::make(utc ? llrp::ParamType::utc_timestamp : llrp::ParamType::uptime)
      .set("Microseconds", static_cast<std::uint64_t>(us));
}

}  // namespace plugtest::drivers
