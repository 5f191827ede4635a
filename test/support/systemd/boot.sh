#!/bin/sh
# A real systemd, with the units of a test and none of this machine's, in namespaces and a control group of its own.
# usage: boot.sh WORK-FOLDER; below it, `files` is put over this machine's file system, of which nothing is changed.
set -eu
work=$1
if [ "${2:-}" != inside ]; then
  case $(stat -fc %T /sys/fs/cgroup) in
    cgroup2fs) group=/sys/fs/cgroup/xensan-systemd.$$ ;;
    *) group=/sys/fs/cgroup/systemd/xensan-systemd.$$ ;;
  esac
  mkdir "$group"
  echo "$group" >"$work/group"
  echo $$ >"$group/cgroup.procs"
  exec unshare --mount --pid --uts --ipc --net --cgroup --fork --kill-child --propagation private \
    sh "$0" "$work" inside
fi

set --
hostname host1
mount -t tmpfs -o mode=0755 xensan-systemd "$work/mount"
mkdir "$work/mount/root" "$work/mount/upper" "$work/mount/work"
mount -t overlay xensan-systemd \
  -o "lowerdir=/,upperdir=$work/mount/upper,workdir=$work/mount/work" "$work/mount/root"
root=$work/mount/root
for folder in run tmp etc/systemd/system var/log; do
  mkdir -p "$root/$folder"
  mount -t tmpfs -o mode=0755 xensan-systemd "$root/$folder"
done
mount --bind "$work/log" "$root/var/log"
mkdir "$root/run/lock"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
case $(stat -fc %T /sys/fs/cgroup) in
  cgroup2fs) mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup" ;;
  *)
    mount -t tmpfs -o mode=0755 cgroup "$root/sys/fs/cgroup"
    mkdir "$root/sys/fs/cgroup/systemd"
    mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd"
    # No controllers, and no version 2: this one is in their outermost groups, where it would take away the empty groups
    # of others, and leave its own.
    head -n 1 /proc/cgroups >"$work/mount/cgroups"
    mount --bind "$work/mount/cgroups" "$root/proc/cgroups"
    set -- SYSTEMD_PROC_CMDLINE=systemd.legacy_systemd_cgroup_controller=1
    ;;
esac
# The console is a file.
mount -t tmpfs -o mode=0755 xensan-systemd "$root/dev"
for each in null zero full random urandom tty; do cp -a "/dev/$each" "$root/dev/"; done
mkdir "$root/dev/shm" "$root/dev/pts"
ln -s /proc/self/fd "$root/dev/fd"
: >"$root/dev/console"

# Of systemd's own units only targets, slices and what ends the machine: no sysctl, no modules, no mounts.
units=$(readlink -f "$root/lib/systemd/system")
mkdir "$work/mount/units"
cp "$units"/*.target "$units"/*.slice "$units"/systemd-poweroff.service "$units"/systemd-reboot.service \
  "$work/mount/units/"
mount --bind "$work/mount/units" "$units"
rm -f "$root"/etc/rc?.d/* "$root/etc/fstab"
find "$root/etc/init.d" -type f -delete
find "$root/lib/systemd/system-generators" -type f ! -name systemd-sysv-generator -delete
cp -a "$work/files/." "$root/"
exec chroot "$root" /usr/bin/env -i container=xensan PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@" \
  /lib/systemd/systemd --system --log-target=console --show-status=no --unit=xensan-test.target
