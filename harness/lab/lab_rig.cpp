#include "harness/lab/lab_rig.h"

#include "harness/lab/level.h"
#include "harness/lab/rng.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

namespace plugtest::lab {

namespace {

constexpr std::int32_t k_draw_end_ppm = 1'000'000;

std::string third_of(const Enclosure& box, const TagPose& tag) {
  const double share = (tag.position_m.z - box.low_m.z) / (box.high_m.z - box.low_m.z);
  return share < 1.0 / 3 ? "lower third" : share > 2.0 / 3 ? "upper third" : "middle third";
}

/// Where item `index` lies, in words: the layer of a stack, the third of a sack's height, the sack
/// of a roll cage. Empty for a train, where every item comes by alone.
std::string place_of(const model::LoadSpec& spec, const Placement& placement, std::size_t items,
                     std::size_t index) {
  const TagPose& tag = placement.tags[index];
  if (std::holds_alternative<model::StackLoad>(spec)) {
    const auto below = std::count_if(
        placement.tags.begin(), placement.tags.begin() + static_cast<std::ptrdiff_t>(items),
        [&](const TagPose& other) { return other.position_m.z < tag.position_m.z; });
    return fmt::format("layer {}", below + 1);
  }
  if (std::holds_alternative<model::SackLoad>(spec)) {
    return third_of(placement.enclosures.front(), tag);
  }
  if (const auto* cage = std::get_if<model::RollCageLoad>(&spec)) {
    // The cage's own walls come first, then its sacks.
    for (std::size_t sack = 1; sack <= cage->sacks; ++sack) {
      const Enclosure& box = placement.enclosures[sack];
      const auto& in = box.items;
      if (std::find(in.begin(), in.end(), index) == in.end()) continue;
      return fmt::format("sack {}, {}", sack, third_of(box, tag));
    }
  }
  return {};
}

/// `items` are of the load, the others move through the next door.
model::Manifest manifest_of(const model::LoadSpec& spec, const Load& load, std::size_t items) {
  model::Manifest manifest;
  for (std::size_t i = 0; i < load.tags.size(); ++i) {
    if (i >= items) {
      manifest.elsewhere.push_back(load.tags[i].piece);
      continue;
    }
    manifest.expected.push_back({load.tags[i].piece,
                                 model::ItemId(fmt::format("item-{:03}", i + 1)),
                                 place_of(spec, load.placement, items, i)});
  }
  return manifest;
}

}  // namespace

LabRig::LabRig(api::Clock& clock, Field& field, std::vector<AirInterface*> airs,
               const model::ScenarioPlan& scenario, const std::vector<model::TagType>& tag_types,
               std::uint64_t seed, api::ReaderPorts* ports)
    : clock_(clock),
      field_(field),
      airs_(std::move(airs)),
      scenario_(scenario),
      tag_types_(tag_types),
      seed_(seed),
      ports_(ports),
      timer_(clock) {}

Result<Load> LabRig::draw_load(const api::LoadRequest& request) const {
  const std::uint32_t items = model::item_count(scenario_.load);
  if (request.pieces.size() != items) {
    return fail(ErrorCode::configuration,
                fmt::format("the load of {} has {} items, but {} pieces were given",
                            scenario_.id.str(), items, request.pieces.size()));
  }
  std::optional<model::LoadSpec> there;
  if (scenario_.next_door) there = model::with_items(scenario_.load, scenario_.next_door->items);
  const std::size_t beside = there ? model::item_count(*there) : 0;
  if (request.next_door.size() != beside) {
    return fail(ErrorCode::configuration,
                fmt::format("{} has {} items at the next door, but {} pieces were given",
                            scenario_.id.str(), beside, request.next_door.size()));
  }
  Load load;
  RandomStream random = make_stream(seed_, "placement", request.pass);
  load.placement = draw_placement(scenario_.load, random);
  if (there) {
    RandomStream beside_random = make_stream(seed_, "next-door", request.pass);
    set_beside(load.placement, draw_placement(*there, beside_random),
               scenario_.next_door->distance_m.value);
  }
  load.seed = model::derive_seed(seed_, "pass", request.pass);
  std::vector<model::Piece> pieces(request.pieces.begin(), request.pieces.end());
  pieces.insert(pieces.end(), request.next_door.begin(), request.next_door.end());
  for (const model::Piece& piece : pieces) {
    const auto type =
        std::find_if(tag_types_.begin(), tag_types_.end(),
                     [&piece](const model::TagType& one) { return one.id == piece.tag_type; });
    if (type == tag_types_.end()) {
      return fail(ErrorCode::configuration,
                  fmt::format("piece {} is of type {}, which the lab was not made for",
                              piece.id.str(), piece.tag_type.str()));
    }
    const model::TagRadioProfile& radio = type->radio;
    const std::uint64_t draw =
        model::derive_seed(seed_, "sensitivity", identity::UiiHash{}(piece.uii));
    LoadedTag tag;
    tag.piece = piece;
    tag.type = static_cast<std::size_t>(type - tag_types_.begin());
    tag.gain_mdb = to_mdb(radio.dipole_gain_dbi.value);
    tag.threshold_mdbm = to_mdb(radio.read_sensitivity_dbm.value) +
                         normal_mdb(radio.sensitivity_spread_db.value, draw);
    tag.write_penalty_mdb = to_mdb(radio.write_penalty_db.value);
    tag.backscatter_loss_mdb = to_mdb(radio.backscatter_loss_db.value);
    load.tags.push_back(std::move(tag));
  }
  return load;
}

Nanos LabRig::rest() const {
  double longest_s = 0;
  for (const model::TagType& type : tag_types_) {
    longest_s = std::max(
        {longest_s, type.radio.s1_persistence_max_s.value, type.radio.s2_persistence_max_s.value});
  }
  const double most_s = to_seconds(k_longest_rest);
  return Nanos(std::llround(std::min(longest_s, most_s) * 1e9));
}

void LabRig::load(const api::LoadRequest& request, api::Done<model::Manifest> done) {
  assert(!cancel_);

  field_.remove();
  for (AirInterface* air : airs_) air->on_load(clock_.now());
  // Pieces are valid during the call only, so all is drawn now.
  auto drawn = std::make_shared<Result<Load>>(draw_load(request));
  cancel_ = [done] { done(fail(ErrorCode::cancelled, "loading was aborted")); };
  const std::size_t items = request.pieces.size();
  // Where in its spread the speed of a pushed load lies; every speed in it is as likely.
  const std::int32_t draw_ppm =
      static_cast<std::int32_t>(model::derive_seed(seed_, "push-speed", request.pass) %
                                (2 * k_draw_end_ppm + 1)) -
      k_draw_end_ppm;
  const auto placed = [this, drawn, done, items, draw_ppm] {
    cancel_ = nullptr;
    if (!*drawn) return done(fail(drawn->error()));
    used_ = true;
    model::Manifest manifest = manifest_of(scenario_.load, **drawn, items);
    const Motion motion(scenario_.motion, (*drawn)->placement.length_m, draw_ppm);
    field_.place(std::move(**drawn), motion);
    for (AirInterface* air : airs_) air->on_load(clock_.now());
    done(std::move(manifest));
  };
  timer_.set_after(used_ ? std::max(k_load_time, rest()) : k_load_time, placed);
}

void LabRig::pass(Nanos timeout, api::Done<model::PassTimes> done) {
  assert(!cancel_);
  const HostTime begin = clock_.now();
  field_.begin_motion(begin);
  const Nanos duration = field_.motion().duration();
  cancel_ = [done] { done(fail(ErrorCode::cancelled, "the pass was aborted")); };
  timer_.set(begin + std::min(duration, timeout), [this, begin, duration, timeout, done] {
    cancel_ = nullptr;
    if (duration <= timeout) return done(model::PassTimes{begin, clock_.now()});
    done(fail(ErrorCode::timed_out,
              fmt::format("the load needs {:.1f} s to pass, and may take {:.1f} s",
                          to_seconds(duration), to_seconds(timeout))));
  });
}

void LabRig::act(const api::Handwork& what, Nanos, api::Done<void> done) {
  const auto* cable = std::get_if<model::AntennaCable>(&what);
  const bool can =
      std::holds_alternative<model::AskOperator>(what) || (cable != nullptr && ports_ != nullptr);
  clock_.call_at(clock_.now(), [this, can, done = std::move(done),
                                cable = cable != nullptr ? std::optional(*cable) : std::nullopt] {
    if (!can) return done(fail(ErrorCode::unsupported, "the lab has no hands for that"));
    if (cable) ports_->set_antenna(cable->port, cable->connected);
    done({});
  });
}

void LabRig::abort() {
  if (!cancel_) return;
  timer_.set(clock_.now(), [cancel = std::exchange(cancel_, nullptr)] { cancel(); });
}

}  // namespace plugtest::lab
