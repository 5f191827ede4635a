#!/usr/bin/env bats
# The built xensan as an administrator types it, and as Pacemaker's own tools see what it installs and prints.
bats_require_minimum_version 1.5.0

setup() {
  bats_load_library bats-support
  built=$PROJECT/dist/root/usr/sbin/xensan
}

@test "help and version go to standard output and succeed" {
  for word in --help --version; do
    run --separate-stderr "$built" "$word"
    [ "$status" -eq 0 ]
    [ "$output" != "" ]
    [ "$stderr" = "" ]
  done
}

@test "a word that is no command is a wrong call, on standard error" {
  run --separate-stderr "$built" evmscloneset
  [ "$status" -eq 2 ]
  [ "$output" = "" ]
  [[ $stderr == "error: unknown command 'evmscloneset'"* ]] || fail "$stderr"
}

@test "installed, Pacemaker's own tools list and describe the agents; installed twice, nothing changes; uninstalled, it is gone" {
  run "$built" install --dry-run
  [ "$status" -eq 0 ]
  [ ! -e /usr/lib/ocf/resource.d/xensan ]

  run "$built" install
  [ "$status" -eq 0 ] || fail "$output"
  [ "$(crm_resource --list-agents ocf:xensan | tr '\n' ' ')" = "EvmsSCC XenVM " ]
  for agent in EvmsSCC XenVM; do
    run crm_resource --show-metadata "ocf:xensan:$agent"
    [[ $output == *"<resource-agent name=\"$agent\""* ]] || fail "$output"
  done
  before=$(find /usr/lib/ocf /usr/sbin/xensan /var/lib/xensan -printf '%p %T@ %m\n' | sort)

  run "$built" install
  [ "$status" -eq 0 ] || fail "$output"
  [ "$(find /usr/lib/ocf /usr/sbin/xensan /var/lib/xensan -printf '%p %T@ %m\n' | sort)" = "$before" ]

  run xensan uninstall
  [ "$status" -eq 0 ] || fail "$output"
  [ ! -e /usr/lib/ocf/resource.d/xensan ]
  [ ! -e /usr/sbin/xensan ]
  [ ! -e /var/lib/xensan ]
  [ -e /usr/lib/ocf/resource.d/heartbeat/EvmsSCC ]
}

@test "the packaged agent is not overwritten" {
  sum=$(sha256sum </usr/lib/ocf/resource.d/heartbeat/EvmsSCC)
  run --separate-stderr "$built" install --provider heartbeat
  [ "$status" -eq 1 ]
  [[ $output$stderr == */usr/lib/ocf/resource.d/heartbeat/EvmsSCC* ]] || fail "$output$stderr"
  [ "$(sha256sum </usr/lib/ocf/resource.d/heartbeat/EvmsSCC)" = "$sum" ]
  [ ! -e /usr/sbin/xensan ]
}

@test "what cib evmscloneset and cib policy print is loaded by Pacemaker's cibadmin and passes crm_verify" {
  export CIB_file=$BATS_TEST_TMPDIR/cib.xml
  cibadmin --empty >"$CIB_file"
  "$built" cib policy --dialect pacemaker >"$BATS_TEST_TMPDIR/policy.xml"
  "$built" cib evmscloneset --dialect pacemaker --volumes san2 >"$BATS_TEST_TMPDIR/clone.xml"
  cibadmin --modify --allow-create -o crm_config -x "$BATS_TEST_TMPDIR/policy.xml"
  cibadmin -C -o resources -x "$BATS_TEST_TMPDIR/clone.xml"
  crm_verify --xml-file "$CIB_file"
  run "$built" cib check "$CIB_file"
  [ "$status" -eq 0 ] || fail "$output"
}

@test "a reader that goes away early is no crash" {
  run bash -c '"$1" cib evmscloneset --dialect pacemaker | head -c 10' bash "$built"
  [ "$status" -eq 0 ]
  [[ $output != *Error* ]] || fail "$output"
}

@test "a full disk behind standard output is told on one line, with exit code 1" {
  for words in "cib evmscloneset --dialect pacemaker" "cib policy --dialect heartbeat2" "install --dry-run" --help; do
    # shellcheck disable=SC2086 # words
    run --separate-stderr bash -c '"$@" >/dev/full' bash "$built" $words
    [ "$status" -eq 1 ] || fail "$words: exit code $status: $stderr"
    [[ $stderr = "xensan: standard output takes no more (ENOSPC: no space left on device, write), so what was to be told is lost; "* ]] ||
      fail "$words: $stderr"
    [ "$(wc -l <<<"$stderr")" -eq 1 ] ||
      fail "$words: $stderr"
  done
}

@test "a full disk behind standard error changes no result" {
  run --separate-stderr bash -c '"$1" cib check 2>/dev/full' bash "$built"
  [ "$status" -eq 2 ]
  [ "$output$stderr" = "" ]
}

@test "the commands that the README names for a host load the configuration as they stand there" {
  cd "$BATS_TEST_TMPDIR"
  export CIB_file=$BATS_TEST_TMPDIR/cib.xml PATH="${built%/*}:$PATH"
  cibadmin --empty >"$CIB_file"
  sed -n '/^## On your hosts/,/^###* Coming/p' "$PROJECT/README.md" | grep -E '^(xensan cib|cibadmin) ' >commands.sh
  [ "$(wc -l <commands.sh)" -eq 4 ] || fail "$(cat commands.sh)"
  run sh -e commands.sh
  [ "$status" -eq 0 ] || fail "$output"
  crm_verify --xml-file "$CIB_file"
  run xensan cib check "$CIB_file"
  [ "$status" -eq 0 ] || fail "$output"
}
