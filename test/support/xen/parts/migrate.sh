# shellcheck shell=sh disable=SC2034,SC2154 # parts of one program share their variables
# The source of a migration: migrate_domain() of xl_migrate.c. Descriptor 4 leads to the receiver, 5 comes from it.

migrate_banner='xl migration receiver ready, send binary domain data.'
migrate_ready='domain received, ready to unpause'
migrate_go='domain is yours, you are cleared to unpause'
migrate_report='my copy unpause results are as follows'

xl_migrate() {
  given_s=''
  take_options FC:s:epD-2 "$@"
  find_domain "$operand1"
  { read_domain "$domid" && [ -e "$state/domains/$domid/config" ]; } || {
    say "unable to retrieve domain configuration"
    exit 1
  }
  source=$domid original=$name
  rune=$operand2 tty=''
  [ ! -t 2 ] || tty=' -t'
  has s || given_s=ssh
  if [ -n "$given_s" ]; then
    rune="exec $given_s $operand2 xl$tty migrate-receive"
    ! has e || rune="$rune -e"
    ! has p || rune="$rune -p"
  fi
  open_transport
  receive_fixed "$migrate_banner" banner || {
    close_transport
    exit 1
  }
  reach migrate.connected
  send_config "$source" "migration stream" || {
    libxl libxl_utils.c:504:libxl_write_exactly "failed to write header from migration stream: Broken pipe"
    exit 255
  }
  send_guest "$source"
  case $? in
    0) ;;
    8)
      libxl libxl_stream_write.c:347:libxl__xc_domain_save_done \
        "Domain $source:saving domain: domain did not respond to suspend request: Invalid argument"
      say "migration sender: libxl_domain_suspend failed (rc=-8)"
      close_transport
      say "Migration failed, failed to suspend at sender."
      exit 1
      ;;
    *)
      truncated "ipc msg header" "domain $source save/restore helper stdout pipe"
      say "libxl: error: libxl_exec.c:127:libxl_report_child_exitstatus: domain $source save/restore helper [$$] died due to fatal signal Broken pipe"
      say "migration sender: libxl_domain_suspend failed (rc=-3)"
      resume_at_source
      ;;
  esac
  reach migrate.sent
  receive_fixed "$migrate_ready" "ready message" || resume_at_source
  hand_over
}

hand_over() {
  say "migration sender: Target has acknowledged transfer."
  reach migrate.acknowledged
  rename_domain "$source" "$original" "$original--migratedaway" || resume_at_source
  reach migrate.renamed
  say "migration sender: Giving target permission to start."
  printf '%s\n' "$migrate_go" 2>/dev/null >&4 || {
    libxl libxl_utils.c:504:libxl_write_exactly "failed to write GO message from migration stream: Broken pipe"
    undefined
  }
  reach migrate.permitted
  receive_fixed "$migrate_report" "success/failure report message" || undefined
  read -r code <&5 || {
    truncated "success/failure status" "migration ack stream"
    undefined
  }
  if [ "$code" != 0 ]; then
    say "migration sender: Target reports startup failure (status code $code)."
    receive_fixed "$migrate_go" "permission for sender to resume" || undefined
    say "migration sender: Trying to resume at our end."
    rename_domain "$source" "$original--migratedaway" "$original"
    ! resume "$source" || say "migration sender: Resumed OK."
    say "Migration failed due to problems at target."
    exit 1
  fi
  say "migration sender: Target reports successful startup."
  reach migrate.reported
  destroy "$source" 4>&- 5<&-
  reach migrate.destroyed
  say "Migration successful."
  exit 0
}

resume_at_source() {
  close_transport
  say "Migration failed, resuming at sender."
  resume "$source"
  exit 1
}

undefined() {
  say "** Migration failed during final handshake **
Domain state is now undefined !
Please CHECK AT BOTH ENDS for running instances, before renaming and
 resuming at most one instance.  Two simultaneous instances of the domain
 would probably result in SEVERE DATA LOSS and it is now your
 responsibility to avoid that.  Sorry."
  close_transport
  exit 1
}

# The transport has its own ends of both pipes and no other, so that it ends when this xl does. The line tells that it
# has opened them: only then may this end let go of what it holds open for it.
open_transport() {
  pipes=$state/tmp/pipes.$$
  rm -rf "$pipes"
  mkdir "$pipes" && mkfifo "$pipes/to" "$pipes/from" || exit 1
  exec 6<>"$pipes/from" 7<>"$pipes/to"
  # shellcheck disable=SC2016 # for the shell that runs it
  sh -c 'echo; exec sh -c "$1"' transport "$rune" <"$pipes/to" >"$pipes/from" 6>&- 7>&- &
  transport=$!
  read -r _ <&6
  exec 5<"$pipes/from" 6>&-
  exec 4>"$pipes/to" 7>&-
  rm -rf "$pipes"
  # A receiver that dies is an error to be told of, not the end.
  trap '' PIPE
}

receive_fixed() { # TEXT WHAT
  read -r answer <&5 || {
    truncated "$2" "migration receiver stream"
    return 1
  }
  [ "$answer" = "$1" ] || {
    say "migration receiver stream contained unexpected data instead of $2"
    say "(command run was: $rune )"
    return 1
  }
}

# Says how the transport ended, if it does within 2 s (migration_child_report()).
close_transport() {
  exec 4>&-
  tries=0
  while read -r _ _ running _ 2>/dev/null <"/proc/$transport/stat" && [ "$running" != Z ]; do
    tries=$((tries + 1))
    [ "$tries" -le 40 ] || {
      say "migration child [$transport] not exiting, no longer waiting (exit status will be unreported)"
      return
    }
    sleep 0.05 5<&-
  done
  wait "$transport"
  status=$?
  [ "$status" = 0 ] ||
    say "libxl: info: libxl_exec.c:117:libxl_report_child_exitstatus: migration transport process [$transport] exited with error status $status"
}
