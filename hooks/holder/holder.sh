#!/bin/sh
# Keeps one guest's claim on the lease volume, and stops the guest from writing when the claim can no longer be trusted.
#
# usage: holder GUEST [xl|xm [SECONDS]]    by `sanlock client command … -c`, whose registered socket it inherits
#
# One process and no polling: it sleeps in `read` on that socket until
#   SIGUSR1      the claim is given up in order: it ends and touches nothing;
#   SIGTERM      sanlock cannot reach the volume any more (once a second, from 8 io timeouts after the last success);
#   end of file  sanlock's daemon died, also by SIGKILL: nobody renews this host's sign of life.
# After the last two it pauses the guest, under every name that a migration can give it: a hypercall, which needs no
# disk and can be undone. It never ends before the guest was seen paused, or gone; what cannot be paused is destroyed.
# For another SECONDS (default 60) something stays that pauses the guest again: a program that saw the claim a moment
# before it was lost may let the guest go on a moment after. It ends where the claim is held again.
#
# sanlock sends SIGKILL where this takes longer than its grace of 40 s. So the work is done by a child, which that does
# not reach. The child keeps the socket: as long as the guest was not seen to stand still, sanlock finds a holder alive
# and lets the watchdog, where the host has one, reset the host.
set -u

guest=${1:?usage: holder GUEST [xl|xm [SECONDS]]}
case ${2:-xl} in
  xm) toolstack=xm ;;
  *) toolstack=xl ;;
esac
watch_seconds=${3:-60}

# What xl and xm themselves can take: they are ended after 10 s, and killed 2 s later.
call() { timeout -k 2 10 "$toolstack" "$@" 3<&-; }

# Beside the work, since a log daemon that waits for a dead disk must not hold it up.
say() { timeout -k 1 5 logger -p daemon.crit -t "xensan-holder[$$]" -- "$guest: $1" 3<&- & }

# Reads `xl list` or `xm list` from standard input: NAME ID MEMORY VCPUS STATE TIME, where a state of ??p*, paused, and
# of ?????d, dying, stands still. Sets, of all that is the guest's, `here` (ids) and `loose` (ids of what could write).
# A list counts only with the control domain, and without a domain that could run and has no name at the moment: that
# could be the guest.
look() {
  here='' loose='' control='' nameless=''
  while read -r name id _ _ state _; do
    case $id in '' | *[!0-9]*) continue ;; esac
    # Otherwise the name had a blank, and what looks like an id is a part of it.
    case $state in [-r][-b][-p][-s]??) ;; *) continue ;; esac
    [ "$id" != 0 ] || control=yes
    case $state in ??p* | ?????d) still=yes ;; *) still='' ;; esac
    case $name in
      "$guest" | "$guest--incoming" | "$guest--migratedaway" | "migrating-$guest" | "Zombie-$guest")
        here="$here $id"
        [ -n "$still" ] || loose="$loose $id"
        ;;
      '(null)') [ "$id" = 0 ] || [ -n "$still" ] || nameless=yes ;;
    esac
  done
  [ -n "$control" ] && [ -z "$nameless" ]
}

# doze SECONDS
doze() { sleep "$1" 3<&-; }

stop_guest() {
  # The usual case, in milliseconds.
  call pause "$guest"
  say "$1; pausing it"
  try=0 seen_gone=''
  while :; do
    try=$((try + 1))
    # A pipe would make a child of the loop, which could not tell what it found.
    if list=$(call list) && look <<LIST; then
$list
LIST
      if [ -z "$here" ]; then
        # A guest that reboots is gone for a second or two.
        if [ -n "$seen_gone" ]; then
          say "it is not on this host (any more); its claim stays until it is released"
          return 0
        fi
        seen_gone=yes
        doze 5
        continue
      fi
      seen_gone=''
      if [ -z "$loose" ]; then
        say "it is paused; its claim stays: run xensan repair $guest when the lease volume is back"
        return 0
      fi
      for id in $loose; do
        if [ "$try" -gt 5 ]; then
          say "it cannot be paused; destroying domain $id"
          call destroy "$id"
        else
          call pause "$id"
        fi
      done
    else
      seen_gone=''
      if [ "$try" -le 5 ] || [ $((try % 60)) -eq 0 ]; then
        say "$toolstack list does not tell where it is (try $try)"
      fi
      for name in "$guest" "$guest--incoming" "migrating-$guest"; do
        call pause "$name"
        [ "$try" -le 5 ] || call destroy "$name"
      done
    fi
    [ "$try" -le 2 ] || doze 1
  done
}

# Whether a living holder has the claim again: `r LOCKSPACE:GUEST:… p PID`, without ORPHAN.
is_held() {
  timeout -k 2 10 sanlock client status 2>/dev/null | while read -r kind resource _ _ orphan; do
    case $kind,$resource,$orphan in "r,xensan:$guest:"*,) echo held ;; esac
  done
}

# Without sanlock's socket: for sanlock the holder is gone, as it should be where the guest stands still.
watch() {
  left=$((watch_seconds / 5))
  while [ "$left" -gt 0 ]; do
    left=$((left - 1))
    sleep 5
    list=$(call list) || continue
    look <<LIST || continue
$list
LIST
    [ -n "$loose" ] || continue
    [ -z "$(is_held)" ] || return 0
    say "it was let go on without its claim; pausing it again"
    for id in $loose; do call pause "$id"; done
  done
}

stop_and_watch() {
  stop_guest "$why"
  # With `watch 3<&- &`, dash keeps the socket on a higher descriptor, to give it back after the function.
  (exec 3<&- && watch) &
}

why="sanlock's daemon is gone"
trap '' HUP INT
trap 'exit 0' USR1
trap 'why="sanlock lost the lease volume"' TERM

# Descriptors above 2 were closed before sanlock opened its socket, so it is the only one.
if [ ! -S /proc/self/fd/3 ]; then
  echo "no socket of sanlock's on descriptor 3"
  exit 1
fi
echo "holding $$"
cd /
exec </dev/null >/dev/null 2>&1

# Nothing is ever sent; a trapped signal ends the read, and so does the end of the file.
while read -r _ <&3; do :; done

# From here on signals change nothing, yet what is started can still be ended by them.
trap : TERM USR1
stop_and_watch &
stopper=$!
while :; do
  wait "$stopper"
  case $? in
    0) exit 0 ;;
    # A signal to this process ended the wait.
    129 | 1[3-9][0-9]) kill -0 "$stopper" 2>/dev/null || break ;;
    *) break ;;
  esac
done
# The child was killed.
stop_and_watch
