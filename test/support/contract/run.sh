#!/bin/sh
# Runs the contract tests on a host of their own: what they install, mount or start is seen by nobody else and goes
# away with them. Arguments: those of bats.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d /tmp/xensan-contract.XXXXXX)

clean_up() {
  # A read that a test left hanging ends only when its device may be read again.
  [ ! -e "$work/throttled" ] || sh "$here/throttle.sh" off "$(cat "$work/throttled")" || true
  [ ! -e "$work/loops" ] || while read -r loop; do losetup -d "$loop" || true; done <"$work/loops"
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

mkdir "$work/overlay"
for volume in vm1 vm2; do
  truncate -s 16M "$work/$volume.img"
  losetup -f --show "$work/$volume.img" >>"$work/loops"
done

unshare --mount --uts --ipc --net --pid --fork --kill-child \
  sh "$here/private-host.sh" "$work" "$@"
