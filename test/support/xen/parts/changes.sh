# shellcheck shell=sh disable=SC2034,SC2154 # parts of one program share their variables
# What changes a domain that is here.

xl_shutdown() { # shutdown|reboot
  take_options awF-0 "$@"
  if has a; then
    find_domids
    for asked in $domids; do ask_to_end "$1" "$asked"; done
  elif [ "$operands" = 0 ]; then
    say "You must specify -a or a domain id.
"
    exit 1
  else
    find_domain "$operand1"
    ask_to_end "$1" "$domid"
  fi
}

ask_to_end() { # shutdown|reboot ID
  if [ "$1" = shutdown ]; then
    say "Shutting down domain $2"
    ask "$2" poweroff
  else
    say "Rebooting domain $2"
    ask "$2" reboot
  fi
  code=$?
  [ "$code" = 0 ] || {
    [ "$code" = 3 ] || libxl libxl_domain.c:854:pvcontrol_cb "guest didn't acknowledge control request: -$code"
    say "$1 failed (rc=-$code)"
    exit 1
  }
  ! has w || while read_domain "$2" && [ "$reason" = 0 ]; do sleep 0.1; done
}

# Through xenstore's control/shutdown, and waits until the guest has taken it. Fails with libxl's number.
ask() { # ID WISH
  read_domain "$1" || return 3
  { echo "$2" >"$state/domains/$1/wish"; } 2>/dev/null || return 3
  find_setting patience 60
  left=$((value * 20))
  while read_domain "$1" && [ -s "$state/domains/$1/wish" ]; do
    left=$((left - 1))
    if [ "$left" -le 0 ]; then
      [ "$2" != suspend ] || : >"$state/domains/$1/wish"
      return 9
    fi
    sleep 0.05
  done
}

xl_destroy() {
  take_options f-1 "$@"
  find_domain "$operand1"
  [ "$domid" != 0 ] || {
    say "Not destroying domain 0; use -f to force.
This can only be done when using a disaggregated hardware domain and toolstack.
"
    exit 1
  }
  if [ -e "$state/faults/slow-death" ] && read_domain "$domid"; then
    read -r seconds <"$state/faults/slow-death"
    (sleep "$seconds" && destroy "$domid") </dev/null >/dev/null 2>&1 &
    exit 0
  fi
  destroy "$domid" || {
    say "destroy failed (rc=-21)"
    exit 1
  }
  reach destroy.done
}

# Both drop libxl's result (pause_domain() and unpause_domain()).
xl_pause() { # pause|unpause
  take_options -1 "$@"
  find_domain "$operand1"
  if [ "$1" = pause ]; then
    if change "$domid" pauses=+1; then
      wait_until_still "$domid"
    else
      libxl libxl_domain.c:587:libxl_domain_pause "Domain $domid:Pausing domain: No such process"
    fi
  elif read_domain "$domid"; then
    if [ "$pauses" = 0 ]; then
      libxl libxl_domain.c:688:domain_unpause_done "Domain $domid:Unpausing domain: Invalid argument"
    else
      change "$domid" pauses=-1
    fi
  fi
  reach "$1.done"
  exit 0
}

xl_rename() {
  take_options -2 "$@"
  find_domain "$operand1"
  read_domain "$domid"
  rename_domain "$domid" "$name" "$operand2" || {
    say "Can't rename domain '$operand1'."
    exit 1
  }
  reach rename.done
}

# libxl_domain_rename(): fails where the domain has another name by now, or another domain has the new one.
rename_domain() { # ID OLD NEW
  lock
  if look_up_name "$3" && [ "$domid" != "$1" ]; then
    unlock
    libxl libxl_domain.c:81:libxl__domain_rename "Domain $1:Domain with name \"$3\" already exists."
    return 6
  fi
  read_domain "$1" || name=''
  if [ "$name" != "$2" ]; then
    unlock
    libxl libxl_domain.c:96:libxl__domain_rename "Domain $1:Allegedly named \`$2' is actually named \`$name' - racing ?"
    return 3
  fi
  name=$3
  write_domain "$1"
  unlock
}

xl_trigger() {
  take_options -2 "$@"
  find_domain "$operand1"
  case $operand2 in
    power) wish=poweroff ;;
    reset) wish=reboot ;;
    nmi | init | sleep | s3resume) exit 0 ;;
    *)
      say "Invalid trigger \"$operand2\""
      exit 1
      ;;
  esac
  echo "$wish" 2>/dev/null >"$state/domains/$domid/wish"
  exit 0
}

xl_mem_set() {
  take_options -2 "$@"
  find_domain "$operand1"
  [ "$domid" != 0 ] || exit 0
  case $operand2 in
    '' | *[!0-9]*[!mMgG] | *[!0-9]*?[mMgG])
      say "invalid memory size: $operand2"
      exit 1
      ;;
    *[gG]) wanted=$((${operand2%?} * 1024)) ;;
    *[mM]) wanted=${operand2%?} ;;
    *) wanted=$operand2 ;;
  esac
  { read_domain "$domid" && grow "$domid" $((wanted - mib)); } || {
    say "cannot set domid $domid dynamic max memory to : $operand2"
    exit 1
  }
}
