#!/bin/busybox sh
# The guest's init: real USB host drivers of a Debian kernel against QEMU's FTDI adapter and against
# our device models. Ends with "guest: all is well", or "guest: FAILED" and what did not hold.
# shellcheck shell=sh
export PATH=/bin
/bin/busybox --install -s /bin
failures=0

say() { echo "guest: $*"; }
fail() {
  say "FAILED: $*"
  failures=$((failures + 1))
}
# expect WHAT COMMAND...: until the command succeeds, for two minutes at the most (the machine below
# may be slow).
expect() {
  what=$1
  shift
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ]; then
      fail "$what"
      return 1
    fi
    usleep 200000
  done
  say "$what"
}
# count N PATTERN FILE: so many lines have it.
count() { [ "$(grep -c "$2" "$3")" -eq "$1" ]; }
# set_to BUS-ID BAUD: the model was set to that, as near as its chip's divisors come (3 %).
set_to() {
  awk -v id="$1" -v baud="$2" '
    $1 == id && / is set to / && / 8N1, DTR on/ {
      off = $5 - baud
      if (off < 0) off = -off
      if (off * 100 <= 3 * baud) found = 1
    }
    END {exit !found}' /tmp/usbip.log
}
gone() { ! [ -e "$1" ]; }
driver_of() { basename "$(readlink "/sys/class/tty/$1/device/driver")"; }
has_driver() { [ -e "/dev/$1" ] && [ "$(driver_of "$1")" = "$2" ]; }
same_size() { [ "$(wc -c <"$1")" -eq "$(wc -c <"$2")" ]; }

# check WHAT COMMAND...: now or never.
check() {
  what=$1
  shift
  if "$@" >/dev/null 2>&1; then say "$what"; else fail "$what"; fi
}
# answered_at ADDRESS LOG: the line below the address names the reader.
answered_at() { grep -A 1 "^  $1" "$2" | grep -q "^    .*ThingMagic M6e"; }

# probe LOG ADDRESS...: who answers, on all ports and at these addresses.
probe() {
  log=$1
  shift
  plugtest readers --probe --patience 20 "$@" >"$log" 2>&1
  sed 's/^/guest: | /' "$log"
}

mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /tmp /run/lock /var/run/vhci_hcd
mount -t devpts pts /dev/pts
ip link set lo up
for module in usb-common usbcore xhci-hcd xhci-pci usbserial ftdi_sio cp210x ch341 cdc-acm usbip-core vhci-hcd; do
  insmod "/modules/$module.ko" || fail "module $module"
done

say "--- QEMU's FTDI adapter, a Mercury module behind it"
expect "ttyUSB0 is bound to ftdi_sio" has_driver ttyUSB0 ftdi_sio
probe /tmp/qemu.log "mercury+usb:///0403:6001"
check "the module answers on ttyUSB0" grep -q "mercury+serial:///dev/ttyUSB0: ThingMagic M6e" /tmp/qemu.log
check "the module answers through libusb" answered_at "mercury+usb:///0403:6001" /tmp/qemu.log
expect "ftdi_sio has its device back" has_driver ttyUSB0 ftdi_sio

say "--- our models over USB/IP, Mercury modules behind them"
plugtest lab /modules.yaml --for 3000 >/tmp/lab.log 2>&1 &
expect "the virtual modules are there" grep -q "pass by" /tmp/lab.log
# shellcheck disable=SC2046 # one word each
set -- $(sed -n 's/^holding [^ ]* \(mercury+serial[^ ]*\).*/\1/p' /tmp/lab.log)
mkfifo /tmp/orders
plugtest usbip "ftdi=$1" "cp210x=$2" "ch34x=$3" "cdc-acm=$4" ftdi=echo </tmp/orders >/tmp/usbip.log 2>&1 &
exec 3>/tmp/orders
expect "the server listens" grep -q "on port 3240" /tmp/usbip.log
usbip list -r 127.0.0.1 >/tmp/list.log 2>&1
sed 's/^/guest: | /' /tmp/list.log
check "usbip list names all five" count 5 '^ *1-[1-5]: ' /tmp/list.log

attach() { # BUS-ID TTY DRIVER
  usbip attach -r 127.0.0.1 -b "$1" || fail "usbip attach -b $1"
  expect "$1: $2 is bound to $3" has_driver "$2" "$3"
}
attach 1-1 ttyUSB1 ftdi_sio
attach 1-2 ttyUSB2 cp210x
attach 1-3 ttyUSB3 ch341-uart
attach 1-4 ttyACM0 cdc_acm
attach 1-5 ttyUSB4 ftdi_sio

for line in "1-1 ttyUSB1" "1-2 ttyUSB2" "1-3 ttyUSB3" "1-4 ttyACM0"; do
  for baud in 9600 57600; do
    # Held open: a line is set while somebody has it.
    (stty raw -echo "$baud"; usleep 300000) <"/dev/${line#* }"
    expect "${line% *}: the model was set to $baud" set_to "${line% *}" "$baud"
  done
done
devices="0403:6001/PLUGTEST1 10c4:ea60/PLUGTEST2 1a86:7523/PLUGTEST3 1209:0001/PLUGTEST4"
# shellcheck disable=SC2046 # one word each
probe /tmp/all.log $(for usb in $devices; do echo "mercury+usb:///$usb"; done)
for tty in ttyUSB1 ttyUSB2 ttyUSB3 ttyACM0; do
  check "the module answers on $tty" grep -q "mercury+serial:///dev/$tty: ThingMagic M6e" /tmp/all.log
done
for usb in $devices; do
  check "the module answers through libusb at $usb" answered_at "mercury+usb:///$usb" /tmp/all.log
done
expect "ftdi_sio has its device back" has_driver ttyUSB1 ftdi_sio
expect "cp210x has its device back" has_driver ttyUSB2 cp210x
expect "ch341 has its device back" has_driver ttyUSB3 ch341-uart
expect "cdc_acm has its device back" has_driver ttyACM0 cdc_acm

say "--- every byte value both ways at 921600"
(
  stty raw -echo 921600
  cat </dev/ttyUSB4 >/tmp/echoed &
  cat /every_byte >/dev/ttyUSB4
  expect "as much came back as was sent" same_size /tmp/echoed /every_byte
  kill $!
) </dev/ttyUSB4
cmp /tmp/echoed /every_byte || fail "what came back is not what was sent"
expect "1-5: the model was set to 921600" set_to 1-5 921600

say "--- unplugged and plugged in again"
for line in "1-1 ttyUSB1 ftdi_sio ftdi" "1-2 ttyUSB2 cp210x cp210x" "1-3 ttyUSB3 ch341-uart ch34x" "1-4 ttyACM0 cdc_acm cdc-acm"; do
  # shellcheck disable=SC2086 # one word each
  set -- $line
  echo "unplug $1" >&3
  expect "$2 is gone" gone "/dev/$2"
  echo "plug $1" >&3
  expect "$1 is on offer again" count 2 "^$1 is $4" /tmp/usbip.log
  attach "$1" "$2" "$3"
done
# QEMU's adapter stays in its socket: the host takes it for unplugged.
adapter=$(readlink -f /sys/class/tty/ttyUSB0/device/../..)
echo 0 >"$adapter/authorized"
expect "ttyUSB0 is gone" gone /dev/ttyUSB0
echo 1 >"$adapter/authorized"
expect "ttyUSB0 is bound to ftdi_sio again" has_driver ttyUSB0 ftdi_sio
probe /tmp/again.log
for tty in ttyUSB0 ttyUSB1 ttyUSB2 ttyUSB3 ttyACM0; do
  check "the module answers on $tty again" grep -q "mercury+serial:///dev/$tty: ThingMagic M6e" /tmp/again.log
done
usb_client 0403:6001/PLUGTEST5 >/tmp/client.log 2>&1 &
expect "a libusb program opens 1-5" grep -q "^open" /tmp/client.log
echo "unplug 1-5" >&3
expect "... sees it go" grep -q "^lost link_lost" /tmp/client.log
echo "plug 1-5" >&3
expect "1-5 is on offer again" count 2 '^1-5 is ftdi' /tmp/usbip.log
usbip attach -r 127.0.0.1 -b 1-5 || fail "usbip attach -b 1-5"
expect "... and come back" count 2 '^open' /tmp/client.log
usbip detach -p 0 >/dev/null 2>&1
expect "usbip detach gives 1-1 back" count 2 "^1-1 is free" /tmp/usbip.log

sed 's/^/guest: > /' /tmp/usbip.log
if [ "$failures" -eq 0 ]; then say "all is well"; else say "$failures things FAILED"; fi
poweroff -f
