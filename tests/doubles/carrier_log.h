#pragma once

#include "harness/lab/air_interface.h"
#include "harness/lab/field.h"
#include "harness/lab/rng.h"

#include <cstdint>
#include <vector>

#include <boost/random/uniform_int_distribution.hpp>

namespace plugtest::lab::test {

/// An air interface without tags: its steps take as long as chance will have it, up to what it
/// declares, and it notes when the carrier was on in which channel.
class CarrierLog final : public AirInterface {
 public:
  struct Use {
    std::int64_t frequency_hz = 0;
    HostTime begin;
    HostTime end;
  };

  CarrierLog(const Field& field, Nanos longest, std::uint64_t seed)
      : field_(field), longest_(longest), random_(seed) {}

  const std::vector<Use>& uses() const { return uses_; }

  model::AirProtocol protocol() const override { return model::AirProtocol::type_c; }
  void on_load(HostTime /*now*/) override {}
  Nanos longest_step(const api::RadioInventory& /*inventory*/) const override { return longest_; }
  void begin_inventory(const api::RadioInventory& /*inventory*/) override {}
  void use_settings(const api::RadioInventory& /*here*/) override {}
  void carrier_on(HostTime now) override {
    uses_.push_back({field_.carrier()->frequency_hz, now, HostTime::max()});
  }
  void carrier_off(HostTime now) override {
    if (!uses_.empty() && uses_.back().end == HostTime::max()) uses_.back().end = now;
  }
  AirStep step(HostTime now) override { return {now + some_time(), std::nullopt}; }
  HostTime wind_up(HostTime now) override { return now; }
  void hear_modulation(HostTime /*begin*/, HostTime /*end*/) override {}
  void talk(HostTime /*begin*/, HostTime /*end*/, std::vector<Emission>& /*emissions*/) override {}

 private:
  Nanos some_time() {
    return Nanos(boost::random::uniform_int_distribution<std::int64_t>(longest_.count() / 20,
                                                                       longest_.count())(random_));
  }

  const Field& field_;
  Nanos longest_;
  RandomStream random_;
  std::vector<Use> uses_;
};

}  // namespace plugtest::lab::test
