# shellcheck shell=sh disable=SC2034,SC2154 # parts of one program share their variables
# A guest on its way, to another host or into a file, on descriptor 4: `xensan-stream BYTES LENGTH`, its configuration,
# `pages MIB BYTES` with so many bytes each, `sync`, which the receiver answers, and `end COUNTER BOOT`. 16 KiB stand for each MiB of the guest.

# Fails where the reader is gone.
send_config() { # ID WHERE-TO
  bytes=$(wc -c <"$state/domains/$1/config")
  # xl sends the configuration as JSON, behind four bytes with its length and a zero at its end.
  length=$(($(awk -v only=config -f "$parts/long.awk" "$state/domains/$1/config" | wc -c) + 5))
  printf 'xensan-stream %d %d\n' "$bytes" "$length" 2>/dev/null >&4 || return 1
  cat "$state/domains/$1/config" 2>/dev/null >&4 || return 1
  say "Saving to $2 new xl format (info 0x3/0x0/$length)"
}

# 70 % of the time while the guest runs, then 20 % (or `downtime`) while it is suspended. A guest that writes to its memory
# (`dirty_rate`) has what it changed sent again, in at most four more passes, and the rest while it is suspended, as
# libxl's default policy has it. With `link` it is the network that takes the time. Fails with 1 where the reader is gone, and with 8 where the guest could not be suspended.
send_guest() { # ID
  kind=$(kind_of "$state/domains/$1/config")
  say "xc: info: Saving domain $1, type x86 $kind"
  read_domain "$1" || return 1
  all=$mib parts_left=8 left_mib=$mib dirty_rate=$(setting "dirty_rate.$name" "$(setting dirty_rate 0)")
  if [ "$(setting link 0)" != 0 ]; then
    send_over_link "$1"
    return
  fi
  share=$(awk -v all="$all" -v rate="$(setting rate 200)" 'BEGIN { printf "%.3f", all / rate / 10 }')
  while [ "$parts_left" -gt 0 ]; do
    piece=$((left_mib / parts_left))
    send_pages "$piece" $((piece * 16384)) || return 1
    left_mib=$((left_mib - piece)) parts_left=$((parts_left - 1))
    sleep "$(awk -v share="$share" 'BEGIN { print share * 7 / 8 }')" 4>&- 5<&-
    [ "$parts_left" != 4 ] || reach migrate.copying
  done
  send_again || return 1
  suspend_guest "$1" || return 8
  reach migrate.suspended
  share=$(awk -v share="$share" -v downtime="$(setting downtime "")" 'BEGIN { print downtime == "" ? share : downtime / 2 }')
  for _ in 1 2; do
    sleep "$share" 4>&- 5<&-
    send_pages 0 16384 || return 1
  done
  send_end "$1"
}

send_end() { # ID
  counter=0
  [ ! -e "$state/domains/$1/counter" ] || read -r counter <"$state/domains/$1/counter"
  boot=''
  [ ! -e "$state/domains/$1/boot" ] || read -r boot <"$state/domains/$1/boot"
  printf 'end %s %s\n' "$counter" "$boot" 2>/dev/null >&4
}

# As send_guest, but each pass takes what the network takes for it, and what a guest has changed goes by that.
send_over_link() { # ID
  began=$(milliseconds)
  # A part takes a dozen processes, and one of a small guest next to no time on the way.
  [ "$all" -ge 256 ] || parts_left=2
  half=$((parts_left / 2))
  while [ "$parts_left" -gt 0 ]; do
    piece=$((left_mib / parts_left))
    send_pages "$piece" $((piece * 16384)) || return 1
    left_mib=$((left_mib - piece)) parts_left=$((parts_left - 1))
    [ "$parts_left" != "$half" ] || reach migrate.copying
  done
  for _ in 1 2 3 4; do
    await_arrival || return 1
    ended=$(milliseconds)
    bytes=$(changed_bytes $((ended - began)))
    [ "$bytes" -ge 3277 ] || break
    began=$ended
    send_pages 0 "$bytes" || return 1
  done
  await_arrival || return 1
  suspend_guest "$1" || return 8
  reach migrate.suspended
  bytes=$(changed_bytes $(($(milliseconds) - began)))
  send_pages 0 $((bytes + 16384)) || return 1
  send_end "$1"
}

# ssh holds 2 MiB, which are nothing of a real guest's memory and all of one whose MiB are 16 KiB: it would be suspended long before
# most of it is sent. So a pass is over when it is there; a file has nobody who says so.
await_arrival() {
  [ "$command" = migrate ] || return 0
  printf 'sync\n' 2>/dev/null >&4 && read -r answer <&5 && [ "$answer" = synced ]
}

milliseconds() { awk '{ printf "%d", $1 * 1000 }' /proc/uptime; }

changed_bytes() { # MILLISECONDS
  awk -v all="$all" -v dirty="$dirty_rate" -v ms="$1" 'BEGIN {
    mib = dirty * ms / 1000
    printf "%d", (mib > all ? all : mib) * 16384
  }'
}

# Sets share, half the time that the guest is then suspended.
send_again() {
  passes=$(awk -v all="$all" -v rate="$(setting rate 200)" -v dirty="$dirty_rate" 'BEGIN {
    if (!dirty) exit
    left = all
    for (pass = 1; pass <= 4; pass++) {
      left = left * dirty / rate
      if (left > all) left = all
      if (left < 0.2) break
      printf "%d %.3f\n", left * 16384, left / rate
    }
    left = left * dirty / rate
    printf "0 %.3f\n", (left > all ? all : left) / rate / 2
  }')
  [ -n "$passes" ] || return 0
  while read -r bytes share; do
    [ "$bytes" != 0 ] || return 0
    send_pages 0 "$bytes" || return 1
    sleep "$share" 4>&- 5<&-
  done <<PASSES
$passes
PASSES
}

send_pages() { # MIB BYTES
  printf 'pages %d %d\n' "$1" "$2" 2>/dev/null >&4 && head -c "$2" /dev/zero 2>/dev/null >&4
}

kind_of() { # CONFIG
  case $(value_of type "$1") in pv) echo PV ;; *) echo HVM ;; esac
}

# A guest that is suspended already needs nothing; one that is paused cannot answer.
suspend_guest() { # ID
  read_domain "$1" || return 1
  if [ "$reason" != s ]; then
    ask "$1" suspend 4>&- 5<&- || {
      libxl libxl_dom_suspend.c:268:domain_suspend_common_pvcontrol_suspending \
        "Domain $1:guest didn't acknowledge suspend, cancelling request"
      return 1
    }
    while read_domain "$1" && [ "$reason" = 0 ]; do sleep 0.05 4>&- 5<&-; done
  fi
  wait_until_still "$1"
  read_domain "$1" && [ "$reason" = s ]
}

# libxl_domain_resume()
resume() { # ID
  if read_domain "$1" && [ "$reason" = s ]; then
    change "$1" reason=0
  else
    say "xc: error: Dom $1 not suspended: (shutdown 0, reason 255): Internal error"
    libxl libxl_dom_suspend.c:666:domain_resume_done "Domain $1:xc_domain_resume failed: Invalid argument"
    return 1
  fi
}

# Reads a guest from standard input into a new domain; sets domid and guest, its name. Fails as create_domain(), with
# the text.
take_guest() { # SOURCE SUFFIX
  read -r magic bytes length || {
    truncated header "$1"
    exit 255
  }
  [ "$magic" = xensan-stream ] || {
    say "File has wrong magic number - corrupt or for a different tool?"
    return 6
  }
  say "Loading new save file $1 (new xl fmt info 0x3/0x0/$length)"
  config=$state/tmp/taken.$$
  head -c "$bytes" >"$config"
  [ "$(wc -c <"$config")" = "$bytes" ] || {
    truncated optdata "$1"
    rm -f "$config"
    exit 255
  }
  say " Savefile contains xl domain config in JSON format"
  say "Parsing config from <saved>"
  guest=$(value_of name "$config")
  fill_domain "$guest$2"
  code=$?
  rm -f "$config"
  return "$code"
}

fill_domain() { # NAME
  look_at_disks "$config" || return 6
  make_domain "$1" "$(value_of uuid "$config")" || {
    no_such_domain "$domid"
    return 3
  }
  say "xc: info: Found x86 $(kind_of "$config") domain from Xen 4.17"
  say "xc: info: Restoring domain"
  while read -r word one two; do
    case $word in
      pages)
        [ "$(head -c "$two" | wc -c)" = "$two" ] || break
        grow "$domid" "$one" || {
          say "xc: error: Failed to populate physmap (16 = Device or resource busy): Internal error"
          say "xc: error: Failed to populate pfns for batch of 1024 pages: Internal error"
          not_restored "16 = Device or resource busy" "Device or resource busy"
          return 3
        }
        ;;
      sync) printf 'synced\n' 2>/dev/null || break ;;
      end)
        reach "$command.transferred"
        say "xc: info: Restore successful"
        say "xc: info: XenStore: mfn 0x1ebeb, dom 0, evt 1"
        say "xc: info: Console: mfn 0x1ebea, dom 0, evt 2"
        echo "$one" >"$state/domains/$domid/counter"
        [ -z "$two" ] || echo "$two" >"$state/domains/$domid/boot"
        attach_disks "$domid" "$config" || {
          cannot_add "$domid"
          return 3
        }
        finish "$domid" "$config"
        return
        ;;
      *) break ;;
    esac
  done
  if [ -e "$state/faults/linger" ]; then
    read -r seconds <"$state/faults/linger"
    sleep "$seconds"
  fi
  say "xc: error: Failed to read Record Header from stream (0 = Success): Internal error"
  not_restored "0 = Success" Success
  return 3
}

not_restored() { # ERRNO TEXT
  say "xc: error: Restore failed ($1): Internal error"
  libxl libxl_stream_read.c:850:libxl__xc_domain_restore_done "restoring domain: $2"
  cannot_build "$domid"
}
