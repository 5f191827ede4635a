#!/usr/bin/env bats
# What the built XenVM answers without Node.js, and how it starts Node.js. That both say the same for thousands of
# environments and lists is a property in test/unit/agents/XenVM; here the whole file runs.
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
  load preamble.bash
  begin
}

@test "XenVM's preamble is clean under shellcheck, and three shells can read it" {
  preamble >"$BATS_TEST_TMPDIR/preamble.sh"
  run shellcheck "$BATS_TEST_TMPDIR/preamble.sh"
  [ "$status" -eq 0 ] || fail "$output"
  for shell in "${shells[@]}"; do
    read -ra words <<<"$shell"
    "${words[@]}" -n "$BATS_TEST_TMPDIR/preamble.sh"
  done
}

@test "XenVM describes itself in every shell as Node.js alone does" {
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

@test "XenVM says the same by the shell and by Node.js alone, whatever the guest does" {
  both_ways 7 monitor
  xl create /etc/xen/nfs1.cfg
  both_ways 0 monitor
  OCF_RESKEY_CRM_meta_interval=10000 both_ways 0 monitor
  both_ways 0 status
  OCF_CHECK_LEVEL=ten both_ways 6 monitor
  OCF_RESKEY_policy=nobody both_ways 6 monitor
  OCF_RESKEY_monitor_scripts=/bin/false OCF_RESKEY_CRM_meta_interval=10000 both_ways 1 monitor
  OCF_RESKEY_name=nfs2 both_ways 7 monitor
  OCF_RESKEY_name='$(reboot)' both_ways 6 monitor
  xl pause nfs1
  both_ways 0 monitor
  [[ $stderr == *"nfs1 is paused on host1"* ]] || fail "$stderr"
  xl unpause nfs1
  both_ways 0 monitor
  [ "$stderr" = "" ]
  fault list 'always fail libxl: error'
  both_ways 1 monitor
  for words in "" "notify" "monitor more" "meta-data more"; do
    # shellcheck disable=SC2086
    run "$agent" $words
    code=$status
    # shellcheck disable=SC2086
    run node "$agent" $words
    [ "$status" -eq "$code" ] || fail "'$words' is $code by the shell and $status by Node.js"
  done
}

@test "XenVM answers for a guest that runs without starting Node.js, in every shell" {
  xl create /etc/xen/nfs1.cfg
  leave_node_out
  without_node 0 monitor
  [ "$stderr" = "" ]
  for shell in "${shells[@]}"; do
    in_shell "$shell" monitor
    [ "$status" -eq 0 ]
    [ "$output$stderr" = "" ]
  done
}

@test "what xl has told the shell, Node.js does not ask for again" {
  bin=$BATS_TEST_TMPDIR/bin
  mkdir -p "$bin"
  printf '%s\n' '#!/bin/sh' "echo \"\$*\${XENSAN_XL_LIST+, and got the list}\" >>$bin/asked" 'exec /usr/sbin/xl "$@"' >"$bin/xl"
  chmod 0755 "$bin/xl"
  export PATH=$bin:$PATH
  run_agent 7 monitor
  [ "$(cat "$bin/asked")" = $'list -v\nlist -l' ] || fail "$(cat "$bin/asked")"
  xl create /etc/xen/nfs1.cfg
  xl pause nfs1
  : >"$bin/asked"
  XENSAN_XL_LIST="1 1.00 of another process." run_agent 0 monitor
  [[ $stderr == *"nfs1 is paused on host1"* ]] || fail "$stderr"
  [ "$(cat "$bin/asked")" = "list -v" ] || fail "$(cat "$bin/asked")"
}

@test "without Node.js, XenVM never says that a guest is not running, and says why" {
  leave_node_out
  without_node 1 monitor
  reason_is "Node.js cannot be started on host1: install Node.js 20.19 or later there, with node in the PATH of the cluster manager; nothing was done or found out."
  without_node 1 status
  without_node 1 stop
  without_node 5 start
  without_node 5 migrate_to
  for broken in '#!/no/such/interpreter' ''; do
    printf '%s\n' "$broken" >"$bin/node"
    chmod 0755 "$bin/node"
    [ -n "$broken" ] || chmod 0644 "$bin/node"
    without_node 1 monitor
    reason_contains "Node.js cannot be started on host1"
  done
}

@test "rubbish in NODE_OPTIONS and a missing NODE_EXTRA_CA_CERTS change nothing" {
  export NODE_OPTIONS=--rubbish NODE_EXTRA_CA_CERTS=/no/such/file
  run_agent 7 monitor
  [ "$output$stderr" = "" ]
  run_agent 6 start
  run_agent 0 stop
}

@test "an xl that hangs is asked once more, by Node.js, and all ends in time" {
  fault list 'always hang'
  export OCF_RESKEY_CRM_meta_timeout=30000
  started=${EPOCHREALTIME/[.,]/}
  run_agent 1 monitor
  took=$((${EPOCHREALTIME/[.,]/} - started))
  # What is kept for the answer is a tenth of it.
  [ "$took" -lt 30000000 ] || fail "it took $took us"
  reason_contains "did not finish within"
}
