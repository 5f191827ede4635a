#!/bin/sh
# Makes a block device hang for real: the kernel lets through one byte a second, so that a read of a sector waits in
# uninterruptible sleep for minutes, as on a SAN path that is dead.
# usage: throttle.sh on|off MAJOR:MINOR ; throttle.sh run MAJOR:MINOR COMMAND...   (the command is the one that hangs)
set -eu
# One for each device: hosts that run tests side by side have but one kernel.
name=xensan-contract-$(echo "$2" | tr : -)
if [ -d /sys/fs/cgroup/blkio ]; then
  group=/sys/fs/cgroup/blkio/$name
  limit() { echo "$1 $2" >"$group/blkio.throttle.read_bps_device"; }
else
  group=/sys/fs/cgroup/$name
  limit() { echo "$1 rbps=$(echo "$2" | sed 's/^0$/max/')" >"$group/io.max"; }
fi
case $1 in
  on)
    [ ! -e /sys/fs/cgroup/cgroup.subtree_control ] || echo +io >/sys/fs/cgroup/cgroup.subtree_control
    mkdir -p "$group"
    limit "$2" 1
    ;;
  off)
    [ -d "$group" ] || exit 0
    limit "$2" 0
    tries=0
    # The hung reads end now, and the group must be empty before it can go.
    until rmdir "$group" 2>/dev/null; do
      tries=$((tries + 1))
      [ "$tries" -lt 100 ] || exit 1
      sleep 0.1
    done
    ;;
  run)
    shift 2
    echo $$ >"$group/cgroup.procs"
    exec "$@"
    ;;
esac
