#!/usr/bin/env bats
# The block script as it is built, with Xen's own behind it, unmodified, on real block devices. Xen and xenstore are
# stand-ins.
bats_require_minimum_version 1.5.0
load XenVM.bash

scripts=$PROJECT/node_modules/.cache/xensan-debian/xen/etc/xen/scripts

setup_file() {
  own_etc
  mkdir -p /etc/xen/scripts /usr/lib/xensan
  cp -a "$scripts/." /etc/xen/scripts/
  install -m 0755 "$PROJECT/dist/root/etc/xen/scripts/block-xensan" /etc/xen/scripts/
  install -m 0755 "$PROJECT/dist/root/usr/lib/xensan/may-attach" /usr/lib/xensan/
  for each in read write list rm exists; do ln -sfn "$xen/xenstore" "/usr/sbin/xenstore-$each"; done
  mount -t tmpfs xensan-contract /var/log
  mkdir /var/log/xen
}

teardown() {
  losetup -j /run/nfs1.img | cut -d: -f1 | xargs -r -n 1 losetup -d
}

teardown_file() {
  "$xen/stop" "$XENSAN_XEN_STATE"
  rm -rf /usr/lib/xensan/may-attach /usr/sbin/xenstore-*
  umount -l /var/log
  give_etc_back
}

setup() {
  begin
  read -r _ loop _ </run/evms-stand-in/volumes
  disk=/dev/$loop
  guarded_config nfs1 "phy:$disk,xvda,w" >/etc/xen/nfs1.cfg
  guarded_config web1 "phy:/dev/null,xvda,w" >/etc/xen/web1.cfg
  cluster_file none nfs1 /etc/xen/nfs1.cfg web1 /etc/xen/web1.cfg
  backend=backend/vbd/1/51712
}

guarded_config() { # NAME DISK…
  guest_config "$1"
  shift
  printf 'disk = [ '
  printf "'%s,script=block-xensan', " "$@"
  printf ']\n'
}

# A second host, which nobody answers for.
with_host2() {
  sed -i "s|^dialect|  - name: host2\n    addresses: { cluster: 192.168.10.2 }\ndialect|" /etc/xensan/cluster.yaml
}

record() { # KIND [","KEY":"VALUE]: as a guarded program writes it down
  (
    umask 077
    mkdir -p /var/lib/xensan/operations
    printf '{"version":1,"operation":{"id":"a1","guest":"nfs1","sinceMs":1,"kind":"%s"}}\n' "$1" >/var/lib/xensan/operations/nfs1.json
  )
}

refused() { # TEXT
  [ "$status" -eq 3 ] || fail "$status: $output"
  [[ $output == *"script: xensan: "*"$1"* ]] || fail "$output"
  runs_not nfs1
  ! xenstore-list backend/vbd 2>/dev/null | grep -q . || fail "xenstore keeps the disk"
}

@test "a guest gets its disk from Xen's own script, and lets go of it" {
  xl create /etc/xen/nfs1.cfg
  runs nfs1
  run -0 xenstore-read "$backend/physical-device-path"
  [ "$output" = "$disk" ] || fail "$output"
  run -0 xenstore-read "$backend/hotplug-status"
  [ "$output" = connected ] || fail "$output"
  xl destroy nfs1
  ! xenstore-list "$backend" 2>/dev/null || fail "xenstore keeps the disk"
}

@test "a raw xl create is refused with our sentence while another host may run the guest" {
  with_host2
  SECONDS=0
  run xl create /etc/xen/nfs1.cfg
  refused "$disk is not opened for nfs1 on host1: host2 does not answer"
  [ "$SECONDS" -lt 10 ] || fail "it took $SECONDS s, and older Xen waits for 10"
}

@test "a guest under another name, another guest's disk, and one that may only be read are refused" {
  sed 's/"nfs1"/"mine"/' /etc/xen/nfs1.cfg >/run/mine.cfg
  run xl create /run/mine.cfg
  refused "the cluster file has no guest of that name"
  guarded_config web1 "phy:$disk,xvda,w" >/run/web1.cfg
  run xl create /run/web1.cfg
  refused "it is none of its disks by /etc/xen/web1.cfg"
  sed 's/xvda,w/xvda,r/' /etc/xen/nfs1.cfg >/run/nfs1.cfg
  cp /etc/xen/nfs1.cfg /run/writes.cfg
  cp /run/nfs1.cfg /etc/xen/nfs1.cfg
  run xl create /run/writes.cfg
  refused "by /etc/xen/nfs1.cfg it may only be read"
}

@test "whatever is open here is in the way, but for a start that is at work" {
  for each in 'stop' 'continuation' 'departure","destination":"host2' 'arrival","source":"host2'; do
    record "$each"
    run xl create /etc/xen/nfs1.cfg
    refused "run xensan repair nfs1"
  done
  record start
  run xl create /etc/xen/nfs1.cfg
  refused "a start on host1 was not finished: run xensan repair nfs1"
  echo torn >/var/lib/xensan/operations/nfs1.json
  run xl create /etc/xen/nfs1.cfg
  refused "cannot be understood"
}

# A guest on a file, which Xen's script attaches through a loop device; then something breaks.
breaks() { # COMMAND…
  image=/run/nfs1.img
  truncate -s 1M "$image"
  guarded_config nfs1 "file:$image,xvda,w" >/etc/xen/nfs1.cfg
  [ -c /dev/loop-control ] || mknod /dev/loop-control c 10 237
  node=$(losetup -f)
  [ -b "$node" ] || mknod "$node" b 7 "${node#/dev/loop}"
  xl create /etc/xen/nfs1.cfg
  losetup -j "$image" | grep -q "^$node:" || fail "Xen's script made no loop device"
  "$@"
  run env XENBUS_PATH="$backend" /etc/xen/scripts/block-xensan add
  xl destroy nfs1
  [ -z "$(losetup -j "$image")" ] || fail "the disk was not let go of"
  [ "$status" -eq 1 ] || fail "$status: $output"
}

@test "without a cluster file nothing is opened, and everything is let go of" {
  breaks rm /etc/xensan/cluster.yaml
  [[ $output == *"/etc/xensan/cluster.yaml does not exist"* ]] || fail "$output"
}

@test "without what decides nothing is opened, and everything is let go of" {
  breaks mv /usr/lib/xensan/may-attach /run/kept
  mv /run/kept /usr/lib/xensan/may-attach
  [[ $output == *"/usr/lib/xensan/may-attach, which tells whether this host may open it, does not work"* ]] || fail "$output"
}

@test "without Node.js nothing is opened, and everything is let go of" {
  breaks mount --bind /bin/false /run/bin/node
  umount /run/bin/node
  [[ $output == *"does not work; run it by hand."* ]] || fail "$output"
}

@test "what hangs is cut off before Xen gives up, and refused" {
  printf '#!/bin/sh\nsleep 60\n' >/run/hangs
  chmod +x /run/hangs
  mount --bind /run/hangs /usr/lib/xensan/may-attach
  SECONDS=0
  run xl create /etc/xen/nfs1.cfg
  umount /usr/lib/xensan/may-attach
  [ "$SECONDS" -lt 12 ] || fail "it took $SECONDS s"
  refused "it could not be told in time"
}

@test "who decides is told how long Xen of this version waits" {
  printf '#!/bin/sh\necho "it was given $1 s"\nexit 1\n' >/run/tells
  chmod +x /run/tells
  mount --bind /run/tells /usr/lib/xensan/may-attach
  mount -t tmpfs xensan-contract /sys
  mkdir -p /sys/hypervisor/version
  local said=''
  for version in 3.0 4.4 4.5 4.17 5.0; do
    echo "${version%.*}" >/sys/hypervisor/version/major
    echo "${version#*.}" >/sys/hypervisor/version/minor
    said+="$version $(XENBUS_PATH=$backend /etc/xen/scripts/block-xensan add 2>&1 | grep given) "
  done
  umount /sys /usr/lib/xensan/may-attach
  [ "$said" = '3.0 it was given 9 s 4.4 it was given 9 s 4.5 it was given 30 s 4.17 it was given 30 s 5.0 it was given 30 s ' ] ||
    fail "$said"
}

# host2 is another state folder on this machine; its disk is opened without being asked for.
migrating() { # [-p]
  export XENSAN_XEN_STATE=/run/xen-host2
  mkdir -p "$XENSAN_XEN_STATE/settings"
  echo host2 >"$XENSAN_XEN_STATE/settings/host"
  mount --bind /bin/true /usr/lib/xensan/may-attach
  xl create /etc/xen/nfs1.cfg
  umount /usr/lib/xensan/may-attach
  run xl migrate "$@" -s '' nfs1 "XENSAN_XEN_STATE=/run/xensan-xen xl migrate-receive $*"
  list=$(xl list nfs1 2>&1) || true
  [[ $status -eq 0 || $list == *" -b---- "* || $list == *" r----- "* || $list == *" ------ "* ]] || fail "$list $output"
  "$xen/stop" "$XENSAN_XEN_STATE"
  export XENSAN_XEN_STATE=/run/xensan-xen
}

@test "a raw xl migrate is refused on its destination, and its source runs on" {
  with_host2
  migrating
  [ "$status" -eq 1 ] || fail "$status: $output"
  [[ $output == *"no migration of nfs1 to host1 is on record: use xensan migrate nfs1 host1"* ]] || fail "$output"
  [[ $output == *"Migration failed, resuming at sender."* ]] || fail "$output"
  runs_not nfs1
}

@test "beside a hand-over on record only a copy that stays paused is let in" {
  with_host2
  record 'arrival","source":"host2'
  migrating
  [ "$status" -eq 1 ] || fail "$status: $output"
  [[ $output == *"it would run as soon as it is here: use xensan migrate nfs1 host1 on host2"* ]] || fail "$output"
  runs_not nfs1
  migrating -p
  [ "$status" -eq 0 ] || fail "$status: $output"
  run -0 xl list nfs1
  [[ $output == *" --p--- "* ]] || fail "$output"
}

@test "xensan domain-config prints the configuration with the script, and --check says what lacks it" {
  xensan=$PROJECT/dist/root/usr/sbin/xensan
  run -0 "$xensan" domain-config nfs1
  diff <("$xensan" domain-config nfs1) /etc/xen/nfs1.cfg
  run -0 "$xensan" domain-config nfs1 --check
  [ "$output" = "" ] || fail "$output"
  sed -i 's/,script=block-xensan//' /etc/xen/nfs1.cfg
  run -1 "$xensan" domain-config nfs1 --check
  [[ $output == "xensan: without script=block-xensan in /etc/xen/nfs1.cfg: xvda. "* ]] || fail "$output"
  "$xensan" domain-config nfs1 >/run/nfs1.cfg
  grep -q "'phy:$disk,xvda,w,script=block-xensan'" /run/nfs1.cfg || fail "$(cat /run/nfs1.cfg)"
  run -2 "$xensan" domain-config web2
  [[ $output == *"has no guest \"web2\""* ]] || fail "$output"
  chmod 0666 /etc/xen/nfs1.cfg
  run -1 "$xensan" domain-config nfs1
  [[ $output == *"others than root may write to it"* ]] || fail "$output"
}
