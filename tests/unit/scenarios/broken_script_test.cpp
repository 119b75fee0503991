#include "tests/unit/scenarios/broken.h"

#include <gtest/gtest.h>

namespace plugtest::scenarios {
namespace {

// Scripts, sweeps, motions and what a scenario is for.

std::vector<std::pair<std::string, std::string>> steps(const std::string& list) {
  return varied("steps: [" + list + "]");
}

std::vector<std::pair<std::string, std::string>> sweep(const std::string& axis) {
  return varied("sweep: {" + axis + "}");
}

std::vector<Broken> script_cases() {
  return {
      {"unknown_step", steps("{stimulus: strat}"),
       "event.yaml:10:58: unknown stimulus 'strat' (did you mean 'start'?)\n"},
      {"step_of_no_role", steps("{wait: 1 s}"),
       "event.yaml:10:47: a step begins with stimulus, configure, check or verify\n"},
      {"step_of_two_roles", steps("{stimulus: start, verify: identified}"),
       "event.yaml:10:47: a step is one of stimulus, configure, check and verify, not two\n"},
      {"step_no_map", steps("start"),
       "event.yaml:10:47: the step is a text, expected a map of keys\n"},
      {"unknown_key_of_step", steps("{stimulus: pass, speed: 1 m/s}"),
       "event.yaml:10:64: unknown key in the step: 'speed'; known are stimulus, configure, check, "
       "verify\n"},
      {"no_steps", varied("steps: []"),
       "event.yaml:10:46: 'steps' is an empty list, expected at least one entry\n"},
      {"started_twice",
       steps("{stimulus: start}, {stimulus: start}, {stimulus: pass}, {stimulus: "
             "stop}"),
       "event.yaml:10:66: the inventory runs already\n"},
      {"stopped_before_start", steps("{stimulus: stop}, {stimulus: pass}"),
       "event.yaml:10:47: no inventory runs that could be stopped\n"},
      {"never_stopped", steps("{stimulus: start}, {stimulus: pass}"),
       "event.yaml:10:46: the script ends while the inventory runs: 'stop' it\n"},
      {"nothing_moves", steps("{stimulus: start}, {stimulus: stop}"),
       "event.yaml:10:46: nothing moves in this script: it needs one 'pass'\n"},
      {"moves_twice", steps("{stimulus: pass}, {stimulus: pass}"),
       "event.yaml:10:65: the load has moved already: one motion a script\n"},
      {"still_moving", steps("{stimulus: move}"),
       "event.yaml:10:46: the script ends while the load moves: 'wait_for_end'\n"},
      {"end_of_nothing", steps("{stimulus: wait_for_end}, {stimulus: pass}"),
       "event.yaml:10:47: no load moves whose end could be waited for\n"},
      {"wait_without_unit", steps("{stimulus: wait, time: 2}"),
       "event.yaml:10:70: 'time': '2' has no unit, expected a value such as '2 s' (s, ms, us or "
       "min)\n"},
      {"wait_without_time", steps("{stimulus: wait}"),
       "event.yaml:10:47: the step lacks the key 'time'\n"},
      {"wait_for_nothing", steps("{stimulus: wait, time: 0 s}"),
       "event.yaml:10:70: 'time' is '0 s', expected more than 0 s and at most 3600 s\n"},
      {"prompt_of_nothing", steps("{stimulus: prompt, text: \"\"}"),
       "event.yaml:10:72: 'text' is empty, expected a text\n"},
      {"cable_of_no_antenna", steps("{stimulus: unplug_antenna, port: 7}"),
       "event.yaml:10:80: the lane has no antenna at port 7\n"},
      {"power_while_reading",
       steps("{stimulus: start}, {configure: power, power: 20 dBm}, {stimulus: pass}, {stimulus: "
             "stop}"),
       "event.yaml:10:66: the power is set while no inventory runs\n"},
      {"power_in_seconds", steps("{configure: power, power: 20 s}"),
       "event.yaml:10:73: 'power': '20 s' has the wrong unit, expected a value such as '30 dBm' "
       "(dBm, W or mW)\n"},
      {"write_while_reading",
       steps("{stimulus: start}, {stimulus: write, bank: user, words: [abcd]}, {stimulus: pass}, "
             "{stimulus: stop}"),
       "event.yaml:10:66: tags are operated on while no inventory runs: 'stop' it first\n"},
      {"write_nothing", steps("{stimulus: write, bank: user}"),
       "event.yaml:10:47: the step writes nothing: give 'words' or 'identifier'\n"},
      {"write_twice_as_much",
       steps("{stimulus: write, bank: user, words: [abcd], identifier: s10}"),
       "event.yaml:10:47: the step gives both 'words' and 'identifier'\n"},
      {"unknown_bank", steps("{stimulus: lock, bank: usr}"),
       "event.yaml:10:70: 'bank': unknown value 'usr' (did you mean 'user'?)\n"},
      {"short_password", steps("{stimulus: lock, bank: user, password: \"1234\"}"),
       "event.yaml:10:86: 'password' is to be eight hexadecimal digits, such as '0012abcd'\n"},
      {"odd_word", steps("{stimulus: write, bank: user, words: [abc]}"),
       "event.yaml:10:85: 'words' is to be a list of words of four hexadecimal "
       "digits\nevent.yaml:10:47: the step writes nothing: give 'words' or 'identifier'\n"},
      {"unknown_operation", steps("{verify: refused, operation: kil}"),
       "event.yaml:10:76: 'operation': unknown value 'kil' (did you mean "
       "'kill'?)\nevent.yaml:10:47: the step lacks the key 'bank'\nevent.yaml:10:47: the step "
       "writes nothing: give 'words' or 'identifier'\n"},
      {"identified_too_early", steps("{verify: identified, item_rate: 50 %}, {stimulus: pass}"),
       "event.yaml:10:47: nothing can be identified before 'start'\n"},
      {"check_of_nothing", steps("{check: event}"),
       "event.yaml:10:47: the step lacks the key 'contains'\n"},
      {"item_rate_and_operations", varied("success: {operations: 100 %, item_rate: 100 %}"),
       "event.yaml:10:79: a pass succeeds by 'item_rate' or by 'operations', not by both\n"},
      {"sweep_of_nothing", sweep("speed: []"),
       "event.yaml:10:46: a sweep of 'speed' runs through nothing: it needs two values at least\n"},
      {"sweep_of_one", sweep("speed: [1 m/s]"),
       "event.yaml:10:46: a sweep of 'speed' runs through nothing: it needs two values at least\n"},
      {"sweep_twice_the_same", sweep("speed: [1 m/s, 100 cm/s]"),
       "event.yaml:10:62: the sweep runs through '1 m/s' twice\n"},
      {"sweep_of_two_axes", sweep("speed: [1 m/s, 2 m/s], power: [20 dBm, 30 dBm]"),
       "event.yaml:10:46: a sweep varies one of speed, power, attenuation, items, distance, "
       "orientation, gap, thickness, mix, door_distance, frequency, population\n"},
      {"sweep_of_unknown_axis", sweep("sped: [1 m/s, 2 m/s]"),
       "event.yaml:10:47: unknown key in the sweep: 'sped' (did you mean 'speed'?)\n"},
      {"sweep_without_unit", sweep("speed: [1, 2]"),
       "event.yaml:10:55: 'speed': '1' has no unit, expected a value such as '1 m/s' (m/s, cm/s or "
       "km/h)\nevent.yaml:10:58: 'speed': '2' has no unit, expected a value such as '1 m/s' (m/s, "
       "cm/s or km/h)\n"},
      {"sweep_backwards", sweep("speed: {from: 2 m/s, to: 1 m/s, step: 0.5 m/s}"),
       "event.yaml:10:54: the sweep of 'speed' ends before it begins\n"},
      {"sweep_without_step", sweep("speed: {from: 1 m/s, to: 2 m/s}"),
       "event.yaml:10:54: the sweep of 'speed' lacks the key 'step'\n"},
      {"sweep_of_thousands", sweep("speed: {from: 1 m/s, to: 2 m/s, step: 1 cm/s}"),
       "event.yaml:10:54: the sweep of 'speed' has 101 points, expected at most 50\n"},
      {"sweep_step_in_other_unit", sweep("power: {from: 20 dBm, to: 30 dBm, step: 1 dBm}"),
       "event.yaml:10:87: 'power': '1 dBm' has the wrong unit, expected a value such as '6 dB' "
       "(dB)\n"},
      {"sweep_of_negative_speed", sweep("speed: [-1 m/s, 2 m/s]"),
       "event.yaml:10:55: 'speed' is '-1 m/s', expected more than 0 m/s and at most 20 m/s\n"},
      {"sweep_of_half_items", sweep("items: [10, 12.5]"),
       "event.yaml:10:59: 'items' is '12.5', expected a whole number from 1 to 10000\n"},
      {"sweep_of_a_text", sweep("speed: fast"),
       "event.yaml:10:54: a sweep runs through a list of values, or from, to and step\n"},
      {"sweep_of_missing_door", sweep("door_distance: [1 m, 2 m]"),
       "event.yaml:10:46: a sweep of 'door_distance' needs the key 'next_door'\n"},
      {"sweep_of_stack_in_train", sweep("thickness: [1 mm, 2 mm]"),
       "event.yaml:10:46: a sweep of 'thickness' needs a load 'stack'\n"},
      {"sweep_mix_of_single", sweep("mix: [20 %, 80 %]"),
       "event.yaml:10:46: a sweep of 'mix' needs 'population: mixed'\n"},
      {"sweep_unknown_population", sweep("population: [single, mixd]"),
       "event.yaml:10:68: 'population': unknown value 'mixd' (did you mean 'mixed'?)\n"},
      {"sweep_power_above_plan", sweep("power: [25 dBm, 32 dBm]"),
       "event.yaml:10:63: scenario 'belt@32': at 32.00 dBm the antenna at port 1 radiates 34.85 "
       "dBm ERP (+6.00 dBi gain, 1.00 dB cable loss), above the 33.01 dBm that region plan "
       "'china-2007' allows (China MII rule (2007)205: 920.125 + 0.25 M MHz, 2 W ERP within "
       "920.5-924.5 MHz, 100 mW ERP at the edges of the band, FHSS, at most 2 s a "
       "channel)\nevent.yaml:10:63: scenario 'belt@32': at 32.00 dBm the antenna at port 2 "
       "radiates 34.85 dBm ERP (+6.00 dBi gain, 1.00 dB cable loss), above the 33.01 dBm that "
       "region plan 'china-2007' allows (China MII rule (2007)205: 920.125 + 0.25 M MHz, 2 W ERP "
       "within 920.5-924.5 MHz, 100 mW ERP at the edges of the band, FHSS, at most 2 s a "
       "channel)\nevent.yaml:10:63: scenario 'belt@32': at 32.00 dBm the antenna at port 3 "
       "radiates 34.85 dBm ERP (+6.00 dBi gain, 1.00 dB cable loss), above the 33.01 dBm that "
       "region plan 'china-2007' allows (China MII rule (2007)205: 920.125 + 0.25 M MHz, 2 W ERP "
       "within 920.5-924.5 MHz, 100 mW ERP at the edges of the band, FHSS, at most 2 s a "
       "channel)\nevent.yaml:10:63: scenario 'belt@32': at 32.00 dBm the antenna at port 4 "
       "radiates 34.85 dBm ERP (+6.00 dBi gain, 1.00 dB cable loss), above the 33.01 dBm that "
       "region plan 'china-2007' allows (China MII rule (2007)205: 920.125 + 0.25 M MHz, 2 W ERP "
       "within 920.5-924.5 MHz, 100 mW ERP at the edges of the band, FHSS, at most 2 s a "
       "channel)\nevent.yaml:10:63: scenario 'belt@32': the power 32.00 dBm is outside of what "
       "reader 'alpha' offers, 10.00 to 30.00 dBm\n"},
      {"sweep_pass_too_long", varied("sweep: {speed: [1 m/s, 1 cm/s]}"),
       "event.yaml:10:62: at 0.01 m/s: a pass takes up to 880 s, more than the budget 'pass' of "
       "180 "
       "s\n"},
      {"sweep_sack_too_full",
       {{"use: conveyor-parcels, as: belt, motion: {speed: 2 m/s}",
         "use: bulk-sack, as: belt, sweep: {items: [50, 500]}"}},
       "event.yaml:10:52: at 500: 500 items of 0.816 l each do not fit into a sack of 225 l\n"},
      {"expectation_of_missing_point",
       {{"motion: {speed: 2 m/s}", "sweep: {speed: [1 m/s, 2 m/s]}"},
        {"scenario: belt, verdict", "scenario: belt@3, verdict"}},
       "event.yaml:14:46: 'scenario' matches nothing: 'belt@3' (did you mean 'belt@1'?)\n"},
      {"unknown_motion", varied("motion: {kind: fly}"),
       "event.yaml:10:54: 'kind': unknown value 'fly'; known are conveyor, push, tumble, still, "
       "sweep\n"},
      {"push_without_spread", varied("motion: {kind: push}"),
       "event.yaml:10:47: motion lacks the key 'speed_spread'\n"},
      {"conveyor_with_strokes", varied("motion: {strokes: 2}"),
       "event.yaml:10:48: unknown key in motion: 'strokes'; known are kind, speed, run_in, "
       "run_out\n"},
      {"still_without_time", varied("motion: {kind: still}"),
       "event.yaml:10:47: motion lacks the key 'stay'\n"},
      {"unknown_metric", varied("primary: speed"),
       "event.yaml:10:48: 'primary': unknown value 'speed'; known are complete-passes, item-rate, "
       "order, time-to-all, highest-speed, margin, population-limit, stray-reads, operations\n"},
      {"unknown_need", varied("needs: [power]"),
       "event.yaml:10:47: 'needs': unknown feature 'power'; known are power-control, "
       "fixed-channel, tag-write, tag-lock, tag-kill, antenna-detection\n"},
      {"unknown_identifiers", varied("identifiers: s11"),
       "event.yaml:10:52: 'identifiers': unknown value 's11' (did you mean 's10'?)\n"},
      {"share_of_single", varied("type_d_share: 50 %"),
       "event.yaml:10:53: 'type_d_share' is of mixed loads, it needs 'population: mixed'\n"},
      {"door_without_distance", varied("next_door: {items: 5}"),
       "event.yaml:10:50: next_door lacks the key 'distance'\n"},
      {"negative_strays", varied("success: {item_rate: 100 %, most_strays: -1}"),
       "event.yaml:10:80: 'most_strays' is '-1', expected a whole number from 0 to 10000\n"},
      {"no_reads_of_an_item", varied("success: {item_rate: 100 %, most_reads_per_item: 0}"),
       "event.yaml:10:88: 'most_reads_per_item' is '0', expected a whole number from 1 to "
       "1000000\n"},
      {"static_stop_on_a_belt",
       varied("success: {item_rate: 80 %, static_stop: {share: 80 %, factor: 5, abort_after: 10 "
              "s}}"),
       "event.yaml:10:48: 'static_stop' is for a load that stands still ('motion: kind: "
       "still')\n"},
      {"static_stop_longer_than_the_load_stays",
       varied("motion: {kind: still, stay: 20 s}, success: {item_rate: 80 %, static_stop: {share: "
              "80 %, factor: 5, abort_after: 10 s}}"),
       "event.yaml:10:83: under 'static_stop' the load may be read for 50 s, but it stays for 20 s "
       "only\n"},
      {"static_stop_at_no_share", varied("success: {item_rate: 80 %, static_stop: {share: 0 %}}"),
       "event.yaml:10:87: 'share' is '0 %', expected 1 % to 100 %\n"},
      {"static_stop_by_no_factor", varied("success: {item_rate: 80 %, static_stop: {factor: 0}}"),
       "event.yaml:10:88: 'factor' is '0', expected a whole number from 1 to 100\n"},
      {"static_stop_without_unit",
       varied("success: {item_rate: 80 %, static_stop: {abort_after: 10}}"),
       "event.yaml:10:93: 'abort_after': '10' has no unit, expected a value such as '2 s' (s, ms, "
       "us or min)\n"},
      {"static_stop_unknown_key",
       varied("success: {item_rate: 80 %, static_stop: {percent: 80 %}}"),
       "event.yaml:10:80: unknown key in static_stop: 'percent'; known are share, factor, "
       "abort_after\n"},
      {"angle_without_unit", varied("load: {train: {item: {tag_angle: 45}}}"),
       "event.yaml:10:72: 'tag_angle': '45' has no unit, expected a value such as '65 deg' "
       "(deg)\n"},
      {"run_budget_of_nothing", varied("budgets: {run: 0 s}"),
       "event.yaml:10:54: 'run' is '0 s', expected 1 s to 604800 s\n"},
      {"event_budget_without_unit",
       {{"seed: 7,", "seed: 7, budget: 3600,"}},
       "event.yaml:2:50: 'budget': '3600' has no unit, expected a value such as '2 s' (s, ms, us "
       "or min)\n"},
      {"reader_lacks_unknown",
       {{"participant: P1,", "participant: P1, lacks: [wings],"}},
       "event.yaml:7:42: 'lacks': unknown feature 'wings'; known are power-control, fixed-channel, "
       "tag-write, tag-lock, tag-kill, antenna-detection\n"},
  };
}

INSTANTIATE_TEST_SUITE_P(Script, BrokenEvent, testing::ValuesIn(script_cases()), broken_name);

}  // namespace
}  // namespace plugtest::scenarios
