#!/usr/bin/env bash
# Speeds that can be read, in a release build. One line `slots_per_s NUMBER` is the judged case of the
# virtual air: full A-B-A cycles over 256 moving tags on the fastest link with adaptive Q, about a third
# of the slots complete reads, fading and hops included. The other strategies, links and sizes, and slots
# beside tags that cannot answer, stand beside it.
#
#   ./tools/bench.sh air      speeds in the terminal
#   ./tools/bench.sh llrp     the LLRP codec beside memcpy, best of seven interleaved repetitions;
#                             also builds llrp-bench, which decodes a file of your own
#   ./tools/bench.sh serial [PORTS [BAUD [SECONDS]]]
#                             serial ports at their full rate, all at once (4 at 921,600 baud, 10 s):
#                             bytes lost, rate and processor time
#   ./tools/bench.sh attribution [EVENTS] [SEED]
#                             random events with planted faults in the lab (1,000 by default): how often
#                             the culprit is named and a faultless participant accused. Takes long.
#   ./tools/bench.sh ingest [READERS [OBSERVATIONS]]
#                             tag reports a second from the bytes of LLRP readers (32, unless told
#                             otherwise) through translator, evidence and scorer
#   ./tools/bench.sh score [OBSERVATIONS]
#                             evidence of 24 readers x 60 tag types x 20 scenarios (10,000,000 observations
#                             unless told otherwise, about 0.7 GB in $TMPDIR) scored on one core and on all:
#                             seconds, peak memory, and a digest that must be the same
#   ./tools/bench.sh report   air, and the studies of both standards in one field, with pictures
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

subject="${1:-}"
case "$subject" in
  air | llrp | serial | attribution | ingest | score) ;;
  report) exec tools/perf_report.sh ;;
  *)
    echo "tools/bench.sh: expected a subject: air, llrp, serial, attribution, ingest, score, report" >&2
    exit 2
    ;;
esac

tools/bootstrap.sh build perf
cmake --preset release >/dev/null
if [[ "$subject" == attribution ]]; then
  cmake --build --preset release --target study_attribution
  exec build/release/tests/perf/attribution/study_attribution "${@:2}"
fi
if [[ "$subject" == serial ]]; then
  cmake --build --preset release --target serial-bench
  exec build/release/tests/perf/serial-bench "${@:2}"
fi
if [[ "$subject" == ingest ]]; then
  cmake --build --preset release --target ingest_bench
  exec build/release/tests/perf/scoring/ingest_bench "${@:2}"
fi
if [[ "$subject" == score ]]; then
  cmake --build --preset release --target score_bench
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  bench=build/release/tests/perf/scoring/score_bench
  "$bench" make "$folder" "${2:-10000000}"
  "$bench" score "$folder" 1
  "$bench" score "$folder"
  exit
fi
if [[ "$subject" == llrp ]]; then
  cmake --build --preset release --target bench_llrp_codec llrp-bench llrp-load
  # Names are "streaming/1000/repeats:7_best": what, and how many tags a message. The repetitions are
  # interleaved, so the rows come in no order and are put in one here.
  build/release/tests/perf/bench_llrp_codec --benchmark_enable_random_interleaving=true \
    --benchmark_format=csv 2>/dev/null |
    awk -F, '/^name,/ { for (i = 1; i <= NF; ++i) column[$i] = i }
             /_best"/ { gsub(/"/, "", $1); sub(/(\/repeats:[0-9]+)?_best$/, "", $1)
                        tags[$1] = $column["items_per_second"]
                        bytes[$1] = $column["bytes_per_second"] }
             END { printf "%-16s %12s %10s %20s\n", "tags a message", "M tags/s", "MB/s", "memcpy is faster by"
                   whats = split("streaming objects encoding memcpy", what, " ")
                   sizes = split("1 100 1000", size, " ")
                   for (w = 1; w <= whats; ++w)
                     for (s = 1; s <= sizes; ++s) {
                       name = what[w] "/" size[s]
                       if (!(name in tags)) { print "no figure for " name > "/dev/stderr"; exit 1 }
                       printf "%-16s %12.1f %10.0f %20.1f\n", name, tags[name] / 1e6,
                              bytes[name] / 1e6, bytes["memcpy/" size[s]] / bytes[name] } }'
  echo "With a file of LLRP messages: build/release/tests/perf/llrp-bench FILE SECONDS"
  echo "Many readers and drivers: build/release/tests/perf/llrp-load READERS TAGS_PER_SECOND|SCENARIO SECONDS"
  exit
fi
cmake --build --preset release --target bench_lab_air
bench=build/release/tests/perf/bench_lab_air
"$bench" --benchmark_counters_tabular=true
"$bench" --benchmark_filter='full_cycles/max_rate_adaptive/256$' --benchmark_format=csv 2>/dev/null |
  awk -F, '/^name/ { for (i = 1; i <= NF; ++i) if ($i ~ /slots\/s/) column = i }
           /full_cycles/ { printf "slots_per_s %.0f\n", $column }'
