#!/bin/sh
# PID 1 of a whole lab: holds its process, mount and network namespaces, so that the kernel takes all of it away
# (nodes, mounts, bridge) when this process ends.
# Arguments: the lab's folder.
set -eu
lab=$1

# What nodes change in /usr, /etc and /var/lib. On a tmpfs, because overlayfs takes no overlay as upper layer and the
# machine's own root may be one (a container).
mount -t tmpfs -o mode=0755 xensan-lab "$lab/changes"

ip link set lo up
ip link add switch type bridge forward_delay 0 stp_state 0 mcast_snooping 0
ip link set switch up

# /proc is still the machine's: this is the process id as the machine sees it.
read -r pid _ </proc/self/stat
echo "$pid" >"$lab/keeper.pid.new"
mv "$lab/keeper.pid.new" "$lab/keeper.pid"

# A PID 1 must collect the orphans of its namespace; the shell does so while it waits.
while :; do
  sleep 3600 &
  wait
done
