# shellcheck shell=sh disable=SC2154 # newline is set by what the build puts in front
# Whether the agent was started here since the host booted, and every volume of that start is a block device that the kernel
# stands behind, as far as that is beyond doubt: the Node.js path would find the same, exit with 0 and say nothing. Returns 0
# then. Whatever else, and whatever is only a little strange, is the Node.js path's. Parameters play no part in either.
quick_monitor() {
  case ${OCF_CHECK_LEVEL-} in '' | 0) ;; *) return 1 ;; esac
  instance=${OCF_RESOURCE_INSTANCE:-default}
  # The number of a clone's instance counts only where instances are told apart by it; then Node.js encodes the colon.
  case ${OCF_RESKEY_CRM_meta_globally_unique-} in
    true | 1) ;;
    *) case ${instance##*:} in "$instance" | '' | *[!0123456789]*) ;; *) instance=${instance%:*} ;; esac ;;
  esac
  case $instance in
    '' | *[!ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-]*) return 1 ;;
  esac
  folder=${HA_RSCTMP-}
  case $folder in /*) ;; *) folder=/run/resource-agents ;; esac
  case $folder in
    *..* | *[!/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-]*) return 1 ;;
  esac
  record=$folder/xensan-EvmsSCC-$instance
  [ -f "$record" ] && [ -r "$record" ] || return 1
  read_record <"$record" || return 1
  set -f
  IFS=' '
  # shellcheck disable=SC2086 # no volume has a blank in its name, and set -f keeps the rest as it is
  set -- $volumes
  count=$#
  [ "$count" -gt 0 ] || return 1
  # Mode and device number of what the names lead to, in hexadecimal. Nothing is opened.
  numbers=$(stat -L -c '%f %t %T' -- "$@" 2>/dev/null) || return 1
  IFS=" $newline"
  # shellcheck disable=SC2086
  set -- $numbers
  [ $# -eq $((count * 3)) ] || return 1
  while [ $# -gt 0 ]; do
    # 6 is the type of a block device in its mode, as in stat(2).
    case $1 in 6???) ;; *) return 1 ;; esac
    case $2$3 in *[!0123456789abcdef]*) return 1 ;; esac
    size=''
    { read -r size <"/sys/dev/block/$((0x$2)):$((0x$3))/size"; } 2>/dev/null || return 1
    case $size in '' | 0* | *[!0123456789]*) return 1 ;; esac
    shift 3
  done
}

# This boot's identity, "started", then a volume a line. Sets volumes.
read_record() {
  read -r boot </proc/sys/kernel/random/boot_id || return 1
  case $boot in ????????-????-????-????-????????????) ;; *) return 1 ;; esac
  case $boot in *[!0123456789abcdef-]*) return 1 ;; esac
  IFS= read -r line && [ "$line" = "$boot" ] && IFS= read -r line && [ "$line" = started ] || return 1
  volumes=''
  while IFS= read -r line; do
    case $line in
      [!/]* | '' | *[!/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+.:@%,=~-]*) return 1 ;;
    esac
    volumes="$volumes $line"
  done
  # A last line without its line break was cut off.
  [ -z "$line" ]
}
