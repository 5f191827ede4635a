# shellcheck shell=sh disable=SC2034,SC2154 # rest is thrown away; heading and newline are set by what the build puts in front
# Whether the guest runs here, in an ordinary state, as far as that is beyond doubt: the Node.js path would find the same,
# exit with 0 and say nothing. Returns 0 then. Whatever else, and whatever is only a little strange, is the Node.js path's.
# The build puts in front: ordinary_parameters, executes and other_name_of_guest, made from the same declarations.
quick_monitor() {
  unset XENSAN_XL_LIST
  case ${OCF_CHECK_LEVEL-} in '' | 0) ;; *) return 1 ;; esac
  # Milliseconds; with less than ten seconds there is no time for a look and another by Node.js.
  case ${OCF_RESKEY_CRM_meta_timeout-} in
    '') ;;
    0* | *[!0123456789]* | ? | ?? | ??? | ???? | ?????????????*) return 1 ;;
  esac
  # Every folder absolute, none empty: then the toolstack is found where Node.js finds it.
  case ${PATH-} in '' | :* | *: | *::* | [!/]* | *:[!/]*) return 1 ;; esac
  ordinary_parameters || return 1
  guest=${OCF_RESKEY_name-}
  case $guest in
    '' | [!ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789]* | ??????????????????*) return 1 ;;
    *[!ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+.-]*) return 1 ;;
    Domain-0 | migrating-* | Zombie-* | *--incoming | *--migratedaway) return 1 ;;
    *[!0123456789]*) ;;
    *) return 1 ;;
  esac
  asked='' looked=''
  { read -r asked rest </proc/uptime; } 2>/dev/null
  if look_at_list; then return 0; fi
  # Node.js goes by the same list, if it is whole, or looks anew; with the time that is left. It is this process then.
  if [ -n "$looked" ]; then
    XENSAN_XL_LIST="$$ $asked $looked"
    export XENSAN_XL_LIST
  fi
  [ -z "${OCF_RESKEY_CRM_meta_timeout-}" ] || OCF_RESKEY_CRM_meta_timeout=$((OCF_RESKEY_CRM_meta_timeout - 3000))
  return 1
}

# The same question as Node.js asks first. The full stop shows that the toolstack ended well, and that the last line break
# was there. xl answers in a fraction of a second; one that does not is asked again by Node.js, which waits for longer.
look_at_list() {
  list=$(
    PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin
    LC_ALL=C
    export PATH LC_ALL
    timeout -k 1 2 xl list -v </dev/null 2>/dev/null && printf .
  ) || return 1
  [ "${#list}" -lt 1000000 ] || return 1
  case $list in "$heading$newline"*"$newline".) ;; *) return 1 ;; esac
  case $list in *"$newline$newline"*) return 1 ;; esac
  # What the kernel gets for the environment of a program has a limit.
  [ "${#list}" -gt 30000 ] || looked=$list
  list=${list#"$heading$newline"}
  set -f
  IFS=$newline
  # shellcheck disable=SC2086 # split into lines; set -f keeps the rest as it is
  set -- ${list%.}
  IFS=' '
  last=-1 control='' seen=''
  for line do
    # Name, id, MiB, processors, state, seconds, UUID, reason, label, in columns of fixed width. Memory and seconds may
    # be wider: then they begin with a digit, and that there is no blank in them is looked at below.
    case $line in
      @columns@) ;;
      *) return 1 ;;
    esac
    # shellcheck disable=SC2086 # split into words
    look_at_domain $line || return 1
  done
  [ -n "$control" ] && [ -n "$seen" ]
}

# look_at_domain NAME ID MIB PROCESSORS STATE SECONDS UUID REASON LABEL: ids go up, so that none is there twice.
look_at_domain() {
  [ $# -eq 9 ] && [ "$2" -gt "$last" ] || return 1
  last=$2
  case $1 in *[!ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+.:@%,=~\(\)-]*) return 1 ;; esac
  case $3 in *[!0123456789]* | ??????????*) return 1 ;; esac
  case $6 in *[!0123456789.]* | *.*.* | ???????????????*) return 1 ;; esac
  case $1 in
    "$guest")
      [ -z "$seen" ] && executes "$5" || return 1
      seen=yes
      ;;
    *) if other_name_of_guest "$1"; then return 1; fi ;;
  esac
  [ "$2" != 0 ] || control=yes
}
