#!/usr/bin/env bats
# The built EvmsSCC as a cluster manager meets it, with EVMS's stand-in.
bats_require_minimum_version 1.5.0

setup() {
  load EvmsSCC.bash
  begin
}

@test "meta-data works for nobody, without any environment" {
  # Where nobody may read it, wherever the project is.
  cp "$agent" /run/agent
  run --separate-stderr su nobody -s /bin/sh -c "env -i PATH='$PATH' /run/agent meta-data"
  [ "$status" -eq 0 ]
  [ "$stderr" = "" ]
  xmllint --noout --dtdvalid /usr/share/resource-agents/ra-api-1.dtd - <<<"$output"
  xmllint --noout --relaxng /usr/share/resource-agents/metadata.rng - <<<"$output"
}

@test "meta-data is whole through a pipe whose reader is slow" {
  whole=$("$agent" meta-data | wc -c)
  slow=$("$agent" meta-data | { sleep 0.5; wc -c; })
  [ "$whole" -gt 1000 ]
  [ "$slow" -eq "$whole" ]
}

@test "usage goes to standard output and succeeds" {
  run_agent 0 usage
  [[ $output == 'usage: EvmsSCC {start|stop|monitor|status|notify|validate-all|meta-data|usage}'* ]]
}

@test "no action is a wrong call" {
  run_agent 2
  [ "$output" = "" ]
  [[ $stderr == usage:* ]]
}

@test "an unknown action is unimplemented" {
  run_agent 3 promote
  run_agent 3 migrate_to
  run_agent 3 constructor
}

@test "what follows the action is ignored" {
  run_agent 7 monitor evmsclone extra
}

@test "start activates, monitor and status say running, stop says stopped though the volumes stay" {
  run_agent 7 monitor
  run_agent 0 start
  [ -b /dev/evms/san2/vm1 ]
  [ -b /dev/evms/san2/vm2 ]
  run_agent 0 monitor
  run_agent 0 status
  run_agent 0 stop
  [ -b /dev/evms/san2/vm1 ]
  run_agent 7 monitor
  run_agent 0 stop
}

@test "every start runs evms_activate, also where all is active" {
  run_agent 0 start
  run_agent 0 start
  [ "$(cat "$EVMS/calls")" = $'0\n0' ]
}

@test "a monitor that finds all well writes nothing" {
  run_agent 0 start
  run_agent 0 monitor
  [ "$output$stderr" = "" ]
}

@test "a volume that vanishes is named by the monitor" {
  export OCF_RESKEY_volumes="san2"
  run_agent 0 start
  rm /dev/evms/san2/vm2
  run_agent 1 monitor
  reason_is "not usable on host1: /dev/evms/san2/vm2; that is 1 of 2 volumes of evmsclone. Check the SAN and multipath on host1."
}

@test "a node without a device behind it, and a plain file, are not volumes" {
  run_agent 0 start
  rm /dev/evms/san2/vm1 /dev/evms/san2/vm2
  mknod /dev/evms/san2/vm1 b 7 200000
  : >/dev/evms/san2/vm2
  run_agent 1 monitor
  reason_is "not usable on host1: /dev/evms/san2/vm1 (no device behind it), /dev/evms/san2/vm2 (not a block device); that is 2 of 2 volumes of evmsclone. Check the SAN and multipath on host1."
}

@test "a missing volume fails the start in time, with its name and the tool's last error" {
  export OCF_RESKEY_volumes="san2 /dev/evms/san2/vm9" OCF_RESKEY_CRM_meta_timeout=4000
  echo "always fail 5 engine is locked by host2" >"$EVMS/plan"
  started=$SECONDS
  run_agent 1 start
  [ $((SECONDS - started)) -le 4 ]
  reason_contains "missing on host1: san2 (EVMS lists nothing there), /dev/evms/san2/vm9; evms_activate exited with 5: evms_activate: engine is locked by host2. "
  reason_contains " tries failed; check the SAN and EVMS on host1, then run: crm_resource --cleanup -r evmsclone"
  run_agent 7 monitor
}

@test "a volume of a container that is lost stays missing after the recovery that Pacemaker tries" {
  export OCF_RESKEY_volumes=san2
  run_agent 0 start
  echo san2/vm2 >"$EVMS/hidden"
  rm /dev/evms/san2/vm2
  run_agent 1 monitor
  run_agent 0 stop
  export OCF_RESKEY_CRM_meta_timeout=4000
  run_agent 1 start
  reason_contains "missing on host1: /dev/evms/san2/vm2. "
  reason_contains "If a volume was deleted for good, remove /run/resource-agents/xensan-EvmsSCC-evmsclone first"
  run_agent 0 stop
  : >"$EVMS/hidden"
  run_agent 0 start
  [ -b /dev/evms/san2/vm2 ]
  run_agent 0 monitor
}

@test "no volume at all is a failed start, not a monitor that always finds all well" {
  printf 'san2/vm1\nsan2/vm2\n' >"$EVMS/hidden"
  export OCF_RESKEY_CRM_meta_timeout=4000
  run_agent 1 start
  reason_contains "not all volumes of evmsclone can be known on host1; EVMS lists none. "
  run_agent 7 monitor
}

@test "an entry of PATH that is no folder stops neither a start nor a stop" {
  export PATH=/etc/passwd:/nonexistent:$PATH
  run_agent 0 start
  export OCF_RESKEY_backend=auto OCF_RESKEY_deactivate_on_stop=true
  run_agent 0 stop
  run_agent 7 monitor
}

@test "a tool that fails at first is tried again" {
  printf 'fail 5 busy\nfail 5 busy\n' >"$EVMS/plan"
  run_agent 0 start
  [ "$(cat "$EVMS/calls")" = $'5\n5\n0' ]
}

@test "devices that are all there are enough, whatever the tool says" {
  run_agent 0 start
  run_agent 0 stop
  echo "always fail 5 busy" >"$EVMS/plan"
  export OCF_RESKEY_volumes="/dev/evms/san2/vm1"
  run_agent 0 start
  [[ $stderr == *"WARNING: all volumes are there, though evms_activate exited with 5"* ]]
}

@test "start waits for evmsd, which comes up beside the cluster manager" {
  stop_evmsd
  (
    sleep 1.5
    setsid evmsd </dev/null >/dev/null 2>&1 3>&-
  ) 3>&- &
  run_agent 0 start
  [ "$(cat "$EVMS/calls")" = 0 ]
}

@test "without evmsd the start fails and says what starts it" {
  stop_evmsd
  export OCF_RESKEY_CRM_meta_timeout=3000
  run_agent 1 start
  reason_contains "evmsd is not running (Heartbeat starts it with 'respawn root /sbin/evmsd' in ha.cf)"
  [ "$(cat "$EVMS/calls")" = "" ]
}

@test "an evmsd that has ended and only waits to be collected does not run" {
  stop_evmsd
  # Its parent never waits for it.
  perl -e 'if (!fork) { $0 = "evmsd"; open(C, ">/proc/self/comm"); print C "evmsd"; close(C); exit } sleep 60' 3>&- &
  parent=$!
  wait_until eval '[ "$(ps -o stat= -C evmsd)" = Z ]'
  export OCF_CHECK_LEVEL=10
  run_agent 1 validate-all
  kill "$parent"
  reason_contains "evmsd is not running"
}

@test "an evms_activate that hangs and ignores SIGTERM is ended within the time-out, with nothing left" {
  echo "always hang-hard" >"$EVMS/plan"
  export OCF_RESKEY_CRM_meta_timeout=4000
  started=$SECONDS
  run_agent 1 start
  [ $((SECONDS - started)) -le 8 ]
  reason_contains "evms_activate did not finish within"
  nothing_left_of evms_activate
}

@test "one that hangs once leaves time for a second try" {
  echo hang >"$EVMS/plan"
  export OCF_RESKEY_CRM_meta_timeout=12000
  run_agent 0 start
}

@test "SIGTERM ends a start at once, with a reason and nothing left; SIGHUP too" {
  for signal in TERM HUP; do ends_at_once "$signal"; done
}

ends_at_once() { # SIGNAL
  echo "always hang-hard" >"$EVMS/plan"
  "$agent" start 2>"$BATS_TEST_TMPDIR/stderr" 3>&- &
  pid=$!
  wait_until pgrep -x evms_activate
  kill -s "$1" "$pid"
  code=0
  wait "$pid" || code=$?
  [ "$code" -eq 1 ]
  stderr=$(cat "$BATS_TEST_TMPDIR/stderr")
  reason_is "start was ended by SIG$1 before it was done."
  nothing_left_of evms_activate
}

@test "a SIGKILL of the agent's process group, as Pacemaker does at a time-out, leaves nothing" {
  echo "always hang-hard" >"$EVMS/plan"
  setsid "$agent" start 2>/dev/null 3>&- &
  wait_until pgrep -x evms_activate
  group=$(ps -o pgid= -p "$(pgrep -o -x evms_activate)" | tr -d ' ')
  kill -KILL -- "-$group"
  wait_until eval '! pgrep -x evms_activate'
}

@test "level 10 reads every volume, and writes nothing where all is well" {
  mkdir -p /dev/evms/san2
  for number in $(seq 20); do
    ln -s vm1 "/dev/evms/san2/copy$number"
  done
  run_agent 0 start
  [ "$(grep -c /dev/evms/san2/copy /run/resource-agents/xensan-EvmsSCC-evmsclone)" -eq 20 ]
  export OCF_CHECK_LEVEL=10
  run_agent 0 monitor
  [ "$output$stderr" = "" ]
}

@test "level 10 on a path that hangs is an error, not a hang, and the next one does not pile up" {
  run_agent 0 start
  minor=$(sed -n 's/^san2\/vm2 loop[0-9]* //p' /run/evms-stand-in/volumes)
  echo "7:$minor" >"$XENSAN_CONTRACT/throttled"
  throttle="$PROJECT/test/support/contract/throttle.sh"
  sh "$throttle" on "7:$minor"
  export OCF_CHECK_LEVEL=10
  started=$SECONDS
  run --separate-stderr sh "$throttle" run "7:$minor" "$agent" monitor
  [ $((SECONDS - started)) -le 9 ]
  [ "$status" -eq 1 ]
  reason_is "not usable on host1: /dev/evms/san2/vm2 (a read with dd did not finish within 5 s and was stopped); that is 1 of 2 volumes of evmsclone. Check the SAN and multipath on host1."
  hanging=$(pgrep -x dd)
  [ "$(ps -o stat= -p "$hanging" | cut -c1)" = D ]

  started=$SECONDS
  run --separate-stderr sh "$throttle" run "7:$minor" "$agent" monitor
  [ $((SECONDS - started)) -le 4 ]
  reason_is "not usable on host1: /dev/evms/san2/vm2 (an earlier read still hangs (process $hanging)); that is 1 of 2 volumes of evmsclone. Check the SAN and multipath on host1."

  unset OCF_CHECK_LEVEL
  run_agent 0 monitor
  sh "$throttle" off "7:$minor"
  rm "$XENSAN_CONTRACT/throttled"
  export OCF_CHECK_LEVEL=10
  run_agent 0 monitor
}

@test "a check level that is no number is refused, not taken as 0" {
  export OCF_CHECK_LEVEL=deep
  run_agent 0 stop
  run_agent 0 notify
  run_agent 6 monitor
  reason_is 'OCF_CHECK_LEVEL is "deep", but it must be a number such as 0 or 10; correct it in the operation'"'"'s definition.'
}

@test "wrong parameters are named with what they accept" {
  export OCF_RESKEY_backend=zfs OCF_RESKEY_volumes='san2 $(reboot)'
  run_agent 6 validate-all
  reason_is 'evmsclone: backend is "zfs", but it accepts auto, evms or lvm; volumes is "san2 $(reboot)", but it accepts containers, volume groups or device paths, separated by blanks, in letters, digits and _ + . - (for example: san2 /dev/evms/san2/vm2).'
  run_agent 6 start
  run_agent 0 stop
  run_agent 7 monitor
}

@test "a name cannot lead out of /dev/evms" {
  for name in ../san2 /dev/../etc/passwd san2/../../x . ..; do
    export OCF_RESKEY_volumes=$name
    run_agent 6 validate-all
  done
}

@test "deactivate_on_stop with EVMS is refused" {
  export OCF_RESKEY_deactivate_on_stop=true
  run_agent 6 validate-all
  reason_is "evmsclone: deactivate_on_stop works with LVM2 only, because EVMS cannot deactivate; set deactivate_on_stop=false or backend=lvm."
}

@test "a missing tool is 5 at start, and stop and probe still work" {
  rm /usr/sbin/evms_activate
  run_agent 5 start
  reason_is "evmsclone: evms_activate is not installed on host1; install EVMS there or set backend to the volume manager that it has."
  run_agent 7 monitor
  run_agent 0 stop
  install -m 0755 "$PROJECT/test/support/evms/evms_activate" /usr/sbin/
}

@test "the parameter of the stock agent is accepted" {
  export OCF_RESKEY_ignore_deprecation=true
  run_agent 0 start
  [[ $stderr != *"no longer maintained"* ]]
  unset OCF_RESKEY_ignore_deprecation
  run_agent 0 start
  [[ $stderr == *"EVMS is no longer maintained"* ]]
}

@test "a record of an earlier boot counts for nothing" {
  run_agent 0 start
  sed -i 1s/.*/00000000-0000-0000-0000-000000000000/ /run/resource-agents/xensan-EvmsSCC-evmsclone
  run_agent 7 monitor
}

@test "a damaged record is doubt, not absence" {
  : >/run/resource-agents/xensan-EvmsSCC-evmsclone
  run_agent 1 monitor
  reason_contains "cannot tell whether evmsclone was started on host1: /run/resource-agents/xensan-EvmsSCC-evmsclone is damaged"
  run_agent 0 stop
  run_agent 7 monitor
}

@test "the cluster's own folder for records is used where it names one" {
  export HA_RSCTMP=$BATS_TEST_TMPDIR/rsctmp
  run_agent 0 start
  [ -s "$HA_RSCTMP/xensan-EvmsSCC-evmsclone" ]
  run_agent 0 monitor
  export HA_RSCTMP=relative
  run_agent 7 monitor
  [ ! -e relative ]
}

@test "without /sys nothing is known of a device" {
  run_agent 0 start
  run --separate-stderr unshare --mount sh -c "mount -t tmpfs none /sys && '$agent' monitor"
  [ "$status" -eq 1 ]
  reason_contains "/dev/evms/san2/vm1 (cannot be looked at: /sys is not mounted)"
}

@test "a record that cannot be read is doubt, not absence" {
  mkdir /run/resource-agents/xensan-EvmsSCC-evmsclone
  run_agent 1 monitor
  reason_contains "cannot tell whether evmsclone was started on host1"
}

@test "Heartbeat 2 may probe another number than it started" {
  export OCF_RESOURCE_INSTANCE=evmsclone:1
  run_agent 0 start
  export OCF_RESOURCE_INSTANCE=evmsclone:0
  run_agent 0 monitor
  run_agent 0 stop
  export OCF_RESOURCE_INSTANCE=evmsclone:1
  run_agent 7 monitor
}

@test "notify succeeds with the lists that Pacemaker passes" {
  export OCF_RESKEY_CRM_meta_notify_type=pre OCF_RESKEY_CRM_meta_notify_operation=start
  export OCF_RESKEY_CRM_meta_notify_start_uname="host1 host2" OCF_RESKEY_CRM_meta_notify_stop_uname=" "
  run_agent 0 notify
  export HA_debug=1
  run_agent 0 notify
  [[ $stderr == *"DEBUG: notified of pre start: start on [host1,host2], stop on []"* ]]
}

@test "log lines go to the file that the cluster names, and the reason to standard error too" {
  export HA_LOGFILE=$BATS_TEST_TMPDIR/ha-log OCF_RESKEY_CRM_meta_timeout=1000 OCF_RESKEY_volumes=san9
  run_agent 1 start
  grep -q "EvmsSCC(evmsclone)\[[0-9]*\]: ERROR: missing on host1: san9" "$HA_LOGFILE"
  reason_contains "missing on host1: san9"
  [ "$output" = "" ]
}
