#include "harness/lab/lab_rig.h"

#include "harness/lab/level.h"
#include "harness/lab/rng.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <memory>
#include <utility>
#include <variant>

#include <fmt/format.h>

namespace plugtest::lab {

namespace {

model::Manifest manifest_of(const Load& load) {
  model::Manifest manifest;
  for (std::size_t i = 0; i < load.tags.size(); ++i) {
    manifest.expected.push_back(
        {load.tags[i].piece, model::ItemId(fmt::format("item-{:03}", i + 1))});
  }
  return manifest;
}

}  // namespace

LabRig::LabRig(api::Clock& clock, Field& field, std::vector<AirInterface*> airs,
               const model::ScenarioPlan& scenario, const std::vector<model::TagType>& tag_types,
               std::uint64_t seed)
    : clock_(clock),
      field_(field),
      airs_(std::move(airs)),
      scenario_(scenario),
      tag_types_(tag_types),
      seed_(seed),
      timer_(clock) {}

Result<Load> LabRig::draw_load(const api::LoadRequest& request) const {
  const std::uint32_t items = model::item_count(scenario_.load);
  if (request.pieces.size() != items) {
    return fail(ErrorCode::configuration,
                fmt::format("the load of {} has {} items, but {} pieces were given",
                            scenario_.id.str(), items, request.pieces.size()));
  }
  Load load;
  RandomStream random = make_stream(seed_, "placement", request.pass);
  load.placement = draw_placement(scenario_.load, random);
  load.seed = model::derive_seed(seed_, "pass", request.pass);
  for (const model::Piece& piece : request.pieces) {
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
  timer_.set_after(used_ ? std::max(k_load_time, rest()) : k_load_time, [this, drawn, done] {
    cancel_ = nullptr;
    if (!*drawn) return done(fail(drawn->error()));
    used_ = true;
    model::Manifest manifest = manifest_of(**drawn);
    const Motion motion(scenario_.motion, (*drawn)->placement.length_m);
    field_.place(std::move(**drawn), motion);
    for (AirInterface* air : airs_) air->on_load(clock_.now());
    done(std::move(manifest));
  });
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

void LabRig::abort() {
  if (!cancel_) return;
  timer_.set(clock_.now(), [cancel = std::exchange(cancel_, nullptr)] { cancel(); });
}

}  // namespace plugtest::lab
