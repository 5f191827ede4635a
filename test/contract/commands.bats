#!/usr/bin/env bats
# The commands that an administrator types, as they are built, on one host with the stand-in for xl.
bats_require_minimum_version 1.5.0

setup_file() {
  load commands.bash
  own_etc
}

teardown_file() {
  load commands.bash
  "$xen/stop" "$XENSAN_XEN_STATE"
  give_etc_back
}

setup() {
  load commands.bash
  begin
  rm -rf /var/lib/xensan/stays /usr/local/sbin/{cibadmin,crm_resource,ssh}
  printf '#!/bin/sh\necho "<resources/>"\n' | program cibadmin
}

@test "every command has help with an example, and takes no word that it does not know" {
  for words in domains start stop migrate repair permit report "lease init" "lease show" "lease break" \
    "lease leave"; do
    # shellcheck disable=SC2086 # words
    xensan_ends 0 $words --help
    [[ $output == *$'\nExamples:\n  xensan '"$words"* ]] || fail "$output"
    [[ $output == *'Exit codes: 0 '* ]] || fail "$output"
    # shellcheck disable=SC2086 # words
    xensan_ends 2 $words --no-such-option
    [ "$output" = "" ]
  done
}

@test "a missing or an unknown guest, host or word is a wrong call that changes nothing" {
  for words in start stop migrate "migrate nfs1" permit "permit nfs1" "lease" "lease break"; do
    # shellcheck disable=SC2086 # words
    xensan_ends 2 $words
  done
  for words in "start web1" "stop web1" "migrate web1 host1" "repair web1" "permit web1 start" "domains web1"; do
    # shellcheck disable=SC2086 # words
    xensan_ends 2 $words
    says 'has no guest "web1"; it has nfs1.'
  done
  xensan_ends 2 migrate nfs1 host9
  says 'xensan: /etc/xensan/cluster.yaml has no host "host9"; it has host1.'
  xensan_ends 2 start nfs1 --confirm-dead host9
  xensan_ends 2 start nfs1 --confirm-dead host1
  says "xensan: host1 is this host, so it is not dead."
  xensan_ends 2 stop nfs1 --timeout 10
  says 'xensan: --timeout "10" is not accepted; it takes a time from 1s to 24h, such as 90s or 10min.'
  xensan_ends 2 permit nfs1 start --ttl 2h
  xensan_ends 2 permit nfs1 reboot
  runs_not nfs1
  nothing_is_open
  [ ! -e /run/xensan/permits ]
}

@test "a folder that is gone under the command's feet is no folder that it needs" {
  mkdir "$BATS_TEST_TMPDIR/gone"
  cd "$BATS_TEST_TMPDIR/gone"
  rmdir "$BATS_TEST_TMPDIR/gone"
  xensan_ends 0 start nfs1
  cd /
  runs nfs1
  xensan_ends 0 stop nfs1
}

@test "a cluster file that is missing or wrong is one clear refusal" {
  rm /etc/xensan/cluster.yaml
  xensan_ends 1 domains
  says "/etc/xensan/cluster.yaml does not exist"
  echo "nodes: 7" >/etc/xensan/cluster.yaml
  xensan_ends 2 start nfs1
  says "nodes is the number 7"
}

@test "domains: stopped, started by the guard, started by hand, other domains" {
  xensan_ends 0 domains
  [ "${lines[0]}" = "GUEST  WHERE  STATE    MEMORY  LEASE  SINCE" ] || fail "$output"
  [ "${lines[1]}" = "nfs1   -      stopped  -       -      -" ] || fail "$output"
  xensan_ends 0 start nfs1
  xensan_ends 0 domains
  [[ ${lines[1]} =~ ^nfs1\ +host1\ +(blocked|running|runnable)\ +128\ MiB\ +-\ +20..-..-..\ ..:..Z\ by\ a\ start$ ]] || fail "$output"
  xl destroy nfs1
  xl create /etc/xen/nfs1.cfg
  guest_config foreign >/etc/xen/foreign.cfg
  xl create /etc/xen/foreign.cfg
  xensan_ends 0 domains
  [[ ${lines[1]} == *" unknown" ]] || fail "$output"
  says "Also on host1, and not in the cluster file: foreign."
  xensan_ends 0 domains --json
  [ "$(member 'it.guests[0].verdict + it.guests[0].places[0].host + it.hosts[0].host + it.hosts[0].memory.kind')" = runshost1host1known ]
}

@test "domains: a host that does not answer is named, and its guests are unknown, never stopped" {
  two_hosts
  xensan_ends 1 domains
  [ "${lines[1]}" = "nfs1   unknown  unknown  -       -      -" ] || fail "$output"
  says "host2 does not answer: "
  [[ $output != *stopped* ]] || fail "$output"
  xl create /etc/xen/nfs1.cfg
  xensan_ends 1 domains
  [[ ${lines[1]} == "nfs1   host1  "* ]] || fail "$output"
}

@test "domains: a guest that runs on two hosts is shouted about" {
  two_hosts
  hosts_say host2 "$running"
  xl create /etc/xen/nfs1.cfg
  xensan_ends 1 domains
  says "NFS1 RUNS ON host1 AND ON host2, and its disks are being damaged: destroy all but one NOW: xl destroy 1 on host1, xl destroy 9 on host2; then run xensan repair nfs1 on each."
  xensan_ends 1 domains --json
  [ "$(member 'it.guests[0].verdict + it.guests[0].places.length')" = twice2 ]
}

@test "domains: twenty hosts are asked at once" {
  for number in $(seq 20 -1 2); do
    sed -i "s/^dialect:/  - name: host$number\n    addresses: { cluster: 192.168.10.$number }\ndialect:/" /etc/xensan/cluster.yaml
  done
  hosts_say host20 "$running"
  began=$SECONDS
  xensan_ends 0 domains
  # One after the other they would take ten.
  [ $((SECONDS - began)) -lt 8 ] || fail "$((SECONDS - began)) s"
  [[ ${lines[1]} == "nfs1   host20  blocked  128 MiB  -      unknown" ]] || fail "$output"
}

@test "stop and migrate typed on a host where the guest does not run name the host and the command" {
  two_hosts
  hosts_say host2 "$running"
  xensan_ends 1 stop nfs1
  [ "$stderr" = "xensan: nfs1 was not stopped: it runs on host2; run xensan stop nfs1 there." ] || fail "$stderr"
  xensan_ends 1 stop nfs1 --force --json
  [ "$(member 'it.outcome + it.dryRun')" = refusedfalse ]
  says "run xensan stop nfs1 --force there."
  xensan_ends 1 migrate nfs1 host1
  [ "$stderr" = "xensan: nfs1 was not moved to host1: it runs on host2; run xensan migrate nfs1 host1 there." ] || fail "$stderr"
  xensan_ends 1 migrate nfs1 host2
  [ "$stderr" = "xensan: nfs1 was not moved to host2: it is there already." ] || fail "$stderr"
}

@test "domains: a toolstack that fails is no absence" {
  fault list 'always fail 1 cannot connect'
  xensan_ends 1 domains
  [[ ${lines[1]} == "nfs1   unknown  unknown"* ]] || fail "$output"
  says "nfs1: host1 cannot say whether it is there: xl list -v exited with 1: cannot connect."
}

@test "start: a dry run changes nothing; then it starts; a second one is refused" {
  xensan_ends 0 start nfs1 --dry-run
  says "nfs1 would be started here; the first change would be its creation. Nothing was changed."
  runs_not nfs1
  [ ! -e /var/lib/xensan/operations ]
  xensan_ends 0 start nfs1
  [ "$output" = "nfs1 runs on host1." ]
  runs nfs1
  nothing_is_open
  xensan_ends 1 start nfs1
  [ "$output" = "" ]
  says "xensan: nfs1 was not started on host1: it is on host1 already, as domain"
  xensan_ends 1 start nfs1 --dry-run
  [ "$(xl list | grep -c '^nfs1 ')" -eq 1 ]
}

@test "start: what Xen fails is undone, and --json says how it ended" {
  fault create 'fail 3 libxl: error: no memory'
  xensan_ends 1 start nfs1 --json
  [ "$(member '[it.command, it.guest, it.host, it.dryRun, it.outcome, it.first, it.downtimeMs].join()')" = "start,nfs1,host1,false,failed,," ] || fail "$output"
  says "xl create exited with 3: no memory"
  nothing_is_open
  xensan_ends 0 start nfs1 --json
  [ "$(member 'it.outcome + it.text')" = "donenfs1 runs on host1." ]
}

@test "start: refused where another host may run it, which no word alone opens" {
  two_hosts
  xensan_ends 1 start nfs1
  says "xensan: nfs1 was not started on host1: host2 does not answer ("
  says "so nfs1 may run there"
  xensan_ends 1 start nfs1 --confirm-dead host2
  says "nfs1 was not started on host1"
  runs_not nfs1
  nothing_is_open
}

@test "start: pins of the cluster file are kept" {
  two_hosts
  sed -i 's/config: \(.*\) }/config: \1, pins: [host2] }/' /etc/xensan/cluster.yaml
  xensan_ends 1 start nfs1
  says "xensan: nfs1 was not started on host1: by the pins of the cluster file nfs1 may run on host2 only."
}

@test "stop: a dry run, a clean shutdown, and once more" {
  xensan_ends 0 start nfs1
  xensan_ends 0 stop nfs1 --dry-run
  says "nfs1 would be shut down here; the first change would be its shutdown. Nothing was changed."
  runs nfs1
  xensan_ends 0 stop nfs1
  [ "$output" = "nfs1 is stopped on host1." ]
  runs_not nfs1
  xensan_ends 0 stop nfs1 --json
  [ "$(member it.outcome)" = "done" ]
  nothing_is_open
}

@test "stop: a deaf guest is left running after its time, until it is destroyed" {
  xensan_ends 0 start nfs1
  echo nfs1 >"$XENSAN_XEN_STATE/faults/deaf"
  xensan_ends 1 stop nfs1 --timeout 4s
  says "xensan: nfs1 was not stopped on host1: it did not shut down in time; try again, or destroy it with --force."
  [[ $stderr == *"nfs1: waiting until the guest is gone, "[23]" s"* ]] || fail "$stderr"
  runs nfs1
  xensan_ends 0 stop nfs1 --force
  runs_not nfs1
}

@test "migrate: not to this host, not what runs nowhere, and nothing is left open" {
  xensan_ends 1 migrate nfs1 host1
  says "nfs1 was not moved to host1: it runs on no host; start it there with xensan start nfs1."
  xensan_ends 0 start nfs1
  xensan_ends 1 migrate nfs1 host1 --json
  [ "$(member it.outcome)" = refused ]
  says "xensan: nfs1 was not moved to host1: that is this host, where it is already."
  two_hosts
  xensan_ends 1 migrate nfs1 host2
  says "xensan: nfs1 was not moved from host1 to host2: "
  xensan_ends 1 migrate nfs1 host2 --dry-run
  runs nfs1
  nothing_is_open
}

@test "repair: what a dead start left, one guest or all; and nothing to do" {
  xensan_ends 0 repair
  [ "$output" = "Nothing on host1 needs repair." ]
  install -d -m 0700 /var/lib/xensan/operations
  echo '{"version":1,"operation":{"kind":"start","id":"a1","guest":"nfs1","sinceMs":1700000000000}}' >/var/lib/xensan/operations/nfs1.json
  xensan_ends 1 start nfs1
  says "a start of nfs1 is open there since 2023-11-14T22:13:20.000Z: run xensan repair nfs1"
  xensan_ends 0 domains
  says "a start of nfs1 on host1, begun 2023-11-14T22:13:20.000Z, is unfinished: run xensan repair nfs1 there."
  xensan_ends 0 repair nfs1 --dry-run
  [ -e /var/lib/xensan/operations/nfs1.json ]
  xensan_ends 0 repair
  [ "$output" = "nfs1 does not run on host1." ]
  nothing_is_open
  echo damaged >/var/lib/xensan/operations/nfs1.json
  xensan_ends 3 repair
  says "/var/lib/xensan/operations/nfs1.json"
  xensan_ends 3 repair --json
  [ "$(member 'it.guests.length + it.guests[0].outcome')" = 1unfinished ]
}

@test "permit: lets the agent start the guest once" {
  # shellcheck disable=SC2034 # for agent.bash
  agent=$PROJECT/dist/root/usr/lib/ocf/resource.d/xensan/XenVM
  xensan_ends 0 permit nfs1 start --dry-run
  [ ! -e /run/xensan/permits ]
  xensan_ends 0 permit nfs1 start --ttl 30s
  [ "$output" = "From now on the cluster manager may start nfs1 on host1 once, within 30 s." ]
  run_agent 0 start
  runs nfs1
  xensan_ends 0 permit nfs1 stop --json
  [ "$(member 'it.action + it.ttlMs')" = stop60000 ]
  run_agent 0 stop
  run_agent 6 start
}

@test "lease: refused in a cluster without leases, and where the volume is none" {
  for words in init show "break nfs1 --yes"; do
    # shellcheck disable=SC2086 # words
    xensan_ends 1 lease $words
    says "xensan: the cluster has no leases (lease: none in /etc/xensan/cluster.yaml): name a shared volume there first."
  done
  cluster_file /run/leases nfs1 /etc/xen/nfs1.cfg
  sed -i 's/- name: host1/&\n    leaseId: 1/' /etc/xensan/cluster.yaml
  xensan_ends 1 lease show
  [ "$output" = "" ]
  xensan_ends 1 lease init
  xensan_ends 1 lease break nfs1 --yes
  [ ! -e /run/leases ]
}

@test "lease leave: has nothing to leave without leases or a cluster file, and is refused where that cannot be told" {
  xensan_ends 0 lease leave
  [ "$output" = "The cluster has no leases (lease: none in /etc/xensan/cluster.yaml): host1 has nothing to leave." ]
  echo "nodes: 7" >/etc/xensan/cluster.yaml
  xensan_ends 1 lease leave
  [ "$output" = "" ]
  rm /etc/xensan/cluster.yaml
  xensan_ends 0 lease leave --json
  [ "$(member it.outcome)" = nothing ]
}

@test "the cluster's picture is refreshed for what watches this guest, and a failure of that is a warning" {
  program cibadmin <<'END'
#!/bin/sh
cat <<'XML'
<resources>
  <primitive id="guest-nfs1" class="ocf" provider="xensan" type="XenVM">
    <instance_attributes id="i1"><nvpair id="n1" name="name" value="nfs1"/></instance_attributes>
  </primitive>
  <primitive id="stock-nfs1" class="ocf" provider="heartbeat" type="Xen">
    <instance_attributes id="i2"><nvpair id="n2" name="xmfile" value="/etc/xen/nfs1.cfg"/></instance_attributes>
  </primitive>
  <primitive id="web1" class="ocf" provider="xensan" type="XenVM">
    <instance_attributes id="i3"><nvpair id="n3" name="name" value="web1"/></instance_attributes>
  </primitive>
</resources>
XML
END
  program crm_resource <<'END'
#!/bin/sh
echo "$*" >>/run/refreshed
END
  xensan_ends 0 start nfs1
  [ "$(sort /run/refreshed | tr '\n' ' ')" = "--refresh -r guest-nfs1 --refresh -r stock-nfs1 " ]
  rm /run/refreshed
  xensan_ends 1 start nfs1
  [ ! -e /run/refreshed ]
  printf '#!/bin/sh\necho "Connection refused" >&2\nexit 102\n' | program crm_resource
  xensan_ends 0 stop nfs1
  says "xensan: the cluster manager may show an old picture of nfs1: crm_resource --refresh -r guest-nfs1 exited with 102: Connection refused; xensan repair nfs1 has it look anew."
  [ "$output" = "nfs1 is stopped on host1." ]
}

@test "two administrators at once: the second is told who is at it" {
  fault create 'slow 8'
  in_background start nfs1
  until_true is_running '.*/bin/xl -s -- create.*'
  xensan_ends 1 start nfs1
  says "xensan: Nothing was done with nfs1 on host1: a start is under way with nfs1 on host1 (process "
  says " of root, since 20"
  xensan_ends 0 domains
  says "a start of nfs1 on host1 is under way since "
  ended_with 0
  runs nfs1
}

@test "Ctrl-C while all hosts are asked: nothing is begun, and nothing is left" {
  fault list 'slow 6'
  in_background start nfs1
  until_true test -e /var/lib/xensan/operations/nfs1.json
  kill -INT -"$typed"
  ended_with 1
  told "Interrupted while asking all hosts is under way: it comes to its end, and then nothing is begun."
  told "xensan: a start of nfs1 on host1 was interrupted before "
  runs_not nfs1
  nothing_is_open
}

@test "Ctrl-C, SIGTERM and a lost terminal while a guest is created: it comes to its end" {
  for signal in INT TERM HUP; do
    fault create 'slow 8'
    in_background start nfs1
    until_true is_running '.*/bin/xl -s -- create.*'
    kill "-$signal" -"$typed"
    ended_with 0
    told "nfs1 runs on host1."
    runs nfs1
    nothing_is_open
    xensan_ends 0 stop nfs1 --force
  done
}

@test "Ctrl-C while a guest takes its time to shut down: left for repair, which finishes" {
  xensan_ends 0 start nfs1
  echo nfs1 >"$XENSAN_XEN_STATE/faults/deaf"
  in_background stop nfs1
  until_true grep -q 'waiting until the guest is gone' "$BATS_TEST_TMPDIR/err"
  kill -INT -"$typed"
  ended_with 3
  told "Interrupted: nfs1 was asked to shut down and may still do that"
  told "run xensan repair nfs1"
  runs nfs1
  rm "$XENSAN_XEN_STATE/faults/deaf"
  xensan_ends 0 repair
  nothing_is_open
  runs nfs1
  xensan_ends 0 stop nfs1
}

@test "peer: nothing for people" {
  run -0 "$PROJECT/dist/root/usr/lib/xensan/peer" --version
  [ "$output" = "$("$xensan" --version)" ] || fail "$output"
  run -2 "$PROJECT/dist/root/usr/lib/xensan/peer" report nfs1
  [[ $output == "xensan: other hosts call this over ssh, as report or receive, "* ]] || fail "$output"
}

@test "report --json: this host for programs" {
  xensan_ends 0 report --json
  [ "$(member '[it.host, it.toolstack, it.guests[0].guest, it.guests[0].presence.kind, it.memory.totalMiB].join()')" = "host1,xl,nfs1,absent,4096" ] || fail "$output"
}
