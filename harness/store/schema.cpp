#include "harness/store/schema.h"

#include <array>

namespace plugtest::store {
namespace {

// Plain SQL that SQLite and PostgreSQL both take. Times are nanoseconds since 1970, 64-bit seeds
// are text, enumerations are names, UIIs are hexadecimal digits with their number of bits. Keys are
// ids given by people or hashes of content, so that stores of several stations merge. `ordinal`
// keeps the order of a list.
constexpr std::array<std::string_view, 25> k_version_1 = {
    R"(create table events (
  id text primary key, title text not null, seed text not null, official bigint not null,
  rig text not null, region_plan text not null))",

    R"(create table region_plans (
  hash text primary key, id text not null, title text not null, source text not null,
  hopping bigint not null, max_dwell_ns bigint not null))",

    R"(create table region_channels (
  region_plan text not null references region_plans, ordinal bigint not null,
  centre_hz bigint not null, max_erp_mdbm bigint not null,
  primary key (region_plan, ordinal)))",

    R"(create table participants (
  event text not null references events, id text not null, ordinal bigint not null,
  name text not null,
  primary key (event, id)))",

    R"(create table readers (
  event text not null references events, id text not null, ordinal bigint not null,
  participant text not null, vendor text not null, model text not null, firmware text not null,
  uri text not null, claims text not null, is_virtual bigint not null,
  primary key (event, id)))",

    R"(create table tag_types (
  event text not null references events, id text not null, ordinal bigint not null,
  participant text not null, vendor text not null, model text not null, protocol text not null,
  primary key (event, id)))",

    // Tags that were enrolled; tags that the lab makes up are in the evidence of their runs.
    R"(create table pieces (
  event text not null references events, id text not null, ordinal bigint not null,
  tag_type text not null, uii text not null, uii_bits bigint not null, tid text not null,
  item text, expected bigint not null,
  primary key (event, id)))",

    R"(create table lanes (
  hash text primary key, id text not null))",

    R"(create table lane_antennas (
  lane text not null references lanes, ordinal bigint not null, port bigint not null,
  x_m double precision not null, y_m double precision not null, z_m double precision not null,
  boresight_x double precision not null, boresight_y double precision not null,
  boresight_z double precision not null, polarisation text not null,
  gain_dbi double precision not null, gain_source text not null,
  beamwidth_deg double precision not null, beamwidth_source text not null,
  cable_loss_db double precision not null, cable_loss_source text not null,
  calibrated_on text not null, calibrated_how text not null,
  primary key (lane, ordinal)))",

    R"(create table scenarios (
  hash text primary key, id text not null, title text not null, population text not null,
  policy text not null, lane text not null references lanes, plan text not null))",

    // Radiated power under the scenario's common settings.
    R"(create table scenario_power (
  scenario text not null references scenarios, ordinal bigint not null, port bigint not null,
  conducted_mdbm bigint not null, erp_mdbm bigint not null,
  primary key (scenario, ordinal)))",

    // The version of each scenario that the event uses now.
    R"(create table event_scenarios (
  event text not null references events, id text not null, ordinal bigint not null,
  hash text not null references scenarios,
  primary key (event, id)))",

    R"(create table runs (
  id text primary key, content text not null, event text not null references events,
  reader text not null, scenario text not null, scenario_hash text not null references scenarios,
  plan_hash text not null, region text not null, population text not null, policy text not null,
  attempt bigint not null, official bigint not null, seed text not null,
  identity_vendor text not null, identity_model text not null, identity_firmware text not null,
  identity_serial text not null, evidence text not null,
  foreign key (event, reader) references readers (event, id)))",

    R"(create index runs_by_event on runs (event))",

    R"(create table run_tag_types (
  run text not null references runs, ordinal bigint not null, event text not null,
  tag_type text not null,
  primary key (run, ordinal),
  foreign key (event, tag_type) references tag_types (event, id)))",

    // Radiated power as it was, from the settings that the reader reported back.
    R"(create table run_power (
  run text not null references runs, ordinal bigint not null, port bigint not null,
  conducted_mdbm bigint not null, erp_mdbm bigint not null,
  primary key (run, ordinal)))",

    R"(create table outcomes (
  run text not null references runs, ordinal bigint not null, tag_type text not null,
  verdict text not null, successes bigint not null, passes bigint not null,
  disturbed bigint not null, identified bigint not null, expected bigint not null,
  attribution text not null, detail text not null,
  primary key (run, ordinal)))",

    R"(create table outcome_reasons (
  run text not null, outcome bigint not null, ordinal bigint not null, reason text not null,
  primary key (run, outcome, ordinal),
  foreign key (run, outcome) references outcomes (run, ordinal)))",

    R"(create table passes (
  run text not null references runs, pass bigint not null, begin_ns bigint not null,
  end_ns bigint not null, inventory_id bigint, clock_offset_ns bigint, disturbed text,
  primary key (run, pass)))",

    R"(create table pass_scores (
  run text not null references runs, ordinal bigint not null, pass bigint not null,
  tag_type text not null, expected bigint not null, identified bigint not null,
  reports bigint not null, duplicates bigint not null, success bigint not null,
  first_read_ns bigint, t80_ns bigint, t90_ns bigint, t100_ns bigint, mean_rssi_mdbm bigint,
  primary key (run, ordinal)))",

    R"(create table pass_missed (
  run text not null, score bigint not null, ordinal bigint not null, piece text not null,
  primary key (run, score, ordinal),
  foreign key (run, score) references pass_scores (run, ordinal)))",

    R"(create table pass_extras (
  run text not null references runs, ordinal bigint not null, pass bigint not null,
  primary key (run, ordinal)))",

    R"(create table extra_uiis (
  run text not null, extras bigint not null, kind text not null, ordinal bigint not null,
  uii text not null, uii_bits bigint not null,
  primary key (run, extras, kind, ordinal),
  foreign key (run, extras) references pass_extras (run, ordinal)))",

    // Facts by the wall clock: no result is computed from them.
    R"(create table run_wall (
  run text primary key references runs, station text not null, host text not null,
  start_ns bigint not null, duration_ns bigint not null))",

    // All attempts together; which of them count is the scorer's to say.
    R"(create view cells as
select r.event, r.reader, o.tag_type, r.scenario, r.region, r.policy, r.population, r.official,
  r.plan_hash, cast(sum(o.successes) as bigint) as k, cast(sum(o.passes) as bigint) as n,
  cast(sum(o.disturbed) as bigint) as disturbed, cast(sum(o.identified) as bigint) as identified,
  cast(sum(o.expected) as bigint) as expected, count(*) as runs
from runs r join outcomes o on o.run = r.id
group by r.event, r.reader, o.tag_type, r.scenario, r.region, r.policy, r.population, r.official,
  r.plan_hash)",
};

constexpr std::array<std::string_view, 2> k_version_2 = {
    // What the evidence was when its run was stored: the SHA-256 of its SHA256SUMS, and the public
    // key that signed it ('' = unsigned).
    R"(create table run_evidence (
  run text primary key references runs, sums text not null, signed_by text not null))",

    R"(create index runs_by_reader on runs (reader, scenario))",
};

constexpr std::array<std::string_view, 11> k_version_3 = {
    // The parts of an event's plan whole, as evidence writes them; '' where an older program
    // registered them. `rules` is what the organizer laid down besides, '' when that is nothing.
    R"(alter table region_plans add column plan text not null default '')",
    R"(alter table events add column rules text not null default '')",
    R"(alter table readers add column plan text not null default '')",
    R"(alter table tag_types add column plan text not null default '')",
    R"(alter table pieces add column place text not null default '')",

    // All that a pass has.
    R"(alter table passes add column opened_ns bigint)",
    R"(alter table pass_scores add column steps_failed bigint not null default 0)",

    R"(create table pass_steps (
  run text not null, pass bigint not null, ordinal bigint not null, step bigint not null,
  held bigint not null, piece text not null, detail text not null,
  primary key (run, pass, ordinal),
  foreign key (run, pass) references passes (run, pass)))",

    R"(create table pass_orders (
  run text not null references runs, ordinal bigint not null, pass bigint not null,
  estimator text not null, neighbours bigint not null, in_order bigint not null,
  items bigint not null, complete bigint not null,
  primary key (run, ordinal)))",

    R"(create table static_readings (
  run text not null references runs, ordinal bigint not null, pass bigint not null,
  ending text not null, population bigint not null, identified bigint not null,
  last_ns bigint, t_percent_ns bigint,
  primary key (run, ordinal)))",

    R"(create table place_tallies (
  run text not null references runs, ordinal bigint not null, tag_type text not null,
  place text not null, expected bigint not null, missed bigint not null,
  primary key (run, ordinal)))",
};

constexpr std::array<std::string_view, 9> k_version_4 = {
    // Limits on the reads of one piece.
    R"(alter table pass_scores add column over_read bigint not null default 0)",
    R"(alter table pass_scores add column most_reads bigint not null default 0)",

    // Batches, and the checks before and after them; '' = the run is of none.
    R"(alter table runs add column batch text not null default '')",
    R"(alter table passes add column kind text not null default 'load')",
    R"(alter table passes add column closes_batch bigint not null default 0)",

    R"(create table batch_checks (
  run text not null references runs, ordinal bigint not null, pass bigint not null,
  kind text not null, closes_batch bigint not null, held bigint not null,
  reference text not null, reads bigint not null, mean_rssi_mdbm bigint, detail text not null,
  primary key (run, ordinal)))",

    R"(create table batch_check_pieces (
  run text not null, checked bigint not null, ordinal bigint not null, piece text not null,
  primary key (run, checked, ordinal),
  foreign key (run, checked) references batch_checks (run, ordinal)))",

    R"(create table batch_check_uiis (
  run text not null, checked bigint not null, ordinal bigint not null, uii text not null,
  uii_bits bigint not null,
  primary key (run, checked, ordinal),
  foreign key (run, checked) references batch_checks (run, ordinal)))",

    // As photo-eyes measured it.
    R"(alter table passes add column speed_mmps bigint)",
};

constexpr std::array<Migration, 4> k_migrations = {
    {{1, k_version_1}, {2, k_version_2}, {3, k_version_3}, {4, k_version_4}}};

}  // namespace

std::span<const Migration> migrations() { return k_migrations; }

}  // namespace plugtest::store
