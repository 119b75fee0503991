#pragma once

#include <array>
#include <string_view>

namespace plugtest::model {

/// A sentence that a verdict is explained with, or a part of one, as fmt::format() takes it.
///
/// This table is the one place where the English of a verdict's details stands: whoever explains a
/// verdict formats an entry of it, results keep the English text, and reports match it with these
/// entries again to say it in another language (reports/sentences.h; its words are
/// "sentence.ID" in reports/strings). So that a text can be matched:
///
/// - a sentence says what it is about before its first argument, if it can; an argument with which
/// a
///   sentence begins, and those of a part that goes on with a comma or a semicolon, have no blanks;
/// - an argument is never empty: what may be missing is a sentence of its own;
/// - singular and plural are two entries.
struct Sentence {
  std::string_view id;
  std::string_view english;
};

namespace sentence {

// What the passes of a cell add up to (harness/score/outcome.cpp).
inline constexpr Sentence no_pass{"no_pass", "No pass could be judged."};
inline constexpr Sentence passes{
    "passes", "{} of {} passes succeeded, {} of {} items identified from {} tag reports"};
inline constexpr Sentence damaged_one{"damaged_one", ", {} damaged UII"};
inline constexpr Sentence damaged{"damaged", ", {} damaged UIIs"};
inline constexpr Sentence stray_one{"stray_one", ", {} stray UII"};
inline constexpr Sentence stray{"stray", ", {} stray UIIs"};
inline constexpr Sentence foreign_one{"foreign_one", ", {} foreign UII"};
inline constexpr Sentence foreign{"foreign", ", {} foreign UIIs"};
inline constexpr Sentence checks_one{"checks_one", ", {} check of the script did not hold"};
inline constexpr Sentence checks{"checks", ", {} checks of the script did not hold"};
inline constexpr Sentence over_read_one{
    "over_read_one", ", {} item read more often than allowed, one of them {} times"};
inline constexpr Sentence over_read{
    "over_read", ", {} items read more often than allowed, one of them {} times"};
inline constexpr Sentence stop{"stop", "."};
inline constexpr Sentence missed{"missed", "Missed: {}."};
inline constexpr Sentence foreign_uiis{"foreign_uiis", "Foreign: {}."};
inline constexpr Sentence disturbed{"disturbed", "{} more disturbed and not counted."};

inline constexpr Sentence clock_gains{
    "clock_gains",
    "The reader's clock gains {:.3f} s in {:.1f} s against ours, {:.0f} parts per million."};
inline constexpr Sentence clock_loses{
    "clock_loses",
    "The reader's clock loses {:.3f} s in {:.1f} s against ours, {:.0f} parts per million."};

// Which runs a cell rests on, and cells without any (harness/score/cell.cpp).
inline constexpr Sentence attempt{"attempt", "Attempt {} of {} counts"};
inline constexpr Sentence last_counts{"last_counts",
                                      "; the event's rule is that the last one does"};
inline constexpr Sentence allows_one{"allows_one", "; the event allows {} attempt"};
inline constexpr Sentence allows{"allows", "; the event allows {} attempts"};
inline constexpr Sentence pooled{"pooled", "Pooled from {} runs, one of which says:"};
inline constexpr Sentence not_claimed{"not_claimed", "Reader {} does not claim {}."};
inline constexpr Sentence not_shared{
    "not_shared", "The script operates on tag memory, which {} tags do not share."};
inline constexpr Sentence overridden{"overridden", "Attributed to {} instead by {}: {}"};

// Checks before and after a batch (harness/score/batch_check.cpp).
inline constexpr Sentence hears_load{
    "hears_load", "With nothing in the lane the reader reported {} of the load."};
inline constexpr Sentence hears_unknown{
    "hears_unknown",
    "With nothing in the lane the reader reported {} unknown tags, {} are allowed."};
inline constexpr Sentence hall{"hall", "Tags of the hall are within reach: {}."};
inline constexpr Sentence few_reads_one{
    "few_reads_one", "Reference piece {} was read {} times in {:.6g} s, at least {} was expected."};
inline constexpr Sentence few_reads{
    "few_reads", "Reference piece {} was read {} times in {:.6g} s, at least {} were expected."};
inline constexpr Sentence other_level{
    "other_level", "Reference piece {} was read at {}, {} was expected, {:.1f} dB more or less."};
inline constexpr Sentence other_level_after{
    "other_level_after",
    "Reference piece {} was read at {} before its batch and at {} after it: more than {:.1f} dB "
    "apart, so reader or lane have changed."};
inline constexpr Sentence check_disturbed{"check_disturbed", "It was disturbed ({})."};
inline constexpr Sentence failed_before{"failed_before",
                                        "The check before its batch did not hold:"};
inline constexpr Sentence failed_after{"failed_after", "The check after its batch did not hold:"};
inline constexpr Sentence unmade_before{"unmade_before",
                                        "The checks before its batch were not made."};
inline constexpr Sentence unmade_after{"unmade_after", "The checks after its batch were not made."};

// Who is to blame, and how that is known (harness/score/attribution.cpp, triangulation.cpp).
inline constexpr Sentence piece{"piece",
                                "Piece {} makes up {} of {} misses while its siblings are read"};
inline constexpr Sentence pieces{"pieces",
                                 "Pieces {} make up {} of {} misses while their siblings are read"};
inline constexpr Sentence with_another{"with_another", ", with another reader too"};
inline constexpr Sentence read_by{"read_by", "Reader {} misses no piece of this tag type."};
inline constexpr Sentence places{
    "places",
    "Misses follow the place in the load: {} of {} items were missed at {}; elsewhere {} of {}; {} "
    "different pieces were missed."};
inline constexpr Sentence reader_missed{
    "reader_missed",
    "Reader {} missed the requirement with {} of {} tag types under these conditions."};
inline constexpr Sentence reader_missed_others_met{
    "reader_missed_others_met",
    "Reader {} missed the requirement with {} of {} tag types under these conditions; {} met it "
    "with {}."};
inline constexpr Sentence tag_missed{
    "tag_missed", "{} missed the requirement with {}, which met it with other tag types."};
inline constexpr Sentence tag_misses_over_all{"tag_misses_over_all",
                                              "{} stands out over all scenarios together; in this "
                                              "one by itself no reader was decided against "
                                              "it."};
inline constexpr Sentence nobody_met{
    "nobody_met", "No reader met the requirement with any tag type under these conditions."};
inline constexpr Sentence most_missed{
    "most_missed",
    "{} of {} combinations missed the requirement in this scenario, whichever the reader and the "
    "tag type; in others far fewer did."};
inline constexpr Sentence reader_elsewhere{"reader_elsewhere",
                                           "Reader {} stands out in other scenarios, {} does not."};
inline constexpr Sentence tag_elsewhere{"tag_elsewhere",
                                        "{} stands out in other scenarios, reader {} does not."};
inline constexpr Sentence both_elsewhere{"both_elsewhere",
                                         "Reader and tag type both stand out in other scenarios."};
inline constexpr Sentence only_together{
    "only_together",
    "{} met the requirement with {}, and {} with {}: only the two together missed it."};
inline constexpr Sentence too_few_others{
    "too_few_others",
    "Too few other readers or tag types were decided under these conditions to compare."};
inline constexpr Sentence no_single_cause{
    "no_single_cause",
    "The comparison with other readers and tag types does not single out a cause."};

// How a run ended before its rule could decide (harness/engine).
inline constexpr Sentence stopped{"stopped", "Stopped on request."};
inline constexpr Sentence out_of_budget{"out_of_budget", "The budget of the run is used up."};
inline constexpr Sentence could_not{"could_not", "Could not {}: {}."};
inline constexpr Sentence evidence_unwritten{"evidence_unwritten",
                                             "The evidence could not be written: {}."};
inline constexpr Sentence internal_error{"internal_error", "Internal error: {}."};
inline constexpr Sentence unknown_error{"unknown_error", "Internal error of an unknown kind."};
inline constexpr Sentence another_reader{
    "another_reader", "After the link was lost another reader answered: {} in place of {}."};
inline constexpr Sentence not_registered{"not_registered",
                                         "The reader says its {} is '{}', registered is '{}'."};
inline constexpr Sentence other_speed{
    "other_speed",
    "The photo-eyes saw the load move at {:.3f} m/s, the scenario states {:.6g} m/s, {:.6g} % more "
    "or less."};
inline constexpr Sentence other_setting{"other_setting", "Asked for {}, the reader uses {}."};
inline constexpr Sentence other_rests{
    "other_rests", "The reader rests between looks in another way than was asked for."};

// What a reader does not offer, or a region plan does not allow (harness/engine/radio_check.cpp).
inline constexpr Sentence no_port{"no_port",
                                  "Lane {} uses antenna port {}, the reader says that it has {}."};
inline constexpr Sentence no_input{
    "no_input", "Lane {} has a photo-eye at input {}, the reader says that it has {} inputs."};
inline constexpr Sentence no_power{
    "no_power", "{} are asked for at the reader's port, its own power table goes from {} to {}."};
inline constexpr Sentence power_erp{
    "power_erp", "At antenna {} ({}) that would be {} ERP, the reader offers {}."};
inline constexpr Sentence no_channel{
    "no_channel", "The channel {} is asked for, it is not among the {} that the reader has."};
inline constexpr Sentence foreign_channels{
    "foreign_channels",
    "{} of the reader's {} channels are not in region plan {} ({}), {} the first of them."};
inline constexpr Sentence own_regulation{"own_regulation", "The reader's own regulation is {}."};
inline constexpr Sentence own_country{"own_country", "The reader's country code is {}."};
inline constexpr Sentence radiates_too_much{
    "radiates_too_much",
    "At {} antenna {} would radiate {} ERP ({}), region plan {} allows {} ({})."};
inline constexpr Sentence fed_too_much{
    "fed_too_much",
    "At {} antenna {} would be fed with {} ({:.2f} dB cable loss), region plan {} allows {} ({})."};

inline constexpr std::array k_all{no_pass,
                                  passes,
                                  damaged_one,
                                  damaged,
                                  stray_one,
                                  stray,
                                  foreign_one,
                                  foreign,
                                  checks_one,
                                  checks,
                                  over_read_one,
                                  over_read,
                                  stop,
                                  missed,
                                  foreign_uiis,
                                  disturbed,
                                  clock_gains,
                                  clock_loses,
                                  attempt,
                                  last_counts,
                                  allows_one,
                                  allows,
                                  pooled,
                                  not_claimed,
                                  not_shared,
                                  overridden,
                                  hears_load,
                                  hears_unknown,
                                  hall,
                                  few_reads_one,
                                  few_reads,
                                  other_level,
                                  other_level_after,
                                  check_disturbed,
                                  failed_before,
                                  failed_after,
                                  unmade_before,
                                  unmade_after,
                                  piece,
                                  pieces,
                                  with_another,
                                  read_by,
                                  places,
                                  reader_missed,
                                  reader_missed_others_met,
                                  tag_missed,
                                  tag_misses_over_all,
                                  nobody_met,
                                  most_missed,
                                  reader_elsewhere,
                                  tag_elsewhere,
                                  both_elsewhere,
                                  only_together,
                                  too_few_others,
                                  no_single_cause,
                                  stopped,
                                  out_of_budget,
                                  could_not,
                                  evidence_unwritten,
                                  internal_error,
                                  unknown_error,
                                  another_reader,
                                  not_registered,
                                  other_speed,
                                  other_setting,
                                  other_rests,
                                  no_port,
                                  no_input,
                                  no_power,
                                  power_erp,
                                  no_channel,
                                  foreign_channels,
                                  own_regulation,
                                  own_country,
                                  radiates_too_much,
                                  fed_too_much};

}  // namespace sentence

/// What an argument of a sentence may be where it is words of ours, and not an id, a number or what
/// a device said. An argument is matched as a whole.
namespace phrase {

// What a run could not do.
inline constexpr Sentence do_connect{"do_connect", "connect"};
inline constexpr Sentence do_identify{"do_identify", "identify"};
inline constexpr Sentence do_tell{"do_tell", "tell its capabilities"};
inline constexpr Sentence do_configure{"do_configure", "configure"};
inline constexpr Sentence do_start{"do_start", "start the inventory"};
inline constexpr Sentence do_stop{"do_stop", "stop the inventory"};
inline constexpr Sentence do_deliver{"do_deliver", "deliver its last reports"};
inline constexpr Sentence do_read{"do_read", "read"};
inline constexpr Sentence do_reach{"do_reach", "read, nor reach the reader again"};
inline constexpr Sentence do_access{"do_access", "access a tag"};
inline constexpr Sentence do_place{"do_place", "place the load"};
inline constexpr Sentence do_move{"do_move", "move the load"};
inline constexpr Sentence do_step{"do_step", "do what the script asks for ('{}')"};
inline constexpr Sentence do_cable_on{"do_cable_on", "put the cable of antenna {} back"};
inline constexpr Sentence do_cable_off{"do_cable_off", "take the cable of antenna {} off"};
inline constexpr Sentence do_link_on{"do_link_on", "put the reader's data cable back"};
inline constexpr Sentence do_link_off{"do_link_off", "take the reader's data cable off"};

// What a reader says of itself.
inline constexpr Sentence its_model{"its_model", "model"};
inline constexpr Sentence its_firmware{"its_firmware", "firmware"};
inline constexpr Sentence its_serial{"its_serial", "serial number"};

// Settings (harness/engine/ending.cpp, harness/model/settings_difference.cpp).
inline constexpr Sentence session{"session", "session S{}"};
inline constexpr Sentence link_profile{"link_profile", "link profile {}"};
inline constexpr Sentence antennas{"antennas", "antennas {}"};
inline constexpr Sentence antenna_power{"antenna_power", "a power of {} mdBm on antenna {}"};
inline constexpr Sentence antenna_backoff{"antenna_backoff",
                                          "a receiver less sensitive by {} mdB on antenna {}"};
inline constexpr Sentence filters{"filters", "select filters: {}"};
inline constexpr Sentence other_filters{"other_filters", "{} that are not the same"};
inline constexpr Sentence target{"target", "target {}"};
inline constexpr Sentence selected{"selected", "tags by their SL flag: {}"};
inline constexpr Sentence hop_table{"hop_table", "hop table {}"};
inline constexpr Sentence channels{"channels", "channels {}"};
inline constexpr Sentence none{"none", "none"};

inline constexpr Sentence gain_and_loss{"gain_and_loss", "{:+.2f} dBi gain, {:.2f} dB cable loss"};

// How a list of names ends that has more of them (harness/score/listed.h).
inline constexpr Sentence other{"other", "{} other"};
inline constexpr Sentence others{"others", "{} others"};

// Where in a load something lies (harness/lab/lab_rig.cpp).
inline constexpr Sentence layer{"layer", "layer {}"};
inline constexpr Sentence sack{"sack", "sack {}"};
inline constexpr Sentence lower_third{"lower_third", "lower third"};
inline constexpr Sentence middle_third{"middle_third", "middle third"};
inline constexpr Sentence upper_third{"upper_third", "upper third"};

inline constexpr std::array k_all{
    do_connect, do_identify,   do_tell,       do_configure,  do_start,
    do_stop,    do_deliver,    do_read,       do_reach,      do_access,
    do_place,   do_move,       do_step,       do_cable_on,   do_cable_off,
    do_link_on, do_link_off,   its_model,     its_firmware,  its_serial,
    session,    link_profile,  antennas,      antenna_power, antenna_backoff,
    filters,    other_filters, target,        selected,      hop_table,
    channels,   none,          gain_and_loss, other,         others,
    layer,      sack,          lower_third,   middle_third,  upper_third};

}  // namespace phrase

}  // namespace plugtest::model
