# shellcheck shell=sh disable=SC2034,SC2154 # parts of one program share their variables
# What a test has asked for of the next calls, see the comment in xl.

follow_faults() { # COMMAND [ARGUMENT…]
  fault_file=$state/faults/$1
  [ "$1" != list ] || [ ! -e "$state/faults/list-l" ] || ! wants_long "$@" || fault_file=$state/faults/list-l
  [ -s "$fault_file" ] || return 0
  lock
  next_fault
  unlock
  case $fault in
    '' | ok) ;;
    "slow "*) sleep "${fault#slow }" ;;
    hang) hang ;;
    hang-hard)
      trap '' TERM
      hang
      ;;
    "fail "*)
      fault=${fault#fail }
      [ "$fault" = "${fault%% *}" ] || say "${fault#* }"
      exit "${fault%% *}"
      ;;
    "prints "*)
      printf '%s\n' "${fault#prints }"
      exit 0
      ;;
    *)
      say "xl (stand-in): faults/${fault_file##*/} has a line that says nothing: $fault"
      exit 99
      ;;
  esac
}

wants_long() {
  for each; do
    case $each in --long | -l | -[lvZcn]*l*) return 0 ;; esac
  done
  return 1
}

next_fault() {
  read -r fault <"$fault_file" || fault=''
  case $fault in
    "always "*) fault=${fault#always } ;;
    *) sed -i 1d "$fault_file" ;;
  esac
}

# Until it is ended, or its host's folder goes.
hang() {
  while [ -d "$state" ]; do sleep 1; done
  exit 1
}

names_guest() { # FAULT NAME
  [ -e "$state/faults/$1" ] && grep -qxF -e "$2" "$state/faults/$1"
}
