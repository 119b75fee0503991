#include "tests/perf/attribution/lab_matrix.h"

#include "harness/lab/lab.h"
#include "harness/lab/virtual_clock.h"
#include "harness/score/cell.h"
#include "harness/score/run_scorer.h"

#include <memory>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace plugtest::study {
namespace {

/// Where in the matrix a run stands.
struct Place {
  std::size_t reader = 0;
  std::size_t tag_type = 0;
  std::size_t scenario = 0;
};

/// The reader's end of a wire: reads become observations, some of them spoilt.
class Reports final : public api::TagReadListener {
 public:
  Reports(const ReportFault& fault, std::uint64_t seed) : fault_(fault), seed_(seed) {}

  void on_tag_read(const api::TagRead& read) override {
    const std::uint64_t draw = lab::hash_draw(seed_, count_++);
    if (strikes(fault_.lost_one_in, draw)) return;
    model::Observation observation;
    observation.uii = strikes(fault_.wrong_one_in, draw >> 32U) ? damaged(read.uii) : read.uii;
    observation.received = read.when;
    observation.rssi_mdbm = read.rssi_mdbm;
    observations.push_back(observation);
  }

  std::vector<model::Observation> observations;

 private:
  static bool strikes(std::uint32_t one_in, std::uint64_t draw) {
    return one_in != 0 && draw % one_in == 0;
  }

  static identity::Uii damaged(const identity::Uii& uii) {
    std::vector<std::uint8_t> bytes(uii.bytes().begin(), uii.bytes().end());
    bytes.back() ^= 1U;
    return identity::Uii::from_bits(bytes, uii.bit_count()).value();
  }

  ReportFault fault_;
  std::uint64_t seed_;
  std::uint64_t count_ = 0;
};

/// One run in a lab of its own.
class LabRun {
 public:
  LabRun(const PlantedEvent& event, const Place& place)
      : event_(event), place_(place), clock_(lab::default_epoch()) {
    plan_.id = model::RunId(fmt::format("{}/{}/{}", place.reader, place.tag_type, place.scenario));
    plan_.reader = event.plan.readers[place.reader].id;
    plan_.scenario = scenario().id;
    plan_.plan_hash = scenario().id.str();
    plan_.tag_types = {type().id};
    plan_.region = event.plan.region.id;
    plan_.seed = model::derive_seed(event.plan.seed, plan_.id.str());
    // The pieces are the event's: every reader gets the same.
    pieces_ = lab::make_pieces({type()}, model::item_count(scenario().load),
                               model::derive_seed(event.plan.seed, type().id.str()));
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      pieces_[i].id = model::PieceId(fmt::format("{}-{}", type().id.str(), i + 1));
      if (event.bad_pieces[place.tag_type][i]) pieces_[i].tag_type = bad_type().id;
    }
    auto made = lab::make_lab(clock_, {scenario(),
                                       event.plan.region,
                                       *event.plan.readers[place.reader].virtual_reader,
                                       {type(), bad_type()},
                                       plan_.seed,
                                       nullptr});
    if (!made) throw std::runtime_error(made.error().message);
    lab_ = std::move(*made);
  }

  model::RunResult play() {
    score::RunScorer scorer(plan_.tag_types, scenario());
    for (std::uint32_t pass = 0; !scorer.decided(); ++pass) scorer.add(record(pass));
    model::RunResult result;
    result.plan = plan_;
    score::put(scorer.finish({}), result);
    return result;
  }

 private:
  const model::ScenarioPlan& scenario() const { return event_.plan.scenarios[place_.scenario]; }
  const model::TagType& type() const { return event_.plan.tag_types[place_.tag_type]; }
  const model::TagType& bad_type() const { return event_.bad_types[place_.tag_type]; }

  api::RadioInventory inventory() const {
    api::RadioInventory inventory;
    for (const model::Antenna& antenna : scenario().lane.antennas) {
      inventory.antennas.push_back(antenna.port);
      inventory.power_mdbm.push_back(event_.power_mdbm(place_.reader, place_.scenario));
    }
    inventory.session = scenario().settings.session;
    inventory.tag_population = scenario().settings.tag_population;
    return inventory;
  }

  template <class Begin>
  void wait_for(const Begin& begin) {
    bool done = false;
    begin(done);
    while (!done) {
      if (!clock_.advance()) throw std::logic_error("nothing left to happen in the lab");
    }
  }

  model::PassRecord record(std::uint32_t index) {
    model::PassRecord pass;
    pass.index = index;
    wait_for([&](bool& done) {
      lab_->rig().load({index, pieces_}, [&](const Result<model::Manifest>& manifest) {
        pass.manifest = manifest.value();
        done = true;
      });
    });
    for (model::ManifestEntry& entry : pass.manifest.expected) entry.piece.tag_type = type().id;
    Reports reports(event_.report_faults[place_.reader],
                    model::derive_seed(plan_.seed, "reports", index));
    if (const auto started = lab_->radio().start(inventory(), reports); !started) {
      throw std::runtime_error(started.error().message);
    }
    wait_for([&](bool& done) {
      lab_->rig().pass(std::chrono::seconds(60), [&](const Result<model::PassTimes>& times) {
        pass.times = times.value();
        done = true;
      });
    });
    lab_->radio().stop();
    wait_for([&](bool& done) {  // the end of the radio's last round
      clock_.call_at(clock_.now() + std::chrono::seconds(1), [&done] { done = true; });
    });
    pass.observations = std::move(reports.observations);
    return pass;
  }

  const PlantedEvent& event_;
  Place place_;
  lab::VirtualClock clock_;
  model::RunPlan plan_;
  std::vector<model::Piece> pieces_;
  std::unique_ptr<lab::Lab> lab_;
};

}  // namespace

std::vector<model::CellResult> play(const PlantedEvent& event) {
  std::vector<model::RunResult> runs;
  for (std::size_t reader = 0; reader < event.plan.readers.size(); ++reader) {
    for (std::size_t tag_type = 0; tag_type < event.plan.tag_types.size(); ++tag_type) {
      for (std::size_t scenario = 0; scenario < event.plan.scenarios.size(); ++scenario) {
        runs.push_back(LabRun(event, {reader, tag_type, scenario}).play());
      }
    }
  }
  return score::make_cells(event.plan, {}, runs);
}

}  // namespace plugtest::study
