# shellcheck shell=bash
# shellcheck disable=SC2154 # repo and jobs come from common.sh, broken from check.sh
# What only tools/check.sh --slow does; it sources this file.

# check_sanitizer PRESET: the fast tests again, watched.
check_sanitizer() {
  configure_step "$1"
  build_step "$1"
  TSAN_OPTIONS="suppressions=$repo/tests/tsan_suppressions.txt" run_tests "$1" fast
}

# The demo gives the same results.json from g++ and from clang++.
check_digests() {
  local preset out digests=()
  configure_step clang-release
  build_step clang-release plugtest
  for preset in release clang-release; do
    out=$(mktemp -d)
    temporary+=("$out")
    run_step "Demo ($preset)" "$repo/build/log/demo-$preset.log" \
      "$repo/build/$preset/plugtest" demo --out "$out/event" ||
      broken+=("plugtest demo of the preset '$preset' failed; see build/log/demo-$preset.log")
    digests+=("$(find "$out" -name results.json -exec sha256sum {} + | cut -d' ' -f1)")
  done
  if [ -z "${digests[0]}" ] || [ "${digests[0]}" != "${digests[1]}" ]; then
    broken+=("results.json of the demo differs between g++-12 and clang++-19")
  fi
}

# Each fuzz target for a short while, from its seed corpus.
check_fuzz() {
  configure_step fuzz
  build_step fuzz
  run_step "Fuzzing" "$repo/build/log/test-fuzz.log" ctest --test-dir "$repo/build/fuzz" \
    -j "$jobs" -L fuzz --output-on-failure --no-tests=error && return
  grep -E 'SUMMARY|Failed|Timeout' "$repo/build/log/test-fuzz.log" || true
  broken+=("a fuzz target failed; see build/log/test-fuzz.log")
}

check_scripts() {
  say "shellcheck"
  git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck -x ||
    broken+=("shellcheck has complaints; see above")
}

check_fresh_debian() {
  tools/fresh_chroot.sh || broken+=("the README's commands failed in a fresh Debian; see above")
}

check_slow() {
  check_scripts
  run_tests release all
  check_skips release
  check_digests
  check_sanitizer asan
  check_sanitizer tsan
  check_fuzz
  check_fresh_debian
}
