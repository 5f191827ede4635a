# shellcheck shell=sh disable=SC2034,SC2154 # parts of one program share their variables
# What each xl does, whoever called it: on its standard input is what the caller gave.
set -u
state=$XENSAN_XEN_STATE
parts=$XENSAN_XEN_PROGRAM/parts
load() { # PART…
  for part; do
    # shellcheck disable=SC1090
    . "$parts/$part.sh"
  done
}
load domains messages faults

if [ -n "${XENSAN_XEN_MONITOR:-}" ]; then
  watched=$XENSAN_XEN_MONITOR
  unset XENSAN_XEN_MONITOR
  exec 8>&-
  load hotplug create monitor
  watch_over "$watched"
  exit
fi

while :; do
  case ${1:-} in
    -v | -f | -t | -T | -N) shift ;;
    -*)
      say "unknown global option"
      exit 1
      ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || {
  echo "Usage xl [-vfNtT] <subcommand> [args]"
  exit 1
}

follow_faults "$@"
# Looks come often, and need the fewest.
case $1 in
  list | vm-list | domid | domname | info) load looks ;;
  *) load hotplug create monitor changes stream migrate receive save ;;
esac
case $1 in
  create) xl_create "$@" ;;
  list) xl_list "$@" ;;
  vm-list) xl_vm_list "$@" ;;
  domid) xl_domid "$@" ;;
  domname) xl_domname "$@" ;;
  info) xl_info "$@" ;;
  shutdown | reboot) xl_shutdown "$@" ;;
  destroy) xl_destroy "$@" ;;
  pause | unpause) xl_pause "$@" ;;
  rename) xl_rename "$@" ;;
  trigger) xl_trigger "$@" ;;
  mem-set) xl_mem_set "$@" ;;
  migrate) xl_migrate "$@" ;;
  migrate-receive) xl_migrate_receive "$@" ;;
  save) xl_save "$@" ;;
  restore) xl_restore "$@" ;;
  help) echo "Usage xl [-vfNtT] <subcommand> [args]" ;;
  *)
    say "command not implemented"
    exit 1
    ;;
esac
exit
