#!/usr/bin/env bats
# Debian's own xendomains, and the one of Xen's sources, both unmodified, with the settings that xensan host render writes and the
# evacuation as it is built. This host is the only one of its cluster: nobody can be moved.
bats_require_minimum_version 1.5.0
load XenVM.bash

debian=$PROJECT/node_modules/.cache/xensan-debian

setup_file() {
  own_etc
  mkdir -p /etc/xen/scripts /usr/lib/xensan /usr/lib/xen-common
  cp -a "$debian/xen/etc/xen/scripts/." /etc/xen/scripts/
  cp -a "$debian/xen/usr/lib/xen-common/." /usr/lib/xen-common/
  install -m 0755 "$debian/xen/etc/init.d/xendomains" /etc/init.d/
  install -m 0755 "$debian"/xen-tools/usr/lib/xen-*/bin/xendomains /usr/sbin/upstream-xendomains
  install -m 0755 "$PROJECT/dist/root/usr/lib/xensan/evacuate" /usr/lib/xensan/
  ln -sfn "$xen/xl" /usr/sbin/xen
  # The one file that only Xen's kernel has, at its new place and at its old one, in /proc.
  mkdir -p /dev/xen
  : >/dev/xen/privcmd
  echo '[() { builtin test "$*" = "-e /proc/xen/privcmd ]" || builtin [ "$@"; }' >/etc/xen-kernel
}

teardown_file() {
  "$xen/stop" "$XENSAN_XEN_STATE"
  rm -rf /usr/lib/xensan/evacuate /usr/sbin/xen /usr/sbin/upstream-xendomains /usr/lib/xen-common
  give_etc_back
}

setup() {
  begin
  rm -rf /var/lib/xensan /etc/xen/auto
  render
}

# The scripts of Xen's sources read the file for SLES, at Debian's place.
render() {
  local each
  for each in debian sles; do
    rm -rf "/run/rendered/$each"
    sed -i '/^platform:/d' /etc/xensan/cluster.yaml
    echo "platform: $each" >>/etc/xensan/cluster.yaml
    "$PROJECT/dist/root/usr/sbin/xensan" host render --out "/run/rendered/$each"
  done
  sed -i '/^platform:/d' /etc/xensan/cluster.yaml
  use debian
}

use() { # PLATFORM
  cp "$(find "/run/rendered/$1" -path '*/etc/default/xendomains' -o -path '*/etc/sysconfig/xendomains')" /etc/default/xendomains
}

xendomains() { # ACTION
  use debian
  BASH_ENV=/etc/xen-kernel /etc/init.d/xendomains "$1"
}

upstream() { # ACTION
  use sles
  BASH_ENV=/etc/xen-kernel /usr/sbin/upstream-xendomains "$1"
}

ran_evacuation() {
  [ -n "$(ls /var/lib/xensan/evacuations)" ] || fail "there was no evacuation: $output"
}

@test "xendomains stop evacuates also where nothing was ever started; the last host shuts its guests down cleanly" {
  xl create /etc/xen/nfs1.cfg
  run xendomains stop
  [ "$status" -eq 0 ] || fail "$status: $output"
  ran_evacuation
  [[ $output == *nfs1* ]] || fail "$output"
  [[ $output != *"Shutting down Xen domain"* ]] || fail "xendomains had something left: $output"
  runs_not nfs1
}

@test "so does the script of Xen's own sources" {
  xl create /etc/xen/nfs1.cfg
  run upstream stop
  [ "$status" -eq 0 ] || fail "$status: $output"
  ran_evacuation
  runs_not nfs1
}

# A guest that the cluster file does not have is one that evacuation does not touch.
start_stranger() {
  guest_config web1 >/etc/xen/web1.cfg
  xl create /etc/xen/web1.cfg
}

@test "what evacuation leaves is shut down by xendomains, which then ends with 1" {
  local each said
  for each in "xendomains" "upstream"; do
    start_stranger
    run $each stop
    [ "$status" -eq 1 ] || fail "$status: $output"
    ran_evacuation
    [[ $output == *"xensan's evacuation ended with exit code 1; what is left here is shut down now."* ]] || fail "$output"
    said="Shutting down Xen domain"
    [[ $output == *"$said"*web1* ]] || fail "$output"
    runs_not web1
  done
}

@test "with leftover: leave it runs on, by either script, and they end with 1" {
  local each
  echo 'evacuation: { leftover: leave }' >>/etc/xensan/cluster.yaml
  render
  xl create /etc/xen/nfs1.cfg
  for each in "xendomains" "upstream"; do
    run $each stop
    [ "$status" -eq 1 ] || fail "$each: $status: $output"
    [[ $output == *"nfs1 is still on host1"*"ended with exit code 1; what is left here runs on."* ]] || fail "$output"
    runs nfs1
  done
  # As systemd's unit calls it, after the evacuation.
  xensan_evacuation="done" run xendomains stop
  [ "$status" -eq 0 ] || fail "$status: $output"
  runs nfs1
}

@test "so it is where there is no evacuation to run, and nothing is saved" {
  mv /usr/lib/xensan/evacuate /run/kept
  xl create /etc/xen/nfs1.cfg
  run xendomains stop
  mv /run/kept /usr/lib/xensan/evacuate
  [ "$status" -eq 1 ] || fail "$status: $output"
  [[ $output == *"exit code 127"* && $output != *"Saving"* ]] || fail "$output"
  runs_not nfs1
}

@test "at a start nothing is started, whatever is in /etc/xen/auto" {
  mkdir /etc/xen/auto
  cp /etc/xen/nfs1.cfg /etc/xen/auto/
  for each in xendomains upstream; do
    run "$each" start
    [ "$status" -eq 0 ] || fail "$each: $status $output"
    runs_not nfs1
  done
  [ ! -e /var/lib/xensan/evacuations ] || fail "a start evacuates"
}

@test "a restart, which would stop every guest and start none, is refused, and guests run on" {
  xl create /etc/xen/nfs1.cfg
  for each in "xendomains restart" "xendomains force-reload" "upstream restart" "upstream reload"; do
    run $each
    [ "$status" -eq 1 ] || fail "$each: $status $output"
    [[ $output == *"nothing was done"* ]] || fail "$output"
    runs nfs1
  done
  run upstream status
  [[ $status -ne 1 && $output != *xensan* ]] || fail "$status: $output"
  runs nfs1
}
