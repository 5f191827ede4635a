# shellcheck shell=sh disable=SC2034,SC2154 # parts of one program share their variables
# What only looks: list, vm-list, domid, domname, info.

xl_list() {
  take_options lvhZcn-0 "$@"
  dom0_name=Domain-0
  [ ! -e "$state/faults/nameless-dom0" ] || dom0_name='(null)'
  if [ "$operands" = 0 ]; then
    find_domids
    wanted="0 $domids"
  else
    find_domain "$operand1"
    [ "$domid" = 0 ] || read_domain "$domid" || {
      say "Error: Domain '$operand1' does not exist."
      exit 1
    }
    wanted=$domid
  fi
  if has l; then list_long; else list_table; fi
}

list_table() {
  heading='   UUID                            Reason-Code	Security Label'
  has v || heading=''
  printf 'Name                                        ID   Mem VCPUs\tState\tTime(s)%s\n' "$heading"
  for domid in $wanted; do
    if [ "$domid" = 0 ]; then
      read -r seconds _ </proc/uptime
      find_setting dom0_memory 640
      row "$dom0_name" 0 "$value" 1 r----- "${seconds%?}" 00000000-0000-0000-0000-000000000000 -
    elif read_domain "$domid"; then
      executes || wait_for_last_record
      ticks=0
      read -r ticks 2>/dev/null <"$state/domains/$domid/counter" || ticks=${ticks:-0}
      { read -r uuid <"$state/domains/$domid/uuid"; } 2>/dev/null || continue
      flags_of "$ticks"
      row "$name" "$domid" "$mib" "$vcpus" "$flags" "$((ticks / 20)).$((ticks / 2 % 10))" "$uuid" "$code"
    fi
  done
}

# What no longer executes has written its last record. What goes on meanwhile may do so for weeks.
wait_for_last_record() {
  until flock -w 0.1 6 2>/dev/null 6<"$state/domains/$domid/execution"; do
    { [ -e "$state/domains/$domid/execution" ] && read_domain "$domid" && ! executes; } || return 0
  done
}

row() { # NAME ID MIB VCPUS FLAGS SECONDS UUID CODE
  printf '%-40s %5d %5d %5d     %s  %8s' "$1" "$2" "$3" "$4" "$5" "$6"
  ! has v || printf ' %s %8s %16s' "$7" "$8" -
  echo
}

# Mostly a guest waits; now and then it is seen on a processor, or ready for one.
flags_of() { # TICKS
  flags=-b- code=-
  case $1 in
    *3) flags=--- ;;
    *7) flags=r-- ;;
  esac
  executes || flags=---
  [ "$pauses" = 0 ] || flags=--p
  case $reason in
    0) flags=$flags--- ;;
    p) flags=${flags}s-- code=0 ;;
    r) flags=${flags}sr- code=1 ;;
    s) flags=${flags}ss- code=2 ;;
    c) flags=${flags}sc- code=3 ;;
  esac
}

list_long() {
  listed=''
  for domid in $wanted; do
    if [ "$domid" = 0 ]; then
      find_setting dom0_memory 640
      listed="${listed}dom0	$dom0_name	$value
"
    elif read_domain "$domid" && ! names_guest unlisted "$name"; then
      listed="${listed}domain	$domid	$name	$state/domains/$domid/config
"
    fi
  done
  awk -f "$parts/long.awk" <<LISTED
${listed%?}
LISTED
}

xl_vm_list() {
  take_options -0 "$@"
  echo "UUID                                  ID    name"
  printf '%s  %d    %-30s\n' 00000000-0000-0000-0000-000000000000 0 Domain-0
  find_domids
  for domid in $domids; do
    { read -r uuid <"$state/domains/$domid/uuid"; } 2>/dev/null && read_domain "$domid" &&
      printf '%s  %d    %-30s\n' "$uuid" "$domid" "$name"
  done
  return 0
}

xl_domid() {
  take_options -1 "$@"
  look_up_name "$operand1" || {
    say "Can't get domid of domain name '$operand1', maybe this domain does not exist."
    exit 1
  }
  echo "$domid"
}

xl_domname() {
  take_options -1 "$@"
  case $operand1 in
    0) name=Domain-0 ;;
    [!0-9]*)
      say "Invalid domain id.
"
      exit 1
      ;;
    *)
      read_domain "$operand1" || {
        say "Can't get domain name of domain id '$operand1', maybe this domain does not exist."
        exit 1
      }
      ;;
  esac
  printf '%s\n' "$name"
}

xl_info() {
  take_options n-0 "$@"
  host=$(setting host "$(uname -n)")
  {
    told host "$host"
    told release "$(uname -r)"
    told version "$(uname -v)"
    told machine "$(uname -m)"
    for each in nr_cpus:1 max_cpu_id:0 nr_nodes:1 cores_per_socket:1 threads_per_core:1 cpu_mhz:2596.124; do
      told "${each%%:*}" "${each#*:}"
    done
    told hw_caps 0fcbf3fd:f6d8320b:ec500800:00000071:00000005:018843a9:0000020c:00000000
    told virt_caps "pv gnttab-v1 gnttab-v2"
    told total_memory "$(setting total_memory 4096)"
    find_free_mib
    told free_memory "$free_mib"
    for each in sharing_freed_memory sharing_used_memory outstanding_claims free_cpus; do told "$each" 0; done
    told xen_major 4
    told xen_minor 17
    told xen_extra .7
    told xen_version 4.17.7
    told xen_caps "xen-3.0-x86_64 "
    told xen_scheduler credit2
    told xen_pagesize 4096
    told platform_params virt_start=0xffff800000000000
    told xen_changeset ""
    told xen_commandline "dom0_mem=$(setting dom0_memory 640)M"
    told xend_config_format 4
  } | if [ "$operands" = 0 ]; then cat; else sed -n "s/^${operand1}[^:]*: //p"; fi
}

told() { printf '%-23s: %s\n' "$1" "$2"; }
