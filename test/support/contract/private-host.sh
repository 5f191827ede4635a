#!/bin/sh
# PID 1 of the host that the contract tests run on. Arguments: the work folder, then those of bats.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)
work=$1
shift
export XENSAN_CONTRACT="$work" PROJECT="$project" EVMS=/run/evms-stand-in/nodes/host1
export BATS_LIB_PATH="$project/node_modules" TMPDIR="$work/tmp"

hostname host1
mount --make-rprivate /
mount -t proc proc /proc
ip link set lo up

# Before it may be covered.
nodejs=$("${XENSAN_NODE:-node}" -p process.execPath)
: >"$work/node"
mount --bind "$nodejs" "$work/node"

# The tests install into /usr as users do.
mount -t tmpfs xensan-contract "$work/overlay"
for top in usr var/lib; do
  mkdir -p "$work/overlay/$top/upper" "$work/overlay/$top/work"
  mount -t overlay xensan-contract \
    -o "lowerdir=/$top,upperdir=$work/overlay/$top/upper,workdir=$work/overlay/$top/work" "/$top"
done
# A copy, because tests put an overlay of their own on it, and the kernel stacks no more than two.
mkdir "$work/overlay/etc"
cp -a /etc/. "$work/overlay/etc/"
mount --bind "$work/overlay/etc" /etc
install -m 0755 "$project/test/support/evms/evms_activate" "$project/test/support/evms/evmsd" /usr/sbin/

mount -t tmpfs -o mode=0755 xensan-contract /run
mkdir -p /run/lock /run/resource-agents "$EVMS/answers"
: >"$EVMS/hidden"
mkfifo "$EVMS/requests" /run/evms-stand-in/never
sh "$here/../private-dev.sh"

# One Node.js is seen, by every user, wherever the machine has it and whatever else it has.
mkdir /run/bin
: >/run/bin/node
mount --move "$work/node" /run/bin/node
rm -f /usr/local/bin/node /usr/bin/node
ln -s /run/bin/node /usr/bin/node
export PATH="/run/bin:$PATH"
for path in "$PATH" /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; do
  seen=$(env PATH="$path" node -p process.execPath)
  if [ "$seen" != /run/bin/node ]; then
    echo "The contract tests would run on $seen and not on $nodejs; take it out of $path." >&2
    exit 1
  fi
done
echo "# on Node.js $(node -p process.versions.node)"

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
