#!/bin/sh
# First process of a dom0: mounts the root disk and hands over to the init there.
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r module; do insmod "/lib/modules/$module"; done </lib/modules/order
tries=0
while [ ! -b /dev/vda ] && [ $tries -lt 100 ]; do
  sleep 0.2
  tries=$((tries + 1))
done
mount -t ext4 -o rw,noatime /dev/vda /root || exec sh
mount -o move /dev /root/dev
mount -o move /proc /root/proc
mount -o move /sys /root/sys
exec switch_root /root /sbin/init
