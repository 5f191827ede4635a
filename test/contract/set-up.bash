# What the set-up tests share: a copy of the set-up, which may be spoiled, and stand-ins for programs that it calls.

copy_set_up() {
  load EvmsSCC.bash
  # Where nobody may read it, wherever the project is.
  copy=/run/copy
  rm -rf "$copy"
  mkdir -p "$copy/test/support/contract" "$copy/test/contract" "$BATS_TEST_TMPDIR/bin"
  cp "$PROJECT/package.json" "$PROJECT/package-lock.json" "$copy/"
  cp -r "$PROJECT/test/support/set-up.mjs" "$PROJECT/test/support/set-up" "$copy/test/support/"
  chmod -R a+rX "$copy"
  set_up=$copy/test/support/set-up.mjs
  log=$BATS_TEST_TMPDIR/log
  : >"$log"
  export log dpkg_status=$BATS_TEST_TMPDIR/dpkg-status
  cp /var/lib/dpkg/status "$dpkg_status"
  PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

# stand_in NAME: a program that is found before the machine's; standard input is what it does, in sh.
stand_in() {
  { echo '#!/bin/sh' && cat; } >"$BATS_TEST_TMPDIR/bin/$1"
  chmod +x "$BATS_TEST_TMPDIR/bin/$1"
}

npm_that_works() {
  stand_in npm <<'CODE'
echo "npm $1" >>"$log"
mkdir -p node_modules
CODE
}

# dpkg knows nothing of shellcheck from here on; a stand-in of apt-get installs it by putting $dpkg_status back.
without_shellcheck() {
  sed -i '/^Package: shellcheck$/,/^$/d' /var/lib/dpkg/status
}

restore_packages() {
  cp "$dpkg_status" /var/lib/dpkg/status
}

refused() { # SENTENCE
  [ "$status" -eq 1 ] || fail "exit code $status: $output"
  [ "${stderr//$'\n'/}" = "xensan: $1" ] || fail "$stderr"
}

on_system() { # OS-RELEASE COMMAND...
  echo "$1" >"$BATS_TEST_TMPDIR/os-release"
  shift
  unshare --mount sh -c 'mount --bind "$1" /etc/os-release && shift && exec "$@"' \
    sh "$BATS_TEST_TMPDIR/os-release" "$@"
}

# interrupted SIGNAL EXPECTED-CODE SET-UP-WORDS...: sends it once the log says "begun".
interrupted() {
  local signal=$1 expected=$2 code=0 pid
  shift 2
  : >"$log"
  node "$set_up" "$@" >"$BATS_TEST_TMPDIR/printed" 2>&1 3>&- &
  pid=$!
  wait_until grep -q begun "$log"
  kill "-$signal" "$pid"
  wait "$pid" || code=$?
  [ "$code" -eq "$expected" ] || fail "exit code $code after SIG$signal: $(cat "$BATS_TEST_TMPDIR/printed")"
}
