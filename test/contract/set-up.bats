#!/usr/bin/env bats
# What `npm start` and `npm test` say where they cannot run.
bats_require_minimum_version 1.5.0

setup() {
  bats_load_library bats-support
  set_up=$PROJECT/test/support/set-up.mjs
}

refused() { # SENTENCE
  [ "$status" -eq 1 ] || fail "exit code $status: $output"
  [ "${stderr//$'\n'/}" = "xensan: $1" ] || fail "$stderr"
}

@test "not root: one sentence" {
  # Where nobody may read the project at all, there is nothing to say.
  copy=$(mktemp -d)
  cp -r "$PROJECT/package.json" "$copy/"
  mkdir -p "$copy/test/support"
  cp -r "$set_up" "$PROJECT/test/support/set-up" "$copy/test/support/"
  chmod -R a+rX "$copy"
  run --separate-stderr su nobody -s /bin/sh -c "node $copy/test/support/set-up.mjs test"
  rm -rf "$copy"
  refused "the labs need root, for network namespaces, mounts and loop devices; run this as root."
}

@test "not Debian: one sentence" {
  echo 'ID=fedora' >"$BATS_TEST_TMPDIR/os-release"
  run --separate-stderr unshare --mount sh -c \
    "mount --bind '$BATS_TEST_TMPDIR/os-release' /etc/os-release && node '$set_up' start"
  refused "the labs install Debian's packages of Pacemaker and others; run this on Debian 12 or 13."
}

@test "no way to the package archive: one sentence" {
  cp /var/lib/dpkg/status "$BATS_TEST_TMPDIR/status"
  sed -i '/^Package: shellcheck$/,/^$/d' /var/lib/dpkg/status
  # Not from what was downloaded before, either.
  mount -t tmpfs xensan-contract /var/cache/apt
  run --separate-stderr node "$set_up" test
  umount /var/cache/apt
  cp "$BATS_TEST_TMPDIR/status" /var/lib/dpkg/status
  [ "$status" -eq 1 ]
  [[ $output == *"installing shellcheck (about a minute)"* ]] || fail "$output"
  [[ ${stderr//$'\n'/} == "xensan: apt-get "*"; check that this machine reaches Debian's package archive, and run this again." ]] ||
    fail "$stderr"
}

@test "a word that is no command or suite: one sentence" {
  run --separate-stderr node "$set_up" tset
  refused 'set-up.mjs takes start or test, not "tset".'
  run --separate-stderr node "$set_up" test unti
  refused 'there is no suite "unti"; there are unit, contract, lab.'
}
