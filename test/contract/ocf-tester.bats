#!/usr/bin/env bats
# Debian's ocf-tester, as the package installs it.
bats_require_minimum_version 1.5.0

setup() {
  load EvmsSCC.bash
  begin
  # ocf-tester takes no path with a blank, and the project may be in one.
  cp "$agent" /run/EvmsSCC
  agent=/run/EvmsSCC
  unset "${!OCF_RESKEY_@}" OCF_RESOURCE_INSTANCE
}

@test "ocf-tester passes EvmsSCC with its defaults" {
  run ocf-tester -n evmsclone "$agent"
  [ "$status" -eq 0 ] || fail "$output"
  [[ $output == *"$agent passed all tests"* ]]
}

@test "ocf-tester passes EvmsSCC with named volumes" {
  run ocf-tester -n evmsclone -o backend=evms -o "volumes=san2 /dev/evms/san2/vm1" "$agent"
  [ "$status" -eq 0 ] || fail "$output"
}

@test "ocf-tester fails the stock EvmsSCC, so it can fail" {
  run ocf-tester -n evmsclone -o ignore_deprecation=true /usr/lib/ocf/resource.d/heartbeat/EvmsSCC
  [ "$status" -ne 0 ]
}
