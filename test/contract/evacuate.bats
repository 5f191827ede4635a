#!/usr/bin/env bats
# The built evacuate, as systemd and xendomains run it, on hosts with the stand-in for xl.
bats_require_minimum_version 1.5.0

setup_file() {
  load hosts.bash
  own_etc
}

teardown_file() {
  load hosts.bash
  stop_hosts
  give_etc_back
}

setup() {
  load hosts.bash
  evacuate=/usr/lib/xensan/evacuate
  guests='nfs1 512
web1 256
web2 128'
}

teardown() {
  stop_hosts
}

start_guests() { # HOST
  local name
  while read -r name _; do on "$1" xl create "/etc/xen/$name.cfg" >/dev/null; done <<<"$guests"
}

arrives_on() { # HOST
  on "$1" xl list | grep -q -e --incoming
}

records() { # HOST
  cat "/run/hosts/$1/lib/evacuations/"*.json
}

@test "version, and no arguments" {
  start_hosts 1
  run_on host1 0 "$evacuate" --version
  [[ $output =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]
  run_on host1 2 "$evacuate" now
  said 'it takes no arguments'
}

@test "without a cluster file that can be used nothing is done" {
  start_hosts 1
  rm -f /etc/xensan/cluster.yaml
  run_on host1 2 "$evacuate"
  [[ $stderr == '/etc/xensan/cluster.yaml'*'does not exist'* ]]
  cluster_file 1 'evacuation: { leftover: destroy }'
  run_on host1 2 "$evacuate"
  said 'evacuation.leftover is "destroy", but it must be shutdown or leave.'
}

@test "moves every guest to the hosts with room, and leaves a record" {
  cluster_file 3
  start_hosts 3
  start_guests host1
  run_on host1 0 "$evacuate"
  result_is 'host1 is empty: 3 moved.'
  said 'nfs1 is moved to host'
  is_empty host1
  [ "$(on host2 xl list | wc -l)" -ge 3 ]
  [ "$(on host3 xl list | wc -l)" -ge 3 ]
  records host1 | grep -q '"outcome": "done"'
  # Over, it takes guests in again.
  [ ! -e /run/hosts/host1/run/evacuation.json ]
  run_on host1 0 "$evacuate"
  result_is 'host1 is empty: there was no guest.'
}

@test "xensan plan shows the table before the act, and changes nothing" {
  cluster_file 2
  start_hosts 2
  start_guests host1
  run_on host1 0 xensan plan
  [[ $output == *GUEST*SIZE*TO*BEGINS\ AFTER*TAKES\ ABOUT*nfs1*512\ MiB*host2*'All moves take about '* ]]
  run_on host1 0 xensan evacuate --dry-run --json
  node -e 'const { moves, leftovers, proven } = JSON.parse(process.argv[1]); process.exitCode = moves.length === 3 && leftovers.length === 0 && proven ? 0 : 1' "$output"
  run_on host1 2 xensan plan --to host9
  said '--to is "host9", and must be another host of the cluster file; they are host2.'
  on host2 xensan maintenance on
  run_on host1 1 xensan plan
  [[ $output == *'nfs1 cannot be moved, so it would be shut down: host2 is in maintenance.'* ]]
  runs_on host1 nfs1
  [ ! -e /run/hosts/host1/run/evacuation.json ]
}

@test "xensan evacuate --to moves everything to one host; its record is JSON" {
  cluster_file 4
  start_hosts 4
  start_guests host1
  run_on host1 0 xensan evacuate --to host4 --json
  node -e 'const { left, moves } = JSON.parse(process.argv[1]); process.exitCode = left.length === 0 && moves.every(({ to, tookMs, outcome }) => to === "host4" && tookMs > 0 && outcome === "done") ? 0 : 1' "$output"
  runs_on host4 nfs1
  runs_on host4 web2
  is_empty host1
  is_empty host2
}

@test "a host that dies under its moves: no guest is lost, and nobody is moved twice" {
  cluster_file 3
  start_hosts 3
  setting host1 rate 60
  start_guests host1
  on host1 "$evacuate" >/run/hosts/first 2>&1 3>&- &
  local first=$! code=0
  until_so 'a guest is on its way to host3' arrives_on host3
  kill_host host3
  wait "$first" || code=$?
  cat /run/hosts/first
  ((code == 0 || code == 3))
  # Each guest was moved, or shut down, or is named with what is to be done.
  [ "$(grep -cE '^(nfs1|web1|web2) (runs on host2|is stopped on host1)' /run/hosts/first)" -ge 2 ]
  run ! grep -q destroy /run/hosts/first
}

@test "the last host shuts its guests down cleanly" {
  cluster_file 1
  start_hosts 1
  start_guests host1
  run_on host1 0 "$evacuate"
  result_is 'host1 is empty: 3 shut down.'
  said 'nfs1 cannot be moved: the cluster file has no other host than host1.'
  is_empty host1
}

@test "what cannot be moved is left where the cluster file says so, and named" {
  cluster_file 1 'evacuation: { leftover: leave }'
  start_hosts 1
  start_guests host1
  run_on host1 1 "$evacuate"
  result_is 'host1 is not empty: 3 left: nfs1, web1, web2.'
  runs_on host1 nfs1
}

@test "both hosts at once: no guest is thrown to and fro, all are shut down" {
  cluster_file 2
  start_hosts 2
  start_guests host1
  # As xensan evacuate on host2 leaves it while it is at work.
  printf '{"version":1,"closure":{"kind":"evacuation","sinceMs":5,"by":"root"}}\n' >/run/hosts/host2/run/evacuation.json
  run_on host1 0 "$evacuate"
  result_is 'host1 is empty: 3 shut down.'
  said 'every other host is going down too'
  is_empty host2
}

@test "a host in maintenance refuses a move, and one that is emptied a start" {
  cluster_file 2 'evacuation: { leftover: leave }'
  start_hosts 2
  start_guests host1
  on host2 xensan maintenance on
  run_on host1 1 "$evacuate"
  said 'nfs1 cannot be moved: host2 is in maintenance.'
  on host2 xensan maintenance off
  run_on host1 0 "$evacuate"
  runs_on host2 nfs1
}

@test "an unknown ssh host key is a clear reason in seconds" {
  cluster_file 2
  start_hosts 2
  start_guests host1
  sed -i '/192.168.10.2 /d' /root/.ssh/known_hosts
  local began=$SECONDS
  run_on host1 0 "$evacuate"
  ((SECONDS - began < 60))
  said 'host2 does not answer (its ssh host key is not known here'
  result_is 'host1 is empty: 3 shut down.'
}

@test "a destination that fills up: the guest goes elsewhere" {
  cluster_file 3
  start_hosts 3
  setting host2 total_memory 8192
  start_guests host1
  fault host1 migrate 'fail 1 libxl: error: libxl_stream_read.c: Failed to populate physmap'
  run_on host1 0 "$evacuate"
  result_is 'host1 is empty: 3 moved.'
  said 'the destination has not enough free memory'
}

@test "a guest that never converges is asked to shut down when the time of its move is over" {
  guests='slow 256'
  cluster_file 2 'evacuation: { moveDeadlineSeconds: 10, shutdownSeconds: 60, deadlineSeconds: 200 }'
  start_hosts 2
  setting host1 rate 40
  setting host1 dirty_rate 39.9
  start_guests host1
  run_on host1 0 "$evacuate"
  said 'slow takes too long to be moved to host2, so it is asked to shut down.'
  is_empty host1
  is_empty host2
}

@test "started twice, the second waits for the first" {
  cluster_file 2
  start_hosts 2
  start_guests host1
  on host1 "$evacuate" >/run/hosts/first 2>&1 3>&- &
  local first=$!
  until_so 'the first has closed the host' test -e /run/hosts/host1/run/evacuation.json
  run_on host1 0 "$evacuate"
  [[ $stderr == *'host1 is being emptied already (process '*'): waiting until that has ended.'* ]]
  wait "$first"
  grep -q 'host1 is empty: 3 moved.' /run/hosts/first
  is_empty host1
}

@test "killed and run again, it goes on from what is there" {
  cluster_file 2
  start_hosts 2
  setting host1 rate 60
  start_guests host1
  on host1 sh -c "$evacuate >/dev/null 2>&1 & echo \$! >/run/xensan/first; wait" 3>&- &
  local first=$!
  until_so 'a move is under way' arrives_on host2
  on host1 sh -c 'kill -KILL "$(cat /run/xensan/first)"'
  wait "$first"
  # Nobody is told in, and nothing is forgotten.
  run_on host1 0 xensan maintenance
  [[ $output == 'host1 takes no guest in: host1 is being emptied since '* ]]
  run_on host1 0 "$evacuate"
  is_empty host1
  runs_on host2 nfs1
  runs_on host2 web1
  runs_on host2 web2
}

@test "interrupted, it takes back what is prepared and does not travel yet" {
  cluster_file 2 'evacuation: { concurrency: 1 }'
  start_hosts 2
  setting host1 rate 40
  start_guests host1
  on host1 sh -c "$evacuate 2>/run/xensan/said & echo \$! >/run/xensan/first; wait" >/dev/null 3>&- &
  local first=$! name travels waiting=()
  until_so 'a move is under way' arrives_on host2
  # Whoever is prepared first.
  travels=$(on host2 xl list | sed -n 's/--incoming .*//p')
  for name in nfs1 web1 web2; do
    until_so "$name is prepared" test -e "/run/hosts/host2/lib/operations/$name.json"
    [ "$name" = "$travels" ] || waiting+=("$name")
  done
  [ "${#waiting[@]}" -eq 2 ]
  on host1 sh -c 'kill -TERM "$(cat /run/xensan/first)"'
  wait "$first"
  # The one that travels is left to itself. Its receiver might be theirs, as far as host2 can tell without libxl's helper.
  [ "$(cd /run/hosts/host1/lib/operations && echo *)" = "$travels.json" ]
  on host1 grep -q "${waiting[0]} on host1 was interrupted before .*: nothing was changed; run xensan repair ${waiting[0]} on host2: xl migrate-receive" \
    /run/xensan/said
  until_so 'that one has arrived' on host1 xensan repair "$travels"
  runs_on host2 "$travels"
  for name in "${waiting[@]}"; do
    run_on host2 0 xensan repair "$name"
    runs_on host1 "$name"
  done
}

@test "what a killed one had only prepared is moved too, though another guest is still received there" {
  cluster_file 2
  start_hosts 2
  setting host1 rate 40
  start_guests host1
  on host1 xensan migrate nfs1 host2 >/run/hosts/first 2>&1 3>&- &
  local first=$! of end here kind other there
  until_so 'a move is under way' arrives_on host2
  of='"id":"killed","guest":"web1","sinceMs":5'
  for end in host1/departure/destination/host2 host2/arrival/source/host1; do
    IFS=/ read -r here kind other there <<<"$end"
    printf '{"version":1,"operation":{"kind":"%s",%s,"%s":"%s"}}\n' "$kind" "$of" "$other" "$there" \
      >"/run/hosts/$here/lib/operations/web1.json"
  done
  run_on host1 0 "$evacuate"
  wait "$first"
  is_empty host1
  runs_on host2 web1
  runs_on host2 web2
}
