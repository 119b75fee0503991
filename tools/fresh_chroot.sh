#!/usr/bin/env bash
# Both commands of the README in a fresh Debian 12 that holds nothing but git: a new root in a
# temporary folder, the committed state of this repository cloned into it, demo.sh, then check.sh.
# Takes its packages from the Debian mirrors this machine uses. Needs mmdebstrap (tools/packages.txt).
# Usage: tools/fresh_chroot.sh [COMMAND...]     other commands to run in the clone, a string each
set -euo pipefail
# shellcheck source=tools/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

command -v mmdebstrap >/dev/null || die "mmdebstrap is missing; run tools/bootstrap.sh slow"
[ $# -gt 0 ] || set -- ./tools/demo.sh ./tools/check.sh

work=$(mktemp -d)
temporary+=("$work")

# The Debian sources of this machine, one-line style; other repositories stay out.
# shellcheck disable=SC2016 # the format is apt's, not the shell's
apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
  awk '$2 ~ /^bookworm(-updates|-security)?$/ {print "deb " $1 " " $2 " " $3}' | sort -u >"$work/sources"
[ -s "$work/sources" ] || die "this machine has no Debian 12 (bookworm) sources to take packages from"
# How this machine reaches them: proxies and the like.
apt-config dump | grep -iE '^Acquire::(https?|ftp)::|^Acquire::(Check-|Retries)' >"$work/apt.conf" || true

# A bundle, so that the clone takes nothing but what is committed, and needs no rights on this folder.
git -C "$repo" bundle create -q "$work/plugtest.bundle" HEAD
printf '%s\n' "$@" >"$work/commands"

# Runs inside. The clone lies alone: nothing of this machine is beside it.
cat >"$work/inside.sh" <<'INSIDE'
set -eu
export HOME=/root LC_ALL=C.UTF-8
git -c advice.detachedHead=false clone -q /plugtest.bundle /root/plugtest
cd /root/plugtest
while read -r command; do
  echo "--- fresh Debian: $command"
  start=$(date +%s)
  sh -c "$command" </dev/null
  echo "--- fresh Debian: $command took $(($(date +%s) - start)) s"
done </commands
INSIDE

hooks=("--customize-hook=copy-in $work/plugtest.bundle $work/commands $work/inside.sh /")
if [ -s "$work/apt.conf" ]; then
  mv "$work/apt.conf" "$work/90host"
  hooks+=("--customize-hook=copy-in $work/90host /etc/apt/apt.conf.d")
fi
# A machine with certificates of its own (a proxy) lends them, and its npm registry, to the fresh one.
environment=()
if [ -n "${NODE_EXTRA_CA_CERTS-}" ] && [ -f "$NODE_EXTRA_CA_CERTS" ]; then
  cp "$NODE_EXTRA_CA_CERTS" "$work/host-certificates.crt"
  hooks+=("--customize-hook=copy-in $work/host-certificates.crt /etc/ssl")
  environment+=("NODE_EXTRA_CA_CERTS=/etc/ssl/host-certificates.crt")
fi
if command -v npm >/dev/null; then
  environment+=("NPM_CONFIG_REGISTRY=$(npm config get registry 2>/dev/null)")
fi

say "A fresh Debian 12 (mmdebstrap)"
# The root is thrown away afterwards (format null); the commands run before that, with /proc and /dev.
mmdebstrap --quiet --variant=minbase --include=git,ca-certificates --format=null \
  "${hooks[@]}" \
  "--customize-hook=env ${environment[*]} chroot \"\$1\" bash /inside.sh" \
  bookworm /dev/null "$work/sources" ||
  die "a command failed in the fresh Debian; its output is above"
