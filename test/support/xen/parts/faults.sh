# shellcheck shell=sh disable=SC2034,SC2154 # parts of one program share their variables
# What a test has asked for of the next calls, see the comment in xl.

follow_faults() { # COMMAND [ARGUMENT…]
  fault_file=$state/faults/$1
  [ "$1" != list ] || [ ! -e "$state/faults/list-l" ] || ! wants_long "$@" || fault_file=$state/faults/list-l
  follow "$1"
}

# A stage of the command that runs, such as `reach migrate.suspended`.
reach() {
  fault_file=$state/faults/$1
  follow "$1"
}

follow() { # COMMAND-OR-STAGE
  [ -s "$fault_file" ] || fault_file=$state/faults/every
  [ -s "$fault_file" ] || return 0
  lock
  next_fault
  unlock
  case $fault in
    '' | ok) ;;
    "slow "*) sleep "${fault#slow }" 4>&- 5<&- ;;
    "asks "*) "${fault#asks }" "$1" </dev/null >/dev/null 4>&- 5<&- || exit ;;
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
  while [ -d "$state" ]; do sleep 1 4>&- 5<&-; done
  exit 1
}

names_guest() { # FAULT NAME
  [ -e "$state/faults/$1" ] && grep -qxF -e "$2" "$state/faults/$1"
}
