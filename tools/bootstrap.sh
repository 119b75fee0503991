#!/usr/bin/env bash
# Installs the Debian packages that are missing. Says nothing when there is nothing to do.
# Usage: tools/bootstrap.sh GROUP...     groups of tools/packages.txt: build, check, perf, slow
set -euo pipefail
# shellcheck source=tools/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

packages_file="$repo/tools/packages.txt"
[ $# -gt 0 ] || die "name the package groups to install: build, check, perf, slow"

# Lines "NAME [COMMAND]" of one group, comments taken off.
packages_of() {
  awk -v group="[$1]" '
    {sub(/#.*/, "")} NF == 0 {next}
    $1 ~ /^\[/ {inside = ($1 == group); seen = seen || inside; next}
    inside {print}
    END {exit !seen}' "$packages_file"
}

# Installed packages, one a line, without architecture.
# shellcheck disable=SC2016 # the format is dpkg-query's, not the shell's
installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 2>/dev/null | awk '$1 == "ii" {print $2}') ||
  die "this script needs Debian's package tools (dpkg, apt-get); install the packages of tools/packages.txt by hand"

missing=()
for group in "$@"; do
  lines=$(packages_of "$group") || die "tools/packages.txt has no group '$group'; it has build, check, perf and slow"
  while read -r name command; do
    if [ -n "$command" ] && command -v "$command" >/dev/null; then continue; fi
    grep -qxF -- "$name" <<<"$installed" || missing+=("$name")
  done <<<"$lines"
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null ||
    die "root is needed to install ${missing[*]}; run as root, install sudo, or install them by hand"
  as_root=(sudo)
fi

say "Installing ${#missing[@]} Debian packages: ${missing[*]}"

# Boost 1.81 cannot lie beside the headers of 1.74; ask apt for the exchange by name, so that it does
# not look for another way out.
removals=()
if [[ " ${missing[*]} " == *" libboost1.81-dev "* ]] && grep -qx 'libboost1.74-dev' <<<"$installed"; then
  say "  libboost1.81-dev takes the place of the 1.74 development packages"
  removals=("libboost1.74-dev-")
fi

log=$(mktemp)
temporary+=("$log")
# noninteractive: no package may stop to ask (tshark would like to).
apt_get() {
  run_step "  apt-get $1" "$log" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y -o Dpkg::Use-Pty=0 "$@"
}
apt_get update || {
  tail -n 5 "$log" >&2
  die "apt-get update failed; check the network and /etc/apt/sources.list"
}
apt_get install --no-install-recommends "${missing[@]}" "${removals[@]}" || {
  grep -E '^E:|Unable|unmet|Depends' "$log" | awk 'NR <= 10' >&2
  die "apt-get could not install ${missing[*]}; the project is made for Debian 12 (bookworm)"
}
