#pragma once

#include "harness/lab/field.h"
#include "harness/lab/level.h"
#include "harness/lab/total_air.h"
#include "protocols/total/profile.h"
#include "tests/unit/harness/lab/lab_fixture.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plugtest::lab::test {

/// Type D tags that lie still, all alike and well heard: nothing but the protocol decides.
class TotalField {
 public:
  TotalField(const total::Profile& profile, std::uint32_t tags, std::uint64_t seed,
             std::int32_t capture_mdb = 6000, std::int32_t depth_percent = 90)
      : types_{type_d("type-d")},
        field_(still_lane(), still(), 0),
        air_({.field = field_,
              .shared = shared_,
              .tag_types = types_,
              .profiles = {profile},
              .modulation_depth_percent = depth_percent},
             Receiver(-75'000, capture_mdb, seed), seed) {
    shared_.attach(air_);
    types_[0].air->parameters = {parameter("first_data_bits", profile.first_data_bits)};
    pieces_ = make_pieces(types_, tags, seed);
    Load load;
    load.seed = seed;
    for (const model::Piece& piece : pieces_) {
      LoadedTag tag;
      tag.piece = piece;
      tag.threshold_mdbm = -40'000;
      load.tags.push_back(tag);
      load.placement.tags.push_back({{0, 0, 1}, {1, 0, 0}});
    }
    field_.place(std::move(load), Motion{});
    air_.on_load(start());
    field_.set_carrier(Carrier{0, 30'000, 866'300'000});
    air_.carrier_on(start());
  }

  static HostTime start() { return HostTime(std::chrono::seconds(1)); }
  TotalAir& air() { return air_; }
  const std::vector<model::Piece>& pieces() const { return pieces_; }

 private:
  static model::Lane still_lane() {
    model::Lane lane;
    lane.id = model::LaneId("still");
    lane.antennas = {antenna(1, {0, 0, 0}, {0, 0, 1})};
    return lane;
  }
  /// No fading to speak of: K of 60 dB.
  static model::SurroundingsSpec still() {
    model::SurroundingsSpec surroundings;
    surroundings.rician_k_db = {60, "test"};
    return surroundings;
  }

  std::vector<model::TagType> types_;
  Field field_;
  SharedAir shared_;
  TotalAir air_;
  std::vector<model::Piece> pieces_;
};

}  // namespace plugtest::lab::test
