#!/usr/bin/env bats
# xensan volumes on one host, with EVMS's stand-in and Debian's LVM2. What it does on several is in test/lab/ssh.
bats_require_minimum_version 1.5.0

setup() {
  load EvmsSCC.bash
  begin
  xensan=$PROJECT/dist/root/usr/sbin/xensan
}

# volumes EXPECTED-CODE ARGUMENT...: standard output in $output, standard error in $stderr.
volumes() {
  local expected=$1
  shift
  run --separate-stderr "$xensan" volumes "$@" </dev/null
  [ "$status" -eq "$expected" ] || fail "volumes $* ended with $status: $output$stderr"
}

says() { # TEXT
  [[ $output == *"$1"* ]] || fail "nothing says '$1': $output"
}

on_a_loop_device() {
  export LVM_SYSTEM_DIR=$BATS_TEST_TMPDIR LVM_SUPPRESS_FD_WARNINGS=1
  loop=$(head -n 1 "$XENSAN_CONTRACT/loops")
  cat >"$LVM_SYSTEM_DIR/lvm.conf" <<CONFIG
devices { filter=["a|^$loop\$|", "r|.*|"] use_devicesfile=0 }
activation { udev_sync=0 udev_rules=0 }
CONFIG
  vgcreate --quiet --yes SAN "$loop"
  for name in nfs1 vm2; do
    lvcreate --quiet --yes --driverloaded n -an -Zn -Wn -L 4M -n "$name" SAN
  done
}

teardown() {
  [ -z "${loop:-}" ] || { vgremove --quiet --yes --driverloaded n SAN && pvremove --quiet --yes "$loop"; }
}

@test "EVMS makes all volumes appear, and they are then listed with their sizes" {
  volumes 0 list
  [ "$output" = "No volumes." ]
  volumes 0 activate
  says "host1  done    EVMS  2 of 2"
  [ -b /dev/evms/san2/vm1 ] && [ -b /dev/evms/san2/vm2 ]
  [ "$(cat "$EVMS/calls")" = 0 ]
  volumes 0 list san2/vm2
  [ "${lines[1]}" = "san2/vm2  16 MiB  usable  /dev/evms/san2/vm2" ]
  [ "${#lines[@]}" -eq 2 ]
}

@test "a volume that a successful tool did not bring is a failure that names it" {
  echo san2/vm2 >"$EVMS/hidden"
  volumes 1 activate /dev/evms/san2/vm1 /dev/evms/san2/vm2
  says "host1  failed  EVMS  1 of 2"
  says "host1: /dev/evms/san2/vm2 is not there."
  volumes 1 activate san9
  says "host1: EVMS lists nothing under san9."
}

@test "a tool that fails is quoted, and one that hangs is ended in time" {
  echo "fail 5 engine is locked" >"$EVMS/plan"
  volumes 1 activate
  says "host1: evms_activate exited with 5: evms_activate: engine is locked."
  echo hang-hard >"$EVMS/plan"
  SECONDS=0
  volumes 1 activate --timeout 2s
  [ "$SECONDS" -le 5 ]
  # 2 s but what is kept for the answer, and what passed before it was called.
  [[ $output =~ host1:\ evms_activate\ did\ not\ finish\ within\ (0\.[0-9]|1(\.[0-5])?)\ s\ and\ was\ stopped\. ]] ||
    fail "$output"
  nothing_left_of evms_activate
}

@test "what EVMS waits for is said, and a dry run changes nothing" {
  volumes 0 activate --dry-run
  says "host1: evms_activate would be run; none is active now."
  volumes 0 activate --dry-run san2
  [ ! -s "$EVMS/calls" ]
  [ ! -e /dev/evms/san2 ]
  volumes 0 activate
  : >"$EVMS/calls"
  volumes 0 activate --dry-run
  says "host1: evms_activate would be run; 2 usable already."
  stop_evmsd
  for words in "" --dry-run; do
    # shellcheck disable=SC2086 # words
    volumes 1 activate $words
    says "evmsd is not running"
  done
  [ ! -s "$EVMS/calls" ]
}

@test "LVM2 lists what is not active, and is quoted where it cannot activate" {
  on_a_loop_device
  volumes 0 list --backend lvm
  [ "${lines[1]}" = "SAN/nfs1  -     absent  /dev/SAN/nfs1" ]
  [ "${lines[2]}" = "SAN/vm2   -     absent  /dev/SAN/vm2" ]
  volumes 0 activate --backend lvm --dry-run SAN/vm2
  says "host1: lvchange would be run; not usable now: /dev/SAN/vm2."
  # Without device-mapper, as on machines that run tests.
  volumes 1 activate --backend lvm --refresh SAN
  says "host1  failed  LVM2  0 of 2"
  says "host1: /dev/SAN/nfs1 is not there, /dev/SAN/vm2 is not there; lvm lvchange exited with 5: "
}

@test "LVM2 is told only to activate and to read anew, volume by volume" {
  on_a_loop_device
  mkdir "$BATS_TEST_TMPDIR/bin"
  cat >"$BATS_TEST_TMPDIR/bin/lvm" <<END
#!/bin/sh
case \$1 in lvs) exec $(command -v lvm) "\$@" ;; esac
echo "\$1 \$4 \$5 \$6" >>$BATS_TEST_TMPDIR/called
END
  chmod 0755 "$BATS_TEST_TMPDIR/bin/lvm"
  PATH=$BATS_TEST_TMPDIR/bin:$PATH volumes 1 activate --backend lvm --refresh SAN
  [ "$(cat "$BATS_TEST_TMPDIR/called")" = "lvchange -ay SAN/nfs1 SAN/vm2
lvchange --refresh SAN/nfs1 SAN/vm2" ] || fail "$(cat "$BATS_TEST_TMPDIR/called")"
  # Both succeeded, and nothing is there: what the kernel has decides.
  says "host1: /dev/SAN/nfs1 is not there, /dev/SAN/vm2 is not there."
}

@test "names that are no volumes reach no tool" {
  for name in 'SAN;reboot' "\$(reboot)" /dev/../etc 'a b' ''; do
    volumes 2 activate "$name"
  done
  volumes 2 activate -- -ay
  [ ! -s "$EVMS/calls" ]
}

@test "all nodes are not asked without a cluster file" {
  volumes 1 activate --all-nodes
  [[ $stderr == "xensan: /etc/xensan/cluster.yaml does not exist;"* ]] || fail "$stderr"
  [ ! -s "$EVMS/calls" ]
}
