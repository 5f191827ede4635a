# shellcheck shell=sh disable=SC2034,SC2154 # parts of one program share their variables
# The scripts that libxl runs in dom0 for the disks of a domain (libxl_linux.c, libxl_device.c of Xen 4.17). A disk that names
# none has Xen's own, which needs Xen's own things: here that one is not run. Xenstore is the one of `xenstore`, if the
# test has put that onto the PATH.

# Runs once the memory of a domain is there, and before the domain is complete. Fails with xl's texts.
attach_disks() { # ID CONFIG
  each_hotplug "$2" attach_disk "$1" && return
  libxl libxl_create.c:1921:domcreate_attach_devices "Domain $1:unable to add disk devices"
  detach_disks "$1" "$2"
  return 1
}

# Whatever its scripts say: the domain is gone.
detach_disks() { # ID CONFIG
  [ -e "$state/xenstore/local/domain/0/backend/vbd/$1" ] || return 0
  each_hotplug "$2" detach_disk "$1"
  rm -rf "$state/xenstore/local/domain/0/backend/vbd/$1"
}

each_hotplug() { # CONFIG FUNCTION ID
  hotplug_failed=0
  while IFS='	' read -r key target format vdev writable script <&3; do
    case "$key $script" in "disk -") continue ;; "disk "*) ;; *) continue ;; esac
    "$2" "$3" 3<&- || hotplug_failed=1
  done 3<"$1"
  return "$hotplug_failed"
}

attach_disk() { # ID
  backend=backend/vbd/$1/$(devid_of "$vdev")
  mode=w
  [ "$writable" = 1 ] || mode=r
  xenstore-write "$backend/frontend" "/local/domain/$1/device/vbd/${backend##*/}" "$backend/frontend-id" "$1" \
    "$backend/params" "$target" "$backend/script" "$(script_path)" "$backend/online" 1 "$backend/bootable" 1 \
    "$backend/state" 2 "$backend/dev" "$vdev" "$backend/type" phy "$backend/mode" "$mode" \
    "$backend/device-type" disk || return
  run_hotplug add && return
  reason=$(xenstore-read "$backend/hotplug-error" 2>/dev/null) &&
    libxl libxl_device.c:1319:device_hotplug_child_death_cb "script: $reason"
  return 1
}

detach_disk() { # ID
  backend=backend/vbd/$1/$(devid_of "$vdev")
  run_hotplug remove
}

script_path() {
  case $script in
    /*) echo "$script" ;;
    *) echo "/etc/xen/scripts/$script" ;;
  esac
}

# LIBXL_HOTPLUG_TIMEOUT is 40 s.
run_hotplug() { # add|remove
  XENBUS_PATH=$backend XENBUS_BASE_PATH=backend XENBUS_TYPE=vbd script=$(script_path) \
    timeout 40 "$(script_path)" "$1" </dev/null >>"$state/log/hotplug.log" 2>&1 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
  hotplug_code=$?
  [ "$hotplug_code" != 0 ] || return 0
  libxl libxl_exec.c:117:libxl_report_child_exitstatus "$(script_path) $1 [$$] exited with error status $hotplug_code"
  return 1
}

# xen-vbd-interface(7): 202 << 8 | disk << 4 | partition.
devid_of() { # VDEV
  letter=${1#xvd} partition=${1#xvd?}
  letter=${letter%"${letter#?}"}
  case $1 in
    xvd[a-p] | xvd[a-p][0-9]*) echo $((51712 + ($(printf '%d' "'$letter") - 97) * 16 + ${partition:-0})) ;;
    *) echo 768 ;;
  esac
}
