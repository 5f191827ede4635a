# shellcheck shell=bash disable=SC2034,SC2154 # bats gives output, stderr and status
# What the tests of the built xensan share: host1 with the stand-in for xl and the guest nfs1, as in XenVM.bash.

load XenVM.bash
xensan=$PROJECT/dist/root/usr/sbin/xensan

# xensan_ends EXPECTED-CODE ARGUMENT...: standard output in $output, standard error in $stderr.
xensan_ends() {
  local expected=$1
  shift
  run --separate-stderr "$xensan" "$@" </dev/null
  if [ "$status" -ne "$expected" ]; then
    batslib_print_kv_multi expected "$expected" actual "$status" stdout "$output" stderr "$stderr" |
      batslib_decorate "unexpected exit code of xensan $*" | fail
  fi
}

says() { # TEXT
  [[ $output$'\n'$stderr == *"$1"* ]] || {
    batslib_print_kv_multi 'part of' "$1" stdout "$output" stderr "$stderr" | batslib_decorate 'other words' | fail
  }
}

# member EXPRESSION: of the JSON on standard output.
member() {
  node -e 'const it = JSON.parse(require("fs").readFileSync(0, "utf8")); console.log(eval(process.argv[1]))' "$1" <<<"$output"
}

nothing_is_open() {
  [ -z "$(ls /var/lib/xensan/operations 2>/dev/null)" ] || fail "$(head /var/lib/xensan/operations/*)"
}

two_hosts() { # host2 does not answer: there is no way to it
  sed -i 's/^dialect:/  - name: host2\n    addresses: { cluster: 192.168.10.2 }\ndialect:/' /etc/xensan/cluster.yaml
}

# program NAME: the script on standard input takes the place of a program of the cluster manager.
program() {
  cat >"/usr/local/sbin/$1"
  chmod 0755 "/usr/local/sbin/$1"
}

# In a session of its own, as in a terminal of its own; its process group is $!.
in_background() { # ARGUMENT...
  setsid "$xensan" "$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" </dev/null 3>&- &
  typed=$!
}

ended_with() { # CODE
  local code=0
  wait "$typed" || code=$?
  [ "$code" -eq "$1" ] || fail "exit code $code: $(cat "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err")"
}

told() { # TEXT
  grep -qF -e "$1" "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err" ||
    fail "nothing says '$1': $(cat "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err")"
}

until_true() { # COMMAND...
  local tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || fail "never came true: $*; $(cat "$BATS_TEST_TMPDIR/err")"
    sleep 0.05
  done
}

is_running() { # PATTERN of a command line, exactly from its beginning
  pgrep -xf "$1"
}

# hosts_say HOST PRESENCE: every host but this one answers; of nfs1 this one says PRESENCE, and all others that it is absent.
hosts_say() {
  program ssh <<END
#!/bin/sh
read -r question
to=\${question#*\"to\":\"} to=\${to%%\"*}
id=\${question#*\"id\":\"} id=\${id%%\"*}
presence='{"kind":"absent"}'
[ "\$to" != "$1" ] || presence='$2'
sleep 0.5
printf '{"xensan":"overview","version":1,"content":{"id":"%s","host":"%s","answer":{"kind":"answered","overview":' "\$id" "\$to"
printf '{"xensan":"0.1.0","toolstack":"xl","guests":[{"guest":"nfs1","presence":%s,"open":{"kind":"none"},"lease":{"kind":"none"}}],' "\$presence"
printf '"others":{"kind":"known","domains":[]},"memory":{"kind":"known","totalMiB":4096,"freeMiB":3439}}}}}\n'
END
}

running='{"kind":"running","domains":[{"domain":{"domid":9,"name":"nfs1","state":"blocked","memoryMiB":128,"vcpus":1},"role":"itself"}]}'
