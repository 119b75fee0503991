# shellcheck shell=bash
# Sourced by the scripts of this folder: messages, and steps that are quiet when all is well.

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Used by the scripts that source this file.
# shellcheck disable=SC2034
jobs=$(nproc)

say() { printf '%s\n' "$*"; }

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# The compiler cache: hits in every clone of the repository, no matter which folder it lies in.
# Nothing of the user's own ccache configuration is written.
export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$repo}
export CCACHE_NOHASHDIR=1

# What to tidy away however the script ends: the ticker below, and temporary files.
ticker_pid=
temporary=()
on_exit() {
  [ -z "$ticker_pid" ] || kill "$ticker_pid" 2>/dev/null || true
  [ ${#temporary[@]} -eq 0 ] || rm -rf "${temporary[@]}"
}
trap on_exit EXIT

# A line every 30 s while a long step is silent, so that nobody takes it for dead.
# It waits on a pipe nobody writes to: a `sleep` would outlive the script and hold its output open.
ticker() {
  local label=$1 log=$2 quiet
  exec {quiet}<> <(:)
  while true; do
    read -r -t 30 -u "$quiet" || true
    say "  $label: $(date +%T) $(tail -n 1 "$log" | cut -c1-90)"
  done
}

# run_step LABEL LOG COMMAND...: one line, output into LOG; shown only when the command fails.
# On a terminal ninja's own one-line status is shown instead (see build_step).
run_step() {
  local label=$1 log=$2 status=0
  shift 2
  say "$label"
  mkdir -p "$(dirname "$log")"
  : >"$log"
  ticker "$label" "$log" &
  ticker_pid=$!
  "$@" >>"$log" 2>&1 || status=$?
  kill "$ticker_pid" 2>/dev/null || true
  wait "$ticker_pid" 2>/dev/null || true
  ticker_pid=
  return "$status"
}

# The part of a build log that explains a failure: from the first failed command on.
show_failure() {
  awk '/FAILED:|error:|Error/ {found = 1} found' "$1" | awk 'NR <= 60' >&2
  say "(whole output: $1)" >&2
}

# configure_step PRESET [cmake arguments]
configure_step() {
  local preset=$1 log="$repo/build/log/configure-$1.log"
  shift
  run_step "Configure ($preset)" "$log" cmake -S "$repo" --preset "$preset" "$@" || {
    grep -A 12 -m 1 'CMake Error' "$log" >&2 || tail -n 20 "$log" >&2
    die "the preset '$preset' could not be configured; see $log"
  }
}

# build_step PRESET [ninja targets]
build_step() {
  local preset=$1 log="$repo/build/log/build-$1.log"
  shift
  if [ -t 1 ]; then
    say "Build ($preset)"
    NINJA_STATUS='  [%f/%t] ' ninja -C "$repo/build/$preset" "$@" ||
      die "the build of preset '$preset' failed; the first error is above"
    return
  fi
  NINJA_STATUS='[%f/%t] ' run_step "Build ($preset)" "$log" ninja -C "$repo/build/$preset" "$@" || {
    show_failure "$log"
    die "the build of preset '$preset' failed; the first error is above"
  }
}
