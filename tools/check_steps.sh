# shellcheck shell=bash
# shellcheck disable=SC2154 # repo and jobs come from common.sh, broken from check.sh
# The steps of tools/check.sh, which sources this file. Each adds a sentence to `broken` when it fails.

# Every C++ file git knows of is formatted as .clang-format says.
check_format() {
  local log="$repo/build/log/format.log" offenders
  say "Format"
  mkdir -p "$repo/build/log"
  if git ls-files -z '*.h' '*.cpp' |
    xargs -0 -r -n 40 -P "$jobs" clang-format-19 --dry-run -Werror >"$log" 2>&1; then
    return
  fi
  say "  not formatted:"
  offenders=$(sed -nE 's#^([^ :]+\.(h|cpp)):[0-9].*#    \1#p' "$log" | sort -u)
  say "${offenders:-$(head -n 5 "$log")}"
  broken+=("some files are not formatted: run clang-format-19 -i on the files listed under Format")
}

# playwright-core for the browser tests, at the version and hash of tests/package-lock.json. Without
# it (no network) those tests skip and say so.
prepare_browser_tests() {
  local stamp="$repo/tests/node_modules/.lock-sha256" log="$repo/build/log/npm.log" wanted
  wanted=$(sha256sum "$repo/tests/package-lock.json" | cut -d' ' -f1)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then return; fi
  # A fresh Debian has its certificates where node does not look by itself.
  if [ -z "${NODE_EXTRA_CA_CERTS-}" ] && [ -f /etc/ssl/certs/ca-certificates.crt ]; then
    export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
  fi
  if run_step "Browser test library (npm ci)" "$log" \
    npm --prefix "$repo/tests" ci --ignore-scripts --loglevel=error; then
    printf '%s\n' "$wanted" >"$stamp"
  else
    say "  npm could not fetch it ($log); the browser tests will be skipped"
  fi
}

# run_tests PRESET fast|all: ctest, quiet; failing tests are shown in full.
run_tests() {
  local preset=$1 which=$2 log="$repo/build/log/test-$1.log" selection=()
  [ "$which" = all ] || selection=(-LE slow)
  run_step "Tests ($preset)" "$log" ctest --test-dir "$repo/build/$preset" -j "$jobs" \
    --output-on-failure --no-tests=error "${selection[@]}" && return
  # The output of what failed: everything ctest wrote except the lines of what passed.
  grep -vE '^ *[0-9]+/[0-9]+ Test .*Passed|^ +Start +[0-9]+:' "$log" | awk 'NR <= 200'
  broken+=("tests failed in the preset '$preset': run ctest --preset $preset, or see $log")
}

# Everything from ctest's own last summary on.
print_test_summary() {
  sed -n '/% tests passed/,$p' "$repo/build/log/test-$1.log"
}

# "NAME<tab>REASON" of each skipped test of the last ctest run: the tests of GoogleTest programs, and
# whole programs that returned 77 after a line "SKIPPED: reason".
skipped_tests() {
  local log="$repo/build/$1/Testing/Temporary/LastTest.log" name
  [ -f "$log" ] || return 0
  awk '
    function emit(name) {print name "\t" (reason == "" ? "no reason given" : reason)}
    /^[0-9]+\/[0-9]+ Testing: / {program = $3}
    /^\[ RUN      \]/ {reason = ""; inside = 0; next}
    /: Skipped$/ {inside = 1; next}
    /^\[  SKIPPED \] .* \([0-9]+ ms\)$/ {emit($4); inside = 0; next}
    inside && NF {reason = reason (reason == "" ? "" : " ") $0; next}
    inside && reason != "" {inside = 0}
    /^SKIPPED: / {reason = substr($0, 10); emit(program)}
  ' "$log" | sort -u
  # Programs that ctest calls skipped or not run, and that gave no reason.
  sed -nE 's/^\t *[0-9]+ - ([^ ]+) \((Skipped|Not Run)\)$/\1/p' "$repo/build/log/test-$1.log" |
    while read -r name; do
      grep -q "Testing: $name\$" "$log" &&
        awk -v name="$name" '/^[0-9]+\/[0-9]+ Testing: / {inside = ($3 == name)}
          inside && /^SKIPPED: / {found = 1} END {exit found}' "$log" &&
        printf '%s\tno reason given\n' "$name"
    done || true
}

# Lists what was skipped and why; a skip that tests/allowed_skips.txt does not name is a failure.
check_skips() {
  local skipped name reason pattern allowed unexpected=() patterns=()
  skipped=$(skipped_tests "$1")
  while read -r pattern _; do
    case "$pattern" in "" | "#"*) ;; *) patterns+=("$pattern") ;; esac
  done <"$repo/tests/allowed_skips.txt"
  [ -n "$skipped" ] || return 0
  say "Skipped tests"
  while IFS=$'\t' read -r name reason; do
    allowed=no
    for pattern in "${patterns[@]}"; do
      # shellcheck disable=SC2053 # the right side is a pattern on purpose
      if [[ $name == $pattern ]]; then allowed=yes; fi
    done
    say "  $name: $reason"
    [ "$allowed" = yes ] || unexpected+=("$name")
  done <<<"$skipped"
  [ ${#unexpected[@]} -eq 0 ] ||
    broken+=("skipped, but not named in tests/allowed_skips.txt: ${unexpected[*]}")
}

# The commit whose changes count as new: an explicit one, the merge base with the branch of origin,
# or the commit before this one. Empty for the first commit of all.
tidy_base() {
  local upstream base
  if [ -n "${PLUGTEST_TIDY_BASE-}" ]; then
    printf '%s\n' "$PLUGTEST_TIDY_BASE"
    return
  fi
  for upstream in origin/HEAD origin/main '@{upstream}'; do
    base=$(git merge-base HEAD "$upstream" 2>/dev/null) || continue
    if [ "$base" != "$(git rev-parse HEAD)" ]; then
      printf '%s\n' "$base"
      return
    fi
  done
  git rev-parse -q --verify 'HEAD~1' || true
}

# The .cpp files to look at: all, or those changed (a changed header stands for the .cpp beside it).
tidy_candidates() {
  local base
  if [ "$1" = all ]; then
    git ls-files '*.cpp'
    return
  fi
  base=$(tidy_base)
  { git diff --name-only --diff-filter=d "${base:-HEAD}" -- '*.cpp' '*.h'
    git ls-files -o --exclude-standard -- '*.cpp' '*.h'; } |
    sed 's/\.h$/.cpp/' | sort -u | while read -r file; do [ ! -f "$file" ] || printf '%s\n' "$file"; done
}

# One file through clang-tidy, unless the same text with the same headers has passed before.
# Called by xargs in a shell of its own.
tidy_file() {
  local file=$1 build="$repo/build/release" stamps="$repo/build/release/tidy" key output
  key=$({ cat "$repo/.clang-tidy"; clang-tidy-19 --version
          awk -v file="$repo/$file" '$1 == file {for (i = 1; i <= NF; ++i) print $i}' "$stamps/deps" |
            xargs -r cat; } 2>/dev/null | sha256sum | cut -d' ' -f1)
  [ ! -f "$stamps/$key" ] || return 0
  # The compile commands are g++'s: flags that only g++ knows are no complaint, nor is what clang
  # says of libstdc++ (see plugtest_targets.cmake).
  if output=$(nice clang-tidy-19 -p "$build" --quiet --extra-arg=-Wno-unknown-warning-option \
    --extra-arg=-Wno-deprecated-declarations "$repo/$file" 2>"$stamps/stderr.$$"); then
    : >"$stamps/$key"
    rm -f "$stamps/stderr.$$"
    return 0
  fi
  { printf '%s\n' "$output"; grep -E 'error' "$stamps/stderr.$$"; } | awk 'NR <= 40'
  rm -f "$stamps/stderr.$$"
  return 1
}

# check_tidy changed|all. Of changed files at most `limit`, so that the fast check stays fast.
check_tidy() {
  local limit=12 files log="$repo/build/log/tidy.log" stamps="$repo/build/release/tidy" count
  mkdir -p "$stamps"
  # A line a source: it and the headers of ours that it was compiled with (ccache makes their paths
  # relative to the build folder).
  ninja -C build/release -t deps 2>/dev/null | awk -v repo="$repo/" '
    /: #deps/ {if (line != "") print line; line = ""; next}
    {sub("^\\.\\./\\.\\./", repo, $1)}
    $1 ~ "^/" && index($1, repo) == 1 {line = line (line == "" ? "" : " ") $1}
    END {if (line != "") print line}' >"$stamps/deps"
  # Only what the release preset compiles: clang-tidy needs the compile command.
  files=$(tidy_candidates "$1" | grep -xFf <(cut -d' ' -f1 "$stamps/deps" | sed "s|^$repo/||") || true)
  count=$(grep -c . <<<"$files" || true)
  if [ "$1" = changed ] && [ "$count" -gt "$limit" ]; then
    say "  clang-tidy: $limit of $count changed files; --slow looks at all"
    # Which ones changes with the commit, so that over time each has its turn.
    files=$(shuf -n "$limit" --random-source=<(git rev-parse HEAD HEAD HEAD HEAD HEAD HEAD) <<<"$files")
    count=$limit
  fi
  [ "$count" -gt 0 ] || return 0
  export -f tidy_file
  export repo
  # shellcheck disable=SC2016 # expanded by the inner shell
  run_step "clang-tidy ($count files)" "$log" \
    xargs -r -n 1 -P "$jobs" bash -c 'tidy_file "$1"' tidy <<<"$files" && return
  cat "$log"
  broken+=("clang-tidy has complaints; see above")
}

# Compile time is a feature: what costs most.
list_slowest_sources() {
  local log="$repo/build/$1/.ninja_log"
  [ -f "$log" ] || return 0
  say "Slowest sources when last compiled (seconds)"
  awk -F'\t' 'NF >= 4 && $4 ~ /\.o$/ {time[$4] = $2 - $1}
    END {for (object in time) printf "  %6.1f  %s\n", time[object] / 1000, object}' "$log" |
    sed -E 's|CMakeFiles/[^/]+\.dir/||; s|\.o$||' | sort -rn | awk 'NR <= 10'
}
