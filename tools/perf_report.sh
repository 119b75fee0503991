#!/usr/bin/env bash
# Writes build/perf/report.html: speeds of the virtual air, and how the two standards get on in one
# field, as pictures with their tables beside them. One file, readable offline.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. tools/common.sh

tools/bootstrap.sh build perf
folder=build/perf
mkdir -p "$folder"
cmake --preset release >/dev/null
run_step "Build (studies)" "$folder/build.log" cmake --build --preset release --target bench_lab_air study_coexistence ||
  { show_failure "$folder/build.log"; die "the studies do not build"; }
run_step "Speeds" "$folder/speeds.txt" build/release/tests/perf/bench_lab_air --benchmark_counters_tabular=true
run_step "Coexistence" "$folder/study.log" build/release/tests/perf/study_coexistence "$folder"
gnuplot -e "folder='$folder'" tests/perf/coexistence.gnuplot

escape() { sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'; }

# picture NAME TITLE: text from stdin, the picture, and its table to be unfolded.
picture() {
  printf '<section><h2>%s</h2><p>%s</p>\n' "$2" "$(cat)"
  sed -n '/<svg/,$p' "$folder/$1.svg" | sed "s/gnuplot_plot_/$1_plot_/g; s/\(id=['\"]\)gp/\1$1_gp/g; s/#gp/#$1_gp/g"
  printf '<details><summary>Table</summary><pre>'
  column -t -s $'\t' "$folder/$1.tsv" | escape
  printf '</pre></details></section>\n'
}

{
  cat <<'HTML'
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Performance of the virtual lab</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
svg { max-width: 100%; height: auto }
pre { overflow-x: auto; font-size: 13px; background: #f5f5f5; padding: .75rem }
section { margin: 2.5rem 0 }
.note { border-left: 4px solid #d55e00; padding-left: 1rem }
</style></head><body>
<h1>Performance of the virtual lab</h1>
<p class="note">Type D rests on a <strong>model</strong> here: the text of ISO/IEC 18000-64 is not public. Its
figures show how listening, hold-off and time-sharing act on each other, not what tags of the standard do.</p>
HTML
  picture loss_by_listen "What talking Type D tags cost a Type C reader: listening" <<'TEXT'
Five tags of each standard pass on a belt at 0.5 m/s; the reader knows Type C only and reads every tag as
often as it can. A Type D tag that has heard a plain carrier for as long as it listens may talk, into the
reply of a Type C tag too. The longest plain carrier between two commands is the reply to ACK: whoever
listens longer than that costs nothing. Slow links have longer replies. Hold-off up to 16 bit periods, the
worst case.
TEXT
  picture loss_by_hold_off "Hold-off" <<'TEXT'
The same, with tags that listen for 0.1 ms, and then wait for a random time up to the hold-off. 4,096 bit
periods is what the library's profiles have.
TEXT
  picture loss_by_distance "Distance" <<'TEXT'
One antenna beside the belt, both kinds of tag at the same distance; 0.1 ms of listening, hold-off up to 16
bit periods. Near the antenna Type C replies are strong enough to be received beside Type D tags that
lie farther away; at a distance nothing is left of that.
TEXT
  picture time_share "A reader of both shares its time" <<'TEXT'
What one protocol gets the other one loses. Link m4-320, turns of 200 ms, Type D at 256 kbit/s with a
hold-off of up to 256 bit periods.
TEXT
  printf '<section><h2>Speed of the virtual air</h2><pre>'
  escape <"$folder/speeds.txt"
  printf '</pre></section>\n</body></html>\n'
} >"$folder/report.html.part"
mv "$folder/report.html.part" "$folder/report.html"
say "Report: $folder/report.html"
