#!/bin/sh
# The lab's guest. Its disk has a file system of 32 MiB, and behind that a row of records of 512 bytes each.
#
# Every record names the one before it by that one's random word, read back from the disk past the cache: whoever else
# writes here, a copy of this guest included, breaks the chain, and that is written down too.
B=/bin/busybox
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r module; do insmod "/lib/modules/$module"; done </lib/modules/order
tries=0
while [ ! -b /dev/xvda ] && [ $tries -lt 100 ]; do
  sleep 0.2
  tries=$((tries + 1))
done
$B ip link set lo up
$B ip addr add "$(sed -n 's/.*labip=\([^ ]*\).*/\1/p' /proc/cmdline)" dev eth0
$B ip link set eth0 up
# Sets $word, without a process of its own: those are dear here.
draw_word() {
  read -r uuid </proc/sys/kernel/random/uuid
  word=${uuid%%-*}
}
draw_word
life=$word

# The file whose checksum has to hold over every move: written once, and read from the disk again and again.
mount -t ext4 /dev/xvda /mnt || echo "GUEST cannot mount its disk"
if [ ! -e /mnt/sum ]; then
  $B dd if=/dev/urandom of=/mnt/ballast bs=1M count=4 2>/dev/null
  $B md5sum /mnt/ballast >/mnt/sum
  sync
fi

# Sets $seen, the random word of a record; the first one is at sector 65536, after the file system.
read_word() {
  $B dd if=/dev/xvda of=/tmp/record bs=512 skip=$((65536 + $1)) count=1 iflag=direct 2>/dev/null
  read -r _ _ _ seen _ </tmp/record
}

# Goes on where the life before it ended.
next=$($B dd if=/dev/xvda bs=1M skip=32 2>/dev/null | $B tr -d '\0' | $B grep -c '^rec ')
before=none
seen=-
if [ "$next" -gt 0 ]; then
  read_word $((next - 1))
  before=$seen
fi
echo "GUEST up life=$life next=$next"
# xl shutdown has the kernel run /sbin/poweroff, which makes this file.
while [ ! -e /tmp/poweroff ]; do
  if [ "$before" != none ]; then
    read_word $((next - 1))
    [ "$seen" = "$before" ] || echo "GUEST second-writer n=$next expected=$before seen=$seen"
  fi
  draw_word
  read -r up _ </proc/uptime
  sum=-
  if [ $((next % 20)) -eq 0 ]; then
    echo 3 >/proc/sys/vm/drop_caches
    if $B md5sum -c /mnt/sum >/dev/null 2>&1; then sum="sum-ok"; else sum="sum-BAD"; fi
    echo "$next $up" >>/mnt/log
    echo "GUEST n=$next up=$up $sum"
  fi
  echo "rec $next $life $word $before $up $sum $seen" >/tmp/record
  $B dd if=/tmp/record of=/dev/xvda bs=512 seek=$((65536 + next)) conv=notrunc,sync,fsync 2>/dev/null ||
    echo "GUEST write failed n=$next"
  before=$word
  next=$((next + 1))
  sleep 1
done
sync
umount /mnt && echo "GUEST down life=$life next=$next"
$B poweroff -f
