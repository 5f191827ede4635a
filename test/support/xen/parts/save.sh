# shellcheck shell=sh disable=SC2034,SC2154 # parts of one program share their variables
# A guest into a file, and back.

xl_save() {
  take_options cpD-2 "$@"
  find_domain "$operand1"
  { read_domain "$domid" && [ -e "$state/domains/$domid/config" ]; } || {
    say "unable to retrieve domain configuration"
    exit 1
  }
  true 4>"$operand2" || {
    say "Failed to open temp file $operand2 for writing"
    exit 1
  }
  exec 4>"$operand2"
  saved=$domid
  { send_config "$saved" "$operand2" && send_guest "$saved"; } || {
    say "Failed to save domain, resuming domain"
    resume "$saved"
    exit 1
  }
  exec 4>&-
  if has c || has p; then
    ! has p || change "$saved" pauses=+1
    resume "$saved"
  else
    destroy "$saved"
  fi
}

xl_restore() {
  take_options FcpdeVA-1 "$@"
  [ "$operands" = 1 ] || operand1=$operand2
  [ -r "$operand1" ] || {
    say "Can't open restore file: No such file or directory"
    exit 1
  }
  file=$operand1
  take_guest "$file" '' <"$operand1" || exit 1
  has p || change "$domid" pauses=-1
  has e || leave_monitor "$guest" "$@"
}
