#!/usr/bin/env bash
# Same seed, same bits: builds lab_digest with g++ and clang++, debug and release, and compares what
# they print. On a difference it names the lab and shows the first line in which the builds part.
# Usage: compare_builds.sh WORK_FOLDER    (kept, so that the next run builds only what has changed)
set -euo pipefail
# shellcheck source=tools/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"

work=$1
# A preset and a kind of build each; the first is what the others are compared with.
builds=("release Release" "dev Debug" "clang-release Release" "clang-release Debug")

folder_of() { printf '%s/%s\n' "$work" "${1/ /-}"; }
program_of() { printf '%s/tests/determinism/lab_digest\n' "$(folder_of "$1")"; }

# build_one BUILD
build_one() {
  local preset=${1% *} kind=${1#* } folder log
  folder=$(folder_of "$1")
  log=$work/$preset-$kind.log
  run_step "Configure ($1)" "$log" cmake -S "$repo" --preset "$preset" -B "$folder" \
    "-DCMAKE_BUILD_TYPE=$kind" || { tail -n 20 "$log"; die "$1 could not be configured"; }
  run_step "Build ($1)" "$log" nice ninja -j2 -C "$folder" lab_digest ||
    { tail -n 40 "$log"; die "$1 could not be built"; }
}

# show_parting BUILD LAB: the first line that is not the same.
show_parting() {
  local first="$work/first.txt" other="$work/other.txt" line
  "$(program_of "${builds[0]}")" --text "$2" >"$first"
  "$(program_of "$1")" --text "$2" >"$other"
  line=$(cmp "$first" "$other" | sed -n 's/.* line \([0-9]*\)$/\1/p') || true
  say "the lab $2 parts at line ${line:-1}:"
  say "  ${builds[0]}: $(sed -n "${line:-1}p" "$first" | cut -c1-600)"
  say "  $1: $(sed -n "${line:-1}p" "$other" | cut -c1-600)"
  rm -f "$first" "$other"
}

mkdir -p "$work"
for build in "${builds[@]}"; do
  build_one "$build"
  say "Run ($build)"
  "$(program_of "$build")" >"$(folder_of "$build").txt" || die "lab_digest of $build failed"
done

reference=$(folder_of "${builds[0]}").txt
[ -s "$reference" ] || die "lab_digest of ${builds[0]} printed nothing"
status=0
for build in "${builds[@]:1}"; do
  lab=$(diff "$reference" "$(folder_of "$build").txt" | sed -n 's/^[<>] \([^ ]*\) .*/\1/p' |
    sed -n 1p) || true
  [ -n "$lab" ] || continue
  status=1
  say "$build differs from ${builds[0]}:"
  diff "$reference" "$(folder_of "$build").txt" || true
  show_parting "$build" "$lab"
done
[ "$status" = 0 ] || exit 1
say "$(wc -l <"$reference") labs, the same from ${#builds[@]} builds:"
cat "$reference"
