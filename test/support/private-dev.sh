#!/bin/sh
# Gives this mount namespace a /dev of its own, with an empty /dev/evms; the machine's is never touched.
set -eu
mkdir -m 0755 /run/dev
mount -t tmpfs -o mode=0755 xensan-dev /run/dev
cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /run/dev/
mkdir /run/dev/shm /run/dev/evms
mount -t tmpfs -o mode=1777 xensan-dev /run/dev/shm
ln -s /proc/self/fd /run/dev/fd
for each in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${each%:*}" "/run/dev/${each#*:}"; done
mount --move /run/dev /dev
