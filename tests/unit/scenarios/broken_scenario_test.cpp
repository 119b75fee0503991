#include "tests/unit/scenarios/broken.h"

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

// Values, units, loads, lanes and decision rules.
const std::string k_china_2007 =
    "region plan 'china-2007' (China MII rule (2007)205: 920.125 + 0.25 M MHz, 2 W ERP within "
    "920.5-924.5 MHz, 100 mW ERP at the edges of the band, FHSS, at most 2 s a channel)\n";

/// A mixed load of three tag types, with changes, that the lab makes the pieces of.
std::vector<std::pair<std::string, std::string>> mixed(const std::string& override) {
  return {{"P1, virtual", "P1, claims: [type-c, type-d], virtual"},
          {"[c-2009-a]", "[c-2009-a, c-2009-b, d-2009-ipx-64]"},
          {"motion: {speed: 2 m/s}", "population: mixed, " + override},
          {"manifest:\n  - {piece: A1, tag_type: c-2009-a, uii: 3034257bf7194e4000001a85}\n", ""}};
}

std::vector<Broken> cases() {
  return {
      {"unknown_scenario",
       {{"use: conveyor-parcels", "use: conveyor-parcel"}},
       "event.yaml:10:11: unknown scenario 'conveyor-parcel' (did you mean 'conveyor-parcels'?)\n"},
      {"wrong_unit",
       {{"2 m/s", "2 kg"}},
       "event.yaml:10:55: 'speed': '2 kg' has the wrong unit, expected a value such as '1 m/s' "
       "(m/s, cm/s or km/h)\n"},
      {"missing_unit",
       {{"2 m/s", "2"}},
       "event.yaml:10:55: 'speed': '2' has no unit, expected a value such as '1 m/s' (m/s, cm/s or "
       "km/h)\n"},
      {"no_number",
       {{"2 m/s", "fast"}},
       "event.yaml:10:55: 'speed': 'fast' does not begin with a number, expected a value such as "
       "'1 m/s' (m/s, cm/s or km/h)\n"},
      {"negative_speed",
       {{"2 m/s", "-2 m/s"}},
       "event.yaml:10:55: 'speed' is '-2 m/s', expected more than 0 m/s and at most 20 m/s\n"},
      {"too_fast",
       {{"2 m/s", "200 m/s"}},
       "event.yaml:10:55: 'speed' is '200 m/s', expected more than 0 m/s and at most 20 m/s\n"},
      {"value_without_value",
       {{"speed: 2 m/s", "speed: {value: 2 m/s, sauce: x}"}},
       "event.yaml:10:70: unknown key in speed: 'sauce' (did you mean 'source'?)\n"},
      {"list_for_text",
       {{"2 m/s", "[2 m/s]"}},
       "event.yaml:10:55: 'speed' is a list, expected a value such as '1 m/s'\n"},
      {"unknown_session", varied("settings: {session: S4}"),
       "event.yaml:10:59: 'session': unknown value 'S4' (did you mean 'S0'?)\n"},
      {"unknown_link_profile", varied("settings: {link_profile: m4-230}"),
       "event.yaml:10:64: unknown link profile 'm4-230' (did you mean 'm4-320'?)\n"},
      {"link_profile_not_offered", varied("settings: {link_profile: fm0-40}"),
       "event.yaml:10:64: scenario 'belt': reader 'alpha' does not offer the link profile 'fm0-40' "
       "(did you mean 'fm0-160'?)\n"},
      {"power_above_plan",
       varied("lane: {antennas: [{port: 1, position: [0 m, 0 m, 1 m], boresight: [0, 0, -1], gain: "
              "9 dBi}]}"),
       "event.yaml:10:5: scenario 'belt': at 30.00 dBm the antenna at port 1 radiates 35.85 dBm "
       "ERP (+9.00 dBi gain, 1.00 dB cable loss), above the 33.01 dBm that region plan "
       "'china-2007' allows (China MII rule (2007)205: 920.125 + 0.25 M MHz, 2 W ERP within "
       "920.5-924.5 MHz, 100 mW ERP at the edges of the band, FHSS, at most 2 s a channel)\n"},
      {"power_above_reader",
       varied("settings: {power: 31 dBm}, lane: {antennas: [{port: 1, position: [0 m, 0 m, 1 m], "
              "boresight: [0, 0, -1], cable_loss: 3 dB}]}"),
       "event.yaml:10:57: scenario 'belt': the power 31.00 dBm is outside of what reader 'alpha' "
       "offers, 10.00 to 30.00 dBm\n"},
      {"no_such_port",
       varied("lane: {antennas: [{port: 5, position: [0 m, 0 m, 1 m], boresight: [0, 0, -1]}]}"),
       "event.yaml:10:45: scenario 'belt': the lane 'belt' uses port 5, but reader 'alpha' has "
       "ports 1 to 4\n"},
      {"port_twice",
       varied("lane: {antennas: [{port: 1, position: [0 m, 0 m, 1 m], boresight: [0, 0, -1]}, "
              "{port: 1, position: [0 m, 0 m, 1 m], boresight: [0, 0, -1]}]}"),
       "event.yaml:10:118: a second antenna at port 1\n"},
      {"no_direction",
       varied("lane: {antennas: [{port: 1, position: [0 m, 0 m, 1 m], boresight: [0, 0, 0]}]}"),
       "event.yaml:10:105: 'boresight' is zero in all three, which is no direction\n"},
      {"two_coordinates",
       varied("lane: {antennas: [{port: 1, position: [0 m, 0 m], boresight: [0, 0, 1]}]}"),
       "event.yaml:10:77: 'position' needs three values, such as [40 cm, 30 cm, 20 cm]\n"},
      {"no_day",
       varied("lane: {antennas: [{port: 1, position: [0 m, 0 m, 1 m], boresight: [0, 0, 1], "
              "calibrated: {date: spring, method: x}}]}"),
       "event.yaml:10:135: 'date' is 'spring', expected a day such as 2009-04-20\n"},
      {"cap_proves_nothing", varied("decision: {sequential: {max_passes: 17}}"),
       "event.yaml:10:75: with 'max_passes' 17 the rule could prove nothing, even if every pass "
       "succeeded: it needs 18\n"},
      {"fixed_proves_nothing",
       varied("decision: {fixed: {passes: 58, requirement: 95 %, confidence: 95 %}}"),
       "event.yaml:10:66: 58 passes could prove nothing, even if every one succeeded: a "
       "requirement of 95 % at a confidence of 95 % needs 59\n"},
      {"levels_reversed", varied("decision: {sequential: {accept: 80 %, reject: 95 %}}"),
       "event.yaml:10:62: the level 'reject' is to be below the level 'accept'\n"},
      {"two_rules",
       varied("decision: {sequential: {max_passes: 60}, fixed: {passes: 59, requirement: 95 %, "
              "confidence: 95 %}}"),
       "event.yaml:10:49: the decision is to be either 'sequential' or 'fixed'\n"},
      {"share_without_unit", varied("success: {item_rate: 0.98}"),
       "event.yaml:10:60: 'item_rate': '0.98' has no unit, expected a value such as '95 %' (%)\n"},
      {"no_items", varied("load: {train: {items: 0}}"),
       "event.yaml:10:61: 'items' is '0', expected a whole number from 1 to 10000\n"},
      {"gap_reversed", varied("load: {train: {gap: {min: 30 cm, max: 20 cm}}}"),
       "event.yaml:10:59: 'min' of gap is above its 'max'\n"},
      {"sack_overfull",
       varied("load: {sack: {items: 50, item: {size: [40 cm, 30 cm, 20 cm]}, size: [50 cm, 50 cm, "
              "90 cm]}}"),
       "event.yaml:10:52: 50 items of 24 l each do not fit into a sack of 225 l\n"},
      {"two_loads",
       varied("load: {sack: {items: 1, item: {size: [1 cm, 1 cm, 1 cm]}, size: [1 m, 1 m, 1 m]}, "
              "stack: {items: 1, item: {size: [1 cm, 1 cm, 1 cm]}}}"),
       "event.yaml:10:45: the load is to be one of 'train', 'sack', 'roll_cage' and 'stack'\n"},
      {"cage_overfull",
       varied("load: {roll_cage: {sacks: 5, sack: {items: 50, item: {size: [24 cm, 17 cm, 2 cm]}, "
              "size: [50 cm, 50 cm, 90 cm]}, size: [80 cm, 70 cm, 170 cm]}}"),
       "event.yaml:10:57: 5 sacks of 225 l each do not fit into a cage of 952 l\n"},
      {"sack_in_cage_overfull",
       varied("load: {roll_cage: {sacks: 1, sack: {items: 50, item: {size: [40 cm, 30 cm, 20 cm]}, "
              "size: [50 cm, 50 cm, 90 cm]}, size: [80 cm, 70 cm, 170 cm]}}"),
       "event.yaml:10:74: 50 items of 24 l each do not fit into a sack of 225 l\n"},
      {"too_many_in_cage",
       varied("load: {roll_cage: {sacks: 4, sack: {items: 2501, item: {size: [1 cm, 1 cm, 1 cm]}, "
              "size: [50 cm, 50 cm, 90 cm]}, size: [80 cm, 70 cm, 170 cm]}}"),
       "event.yaml:10:57: 10004 items in all sacks together, expected at most 10000\n"},
      {"unknown_load", varied("load: {pile: {items: 3}}"),
       "event.yaml:10:46: unknown key in load: 'pile'; known are train, sack, roll_cage, stack\n"
       "event.yaml:10:45: the load is to be one of 'train', 'sack', 'roll_cage' and 'stack'\n"},
      {"stack_without_items", varied("load: {stack: {item: {size: [1 cm, 1 cm, 1 cm]}}}"),
       "event.yaml:10:53: stack lacks the key 'items'\n"},
      {"reflection_above_one", varied("surroundings: {ground_reflection: 120 %}"),
       "event.yaml:10:73: 'ground_reflection' is '120 %', expected 0 % to 100 %\n"},
      {"coherence_in_metres", varied("surroundings: {coherence_frequency: 3 m}"),
       "event.yaml:10:75: 'coherence_frequency': '3 m' has the wrong unit, expected a value such "
       "as '250 kHz' (Hz, kHz, MHz or GHz)\n"},
      {"neighbour_nowhere",
       varied("surroundings: {neighbours: [{id: next, boresight: [1, 0, 0]}]}"),
       "event.yaml:10:67: the neighbour lacks the key 'position'\n"},
      {"neighbour_twice",
       varied("surroundings: {neighbours: [{id: a, position: [0 m, 3 m, 1 m], boresight: [1, 0, "
              "0]}, {id: a, position: [0 m, 6 m, 1 m], boresight: [1, 0, 0]}]}"),
       "event.yaml:10:125: a second neighbour 'a'\n"},
      {"neighbour_modulation",
       varied("surroundings: {neighbours: [{id: a, position: [0 m, 3 m, 1 m], boresight: [1, 0, "
              "0], modulation: ask}]}"),
       "event.yaml:10:136: 'modulation': unknown value 'ask'; known are dsb-ask, ssb-ask, "
       "pr-ask\n"},
      {"neighbour_off_the_plan",
       varied("surroundings: {neighbours: [{id: a, position: [0 m, 3 m, 1 m], boresight: [1, 0, "
              "0], channel: 922.7 MHz}]}"),
       "event.yaml:10:5: scenario 'belt': neighbour 'a' is at 922.7 MHz, which is no channel of " +
           k_china_2007},
      {"neighbour_too_strong",
       varied("surroundings: {neighbours: [{id: a, position: [0 m, 3 m, 1 m], boresight: [1, 0, "
              "0], erp: 34 dBm}]}"),
       "event.yaml:10:5: scenario 'belt': neighbour 'a' radiates 34.00 dBm ERP, more than is "
       "allowed by " +
           k_china_2007},
      {"neighbour_too_strong_for_its_channel",
       varied("surroundings: {neighbours: [{id: a, position: [0 m, 3 m, 1 m], boresight: [1, 0, "
              "0], erp: 33 dBm, channel: 920.125 MHz}]}"),
       "event.yaml:10:5: scenario 'belt': neighbour 'a' radiates 33.00 dBm ERP, more than is "
       "allowed in its channel by " +
           k_china_2007},
      {"neighbour_out_of_band",
       varied("surroundings: {neighbours: [{id: a, position: [0 m, 3 m, 1 m], boresight: [1, 0, "
              "0], channel: 92 MHz}]}"),
       "event.yaml:10:133: 'channel' is '92 MHz', expected 8e+08 Hz to 1e+09 Hz\n"},
      {"coupling_negative", varied("coupling: {near_loss: -1 dB}"),
       "event.yaml:10:61: 'near_loss' is '-1 dB', expected 0 dB to 40 dB\n"},
      {"unknown_protocol", varied("settings: {protocols: [type-c, type-e]}"),
       "event.yaml:10:70: unknown protocol 'type-e' (did you mean 'type-c'?)\n"},
      {"protocol_twice", varied("settings: {protocols: [type-d, type-d]}"),
       "event.yaml:10:70: the protocol 'type-d' is given twice\n"},
      {"too_few_items_to_mix", mixed("load: {train: {items: 2}}"),
       "event.yaml:10:5: scenario 'belt': the mixed load has 2 items for the 3 tag types that "
       "reader 'alpha' claims: each needs one\n"},
      {"too_few_items_of_a_standard_to_mix", mixed("type_d_share: 80 %, load: {train: {items: 4}}"),
       "event.yaml:10:5: scenario 'belt': the mixed load has 1 item of Type C for the 2 tag types "
       "of Type C that reader 'alpha' claims: each needs one\n"},
      {"too_few_items_at_a_point_of_a_sweep",
       mixed("sweep: {mix: [20 %, 50 %]}, load: {train: {items: 4}}"),
       "event.yaml:10:5: scenario 'belt@20': the mixed load has 0 items of Type D for the 1 tag "
       "types of Type D that reader 'alpha' claims: each needs one\n"},
      {"budget_too_short", varied("budgets: {pass: 2 s}"),
       "event.yaml:10:48: a pass takes up to 8.8 s, more than the budget 'pass' of 2 s\n"},
  };
}

INSTANTIATE_TEST_SUITE_P(Broken_scenario, BrokenEvent, testing::ValuesIn(cases()), broken_name);

}  // namespace
}  // namespace plugtest::scenarios
