#!/usr/bin/env bats
# What shows the whole cluster, and what proposes its file, as they are built, on one host with the stand-in for xl.
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
  rm -f /usr/local/sbin/{cibadmin,crm_mon,crm_node,crm_resource,ssh,multipath}
  printf '#!/bin/sh\necho "<resources/>"\n' | program cibadmin
  printf '#!/bin/sh\nexit 102\n' | program crm_mon
  # There are volumes on the machine that are none of this test's business.
  printf '#!/bin/sh\necho "{\\"report\\":[{\\"lv\\":[]}]}"\n' | program lvm
}

# This host's own terminals; its /dev has none.
terminals() {
  mountpoint -q /dev/pts && return
  mkdir -p /dev/pts
  mount -t devpts -o newinstance,ptmxmode=0666 xensan-pts /dev/pts
  ln -sfn pts/ptmx /dev/ptmx
}

# answers COMMAND ANSWER...: on a terminal of its own, each where the next question stands; ends as the command does.
answers() {
  local command=$1
  shift
  : >"$BATS_TEST_TMPDIR/typed"
  give "$@" | setsid script -qefc "$command" "$BATS_TEST_TMPDIR/typed" >/dev/null 3>&-
}

give() {
  local number=0 answer end=$((SECONDS + 30))
  for answer in "$@"; do
    number=$((number + 1))
    until [ "$(grep -o ']: ' "$BATS_TEST_TMPDIR/typed" | wc -l)" -ge "$number" ]; do
      [ "$SECONDS" -lt "$end" ] || return
      sleep 0.1
    done
    printf '%b' "$answer"
  done
  # The terminal stays until the command has ended.
  sleep 5
}

@test "status shows a guest that runs, and what cannot be told, with exit code 1" {
  xensan_ends 0 start nfs1
  xensan_ends 1 status
  says 'nfs1   host1  runs   128 MiB'
  says 'The cluster manager on host1 gave no usable answer'
  xensan_ends 1 status --json
  [ "$(member 'it.guests[0].verdict')" = runs ]
  [ "$(member 'it.nodes[0].answer.said.toolstack')" = xl ]
  [ "$(member 'it.cluster.kind')" = no-answer ]
  xensan_ends 0 stop nfs1
}

@test "status names a host that does not answer; what may be there is unknown and never stopped" {
  two_hosts
  xensan_ends 1 status
  says 'host2 does not answer: '
  says 'Whether nfs1 runs cannot be told: it may be on host2.'
  [[ $output != *stopped* ]]
}

@test "status --html writes one whole page, and a page that cannot be written leaves nothing" {
  local folder=$BATS_TEST_TMPDIR/web
  mkdir "$folder"
  xensan_ends 1 status --html "$folder/xen.html"
  [ "$output" = "" ]
  [ "$(head -n 1 "$folder/xen.html")" = '<!DOCTYPE html>' ]
  [ "$(tail -n 1 "$folder/xen.html")" = '</html>' ]
  [ "$(stat -c %a "$folder/xen.html")" = 644 ]
  xensan_ends 2 status --html "$folder"
  says 'is a folder and is not replaced by a file'
  ln -s xen.html "$folder/link.html"
  xensan_ends 2 status --html "$folder/link.html"
  says 'is not replaced by a file'
  [ -L "$folder/link.html" ]
  rm "$folder/link.html"
  [ "$(ls -A "$folder")" = xen.html ]
}

@test "status --watch on a terminal ends on Ctrl-C and gives the terminal back" {
  terminals
  setsid script -qefc "stty rows 40 cols 100; $xensan status --watch --every 1" "$BATS_TEST_TMPDIR/typed" </dev/null >/dev/null 2>&1 3>&- &
  local script=$!
  until_true grep -c 'Again every 1 s' "$BATS_TEST_TMPDIR/typed"
  watching=$(pgrep -f "node.* status --watch" | tail -n 1)
  kill -INT "$watching"
  wait "$script" || [ "$?" -eq 1 ]
  # The alternate screen is entered once and left once, and the cursor is there again.
  [ "$(grep -c $'\e\[?1049h\e\[?25l' "$BATS_TEST_TMPDIR/typed")" -eq 1 ]
  [ "$(grep -c $'\e\[?25h\e\[?1049l' "$BATS_TEST_TMPDIR/typed")" -eq 1 ]
  after=$(sed 's/.*\x1b\[?1049l//;t;d' "$BATS_TEST_TMPDIR/typed")
  [ -n "$after" ]
  ! pgrep -f "status --watch" || fail "it still runs"
}

@test "status --watch elsewhere prints look after look, and ends on SIGTERM as the last one says" {
  in_background status --watch --every 1 --json
  until_true eval "[ \$(wc -l <'$BATS_TEST_TMPDIR/out') -ge 2 ]"
  kill -TERM "$typed"
  ended_with 1
  node -e 'for (const line of require("fs").readFileSync(0, "utf8").trim().split("\n")) JSON.parse(line)' <"$BATS_TEST_TMPDIR/out"
}

@test "init proposes a file that every command takes, and never overwrites one" {
  cp /etc/xensan/cluster.yaml "$BATS_TEST_TMPDIR/before"
  xensan_ends 1 init --yes
  says '/etc/xensan/cluster.yaml is there already and stays as it is'
  cmp /etc/xensan/cluster.yaml "$BATS_TEST_TMPDIR/before"
  rm /etc/xensan/cluster.yaml
  xensan_ends 2 init
  says 'nobody can be asked here'
  xensan_ends 0 init --dry-run --node host1=192.168.10.1
  [ ! -e /etc/xensan/cluster.yaml ]
  proposed=$output
  xensan_ends 0 init --yes --node host1=192.168.10.1
  [ "$(cat /etc/xensan/cluster.yaml)" = "$proposed" ]
  [ "$(stat -c %a /etc/xensan/cluster.yaml)" = 644 ]
  [ "$(ls -A /etc/xensan)" = cluster.yaml ]
  xensan_ends 0 domains
  says 'nfs1   -      stopped'
  xensan_ends 0 start nfs1
  xensan_ends 0 stop nfs1
}

@test "init takes the running cluster's nodes" {
  rm /etc/xensan/cluster.yaml
  printf '#!/bin/sh\necho "<cib validate-with=\\"pacemaker-3.9\\"></cib>"\n' | program cibadmin
  printf '#!/bin/sh\nprintf "1 host1 member\\n2 host2 lost\\n"\n' | program crm_node
  printf '192.168.10.1 host1\n192.168.10.2 host2\n' >>/etc/hosts
  xensan_ends 0 init --dry-run
  says $'  - name: host2 # as "uname -n" prints it there\n'
  says '      cluster: 192.168.10.2 #'
  says '# From the running cluster.'
  xensan_ends 2 init --dry-run --lease relative/path
  says 'lease is "relative/path"'
}

@test "init asks on a terminal, and writes only after a yes" {
  terminals
  rm /etc/xensan/cluster.yaml
  local code=0
  answers "$xensan init" '\n' 'host1=192.168.10.1\n' 'none\n' '\n' '\n' 'n\n' || code=$?
  [ "$code" -eq 1 ] || fail "$code: $(cat "$BATS_TEST_TMPDIR/typed")"
  grep -qF 'Guests as NAME=CONFIGURATION, with blanks between, or - [nfs1=/etc/xen/nfs1.cfg]:' "$BATS_TEST_TMPDIR/typed"
  grep -qF '/etc/xensan/cluster.yaml was not written.' "$BATS_TEST_TMPDIR/typed"
  [ ! -e /etc/xensan/cluster.yaml ]
  answers "$xensan init" '\n' 'host1=192.168.10.1\n' 'none\n' '\n' '\n' 'y\n' || fail "$(cat "$BATS_TEST_TMPDIR/typed")"
  grep -qF '  - name: nfs1' /etc/xensan/cluster.yaml
  xensan_ends 0 domains
}

@test "init that is left at a question by Ctrl-D or Ctrl-C writes nothing, and says so by its exit code" {
  terminals
  rm /etc/xensan/cluster.yaml
  for key in '\004' '\003'; do
    local code=0
    answers "$xensan init" "$key" || code=$?
    [ "$code" -eq 1 ] || fail "$code: $(cat "$BATS_TEST_TMPDIR/typed")"
    grep -qF 'the question was not answered.' "$BATS_TEST_TMPDIR/typed"
    [ ! -e /etc/xensan/cluster.yaml ]
  done
}
