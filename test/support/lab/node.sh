#!/bin/sh
# PID 1 of one node: builds the file system that only this node sees, then keeps its namespaces.
# Arguments: the lab's folder, the node's name, the folder of the EVMS stand-ins, the Node.js that runs the tests.
set -eu
lab=$1 host=$2 evms=$3 nodejs=$4
state=$lab/nodes/$host changes=$lab/changes/$host

read -r pid _ </proc/self/stat
hostname "$host"

for top in usr etc var/lib; do
  mkdir -p "$changes/$top/upper" "$changes/$top/work"
  mount -t overlay xensan-lab -o "lowerdir=/$top,upperdir=$changes/$top/upper,workdir=$changes/$top/work" "/$top"
done
cp -f "$evms/evms_activate" "$evms/evmsd" /usr/sbin/
chmod 0755 /usr/sbin/evms_activate /usr/sbin/evmsd
command -v node >/dev/null || ln -s "$nodejs" /usr/local/bin/node

# Not the machine's own cluster state, should it have any.
if [ ! -d "$state" ]; then
  mkdir -p "$state/corosync" "$state/log/corosync" "$state/pacemaker" "$state/log/pacemaker"
  for each in cib pengine blackbox cores; do mkdir -m 0750 "$state/pacemaker/$each"; done
  install -m 0600 "$lab/cib.xml" "$state/pacemaker/cib/cib.xml"
  chown -R hacluster:haclient "$state/pacemaker" "$state/log/pacemaker"
  chmod 0770 "$state/log/pacemaker"
fi
mount --bind "$state/corosync" /var/lib/corosync
mount --bind "$state/pacemaker" /var/lib/pacemaker
mount --bind "$state/log" /var/log
cp "$lab/corosync.conf" /etc/corosync/corosync.conf

mount -t tmpfs -o mode=0755 xensan-lab /run
mkdir -p /run/lock /run/lab /run/resource-agents /run/evms-stand-in
install -d -o hacluster -g haclient -m 0750 /run/crm
chmod 1777 /run/lock
mount --bind "$lab/evms" /run/evms-stand-in

sh "$(dirname "$0")/../private-dev.sh"

mount -t proc proc /proc
# A kernel of its own would have a word of its own for each of its boots.
cat /proc/sys/kernel/random/uuid >/run/boot_id
mount --bind /run/boot_id /proc/sys/kernel/random/boot_id
ip link set lo up

echo "$pid" >"$lab/$host.pid.new"
mv "$lab/$host.pid.new" "$lab/$host.pid"

# A PID 1 must collect the orphans of its namespace; the shell does so while it waits.
while :; do
  sleep 3600 &
  wait
done
