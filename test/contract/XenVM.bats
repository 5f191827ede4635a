#!/usr/bin/env bats
# The built XenVM as a cluster manager meets it, with the stand-in for xl.
bats_require_minimum_version 1.5.0

setup_file() {
  load XenVM.bash
  own_etc
}

teardown_file() {
  load XenVM.bash
  "$xen/stop" "$XENSAN_XEN_STATE"
  give_etc_back
}

setup() {
  load XenVM.bash
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

@test "usage and wrong calls" {
  run_agent 0 usage
  [[ $output == 'usage: XenVM {start|stop|monitor|status|migrate_to|migrate_from|validate-all|meta-data|usage}'* ]]
  run_agent 2
  run_agent 3 notify
  run_agent 3 constructor
}

@test "a guest started by hand is seen, and one that is not here is seen not to be" {
  run_agent 7 monitor
  xl create /etc/xen/nfs1.cfg
  run_agent 0 monitor
  [ "$output$stderr" = "" ]
  run_agent 0 status
  export OCF_RESKEY_CRM_meta_interval=10000
  run_agent 0 monitor
  xl destroy nfs1
  run_agent 7 monitor
}

@test "policy manual: every action without a permit is refused, and nothing is done" {
  run_agent 6 start
  reason_is "nfs1 is started by hand only: run xensan start nfs1 on host1. (Or let the cluster: xensan permit nfs1 start.)"
  runs_not nfs1
  xl create /etc/xen/nfs1.cfg
  run_agent 1 stop
  reason_is "nfs1 is stopped by hand only: run xensan stop nfs1 on host1. (Or let the cluster: xensan permit nfs1 stop.)"
  OCF_RESKEY_CRM_meta_migrate_target=host2 run_agent 1 migrate_to
  reason_is "nfs1 is moved by hand only: run xensan migrate nfs1 host2 on host1. (Or let the cluster: xensan permit nfs1 migrate.)"
  runs nfs1
  [ ! -e /var/lib/xensan/operations ]
}

@test "policy manual: what is in the wanted state already is a success" {
  run_agent 0 stop
  xl create /etc/xen/nfs1.cfg
  run_agent 0 start
  run_agent 0 migrate_from
  [ "$(xl list nfs1 | wc -l)" -eq 2 ]
}

@test "policy manual: a permit lets one start and one stop through, each once" {
  permit start 60
  run_agent 0 start
  runs nfs1
  [ ! -e /run/xensan/permits/start.nfs1 ]
  run_agent 1 stop
  permit stop 60
  run_agent 0 stop
  runs_not nfs1
  run_agent 6 start
  run_agent 7 monitor
}

@test "policy manual: a permit that ran out, or that others could have made, opens nothing" {
  permit start 0
  run_agent 6 start
  reason_contains "nfs1 was not started, its permit is void: run xensan start nfs1 on host1."
  permit start 1
  sleep 1.2
  run_agent 6 start
  reason_is "the permit to start nfs1 has run out: run xensan start nfs1 on host1. (Or let the cluster: xensan permit nfs1 start.)"
  permit start 60
  chown nobody /run/xensan/permits/start.nfs1
  run_agent 6 start
  reason_contains "The permit: user $(id -u nobody) owns it."
  permit start 60
  chmod 0755 /run/xensan/permits
  run_agent 6 start
  reason_contains "The permit: others than its owner may use /run/xensan/permits."
  runs_not nfs1
}

@test "policy manual: two starts at once share one permit, and one of them starts" {
  permit start 60
  "$agent" start 2>"$BATS_TEST_TMPDIR/a" &
  first=$!
  "$agent" start 2>"$BATS_TEST_TMPDIR/b" &
  second=$!
  codes=
  wait "$first" || codes+=$?
  wait "$second" || codes+=$?
  # Whoever comes so late that the guest runs already finds it in the wanted state.
  [[ $codes == 6 || $codes == "" ]] || fail "$codes: $(cat "$BATS_TEST_TMPDIR"/[ab])"
  [ "$(xl list | grep -c '^nfs1 ')" -eq 1 ]
}

@test "policy cluster: start, stop and all again, twice each" {
  export OCF_RESKEY_policy=cluster
  run_agent 0 start
  run_agent 0 start
  run_agent 0 monitor
  run_agent 0 stop
  run_agent 0 stop
  run_agent 7 monitor
  [ -z "$(ls /var/lib/xensan/operations)" ]
}

@test "a resource written for ocf:heartbeat:Xen starts and stops the guest, and the log says what is not done" {
  unset OCF_RESKEY_name
  export OCF_RESKEY_policy=cluster OCF_RESKEY_xmfile=/etc/xen/nfs1.cfg OCF_RESKEY_shutdown_timeout=10
  export OCF_RESKEY_allow_mem_management=1 OCF_RESKEY_reserved_Dom0_memory=512
  run_agent 0 validate-all
  run_agent 0 start
  [[ $stderr == *"allow_mem_management is not done: guests keep the memory that they have."* ]] || fail "$stderr"
  run_agent 0 stop
  runs_not nfs1
}

@test "policy cluster: a guest that does not shut down in its time is destroyed" {
  export OCF_RESKEY_policy=cluster OCF_RESKEY_shutdown_timeout=2
  run_agent 0 start
  echo nfs1 >"$XENSAN_XEN_STATE/faults/deaf"
  run_agent 0 stop
  runs_not nfs1
}

@test "policy cluster: the guard's refusal keeps a start away from every node" {
  export OCF_RESKEY_policy=cluster OCF_RESKEY_config=/etc/xen/nfs1.cfg
  mkdir -p /var/lib/xensan/operations
  chmod 0700 /var/lib/xensan/operations
  echo damaged >/var/lib/xensan/operations/nfs1.json
  run_agent 6 start
  reason_contains "nfs1"
  runs_not nfs1
  rm /etc/xensan/cluster.yaml
  run_agent 6 start
  reason_contains "nothing was done with nfs1 on host1: /etc/xensan/cluster.yaml does not exist"
}

@test "policy cluster: a start that Xen fails is undone, and may be tried elsewhere" {
  export OCF_RESKEY_policy=cluster
  fault create 'fail 3 libxl: error: no memory'
  run_agent 1 start
  reason_contains "nfs1 was not started on host1: xl create exited with 3: no memory."
  run_agent 7 monitor
}

@test "a toolstack that fails, hangs or is missing is never an absence" {
  # So short that nobody looks again.
  export OCF_RESKEY_CRM_meta_timeout=4000
  fault list 'always fail 1 cannot connect'
  run_agent 1 monitor
  reason_is "cannot tell whether nfs1 runs on host1: xl list -v exited with 1: cannot connect."
  run_agent 1 stop
  fault list 'always prints nonsense'
  run_agent 1 monitor
  fault list 'always hang'
  run_agent 1 monitor
  rm "$XENSAN_XEN_STATE/faults/list"
  OCF_RESKEY_toolstack=xm run_agent 5 monitor
  OCF_RESKEY_toolstack=xm OCF_RESKEY_CRM_meta_interval=10000 run_agent 1 monitor
}

@test "a guest that reboots in the moment of a monitor is not absent" {
  export OCF_RESKEY_CRM_meta_interval=10000
  xl create /etc/xen/nfs1.cfg
  xl reboot nfs1
  for _ in 1 2 3; do run_agent 0 monitor; done
}

@test "a missing configuration fails no stop and hides no guest, and a start says what is missing" {
  xl create /etc/xen/nfs1.cfg
  rm /etc/xen/nfs1.cfg
  run_agent 0 monitor
  unset OCF_RESKEY_name
  export OCF_RESKEY_config=/etc/xen/nfs1.cfg
  run_agent 0 monitor
  xl destroy nfs1
  run_agent 0 stop
  OCF_RESKEY_policy=cluster run_agent 5 start
  reason_is "/etc/xen/nfs1.cfg is not on host1, so nfs1 cannot be started there; copy it from another node."
}

@test "the resource's own name is never taken for the guest's" {
  unset OCF_RESKEY_name
  OCF_RESOURCE_INSTANCE=nfs1 run_agent 1 monitor
  reason_is "which guest nfs1 means is not known on host1: neither name nor config is set: set name."
}

@test "monitor scripts are run without a shell, and a failure or a hang is 1" {
  export OCF_RESKEY_CRM_meta_interval=10000 OCF_RESKEY_monitor_scripts="/run/first /run/second"
  printf '#!/bin/sh\nexit ${#}\n' >/run/first
  printf '#!/bin/sh\nexit 0\n' >/run/second
  chmod +x /run/first /run/second
  xl create /etc/xen/nfs1.cfg
  run_agent 0 monitor
  printf '#!/bin/sh\nexit 7\n' >/run/second
  run_agent 1 monitor
  reason_is "nfs1 runs, but its monitor script failed: /run/second exited with 7."
  printf '#!/bin/sh\nexec sleep 60\n' >/run/first
  OCF_RESKEY_CRM_meta_timeout=6000 run_agent 1 monitor
  reason_contains "nfs1 runs, but its monitor script failed: /run/first did not finish within "
}

@test "level 10 finds a guest that runs here only, and one that a program left paused" {
  export OCF_CHECK_LEVEL=10
  run_agent 7 monitor
  xl create /etc/xen/nfs1.cfg
  run_agent 0 monitor
  xl pause nfs1
  run_agent 1 monitor
  reason_is "nfs1 is paused on host1 and nothing is at work on it: let it go on with xl unpause 1, if it runs nowhere else, or run xensan stop nfs1 --force on host1."
  OCF_CHECK_LEVEL=0 run_agent 0 monitor
  rm /etc/xensan/cluster.yaml
  run_agent 1 monitor
  reason_contains "nfs1 runs on host1, but the other hosts cannot be asked: /etc/xensan/cluster.yaml does not exist"
}

@test "validate-all at both levels" {
  run_agent 0 validate-all
  OCF_CHECK_LEVEL=10 run_agent 0 validate-all
  OCF_RESKEY_xmfile=/a OCF_RESKEY_config=/b run_agent 6 validate-all
  cluster_file none nfs1 /etc/xen/other.cfg
  OCF_CHECK_LEVEL=10 OCF_RESKEY_config=/etc/xen/nfs1.cfg run_agent 6 validate-all
  reason_is "nfs1 has the configuration /etc/xen/nfs1.cfg in the resource and /etc/xen/other.cfg in the cluster file; make them equal."
}

@test "a guest whose configuration is another's is not started" {
  export OCF_RESKEY_policy=cluster
  guest_config web1 >/etc/xen/nfs1.cfg
  run_agent 6 start
  reason_is "/etc/xen/nfs1.cfg is the configuration of web1, and the resource is for nfs1; correct name or config."
  [ "$(xl list | wc -l)" -eq 2 ]
}
