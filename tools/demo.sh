#!/usr/bin/env bash
# One command from a fresh clone to a matrix: installs what is missing, builds, runs `plugtest demo`.
# Usage: tools/demo.sh [arguments of `plugtest demo`]
set -euo pipefail
# shellcheck source=tools/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

"$repo/tools/bootstrap.sh" build

# The demo needs no test libraries. A folder that check.sh has configured stays as it is.
if [ ! -f "$repo/build/release/build.ninja" ]; then
  configure_step release -DPLUGTEST_BUILD_TESTS=OFF
fi
build_step release plugtest

exec "$repo/build/release/plugtest" demo "$@"
