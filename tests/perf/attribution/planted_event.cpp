#include "tests/perf/attribution/planted_event.h"

#include "tests/unit/harness/lab/lab_fixture.h"

#include <algorithm>
#include <array>
#include <set>

#include <boost/random/uniform_01.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <fmt/format.h>

namespace plugtest::study {
namespace {

constexpr std::size_t k_readers = 8;
constexpr std::size_t k_tag_types = 12;
constexpr std::size_t k_scenarios = 6;
constexpr std::uint32_t k_items = 6;
constexpr const char* k_source = "study";

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(lab::make_stream(seed, "planted-event")) {}

  std::size_t below(std::size_t count) {
    return boost::random::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }
  double between(double low, double high) {
    return low + (high - low) * boost::random::uniform_01<>()(random_);
  }
  bool chance(double probability) { return between(0, 1) < probability; }

  /// 0, 1 or 2: each half as often as the one before, about.
  std::size_t few() { return chance(0.45) ? 0 : chance(0.65) ? 1 : 2; }

  /// Different numbers below `count`.
  std::vector<std::size_t> some(std::size_t how_many, std::size_t count) {
    std::set<std::size_t> chosen;
    while (chosen.size() < how_many) chosen.insert(below(count));
    return {chosen.begin(), chosen.end()};
  }

 private:
  lab::RandomStream random_;
};

/// Wald's rule with levels far apart: six clean passes accept, two failures in a row reject. Few
/// passes a cell are what makes a thousand events affordable; they are also the harder case for
/// who has to tell chance from cause.
constexpr model::SequentialRule k_rule{.accept_level = 0.9,
                                       .reject_level = 0.5,
                                       .false_reject = 0.05,
                                       .false_accept = 0.05,
                                       .max_passes = 24};

model::ScenarioPlan scenario(std::size_t index, Draw& draw) {
  model::ScenarioPlan plan;
  plan.id = model::ScenarioId(fmt::format("scenario-{}", index + 1));
  plan.lane = lab::test::four_antenna_lane();
  plan.decision = k_rule;
  plan.settings.session = 1;
  plan.settings.tag_population = 8;
  plan.motion = {
      .speed_mps = draw.between(2, 4), .speed_source = k_source, .run_in_m = 0.4, .run_out_m = 0.4};
  if (index % 2 == 0) {
    model::TrainLoad train;
    train.items = k_items;
    train.item.size_m = {0.2, 0.2, 0.1};
    plan.load = train;
  } else {
    model::SackLoad sack;
    sack.items = k_items;
    sack.item.size_m = {0.23, 0.16, 0.03};
    sack.item.on_object_loss_db = {draw.between(0.5, 2), k_source};
    plan.load = sack;
    plan.motion.speed_mps /= 2;
  }
  return plan;
}

double& on_object_loss_db(model::ScenarioPlan& plan) {
  if (auto* train = std::get_if<model::TrainLoad>(&plan.load)) {
    return train->item.on_object_loss_db.value;
  }
  return std::get<model::SackLoad>(plan.load).item.on_object_loss_db.value;
}

model::ReaderRecord reader(std::size_t index, Draw& draw) {
  static constexpr std::array k_links{"m2-320", "m4-320", "dense-m4-250"};
  model::ReaderRecord record;
  record.id = model::ReaderId(fmt::format("reader-{}", index + 1));
  record.virtual_reader = lab::test::fixed_reader();
  model::ReaderRadioProfile& radio = record.virtual_reader->radio;
  radio.link_profiles = {k_links[draw.below(k_links.size())]};
  radio.sensitivity_dbm = {draw.between(-80, -76), k_source};
  radio.antenna_dwell_ms = {20, k_source};
  return record;
}

model::TagType tag_type(std::size_t index, Draw& draw) {
  model::TagType type =
      lab::test::tag_type(fmt::format("tag-{}", index + 1), draw.between(-22, -20));
  type.radio.s2_persistence_max_s = {5, k_source};
  return type;
}

class Planting {
 public:
  Planting(PlantedEvent& event, Draw& draw) : event_(event), draw_(draw) {}

  void plant_all() {
    for (const std::size_t one : draw_.some(draw_.few(), k_readers)) plant_reader(one);
    for (const std::size_t one : draw_.some(draw_.few(), k_tag_types)) plant_tag_type(one);
    for (const std::size_t one : draw_.some(draw_.few(), k_tag_types)) plant_piece(one);
    if (draw_.chance(0.4)) plant_channel(draw_.below(k_scenarios));
    if (draw_.chance(0.3)) plant_pair(draw_.below(k_readers), draw_.below(k_tag_types));
  }

 private:
  void plant_reader(std::size_t index) {
    Plant plant{.cause = Cause::reader_fault, .reader = index};
    switch (draw_.below(4)) {
      case 0:  // deaf
        radio(index).sensitivity_dbm = {draw_.between(-50, -40), k_source};
        break;
      case 1:
        event_.report_faults[index].lost_one_in = static_cast<std::uint32_t>(2 + draw_.below(2));
        break;
      case 2:
        event_.report_faults[index].wrong_one_in = static_cast<std::uint32_t>(1 + draw_.below(3));
        break;
      default:
        plant.cause = Cause::reader_lane;
        plant.scenario = draw_.below(k_scenarios);
        break;
    }
    event_.plants.push_back(plant);
  }

  void plant_tag_type(std::size_t index) {
    model::TagType& type = event_.plan.tag_types[index];
    Plant plant{.cause = Cause::tag_fault, .reader = {}, .tag_type = index};
    switch (draw_.below(3)) {
      case 0:
        type.faults = {{model::TagFault::wrong_crc, static_cast<std::int64_t>(1 + draw_.below(2))}};
        break;
      case 1:
        type.faults = {{model::TagFault::late_reply, 60}};
        break;
      default:
        plant.cause = Cause::weak_tag;
        type.radio.read_sensitivity_dbm.value += draw_.between(12, 26);
        break;
    }
    event_.plants.push_back(plant);
  }

  void plant_piece(std::size_t tag_type) {
    const std::size_t place = draw_.below(k_items);
    if (event_.bad_pieces[tag_type][place]) return;
    event_.bad_pieces[tag_type][place] = true;
    event_.plants.push_back({.cause = Cause::bad_piece, .reader = {}, .tag_type = tag_type});
  }

  void plant_channel(std::size_t scenario) {
    on_object_loss_db(event_.plan.scenarios[scenario]) += draw_.between(12, 30);
    event_.plants.push_back(
        {.cause = Cause::channel, .reader = {}, .tag_type = {}, .scenario = scenario});
  }

  /// The tag type answers nobody who wants more than 400 kHz of it, and this reader does.
  void plant_pair(std::size_t reader, std::size_t tag_type) {
    radio(reader).link_profiles = {"max-rate"};
    event_.plan.tag_types[tag_type].faults.push_back({model::TagFault::narrow_blf, 400});
    event_.plants.push_back({.cause = Cause::pair, .reader = reader, .tag_type = tag_type});
  }

  model::ReaderRadioProfile& radio(std::size_t reader) {
    return event_.plan.readers[reader].virtual_reader->radio;
  }

  PlantedEvent& event_;
  Draw& draw_;
};

}  // namespace

std::string_view to_string(Cause cause) {
  static constexpr std::array<std::string_view, k_causes> k_names{
      "reader fault", "reader's lane", "tag fault", "weak tag", "bad piece", "pair", "channel"};
  return k_names[static_cast<std::size_t>(cause)];
}

std::int32_t PlantedEvent::power_mdbm(std::size_t reader, std::size_t scenario) const {
  const bool broken = std::ranges::any_of(plants, [&](const Plant& plant) {
    return plant.cause == Cause::reader_lane && plant.reader == reader &&
           plant.scenario == scenario;
  });
  return broken ? 10'000 : plan.scenarios[scenario].settings.power_mdbm;
}

PlantedEvent draw_event(std::uint64_t seed) {
  Draw draw(seed);
  PlantedEvent event;
  event.plan.id = fmt::format("planted-{}", seed);
  event.plan.seed = seed;
  event.plan.region = lab::test::china_2007();
  for (std::size_t i = 0; i < k_readers; ++i) event.plan.readers.push_back(reader(i, draw));
  for (std::size_t i = 0; i < k_tag_types; ++i) event.plan.tag_types.push_back(tag_type(i, draw));
  for (std::size_t i = 0; i < k_scenarios; ++i) event.plan.scenarios.push_back(scenario(i, draw));
  event.report_faults.resize(k_readers);
  event.bad_pieces.assign(k_tag_types, std::vector<bool>(k_items, false));
  Planting(event, draw).plant_all();
  // A bad piece is one of its type with an antenna that is nearly off.
  for (const model::TagType& type : event.plan.tag_types) {
    model::TagType bad = type;
    bad.id = model::TagTypeId(type.id.str() + "-bad");
    bad.radio.read_sensitivity_dbm.value += 35;
    event.bad_types.push_back(std::move(bad));
  }
  return event;
}

}  // namespace plugtest::study
