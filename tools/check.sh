#!/usr/bin/env bash
# The whole check: format, release build, fast tests, clang-tidy on changed files. Ends on the ctest
# summary; exit code 0 only when everything is well.
# Usage: tools/check.sh [--slow]
#   --slow  besides: clang-tidy on every file, address, undefined-behaviour and thread sanitizers,
#           the slow tests, the demo's digests against a clang++ build, fuzzing, shellcheck, and both
#           commands of the README in a fresh Debian
# PLUGTEST_TIDY_BASE: the commit whose changes clang-tidy looks at (else the merge base with origin)
set -euo pipefail
# shellcheck source=tools/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=tools/check_steps.sh
. "$repo/tools/check_steps.sh"
# shellcheck source=tools/check_slow.sh
. "$repo/tools/check_slow.sh"
cd "$repo"

slow=no
case "${1-}" in
  "") ;;
  --slow) slow=yes ;;
  *) die "unknown argument '$1'; the only one is --slow" ;;
esac

# What is broken so far, a sentence each; later steps still run, so that one run names everything.
broken=()

if [ "$slow" = yes ]; then
  tools/bootstrap.sh build check slow
else
  tools/bootstrap.sh build check
fi
# Recordings of real readers may lie beside the checkout; their tests skip where they are absent.
if [ -z "${PLUGTEST_VECTORS-}" ] && [ -d "$repo/../shared/vectors" ]; then
  PLUGTEST_VECTORS=$(cd "$repo/../shared/vectors" && pwd)
  export PLUGTEST_VECTORS
fi

check_format
prepare_browser_tests
configure_step release
build_step release
run_tests release fast
check_skips release
if [ "$slow" = yes ]; then
  check_tidy all
  check_slow
else
  check_tidy changed
fi
list_slowest_sources release

say
for sentence in "${broken[@]}"; do say "check: $sentence"; done
print_test_summary release
[ ${#broken[@]} -eq 0 ]
