#!/bin/sh
# What a dom0 of the lab has at each of its boots besides its cluster: root's keys, sshd, the stand-in for xl, sanlock.
# Arguments: the lab's folder, the host's name, the folder of the stand-in for xl.
set -eu
lab=$1 host=$2 xen=$3
here=$(dirname "$0")

# /root is the machine's own, so another one is put over it.
mount -t tmpfs -o mode=0700 xensan-lab /root
install -d -m 0700 /root/.ssh
install -m 0600 "$lab/ssh/root" /root/.ssh/id_ed25519
install -m 0600 "$lab/ssh/root.pub" /root/.ssh/authorized_keys
install -m 0600 "$lab/ssh/known_hosts" /root/.ssh/known_hosts

# Each program tells the lab where it is (see programs/wire), and which guest that is about goes along over ssh.
for each in sanlock ssh wire; do install -m 0755 "$here/programs/$each" "/usr/local/sbin/$each"; done
mkdir -p "$lab/wires/$host"
ln -s "$lab/wires/$host" /run/lab/wires
echo 'SendEnv XENSAN_LAB_*' >/etc/ssh/ssh_config.d/lab.conf
grep -qw host1 /etc/hosts || cat "$lab/ssh/hosts" >>/etc/hosts
mkdir -p /run/sshd
/usr/sbin/sshd -h "$lab/ssh/$host" -E /var/log/sshd.log -o 'AcceptEnv=XENSAN_LAB_*' -o MaxStartups=100

ln -sf "$xen/xl" /usr/sbin/xl
mkdir -p /run/xensan-xen/settings /run/xensan-xen/faults
echo 'always asks /usr/local/sbin/wire' >/run/xensan-xen/faults/every

# Starts sanlock as its service does, but without what a machine in a container may not give: locked memory, real-time priority, a
# watchdog, and a user of its own.
install -d /etc/sanlock
printf '%s\n' "our_host_name = $host" 'use_watchdog = 0' 'mlock_level = 0' 'high_priority = 0' >/etc/sanlock/sanlock.conf
mkdir -p /run/sanlock
SANLOCK_PRIVILEGED=0 /usr/sbin/sanlock daemon
