#include "tests/unit/harness/evidence/samples.h"

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace plugtest::evidence::samples {

model::Piece piece(const std::string& tag_type, std::uint32_t number) {
  std::array<std::uint8_t, 12> bytes{0x30, 0x14};
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[8 + i] = static_cast<std::uint8_t>(number >> (24U - 8U * i));
  }
  bytes[7] = static_cast<std::uint8_t>(tag_type.empty() ? 0 : tag_type.back());
  const std::size_t bits = number % 3 == 2 ? 93 : 96;
  const auto uii = identity::Uii::from_bits(bytes, bits);
  if (!uii) throw std::logic_error(to_string(uii.error()));
  return {model::PieceId(tag_type + "/" + std::to_string(number)), model::TagTypeId(tag_type), *uii,
          number % 2 == 0 ? "e2801190" : ""};
}

model::PassRecord pass(std::uint32_t index, std::size_t observations) {
  const HostTime begin(Nanos(1'239'696'000'000'000'000LL + index * 10'000'000'000LL));
  model::PassRecord record;
  record.index = index;
  record.times = {begin, begin + std::chrono::seconds(3)};
  for (std::uint32_t i = 0; i < 4; ++i) {
    record.manifest.expected.push_back({piece(i % 2 == 0 ? "type-a" : "type-b", i),
                                        model::ItemId("item-" + std::to_string(i)),
                                        i == 0 ? "" : "layer " + std::to_string(i)});
  }
  record.manifest.elsewhere.push_back(piece("type-a", 900));
  record.inventory_id = index + 1;
  if (index % 2 == 1) record.clock_offset = Nanos(-1500);
  if (index % 5 == 4) record.disturbed = model::Reason::link_lost;
  for (std::size_t i = 0; i < observations; ++i) {
    const auto number = static_cast<std::uint32_t>(i);
    model::Observation seen;
    seen.uii = piece("type-a", number).uii;
    seen.received = begin + Nanos(1'000'003 * static_cast<std::int64_t>(i));
    if (i % 2 == 0) {
      seen.first_seen = ReaderTime(Nanos(5 + static_cast<std::int64_t>(i)));
      seen.last_seen = ReaderTime(Nanos(-7));
      seen.seen_count = 0;
      seen.antenna = static_cast<std::uint16_t>(1 + i % 4);
      seen.rssi_mdbm = -61'250;
      seen.channel_index = 65'535;
      seen.inventory_id = index + 1;
    } else {
      seen.protocol = model::AirProtocol::type_d;
      seen.pc_word = 0x3000;
      seen.crc = 0;
      seen.doppler_millihz = -125;
      seen.tid = {0xE280, 0x1160, 0};
    }
    record.observations.push_back(seen);
  }
  return record;
}

model::RunResult result(const std::string& run_id) {
  model::RunResult made;
  made.plan = {.id = model::RunId(run_id),
               .plan_hash = "0011223344556677",
               .reader = model::ReaderId("reader-1"),
               .scenario = model::ScenarioId("conveyor"),
               .tag_types = {model::TagTypeId("type-a"), model::TagTypeId("type-b")},
               .population = model::Population::mixed,
               .policy = model::SettingsPolicy::vendor,
               .region = "china-2007",
               .attempt = 2,
               .official = true,
               .seed = 0xfedcba9876543210ULL};
  made.identity = {"Vendor \"A\"\n", "Model\t1", "1.2.3", "serial;--"};
  made.outcomes = {{.tag_type = model::TagTypeId("type-a"),
                    .verdict = model::Verdict::pass,
                    .successes = 18,
                    .passes = 18,
                    .disturbed = 1,
                    .identified = 5'000'000'000ULL,
                    .expected = 5'000'000'001ULL,
                    .reasons = {model::Reason::requirement_met},
                    .attribution = model::Attribution::none,
                    .detail = "18 of 18"},
                   {.tag_type = model::TagTypeId("type-b"),
                    .verdict = model::Verdict::fail,
                    .successes = 2,
                    .passes = 6,
                    .disturbed = 0,
                    .identified = 40,
                    .expected = 60,
                    .reasons = {model::Reason::requirement_missed, model::Reason::items_missed},
                    .attribution = model::Attribution::unknown,
                    .detail = "<b>2 of 6</b>"}};
  made.pass_scores = {{.pass = 0,
                       .tag_type = model::TagTypeId("type-a"),
                       .expected = 2,
                       .identified = 2,
                       .reports = 7,
                       .duplicates = 5,
                       .success = true,
                       .missed = {},
                       .first_read = Nanos(0),
                       .t80 = Nanos(123),
                       .t90 = Nanos(124),
                       .t100 = Nanos(125),
                       .mean_rssi_mdbm = -61'000},
                      {.pass = 0,
                       .tag_type = model::TagTypeId("type-b"),
                       .expected = 2,
                       .identified = 0,
                       .reports = 0,
                       .duplicates = 0,
                       .success = false,
                       .steps_failed = 3,
                       .missed = {model::PieceId("type-b/1"), model::PieceId("type-b/3")},
                       .first_read = std::nullopt,
                       .t80 = std::nullopt,
                       .t90 = std::nullopt,
                       .t100 = std::nullopt,
                       .mean_rssi_mdbm = std::nullopt,
                       .over_read = 1,
                       .most_reads = 9}};
  made.extras = {{.pass = 0,
                  .stray = {piece("type-a", 900).uii},
                  .foreign = {piece("", 2).uii, identity::Uii()},
                  .wrong_data = {piece("type-b", 1).uii},
                  .hall = {piece("", 3).uii}}};
  made.batch = "run-of-the-first";
  made.checks = {{.pass = model::k_first_check,
                  .kind = model::PassKind::empty_field,
                  .held = false,
                  .pieces = {model::PieceId("type-b/1"), model::PieceId("type-b/2")},
                  .unknown = {piece("", 3).uii, identity::Uii()},
                  .detail = "not <empty>"},
                 {.pass = model::k_first_check + 3,
                  .kind = model::PassKind::reference,
                  .closes_batch = true,
                  .held = true,
                  .reference = model::PieceId("ref"),
                  .reads = 12,
                  .mean_rssi_mdbm = -50'000}};
  made.orders = {{.pass = 0,
                  .estimator = model::OrderEstimator::midpoint,
                  .pairs = 3,
                  .right = 2,
                  .items = 4,
                  .complete = false}};
  made.statics = {{.pass = 0,
                   .end = model::StaticEnd::aborted,
                   .population = 4,
                   .identified = 2,
                   .last = Nanos(7),
                   .t_percent = std::nullopt}};
  made.places = {{model::TagTypeId("type-b"), "layer 1", 1, 1}};
  return made;
}

UsedPlan used_plan() {
  UsedPlan plan;
  plan.event = "event-1";
  plan.title = "Trial";
  plan.run = result().plan;
  plan.scenario.id = model::ScenarioId("conveyor");
  plan.scenario.title = "Parcels on a belt";
  plan.scenario.references = {"ISO/IEC 18046-1"};
  plan.scenario.lane = {model::LaneId("lane-1"),
                        {{.port = 2,
                          .position_m = {0.1, -0.75, 1.2},
                          .boresight = {0, 1, 0},
                          .polarisation = model::Polarisation::vertical,
                          .gain_dbi = {8.5, "measured"},
                          .beamwidth_deg = {70, "datasheet"},
                          .cable_loss_db = {1.25, "measured"},
                          .calibrated_on = "2009-04-13",
                          .calibrated_how = "network analyser"}}};
  plan.scenario.load = model::SackLoad{.items = 7, .item = {}};
  plan.scenario.pass_criterion.static_stop = {.percent = 75, .factor = 4, .abort_after = Nanos(9)};
  plan.scenario.decision = model::FixedRule{.passes = 59};
  plan.scenario.policy = model::SettingsPolicy::vendor;
  plan.reader.id = model::ReaderId("reader-1");
  plan.reader.claims = {model::AirProtocol::type_c, model::AirProtocol::type_d};
  plan.reader.virtual_reader = model::VirtualReaderSpec{
      .family = "llrp", .radio = {}, .faults = {{model::ReaderFault::wrong_uii, 20}}};
  plan.tag_types.resize(1);
  plan.tag_types[0].id = model::TagTypeId("type-a");
  plan.tag_types[0].protocol = model::AirProtocol::type_d;
  plan.region = {
      .id = "china-2007",
      .title = "China",
      .source = "rule",
      .channels = {{920'625'000, 33'000}, {924'375'000, 33'000}},
      .hopping = true,
      .max_dwell = std::chrono::seconds(2),
      .channel_width_hz = 250'000,
      .min_channels = 2,
      .dwell_period = std::chrono::seconds(20),
      .off_time = std::chrono::milliseconds(100),
      .listen_before_talk = {{.threshold_mdbm = -90'000, .listen = std::chrono::milliseconds(5)}}};
  plan.scenario.lane.eyes = {{3, {-0.5, "measured"}, false}};
  plan.checks.emplace();
  plan.checks->references = {piece("type-a", 77)};
  plan.checks->types = {plan.tag_types.front()};
  plan.checks->most_unknown = 5;
  plan.checks->level_mdbm = -50'000;
  return plan;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace plugtest::evidence::samples
