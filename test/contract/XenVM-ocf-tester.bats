#!/usr/bin/env bats
# Debian's ocf-tester, and ocft with its Xen suite, as the packages install them.
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
  stock=/usr/lib/ocf/resource.d/heartbeat/Xen
  unset "${!OCF_RESKEY_@}" OCF_RESOURCE_INSTANCE
}

@test "ocf-tester passes XenVM with the policy cluster" {
  # ocf-tester takes no path with a blank, and the project may be in one.
  cp "$agent" /run/XenVM
  run ocf-tester -n guest -o name=nfs1 -o config=/etc/xen/nfs1.cfg -o policy=cluster /run/XenVM
  [ "$status" -eq 0 ] || fail "$output"
  [[ $output == *"/run/XenVM passed all tests"* ]]
}

@test "ocf-tester fails XenVM with the policy manual, so it can fail" {
  cp "$agent" /run/XenVM
  run ocf-tester -n guest -o name=nfs1 -o config=/etc/xen/nfs1.cfg /run/XenVM
  [ "$status" -ne 0 ]
  [[ $output == *"nfs1 is started by hand only"* ]] || fail "$output"
}

@test "ocft's Xen suite passes with XenVM in the place of the stock agent" {
  guest_config xen-f >/etc/xen/vm/xen-f
  cluster_file none xen-f /etc/xen/vm/xen-f
  cp "$stock" "$BATS_TEST_TMPDIR/stock"
  cp "$agent" "$stock"
  export OCF_RESKEY_policy=cluster
  ocft make Xen
  run ocft test -v Xen
  cp "$BATS_TEST_TMPDIR/stock" "$stock"
  [ "$status" -eq 0 ] || fail "$output"
  [ "$(grep -c '^Starting' <<<"$output")" -eq 9 ] || fail "$output"
}
