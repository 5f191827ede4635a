#!/usr/bin/env bats
# What the built EvmsSCC answers without Node.js, and how it starts Node.js. That both say the same for thousands of records
# is a property in test/unit/agents/EvmsSCC; here the whole file runs, on real block devices.
bats_require_minimum_version 1.5.0

setup() {
  load EvmsSCC.bash
  load preamble.bash
  begin
}

teardown() {
  stop_evmsd
}

@test "EvmsSCC's preamble is clean under shellcheck, and three shells can read it" {
  preamble >"$BATS_TEST_TMPDIR/preamble.sh"
  run shellcheck "$BATS_TEST_TMPDIR/preamble.sh"
  [ "$status" -eq 0 ] || fail "$output"
  for shell in "${shells[@]}"; do
    read -ra words <<<"$shell"
    "${words[@]}" -n "$BATS_TEST_TMPDIR/preamble.sh"
  done
}

@test "EvmsSCC describes itself in every shell as Node.js alone does" {
  for word in meta-data usage; do
    expected=$(node "$agent" "$word")
    for shell in "${shells[@]}"; do
      in_shell "$shell" "$word"
      [ "$status" -eq 0 ]
      [ "$output" = "$expected" ]
      [ "$stderr" = "" ]
    done
  done
}

@test "EvmsSCC says the same by the shell and by Node.js alone, whatever the volumes do" {
  both_ways 7 monitor
  run_agent 0 start
  both_ways 0 monitor
  OCF_RESOURCE_INSTANCE=evmsclone:3 both_ways 0 monitor
  OCF_RESOURCE_INSTANCE=evmsclone:3 OCF_RESKEY_CRM_meta_globally_unique=true both_ways 7 monitor
  OCF_CHECK_LEVEL=ten both_ways 6 monitor
  HA_RSCTMP=/run/elsewhere both_ways 7 monitor
  mv /dev/evms/san2/vm1 /run/vm1
  both_ways 1 monitor
  ln -s /run/vm1 /dev/evms/san2/vm1
  both_ways 0 monitor
  rm /dev/evms/san2/vm1
  : >/dev/evms/san2/vm1
  both_ways 1 monitor
  rm /dev/evms/san2/vm1
  mv /run/vm1 /dev/evms/san2/vm1
  echo damaged >/run/resource-agents/xensan-EvmsSCC-evmsclone
  both_ways 1 monitor
}

@test "EvmsSCC answers for volumes that are there without starting Node.js, in every shell" {
  run_agent 0 start
  leave_node_out
  without_node 0 monitor
  [ "$stderr" = "" ]
  for shell in "${shells[@]}"; do
    in_shell "$shell" monitor
    [ "$status" -eq 0 ]
    [ "$output$stderr" = "" ]
  done
}

@test "without Node.js, EvmsSCC never says that it is not running, and says why" {
  leave_node_out
  without_node 5 monitor
  reason_is "Node.js cannot be started on host1: install Node.js 20.19 or later there, with node in the PATH of the cluster manager; nothing was done or found out."
  without_node 5 start
  without_node 1 stop
}
