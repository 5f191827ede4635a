#!/bin/sh
# Runs the contract tests on a host of their own: what they install, mount or start is seen by nobody else and goes
# away with them. Arguments: those of bats. XENSAN_NODE: the Node.js to test on, in place of the machine's.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d /tmp/xensan-contract.XXXXXX)
host=

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  # A second signal must not cut this short.
  trap '' INT TERM HUP
  [ -z "$host" ] || kill -KILL "$host" 2>/dev/null || true
  # A read that a test left hanging ends only when its device may be read again.
  [ ! -e "$work/throttled" ] || sh "$here/throttle.sh" off "$(cat "$work/throttled")" || true
  # The kernel takes the host away after its first process, and each of its processes holds this lock.
  flock --wait 10 "$work/alive" true || true
  [ ! -e "$work/loops" ] || while read -r loop; do losetup -d "$loop" || true; done <"$work/loops"
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir "$work/overlay" "$work/tmp"
for volume in vm1 vm2; do
  truncate -s 16M "$work/$volume.img"
  losetup -f --show "$work/$volume.img" >>"$work/loops"
done

exec 9>"$work/alive"
flock 9
# In the background, because a shell looks at signals only between commands, and while it waits.
unshare --mount --uts --ipc --net --pid --fork --kill-child \
  sh "$here/private-host.sh" "$work" "$@" &
host=$!
exec 9>&-
code=0
wait "$host" || code=$?
host=
exit "$code"
