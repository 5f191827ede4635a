#!/usr/bin/env bats
# What the set-up does around apt-get, with a stand-in of it.
bats_require_minimum_version 1.5.0

setup() {
  load set-up.bash
  copy_set_up
  npm_that_works
  without_shellcheck
}

teardown() {
  restore_packages
  for starter in /usr/sbin/invoke-rc.d /usr/bin/deb-systemd-invoke; do
    [ ! -e "$starter.real" ] || mv "$starter.real" "$starter"
  done
}

@test "services in packages are not started though the machine's policy-rc.d permits, and it is left as it is" {
  printf '#!/bin/sh\nexit 0\n' >/usr/sbin/policy-rc.d
  before=$(stat -c '%i %Y %a' /usr/sbin/policy-rc.d)
  for starter in /usr/sbin/invoke-rc.d /usr/bin/deb-systemd-invoke; do
    mv "$starter" "$starter.real"
    printf '#!/bin/sh\necho "started: $*" >>"$log"\n' >"$starter"
    chmod +x "$starter"
  done
  stand_in apt-get <<'CODE'
case $* in *update*) exit ;; esac
invoke-rc.d pacemaker start && deb-systemd-invoke start corosync.service && cp "$dpkg_status" /var/lib/dpkg/status
echo installed >>"$log"
CODE
  run node "$set_up" prepare
  [ "$status" -eq 0 ] || fail "$output"
  [ "$(head -n 1 "$log")" = installed ] || fail "$(cat "$log")"
  [ "$(stat -c '%i %Y %a' /usr/sbin/policy-rc.d)" = "$before" ]
  # For the rest of the machine nothing has changed.
  invoke-rc.d pacemaker start
  [ "$(tail -n 1 "$log")" = "started: pacemaker start" ]
}

@test "a signal, even SIGKILL, lets apt-get finish, and changes nothing on the machine" {
  rm -f /usr/sbin/policy-rc.d
  stand_in apt-get <<'CODE'
case $* in *update*) exit ;; esac
trap 'echo SIGINT >>"$log"' INT
echo begun >>"$log"
for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done
echo finished >>"$log"
CODE
  for each in INT:130 TERM:143 HUP:129; do
    interrupted "${each%:*}" "${each#*:}" prepare
    [ "$(cat "$log")" = $'begun\nSIGINT\nfinished' ] || fail "$each: $(cat "$log")"
  done
  interrupted KILL 137 prepare
  wait_until grep -q finished "$log"
  # Once, or again for another thread of the killed program that died later: the kernel tells it of each (exit.c).
  [ "$(uniq "$log")" = $'begun\nSIGINT\nfinished' ] || fail "$(cat "$log")"
  [ ! -e /usr/sbin/policy-rc.d ]
}

@test "megabytes of what apt-get prints are no failure" {
  stand_in apt-get <<'CODE'
yes "W: something that apt-get likes to say" | head -n 60000
yes "W: something that apt-get likes to say" | head -n 60000 >&2
cp "$dpkg_status" /var/lib/dpkg/status
CODE
  run --separate-stderr node "$set_up" prepare
  [ "$status" -eq 0 ] || fail "$stderr"
  [ "$stderr" = "" ]
}

@test "a lock is waited for, and one that stays is not blamed on the network" {
  stand_in apt-get <<'CODE'
case $* in *update*) exit ;; esac
echo "$*" >>"$log"
echo "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4711 (aptitude)" >&2
echo "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?" >&2
echo "W: and more" >&2
exit 100
CODE
  run --separate-stderr node "$set_up" prepare
  refused "apt-get install failed (E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?); see above, mend that, and run this again."
  [[ $output == *"held by process 4711 (aptitude)"* ]] || fail "$output"
  [[ $(cat "$log") == *"DPkg::Lock::Timeout=120 install"*"shellcheck" ]] || fail "$(cat "$log")"
}
