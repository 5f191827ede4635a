#!/bin/sh
# Records what the real sanlock prints, for the tests of the parsers: two daemons side by side on a volume of their own.
# usage: unshare --mount record.sh FOLDER        (as root; about 90 s, most of it until host2 counts as dead)
set -eu
folder=$1
mkdir -p "$folder"
mount -t tmpfs -o size=64m xensan-record /mnt
volume=/mnt/leases
resource=xensan:nfs1:$volume:3145728
truncate -s 16M "$volume"

# record NAME HOST COMMAND...
record() {
  name=$1 host=$2
  shift 2
  code=0
  SANLOCK_RUN_DIR=/mnt/$host "$@" >/mnt/out 2>/mnt/err </dev/null || code=$?
  {
    echo "\$ $*"
    echo "exit $code"
    echo "--- stdout"
    cat /mnt/out
    echo "--- stderr"
    cat /mnt/err
  } >"$folder/$name.txt"
}

# daemon HOST NAME: starts one, and writes its process id to /mnt/HOST.pid
daemon() {
  mkdir -p "/mnt/$1"
  SANLOCK_RUN_DIR=/mnt/$1 SANLOCK_PRIVILEGED=0 sanlock daemon -D -w 0 -l 0 -h 0 -e "$2" >"/mnt/$1.log" 2>&1 &
  echo $! >"/mnt/$1.pid"
  until SANLOCK_RUN_DIR=/mnt/$1 sanlock client status >/mnt/out 2>&1; do sleep 0.1; done
}

# stop HOST: kills its daemon, and waits until that has let go of its lock
stop() {
  kill -9 "$(cat "/mnt/$1.pid")"
  wait "$(cat "/mnt/$1.pid")" 2>/mnt/out || :
}

# hold HOST: takes the claim up and leaves a process with it; its process id goes to /mnt/held
hold() {
  SANLOCK_RUN_DIR=/mnt/$1 setsid sanlock client command -P 1 -O 1 -r "$resource" -c /bin/sleep 600 >/mnt/out 2>&1 &
  echo $! >/mnt/held
  until SANLOCK_RUN_DIR=/mnt/$1 sanlock client status | grep -q '^r .* p [0-9]*$'; do sleep 0.1; done
}

trap 'stop host1 2>/mnt/out || :; stop host2 2>/mnt/out || :; kill -9 "$(cat /mnt/held)" 2>/mnt/out || :' EXIT

record read_leader-lockspace-blank host1 sanlock direct read_leader -s "xensan:1:$volume:0" -a 0
record lookup-blank host1 sanlock direct lookup -x "xensan:$volume:1048576" -e nfs1 -a 0
record read_leader-no-volume host1 sanlock direct read_leader -s xensan:1:/mnt/absent:0 -a 0
record init host1 sanlock direct init -s "xensan:0:$volume:0" -o 1
record format host1 sanlock direct format -x "xensan:$volume:1048576"
record lookup-no-guest host1 sanlock direct lookup -x "xensan:$volume:1048576" -e nfs1 -a 0
record lookup-next host1 sanlock direct lookup -x "xensan:$volume:1048576" -a 0
record read_leader-lockspace-free host1 sanlock direct read_leader -s "xensan:1:$volume:0" -a 0
for each in "status" "gets -h 1" "add_lockspace -s xensan:1:$volume:0 -o 1" "command -r $resource -c /bin/true" \
  "create -x xensan:$volume:1048576 -e nfs1"; do
  # shellcheck disable=SC2086 # one word for each part
  record "${each%% *}-no-daemon" host1 sanlock client $each
done

daemon host1 host1
daemon host2 host2
record gets-no-lockspace host1 sanlock client gets -h 1
record command-no-lockspace host1 sanlock client command -r "$resource" -c /bin/true
record create-no-lockspace host1 sanlock client create -x "xensan:$volume:1048576" -e nfs1
SANLOCK_RUN_DIR=/mnt/host1 sanlock client add_lockspace -s "xensan:1:$volume:0" -o 1 >/mnt/out &
sleep 0.5
record gets-adding host1 sanlock client gets -h 1
record add_lockspace-adding host1 sanlock client add_lockspace -s "xensan:1:$volume:0" -o 1
record add_lockspace host2 sanlock client add_lockspace -s "xensan:2:$volume:0" -o 1
record gets-not-ready host2 sanlock client gets -h 1
record add_lockspace-again host2 sanlock client add_lockspace -s "xensan:2:$volume:0" -o 1
record create host1 sanlock client create -x "xensan:$volume:1048576" -e nfs1
record lookup host2 sanlock direct lookup -x "xensan:$volume:1048576" -e nfs1 -a 0
record read_leader-never-held host1 sanlock direct read_leader -r "$resource" -a 0
record status-nothing host1 sanlock client status
hold host1
record status-held host1 sanlock client status
record read_leader-held host1 sanlock direct read_leader -r "$resource" -a 0
record command-idlive host2 sanlock client command -P 1 -O 1 -r "$resource" -c /bin/true
record command-exists host1 sanlock client command -P 1 -O 1 -r "$resource" -c /bin/true
kill -9 "$(cat /mnt/held)"
until SANLOCK_RUN_DIR=/mnt/host1 sanlock client status | grep -q ORPHAN; do sleep 0.1; done
record status-orphan host1 sanlock client status
record command-orphan host1 sanlock client command -P 1 -r "$resource" -c /bin/true
record command-release host1 sanlock client command -O 1 -r "$resource" -c /bin/true
sleep 0.5
record read_leader-released host1 sanlock direct read_leader -r "$resource" -a 0
record command-lver host1 sanlock client command -r "$resource:7" -c /bin/true
record dump host1 sanlock direct dump "$volume" -f 1 -a 0
sleep 3
record gets-live host1 sanlock client gets -h 1
record read_leader-lockspace-live host1 sanlock direct read_leader -s "xensan:2:$volume:0" -a 0
stop host2
sleep 10
record gets-fail host1 sanlock client gets -h 1
stop host1
daemon host1 host1
SANLOCK_RUN_DIR=/mnt/host1 sanlock client add_lockspace -s "xensan:1:$volume:0" -o 1 >/mnt/out
sleep 2.5
record gets-unknown host1 sanlock client gets -h 1
until SANLOCK_RUN_DIR=/mnt/host1 sanlock client gets -h 1 | grep -q DEAD; do sleep 1; done
record gets-dead host1 sanlock client gets -h 1
SANLOCK_RUN_DIR=/mnt/host1 sanlock client rem_lockspace -s "xensan:1:$volume:0" >/mnt/out
sleep 1
record gets-left host1 sanlock client gets -h 1
