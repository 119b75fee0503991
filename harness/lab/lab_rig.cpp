#include "harness/lab/lab_rig.h"

#include "harness/lab/level.h"
#include "harness/lab/rng.h"
#include "harness/model/sentences.h"

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

namespace phrase = model::phrase;

constexpr std::int32_t k_draw_end_ppm = 1'000'000;

std::string third_of(const Enclosure& box, const TagPose& tag) {
  const double share = (tag.position_m.z - box.low_m.z) / (box.high_m.z - box.low_m.z);
  const auto& third = share < 1.0 / 3   ? phrase::lower_third
                      : share > 2.0 / 3 ? phrase::upper_third
                                        : phrase::middle_third;
  return std::string(third.english);
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
    return fmt::format(phrase::layer.english, below + 1);
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
      return fmt::format(phrase::sack.english, sack) + ", " + third_of(box, tag);
    }
  }
  return {};
}

/// `items` are of the load, the others move through the next door. Without a `spec` they are in
/// no place that has a name.
model::Manifest manifest_of(const Load& load, std::size_t items, const model::LoadSpec* spec) {
  model::Manifest manifest;
  for (std::size_t i = 0; i < load.tags.size(); ++i) {
    if (i >= items) {
      manifest.elsewhere.push_back(load.tags[i].piece);
      continue;
    }
    manifest.expected.push_back(
        {load.tags[i].piece, model::ItemId(fmt::format("item-{:03}", i + 1)),
         spec == nullptr ? std::string() : place_of(*spec, load.placement, items, i)});
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
      timer_(clock) {
  clear_eyes();
}

void LabRig::switch_eye(std::size_t eye, bool blocked) {
  const model::PhotoEye& at = scenario_.lane.eyes[eye];
  ports_->set_input(at.input, blocked == at.high_when_blocked);
}

void LabRig::clear_eyes() {
  eye_timers_.clear();
  if (ports_ == nullptr) return;
  for (std::size_t eye = 0; eye < scenario_.lane.eyes.size(); ++eye) switch_eye(eye, false);
}

/// Has every eye switched when the load comes before it, and when it has gone. What stands still or
/// goes to and fro is no load for eyes.
void LabRig::watch_eyes(HostTime begin) {
  const model::MotionKind kind = scenario_.motion.kind;
  const bool passes = kind == model::MotionKind::conveyor || kind == model::MotionKind::push ||
                      kind == model::MotionKind::tumble;
  if (ports_ == nullptr || !passes) return;
  const Motion& motion = field_.motion();
  const auto length_um = std::llround(field_.load().placement.length_m * 1e6);
  for (std::size_t eye = 0; eye < scenario_.lane.eyes.size(); ++eye) {
    const std::int64_t ahead_um =
        std::llround(scenario_.lane.eyes[eye].position_m.value * 1e6) - motion.front_after_um(0);
    for (const bool blocked : {true, false}) {
      const std::int64_t way_um = std::max<std::int64_t>(ahead_um + (blocked ? 0 : length_um), 0);
      const auto when = motion.when_moved(way_um);
      if (!when) continue;  // the load never comes so far
      eye_timers_.push_back(std::make_unique<api::Timer>(clock_));
      eye_timers_.back()->set(std::max(*when, begin),
                              [this, eye, blocked] { switch_eye(eye, blocked); });
    }
  }
}

Placement LabRig::place_for_check(const api::LoadRequest& request) const {
  Placement placement;
  if (request.pieces.empty()) return placement;
  RandomStream random = make_stream(seed_, "placement", request.pass);
  const Placement like_a_load = draw_placement(scenario_.load, random);
  double height_m = 0;
  for (const TagPose& tag : like_a_load.tags) height_m += tag.position_m.z;
  height_m /= static_cast<double>(std::max<std::size_t>(like_a_load.tags.size(), 1));
  for (std::size_t i = 0; i < request.pieces.size(); ++i) {
    placement.tags.push_back({{0, 0, height_m}, {1, 0, 0}});
  }
  return placement;
}

Result<Placement> LabRig::draw_places(const api::LoadRequest& request) const {
  if (request.kind != model::PassKind::load) return place_for_check(request);
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
  RandomStream random = make_stream(seed_, "placement", request.pass);
  Placement placement = draw_placement(scenario_.load, random);
  if (there) {
    RandomStream beside_random = make_stream(seed_, "next-door", request.pass);
    set_beside(placement, draw_placement(*there, beside_random),
               scenario_.next_door->distance_m.value);
  }
  return placement;
}

Motion LabRig::motion_of(const api::LoadRequest& request, double length_m) const {
  if (request.kind != model::PassKind::load) {
    model::MotionSpec still;
    still.kind = model::MotionKind::still;
    still.stay = request.stay;
    return Motion(still, length_m);
  }
  // Where in its spread the speed of a pushed load lies; every speed in it is as likely.
  const std::int32_t draw_ppm =
      static_cast<std::int32_t>(model::derive_seed(seed_, "push-speed", request.pass) %
                                (2 * k_draw_end_ppm + 1)) -
      k_draw_end_ppm;
  return Motion(scenario_.motion, length_m, draw_ppm);
}

Result<Load> LabRig::draw_load(const api::LoadRequest& request) const {
  auto placement = draw_places(request);
  if (!placement) return fail(placement.error());
  Load load;
  load.placement = std::move(*placement);
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
  clear_eyes();
  for (AirInterface* air : airs_) air->on_load(clock_.now());
  // Pieces are valid during the call only, so all is drawn now.
  auto drawn = std::make_shared<Result<Load>>(draw_load(request));
  cancel_ = [done] { done(fail(ErrorCode::cancelled, "loading was aborted")); };
  const std::size_t items = request.pieces.size();
  const Motion motion = motion_of(request, *drawn ? (*drawn)->placement.length_m : 0);
  const bool mail = request.kind == model::PassKind::load;
  const auto placed = [this, drawn, done, items, motion, mail] {
    cancel_ = nullptr;
    if (!*drawn) return done(fail(drawn->error()));
    used_ = true;
    mail_ = mail;
    model::Manifest manifest = manifest_of(**drawn, items, mail ? &scenario_.load : nullptr);
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
  if (mail_) watch_eyes(begin);
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
