#!/usr/bin/env bats
# What `npm start` and `npm test` say where they cannot run, and what their set-up leaves alone.
bats_require_minimum_version 1.5.0

setup() {
  load set-up.bash
  copy_set_up
}

teardown() {
  restore_packages
}

@test "not root: one sentence" {
  run --separate-stderr su nobody -s /bin/sh -c "node $set_up test"
  refused "the labs need root, for network namespaces, mounts and loop devices; run this as root."
}

@test "a Node.js that is older than package.json asks for: one sentence" {
  floor=$(node -p '`>=${process.versions.node.split(".")[0]}.999`')
  sed -i "s/\"node\": \".*\"/\"node\": \"$floor\"/" "$copy/package.json"
  run --separate-stderr node "$set_up" test
  refused "this is Node.js $(node -p process.versions.node), and $floor is needed; install a newer one."
}

@test "not Debian, or one that is too old: one sentence" {
  for system in ID=fedora $'ID=debian\nVERSION_ID="11"' $'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"'; do
    run --separate-stderr on_system "$system" node "$set_up" start
    refused "the labs install Debian's packages of Pacemaker and others; run this on Debian 12 or 13."
  done
}

@test "Debian 12, 13 and testing, which has no number, are accepted" {
  npm_that_works
  for system in $'ID=debian\nVERSION_ID="12"' $'ID=debian\nVERSION_ID="13"' ID=debian; do
    run on_system "$system" node "$set_up" prepare
    [ "$status" -eq 0 ] || fail "$output"
  done
}

@test "no way to the package archive: one sentence" {
  without_shellcheck
  # Not from what was downloaded before, either.
  mount -t tmpfs xensan-contract /var/cache/apt
  run --separate-stderr node "$set_up" test
  umount /var/cache/apt
  [ "$status" -eq 1 ]
  [[ $output == *"installing shellcheck (about a minute)"* ]] || fail "$output"
  [[ ${stderr//$'\n'/} == "xensan: apt-get install failed (E: "*"); check that this machine reaches Debian's package archive, and run this again." ]] ||
    fail "$stderr"
}

@test "no way to the npm registry: one sentence" {
  run --separate-stderr env npm_config_cache="$BATS_TEST_TMPDIR/cache" npm_config_fetch_retries=0 \
    npm_config_registry=https://registry.invalid/ node "$set_up" test
  [ "$status" -eq 1 ]
  [[ ${stderr//$'\n'/} =~ ^"xensan: npm ci failed ("E[A-Z_]+"); check that this machine reaches the npm registry, and run this again."$ ]] ||
    fail "$stderr"
}

@test "a word that is no command or suite: one sentence" {
  run --separate-stderr node "$set_up" tset
  refused 'set-up.mjs takes start, test, prepare or xen, not "tset".'
  run --separate-stderr node "$set_up" test unti
  refused 'there is no suite "unti"; there are unit, model, contract, guests, commands, lab, lease, hand-over, lab-guests, page, host.'
}

@test "npm packages are installed once, and again where they came from another kind of machine" {
  npm_that_works
  node "$set_up" prepare
  node "$set_up" prepare
  [ "$(grep -c 'npm ci' "$log")" -eq 1 ]
  sed -i 's/^linux [^ ]*/linux mips/' "$copy/node_modules/.installed-from"
  node "$set_up" prepare
  [ "$(grep -c 'npm ci' "$log")" -eq 2 ]
}

@test "a signal to the set-up alone reaches the suite, which is waited for" {
  npm_that_works
  cat >"$copy/test/support/contract/run.sh" <<'CODE'
trap 'sleep 0.5; echo cleaned up >>"$log"; exit 1' INT TERM HUP
echo begun >>"$log"
while :; do sleep 0.1; done
CODE
  touch "$copy"/test/contract/{one,two}.bats
  interrupted TERM 143 test contract
  [ "$(tail -n 1 "$log")" = "cleaned up" ] || fail "$(cat "$log")"
  interrupted INT 130 test contract
  [ "$(tail -n 1 "$log")" = "cleaned up" ] || fail "$(cat "$log")"
  interrupted HUP 129 test contract
  [ "$(tail -n 1 "$log")" = "cleaned up" ] || fail "$(cat "$log")"
  interrupted KILL 137 test contract
  wait_until grep -q "cleaned up" "$log"
}
