# shellcheck shell=sh disable=SC2034,SC2154 # parts of one program share their variables
# The xl that stays behind for the life of each domain: it clears away what has shut down, and creates anew what reboots.
# Where it was killed, or has ended because its domain was suspended, both are left as they are; so does the real one.

# Under the arguments of its maker, but with /dev/null as input and its log as output. Its maker ends after it has them, as
# the real one does (do_daemonize()): it waits until the monitor closes its end of a pipe. While its domain lives it has no
# subshell whose output is a pipe: among the processes that would be an xl at work.
leave_monitor() { # NAME ARGUMENT…
  log=$state/log/xl-$1.log
  shift
  {
    XENSAN_XEN_MONITOR=$domid setsid "$state/bin/xl" -s -- "$@" 9</dev/null <"$parts/loader.sh" 8>&1 >>"$log" 2>&1 \
      3>&- 4>&- 5>&- 6>&- 7>&- &
  } | read -r nothing || :
}

watch_over() { # ID
  domid=$1
  read_domain "$domid" || exit 0
  # A migrated domain has its final name only later.
  config=$state/tmp/watched.$$
  cp "$state/domains/$domid/config" "$config" || exit 1
  find_value name "$config"
  guest=$value
  echo "Waiting for domain $name (domid $domid) to die [pid $$]"
  while read_domain "$domid"; do
    case $reason in
      0)
        # Waits without looking again and again as long as the guest executes, and looks at once when it does no more: it may be
        # suspended for a moment only.
        sleep 0.2
        wait_until_still "$domid"
        ;;
      s)
        echo "Domain has suspended."
        break
        ;;
      *) end_domain ;;
    esac
  done
  rm -f "$config"
  echo "Done. Exiting now"
}

end_domain() {
  case $reason in
    p) otherwise=destroy ending=poweroff ;;
    r) otherwise=restart ending=reboot ;;
    *) otherwise=destroy ending=crash ;;
  esac
  find_value "on_$ending" "$config"
  action=${value:-$otherwise}
  echo "Domain $domid has shut down, reason $reason: $action"
  [ "$action" != preserve ] || exit 0
  destroy "$domid"
  [ "$action" = restart ] || return 0
  sleep "$(setting reboot_gap 2)"
  make_guest "$config" || {
    rm -f "$config"
    exit 1
  }
  change "$domid" pauses=-1
  echo "Waiting for domain $guest (domid $domid) to die [pid $$]"
}
