#!/usr/bin/env bash
# Tier 3 of the USB tests: boots a Debian kernel in QEMU (without KVM, so that it runs everywhere) and
# has the programs under test meet real host drivers: init.sh beside this file tells what.
# Usage: run.sh PLUGTEST USB_CLIENT WORK_FOLDER
# Skips itself (77) where QEMU, the kernel's package or another part is missing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
plugtest=$1 usb_client=$2 work=$3
source_tree=$(cd "$here/../../../.." && pwd)

skip() {
  echo "SKIPPED: $*"
  exit 77
}

usbip=$(PATH=$PATH:/usr/sbin:/sbin command -v usbip) || skip "usbip is not installed"
for program in qemu-system-x86_64 cpio dpkg-deb; do
  command -v "$program" >/dev/null || skip "$program is not installed"
done
busybox=$(command -v busybox) || skip "busybox-static is not installed"
ldd "$busybox" >/dev/null 2>&1 && skip "busybox-static is not installed, only a busybox with libraries"

# The kernel: downloaded once, taken apart, never installed.
mkdir -p "$work"
image() { find "$work" -maxdepth 1 -name 'linux-image-*.deb' | sort -V | tail -n 1; }
if [ -z "$(image)" ]; then
  package=$(apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
  [ -n "$package" ] || skip "no package with a Debian kernel is known here"
  (cd "$work" && apt-get download "$package" >/dev/null 2>&1) || skip "$package cannot be downloaded"
fi
[ -d "$work/kernel" ] || dpkg-deb -x "$(image)" "$work/kernel"
kernel=$(find "$work/kernel/boot" -name 'vmlinuz-*')

# The memory disk.
root=$work/root
rm -rf "$root"
mkdir -p "$root"/{bin,dev,proc,sys,tmp,run,modules,share/plugtest,usr/share}
cp "$busybox" "$root/bin/busybox"
for program in "$plugtest" "$usb_client" "$usbip"; do
  cp "$program" "$root/bin/"
  strip "$root/bin/$(basename "$program")"
  # Libraries where the loader looks for them, and the loader itself.
  ldd "$program" | grep -oE '/[^ ]+' | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
  done
done
for module in usb-common usbcore xhci-hcd xhci-pci usbserial ftdi_sio cp210x ch341 cdc-acm usbip-core vhci-hcd; do
  file=$(find "$work/kernel/lib/modules" -name "$module.ko")
  [ -n "$file" ] || skip "the kernel's package has no module $module"
  cp "$file" "$root/modules/"
done
cp -r "$source_tree/scenarios" "$root/share/plugtest/scenarios"
cp "$here/modules.yaml" "$root/"
cp "$here/init.sh" "$root/init"
chmod +x "$root/init"
every_byte=
for ((byte = 0; byte < 256; ++byte)); do
  printf -v escape '\\x%02x' "$byte"
  every_byte+=$escape
done
for _ in {1..16}; do printf '%b' "$every_byte"; done >"$root/every_byte"
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$work/initrd.gz"

rm -f "$work/lab.log"  # of an earlier run
# Behind QEMU's own adapter: a virtual module of this machine, over loopback.
"$root/bin/plugtest" lab "$here/modules.yaml" --reader tcp --port 0 --for 3000 >"$work/lab.log" 2>&1 &
lab=$!
trap 'kill "$lab" 2>/dev/null || true' EXIT
until grep -q "pass by" "$work/lab.log"; do
  kill -0 "$lab" 2>/dev/null || { cat "$work/lab.log"; exit 1; }
  sleep 0.1
done
port=$(sed -n 's/^holding .*mercury+tcp:\/\/127\.0\.0\.1:\([0-9]*\).*/\1/p' "$work/lab.log")

status=0
timeout 1200 qemu-system-x86_64 -M q35 -accel tcg -cpu max -smp 1 -m 512 -nodefaults -display none \
  -monitor none -serial stdio -no-reboot -kernel "$kernel" -initrd "$work/initrd.gz" \
  -append "console=ttyS0 quiet panic=1 mitigations=off no_timer_check" -device qemu-xhci,id=bus \
  -chardev "socket,id=module,host=127.0.0.1,port=$port" \
  -device usb-serial,chardev=module,bus=bus.0,always-plugged=on </dev/null >"$work/console.log" 2>&1 || status=$?
# Probes are heard on the console too: not all of it is text.
tr -d '\r' <"$work/console.log" | grep -a '^guest: ' || tail -n 20 "$work/console.log"
[ "$status" -eq 0 ] || echo "QEMU ended with $status"
if grep -aq 'guest: FAILED' "$work/console.log"; then exit 1; fi
grep -aq '^guest: all is well' "$work/console.log"
