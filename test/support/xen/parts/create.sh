# shellcheck shell=sh disable=SC2034,SC2154 # parts of one program share their variables
# xl create, and what is the same for whatever makes a domain.

xl_create() { # COMMAND [OPTION…] FILE [KEY=VALUE…]
  given_f='' extra=''
  for each; do
    case $each in
      -*) ;;
      *=*) extra="$extra$each
" ;;
    esac
  done
  take_options AFVcdef:inpq-0 "$@"
  for each in "$operand1" "$operand2" "$operand3"; do
    case $each in *=* | '') ;; *) given_f=${given_f:-$each} ;; esac
  done
  [ -n "$given_f" ] || {
    say "Config file not specified and none in save file"
    exit 6
  }
  read_config "$given_f" "$extra"
  has q || say "Parsing config from $given_f"
  parse_config "$given_f" || exit 1
  if has n; then
    awk -v only=config -f "$parts/long.awk" "$config"
    rm -f "$config"
    exit 0
  fi
  make_guest "$config" || {
    code=$?
    rm -f "$config"
    exit "$code"
  }
  rm -f "$config"
  reach create.built
  has p || change "$domid" pauses=-1
  has e || leave_monitor "$(value_of name "$state/domains/$domid/config")" "$@"
}

# Its text, with what the command line adds.
read_config() { # FILE EXTRA
  # shellcheck disable=SC2015
  text=$([ "$1" = /dev/null ] || cat "$1" 2>&1) || {
    say "Failed to read config file: $1: ${text##*: }"
    exit 3
  }
  text="$text
$2"
}

# Sets config, the file that has it in the stand-in's form.
parse_config() { # SOURCE
  read -r uuid </proc/sys/kernel/random/uuid
  config=$state/tmp/config.$$
  printf '%s' "$text" | awk -v source="$1" -v uuid="$uuid" -f "$parts/config.awk" >"$config" && return
  rm -f "$config"
  return 1
}

value_of() { # KEY CONFIG
  find_value "$@" && printf '%s\n' "$value"
}

# Sets value, or empties it and fails.
find_value() { # KEY CONFIG
  while IFS='	' read -r key value; do
    [ "$key" != "$1" ] || return 0
  done <"$2"
  value=''
  return 1
}

# Builds a new domain, paused; sets domid. Fails with xl's exit code, and its text.
make_guest() { # CONFIG
  look_at_disks "$1" || return 6
  make_domain "$(value_of name "$1")" "$(value_of uuid "$1")" || {
    no_such_domain "$domid"
    return 3
  }
  if ! grow "$domid" "$(value_of memory "$1")"; then
    say "xc: error: panic: xg_dom_boot.c:119: xc_dom_boot_mem_init: can't allocate low memory for domain: Out of memory"
    libxl libxl_dom.c:586:libxl__build_dom "xc_dom_boot_mem_init failed: Cannot allocate memory"
    cannot_build "$domid"
    return 3
  fi
  find_setting build 0.2
  sleep "$value"
  attach_disks "$domid" "$1" || {
    cannot_add "$domid"
    return 3
  }
  finish "$domid" "$1"
}

# Only a complete domain has its configuration, so only then `xl list -l` shows it (domcreate_complete()).
finish() { # ID CONFIG
  change "$1" "vcpus=$(value_of vcpus "$2")" || return 3
  cp "$2" "$state/domains/$1/config.new" && mv -f "$state/domains/$1/config.new" "$state/domains/$1/config" || return 3
  : >"$state/domains/$1/execution"
  start_guest "$1"
}

look_at_disks() { # CONFIG
  index=0
  while IFS='	' read -r key target format vdev _ script; do
    [ "$key" = disk ] || continue
    if [ "$format $script" != "empty -" ] && [ "$script" = - ] && [ ! -e "$target" ]; then
      libxl libxl_device.c:455:libxl__device_disk_set_backend \
        "Disk vdev=$vdev failed to stat: $target: No such file or directory"
      libxl libxl_create.c:1316:libxl__domain_config_setdefault \
        "Domain 4294967295:Unable to set disk defaults for disk $index"
      return 1
    fi
    index=$((index + 1))
  done <"$1"
}
