#!/bin/sh
# Xen's block script for the disks of guests that have one writer: /etc/xen/scripts/block-xensan, named in a guest's
# configuration by script=block-xensan. Xen runs it with `add` before a guest gets a disk, also on the destination of a
# migration, and with `remove` afterwards. It asks whether this host may open the disk, and becomes Xen's own script.
#
# `remove` asks nobody and needs nothing: a disk is let go of whatever is broken here. What is no `add` is Xen's alone.
block=/etc/xen/scripts/block
decide=/usr/lib/xensan/may-attach

# As in Xen's own: the first word that is no VARIABLE=VALUE.
command=
for word; do
  case $word in
    *=*) ;;
    *)
      command=$word
      break
      ;;
  esac
done
[ "$command" = add ] || exec $block "$@"

# Xen's tools, and Node.js, where udev or Xen's daemon gives little or no PATH.
found=${PATH:+$PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# Xen gives up after 40 s (LIBXL_HOTPLUG_TIMEOUT), up to 4.4, which still had xend, after 10 s. Later than that the disk
# would be opened behind its back.
seconds=9
{ read -r major </sys/hypervisor/version/major && read -r minor </sys/hypervisor/version/minor; } 2>/dev/null
case ${major:-}.${minor:-} in
  4.[5-9] | 4.[1-9][0-9] | [5-9].*) seconds=30 ;;
  *) ;;
esac

reason=$(PATH=$found timeout -k 0.5 "$seconds" "$decide" "$seconds" 2>/dev/null </dev/null)
case $? in
  0) exec $block "$@" ;;
  1) ;;
  124 | 137) reason='xensan: not opened: it could not be told in time whether this host may open it; try again.' ;;
  *) reason= ;;
esac
reason=${reason:-"xensan: not opened: $decide, which tells whether this host may open it, does not work; run it by hand."}

# What fatal() of Xen's block-common.sh writes: the toolstack shows it and gives up.
PATH=$found timeout 5 xenstore-write "${XENBUS_PATH:-}/hotplug-error" "$reason" "${XENBUS_PATH:-}/hotplug-status" error
PATH=$found timeout 2 logger -p daemon.err -t xensan-block -- "${XENBUS_PATH:-}: $reason" 2>/dev/null
echo "$reason" >&2
exit 1
