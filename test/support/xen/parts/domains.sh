# shellcheck shell=sh disable=SC2034,SC2154 # parts of one program share their variables
# The domains of this host, as the hypervisor and xenstore know them. In domains/ID: `state` (MIB VCPUS PAUSES REASON
# NAME; see read_domain), `uuid`, `config` (since it is complete), `wish` (what the guest is asked for), `counter` and
# `boot` (of the guest's records), `execution` (locked while the guest executes).

setting() { # NAME DEFAULT
  find_setting "$@"
  echo "$value"
}

# Sets value, which takes no process of its own.
find_setting() { # NAME DEFAULT
  value=$2
  [ ! -e "$state/settings/$1" ] || read -r value <"$state/settings/$1"
}

# The kernel lets go of this lock when its holder is killed. What is written under it is right after every step.
lock() { exec 8>"$state/lock" && flock 8; }
unlock() { exec 8>&-; }

# Sets mib, vcpus, pauses (how often it was paused: each pause takes an unpause of its own, controller_pause_count in
# Xen), reason (0, or why it has shut down: p power off, r reboot, s suspend, c crash) and name; fails where it is gone.
read_domain() { # ID
  { read -r mib vcpus pauses reason name <"$state/domains/$1/state"; } 2>/dev/null
}

write_domain() { # ID: only with the lock
  printf '%s %s %s %s %s\n' "$mib" "$vcpus" "$pauses" "$reason" "$name" >"$state/domains/$1/state.new" &&
    mv -f "$state/domains/$1/state.new" "$state/domains/$1/state"
}

executes() { [ "$pauses" = 0 ] && [ "$reason" = 0 ]; }

# A guest that stops executing may still be at its last record.
wait_until_still() { # ID
  [ ! -e "$state/domains/$1/execution" ] || flock 6 2>/dev/null 6<"$state/domains/$1/execution" || true
}

# Sets domids, in their order.
find_domids() {
  domids=''
  set -- "$state/domains"
  for found in "$1"/[0-9] "$1"/[0-9][0-9] "$1"/[0-9][0-9][0-9] "$1"/[0-9][0-9][0-9][0-9] "$1"/[0-9][0-9][0-9][0-9][0-9]; do
    [ ! -e "$found/state" ] || domids="$domids ${found##*/}"
  done
}

# Sets domid; a name is looked up, and an id is believed (libxl_domain_qualifier_to_domid()).
look_up() { # NAME-OR-ID
  domid=$1
  case $1 in
    *[!0-9]*) look_up_name "$1" ;;
    *) ;;
  esac
}

look_up_name() { # NAME
  domid=0
  [ "$1" != Domain-0 ] || return 0
  find_domids
  for domid in $domids; do
    ! read_domain "$domid" || [ "$name" != "$1" ] || return 0
  done
  return 1
}

find_domain() { # NAME-OR-ID: or ends as xl does
  look_up "$1" || {
    say "$1 is an invalid domain identifier (rc=-6)"
    exit 1
  }
}

# Sets free_mib; what is known of a domain is another one's afterwards.
find_free_mib() {
  find_setting total_memory 4096
  free_mib=$((value - 17))
  find_setting dom0_memory 640
  free_mib=$((free_mib - value))
  find_domids
  for found in $domids; do
    ! read_domain "$found" || free_mib=$((free_mib - mib))
  done
}

# Makes a domain that has nothing yet, paused; sets domid. Fails, with xl's text, where the name is taken.
make_domain() { # NAME UUID
  lock
  domid=1
  [ ! -e "$state/next" ] || read -r domid <"$state/next"
  echo $((domid + 1)) >"$state/next.new" && mv -f "$state/next.new" "$state/next"
  new=$domid
  if look_up_name "$1"; then
    domid=$new
    unlock
    libxl libxl_domain.c:81:libxl__domain_rename "Domain $domid:Domain with name \"$1\" already exists."
    libxl libxl_create.c:1294:initiate_domain_create "Domain $domid:cannot make domain: -6"
    return 1
  fi
  domid=$new mib=0 vcpus=0 pauses=1 reason=0 name=$1
  rm -rf "$state/domains/.new"
  mkdir "$state/domains/.new"
  echo "$2" >"$state/domains/.new/uuid"
  printf '%s %s %s %s %s\n' "$mib" "$vcpus" "$pauses" "$reason" "$name" >"$state/domains/.new/state"
  mv "$state/domains/.new" "$state/domains/$domid"
  unlock
}

# Gives a domain more memory; fails where the host has not so much.
grow() { # ID MIB
  lock
  find_free_mib
  if [ "$free_mib" -lt "$2" ] || ! read_domain "$1"; then
    unlock
    return 1
  fi
  mib=$((mib + $2))
  write_domain "$1"
  unlock
}

# One change of a domain that is here: change ID VARIABLE=VALUE…
change() {
  lock
  if read_domain "$1"; then
    changed=$1
    shift
    for each; do
      case $each in
        mib=*) mib=${each#*=} ;;
        vcpus=*) vcpus=${each#*=} ;;
        pauses=+1) pauses=$((pauses + 1)) ;;
        pauses=-1) pauses=$((pauses - 1)) ;;
        reason=*) reason=${each#*=} ;;
        name=*) name=${each#*=} ;;
      esac
    done
    write_domain "$changed"
    unlock
    return 0
  fi
  unlock
  return 1
}

# libxl_domain_destroy(): stopped first, then taken away.
destroy() { # ID
  if ! change "$1" pauses=+1; then
    no_such_domain "$1"
    return 1
  fi
  wait_until_still "$1"
  find_setting destroy 0.05
  sleep "$value"
  if [ -e "$state/faults/null-name" ]; then
    change "$1" "name=(null)"
    read -r seconds <"$state/faults/null-name"
    sleep "$seconds"
  fi
  [ ! -e "$state/domains/$1/config" ] || detach_disks "$1" "$state/domains/$1/config"
  lock
  rm -rf "$state/domains/.gone"
  mv "$state/domains/$1" "$state/domains/.gone" 2>/dev/null
  rm -rf "$state/domains/.gone"
  unlock
}

start_guest() { # ID
  setsid perl "$XENSAN_XEN_PROGRAM/guest" "$state" "$1" </dev/null >>"$state/log/guests.log" 2>&1 \
    3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
}
