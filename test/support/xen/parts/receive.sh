# shellcheck shell=sh disable=SC2034,SC2154 # parts of one program share their variables
# The destination of a migration: migrate_receive() of xl_migrate.c, a filter between standard input and output.

xl_migrate_receive() {
  take_options Fedrp-0 "$@"
  trap '' PIPE
  say "migration target: Ready to receive domain."
  printf '%s\n' "$migrate_banner" || exit 255
  reach migrate-receive.begun
  take_guest "<incoming migration stream>" --incoming || {
    say "migration target: Domain creation failed (code -$?)."
    exit 1
  }
  reach migrate-receive.copied
  has e || leave_monitor "$guest--incoming" "$@"
  say "migration target: Transfer complete, requesting permission to start domain."
  # From here on, a sender that is gone leaves the copy here, paused.
  printf '%s\n' "$migrate_ready" 2>/dev/null || exit 1
  reach migrate-receive.offered
  start_copy
  code=$?
  printf '%s\n%s\n' "$migrate_report" "$code" 2>/dev/null || exit 1
  reach migrate-receive.reported
  [ "$code" != 0 ] || exit 0
  say "migration target: Failure, destroying our copy."
  destroy "$copy" || exit 1
  say "migration target: Cleanup OK, granting sender permission to resume."
  printf '%s\n' "$migrate_go" 2>/dev/null || exit 1
  exit 0
}

start_copy() {
  copy=$domid
  read -r answer || {
    truncated "GO message" "migration stream"
    return 1
  }
  [ "$answer" = "$migrate_go" ] || {
    say "migration stream contained unexpected data instead of GO message"
    return 1
  }
  reach migrate-receive.permitted
  say "migration target: Got permission, starting domain."
  rename_domain "$copy" "$guest--incoming" "$guest" || return
  reach migrate-receive.renamed
  has p || change "$copy" pauses=-1
  say "migration target: Domain started successsfully."
}
