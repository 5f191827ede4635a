#!/bin/sh
# PID 1 of the host that the contract tests run on. Arguments: the work folder, then those of bats.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)
work=$1
shift
export XENSAN_CONTRACT="$work" PROJECT="$project" EVMS=/run/evms-stand-in/nodes/host1
export BATS_LIB_PATH="$project/node_modules"

hostname host1
mount --make-rprivate /
mount -t proc proc /proc
ip link set lo up

# The tests install into /usr as users do.
mount -t tmpfs xensan-contract "$work/overlay"
for top in usr var/lib; do
  mkdir -p "$work/overlay/$top/upper" "$work/overlay/$top/work"
  mount -t overlay xensan-contract \
    -o "lowerdir=/$top,upperdir=$work/overlay/$top/upper,workdir=$work/overlay/$top/work" "/$top"
done
install -m 0755 "$project/test/support/evms/evms_activate" "$project/test/support/evms/evmsd" /usr/sbin/

# The Node.js to test on, in place of the machine's own.
if [ -n "${XENSAN_NODE:-}" ]; then
  rm -f /usr/local/bin/node
  ln -sf "$XENSAN_NODE" /usr/bin/node
fi

mount -t tmpfs -o mode=0755 xensan-contract /run
mkdir -p /run/lock /run/resource-agents "$EVMS/answers"
: >"$EVMS/hidden"
mkfifo "$EVMS/requests" /run/evms-stand-in/never
sh "$here/../private-dev.sh"

for volume in vm1 vm2; do
  read -r loop
  minor=${loop#/dev/loop}
  mknod "$loop" b 7 "$minor"
  echo "san2/$volume loop$minor $minor"
done <"$work/loops" >/run/evms-stand-in/volumes

# In the middle between a PID 1, which must collect orphans, and bats.
"$project/node_modules/bats/bin/bats" "$@" &
bats=$!
code=0
wait "$bats" || code=$?
exit "$code"
