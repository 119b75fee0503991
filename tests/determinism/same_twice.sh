#!/usr/bin/env bash
# One build says the same twice, the second time with other bytes in memory that nobody wrote.
# Usage: same_twice.sh LAB_DIGEST
set -euo pipefail

once=$("$1" --few)
again=$(MALLOC_PERTURB_=165 "$1" --few)
[ -n "$once" ] && [ "$once" = "$again" ] && exit 0
printf 'the labs of one build differ from run to run:\n'
diff <(printf '%s\n' "$once") <(printf '%s\n' "$again") || true
exit 1
