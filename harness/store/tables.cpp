#include "harness/store/tables.h"

namespace plugtest::store {
namespace {

Column integer(const char* name) { return {name, Kind::integer}; }
Column real(const char* name) { return {name, Kind::real}; }
Column text(const char* name) { return {name, Kind::text}; }

constexpr const char* k_of_event = "event = :1";
constexpr const char* k_event_region = "(select region_plan from events where id = :1)";
// The parameter stands once only: the library counts each place that it stands at.
constexpr const char* k_event_scenarios =
    "(select hash from (select event, hash from event_scenarios union"
    " select event, scenario_hash as hash from runs) used where event = :1)";

std::string in(const char* column, const char* set) { return std::string(column) + " in " + set; }

}  // namespace

std::span<const EventTable> event_tables() {
  static const std::string of_region = in("hash", k_event_region);
  static const std::string of_its_channels = in("region_plan", k_event_region);
  static const std::string of_scenario = in("hash", k_event_scenarios);
  static const std::string of_its_power = in("scenario", k_event_scenarios);
  static const std::string lanes =
      "(select lane from scenarios where hash in " + std::string(k_event_scenarios) + ")";
  static const std::string of_lane = in("hash", lanes.c_str());
  static const std::string of_its_antennas = in("lane", lanes.c_str());
  static const std::vector<EventTable> tables{
      {{"region_plans",
        1,
        {text("hash"), text("id"), text("title"), text("source"), integer("hopping"),
         integer("max_dwell_ns"), text("plan")}},
       of_region.c_str()},
      {{"region_channels",
        2,
        {text("region_plan"), integer("ordinal"), integer("centre_hz"), integer("max_erp_mdbm")}},
       of_its_channels.c_str()},
      {{"events",
        1,
        {text("id"), text("title"), text("seed"), integer("official"), text("rig"),
         text("region_plan"), text("rules")},
        {"official", "region_plan"},
        "the event",
        {"rules"}},
       "id = :1"},
      {{"participants",
        2,
        {text("event"), text("id"), integer("ordinal"), text("name")},
        {"name"},
        "the participant"},
       k_of_event},
      {{"readers",
        2,
        {text("event"), text("id"), integer("ordinal"), text("participant"), text("vendor"),
         text("model"), text("firmware"), text("uri"), text("claims"), integer("is_virtual"),
         text("plan")},
        {"participant", "vendor", "model", "firmware", "claims", "is_virtual"},
        "the reader",
        {"plan"}},
       k_of_event},
      {{"tag_types",
        2,
        {text("event"), text("id"), integer("ordinal"), text("participant"), text("vendor"),
         text("model"), text("protocol"), text("plan")},
        {"participant", "vendor", "model", "protocol"},
        "the tag type",
        {"plan"}},
       k_of_event},
      {{"pieces",
        2,
        {text("event"), text("id"), integer("ordinal"), text("tag_type"), text("uii"),
         integer("uii_bits"), text("tid"), text("item"), integer("expected"), text("place")},
        {"tag_type", "uii", "uii_bits"},
        "the piece"},
       k_of_event},
      {{"lanes", 1, {text("hash"), text("id")}}, of_lane.c_str()},
      {{"lane_antennas",
        2,
        {text("lane"), integer("ordinal"), integer("port"), real("x_m"), real("y_m"), real("z_m"),
         real("boresight_x"), real("boresight_y"), real("boresight_z"), text("polarisation"),
         real("gain_dbi"), text("gain_source"), real("beamwidth_deg"), text("beamwidth_source"),
         real("cable_loss_db"), text("cable_loss_source"), text("calibrated_on"),
         text("calibrated_how")}},
       of_its_antennas.c_str()},
      {{"scenarios",
        1,
        {text("hash"), text("id"), text("title"), text("population"), text("policy"), text("lane"),
         text("plan")}},
       of_scenario.c_str()},
      {{"scenario_power",
        2,
        {text("scenario"), integer("ordinal"), integer("port"), integer("conducted_mdbm"),
         integer("erp_mdbm")}},
       of_its_power.c_str()},
      {{"event_scenarios",
        2,
        {text("event"), text("id"), integer("ordinal"), text("hash")},
        {"hash"},
        "the scenario"},
       k_of_event},
  };
  return tables;
}

std::span<const RunTable> run_tables() {
  static const std::vector<RunTable> tables{
      {{"runs",
        1,
        {text("id"), text("content"), text("event"), text("reader"), text("scenario"),
         text("scenario_hash"), text("plan_hash"), text("region"), text("population"),
         text("policy"), integer("attempt"), integer("official"), text("seed"),
         text("identity_vendor"), text("identity_model"), text("identity_firmware"),
         text("identity_serial"), text("evidence"), text("batch")}},
       "id"},
      {{"run_tag_types", 2, {text("run"), integer("ordinal"), text("event"), text("tag_type")}},
       "run"},
      {{"run_power",
        2,
        {text("run"), integer("ordinal"), integer("port"), integer("conducted_mdbm"),
         integer("erp_mdbm")}},
       "run"},
      {{"outcomes",
        2,
        {text("run"), integer("ordinal"), text("tag_type"), text("verdict"), integer("successes"),
         integer("passes"), integer("disturbed"), integer("identified"), integer("expected"),
         text("attribution"), text("detail")}},
       "run"},
      {{"outcome_reasons",
        3,
        {text("run"), integer("outcome"), integer("ordinal"), text("reason")}},
       "run"},
      {{"passes",
        2,
        {text("run"), integer("pass"), integer("begin_ns"), integer("end_ns"),
         integer("inventory_id"), integer("clock_offset_ns"), text("disturbed"),
         integer("opened_ns"), text("kind"), integer("closes_batch"), integer("speed_mmps")}},
       "run"},
      {{"pass_steps",
        3,
        {text("run"), integer("pass"), integer("ordinal"), integer("step"), integer("held"),
         text("piece"), text("detail")}},
       "run"},
      {{"pass_scores",
        2,
        {text("run"), integer("ordinal"), integer("pass"), text("tag_type"), integer("expected"),
         integer("identified"), integer("reports"), integer("duplicates"), integer("success"),
         integer("first_read_ns"), integer("t80_ns"), integer("t90_ns"), integer("t100_ns"),
         integer("mean_rssi_mdbm"), integer("steps_failed"), integer("over_read"),
         integer("most_reads")}},
       "run"},
      {{"pass_missed", 3, {text("run"), integer("score"), integer("ordinal"), text("piece")}},
       "run"},
      {{"pass_extras", 2, {text("run"), integer("ordinal"), integer("pass")}}, "run"},
      {{"extra_uiis",
        4,
        {text("run"), integer("extras"), text("kind"), integer("ordinal"), text("uii"),
         integer("uii_bits")}},
       "run"},
      {{"pass_orders",
        2,
        {text("run"), integer("ordinal"), integer("pass"), text("estimator"), integer("neighbours"),
         integer("in_order"), integer("items"), integer("complete")}},
       "run"},
      {{"static_readings",
        2,
        {text("run"), integer("ordinal"), integer("pass"), text("ending"), integer("population"),
         integer("identified"), integer("last_ns"), integer("t_percent_ns")}},
       "run"},
      {{"place_tallies",
        2,
        {text("run"), integer("ordinal"), text("tag_type"), text("place"), integer("expected"),
         integer("missed")}},
       "run"},
      {{"batch_checks",
        2,
        {text("run"), integer("ordinal"), integer("pass"), text("kind"), integer("closes_batch"),
         integer("held"), text("reference"), integer("reads"), integer("mean_rssi_mdbm"),
         text("detail")}},
       "run"},
      {{"batch_check_pieces",
        3,
        {text("run"), integer("checked"), integer("ordinal"), text("piece")}},
       "run"},
      {{"batch_check_uiis",
        3,
        {text("run"), integer("checked"), integer("ordinal"), text("uii"), integer("uii_bits")}},
       "run"},
      {{"run_wall",
        1,
        {text("run"), text("station"), text("host"), integer("start_ns"), integer("duration_ns")}},
       "run"},
      {{"run_evidence", 1, {text("run"), text("sums"), text("signed_by")}}, "run"},
  };
  return tables;
}

}  // namespace plugtest::store
