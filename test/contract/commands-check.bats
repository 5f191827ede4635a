#!/usr/bin/env bats
# xensan check, as it is built, on two hosts with Debian's sshd and the stand-in for xl; no cluster, sanlock or SAN is there.
bats_require_minimum_version 1.5.0

setup_file() {
  load hosts.bash
  own_etc
  export guests="nfs1 128"
  cluster_file 2
  start_hosts 2
}

teardown_file() {
  load hosts.bash
  stop_hosts
  give_etc_back
}

setup() {
  load hosts.bash
  guests="nfs1 128"
  cluster_file 2
  rm -f /run/hosts/*/lib/operations/*
}

# line CHECK STATUS SENTENCE: what a check says is this line, among others at the most.
line() {
  # shellcheck disable=SC2154 # of bats
  grep -qE "^$2 +$1  +$3" <<<"$output" || fail "no line '$2 $1 $3': $output $stderr"
}

# only_line CHECK STATUS SENTENCE: it is the check's only one.
only_line() {
  line "$@"
  [ "$(grep -cE "^(ok|warn|FAIL|unknown) +$1 " <<<"$output")" -eq 1 ] || fail "more lines of $1: $output"
}

begun() { # HOST: a start of nfs1, which nobody finishes
  mkdir -p "/run/hosts/$1/lib/operations"
  chmod 700 "/run/hosts/$1/lib/operations"
  printf '%s\n' '{"version":1,"operation":{"kind":"start","id":"a1","guest":"nfs1","sinceMs":1795687200000}}' \
    >"/run/hosts/$1/lib/operations/nfs1.json"
  chmod 600 "/run/hosts/$1/lib/operations/nfs1.json"
}

@test "help says what is looked at, and a wrong call is one" {
  run_on host1 0 xensan check --help
  [[ $output == *$'\nExamples:\n  xensan check'* && $output == *'Exit codes: 0 '* ]] || fail "$output"
  [[ $output != *--facts* ]] || fail "$output"
  run_on host1 2 xensan check --no-such-option
  run_on host1 2 xensan check --node host9
  said 'xensan: /etc/xensan/cluster.yaml has no node "host9"; it has host1, host2.'
  run_on host1 2 xensan check --node host2 --all
  run_on host1 2 xensan check --facts </dev/null
  said 'standard input has no question (it is empty).'
}

@test "two hosts: each check has its line; what is there is ok, and what is not is said" {
  run_on host1 1 xensan check
  only_line ssh ok 'host1 and host2 reach each other by ssh, without a question\.$'
  only_line cluster-file ok 'The cluster file is the same on host1 and host2\.$'
  only_line versions ok 'host1 and host2 have the same software\.$'
  only_line names FAIL '/etc/hosts on host1 and host2 does not have host1, host2\.$'
  only_line cluster unknown 'The cluster manager on host1 and host2 gave no usable answer: '
  only_line clone unknown 'Where EvmsSCC is started cannot be told on host1: '
  only_line cib unknown 'The CIB cannot be read on host1: '
  only_line lease warn 'There are no leases '
  only_line configs ok 'The configuration of the one guest is the same on host1 and host2\.$'
  only_line disks ok 'No two guests have one disk, by their configurations on host1 and host2\.$'
  only_line once ok 'No guest runs on two of host1 and host2\.$'
  only_line leftovers ok 'No migration has left a domain behind on host1 and host2\.$'
  only_line journals ok 'Nothing is left half done on host1 and host2\.$'
  only_line memory ok 'Each of host1 and host2 could be emptied now, one at a time\.$'
  [[ $output == *" cannot be told." ]] || fail "$output"
}

@test "JSON for programs; --node shows what concerns a host" {
  run_on host1 1 xensan check --json
  node -e '
    const { asked, findings } = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const assert = require("assert");
    assert.equal(asked, "host1");
    assert.deepEqual(findings[0], { check: "ssh", status: "ok", hosts: ["host1", "host2"], sentence: "host1 and host2 reach each other by ssh, without a question." });
    const names = findings.filter(({ check }) => check === "names");
    assert.deepEqual(names.map(({ status, hosts }) => [status, ...hosts]), [["fail", "host1", "host2"]]);
    assert.equal(names[0].mend, "Run xensan host render --diff on host1 and host2, then --apply.");
  ' <<<"$output" || fail "$output"
  begun host2
  run_on host1 1 xensan check --node host2
  only_line journals FAIL 'A start of nfs1 is on record on host2 '
  run_on host1 1 xensan check --node host1
  [[ $output != *" journals "* ]] || fail "$output"
}

@test "nothing is changed on any host" {
  before=$(find /etc/xensan /etc/xen /run/hosts/*/lib /root/.ssh -printf '%p %T@ %s\n' | sort)
  run_on host1 1 xensan check
  [ "$(find /etc/xensan /etc/xen /run/hosts/*/lib /root/.ssh -printf '%p %T@ %s\n' | sort)" = "$before" ] || fail "something was written"
}

@test "a host that is not known any more, or is gone" {
  cp /root/.ssh/known_hosts "$BATS_TEST_TMPDIR/known"
  sed -i '/^192.168.10.2 /d' /root/.ssh/known_hosts
  run_on host1 1 xensan check
  only_line ssh FAIL 'host2 does not answer host1: its ssh host key is not known here: compare it, and accept it with ssh 192\.168\.10\.2 as root\.$'
  cp "$BATS_TEST_TMPDIR/known" /root/.ssh/known_hosts
}

@test "what a start left on record, and what a migration left" {
  begun host2
  run_on host1 1 xensan check
  only_line journals FAIL 'A start of nfs1 is on record on host2 since 2026-11-26T10:00:00\.000Z, and nobody is at work on it\.$'
  [[ $output == *"Run xensan repair nfs1 on host2."* ]] || fail "$output"
  mv /run/hosts/host2/lib/operations/{nfs1,old1}.json
  run_on host1 1 xensan check
  only_line journals warn 'host2 has something on record of old1, which the cluster file does not have\.$'
  rm /run/hosts/host2/lib/operations/old1.json

  sed 's/"nfs1"/"nfs1--incoming"/' /etc/xen/nfs1.cfg >/run/incoming.cfg
  on host2 xl create -p /run/incoming.cfg
  run_on host1 1 xensan check
  only_line leftovers FAIL 'host2 has nfs1--incoming \([0-9]+\) of nfs1, and no migration is on its way by the guard\.$'
  on host2 xl destroy nfs1--incoming
}

@test "a guest that runs twice, and one for which there is no room elsewhere" {
  on host1 xl create /etc/xen/nfs1.cfg
  on host2 xl create /etc/xen/nfs1.cfg
  run_on host1 1 xensan check
  only_line once FAIL 'nfs1 runs on host1 and host2 at once\.$'
  on host2 xl destroy nfs1
  setting host2 total_memory 950
  run_on host1 1 xensan check
  only_line memory FAIL 'If host1 were emptied now, nfs1 would be left: it needs '
  rm -f /run/hosts/host2/xen/settings/*
  on host1 xl destroy nfs1
}
