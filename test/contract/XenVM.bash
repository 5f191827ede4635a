# What the XenVM tests share: a host with the stand-in for xl, a cluster file with this one host, and the guest nfs1, which
# does not run. Everything in /etc is this test file's own.

bats_load_library bats-support
load agent.bash

# shellcheck disable=SC2034 # run_agent runs it
agent=$PROJECT/dist/root/usr/lib/ocf/resource.d/xensan/XenVM
xen=$PROJECT/test/support/xen
export XENSAN_XEN_STATE=/run/xensan-xen

own_etc() {
  local own=$XENSAN_CONTRACT/overlay/${BATS_TEST_FILENAME##*/}
  mkdir -p "$own/upper" "$own/work"
  mount -t overlay xensan-contract -o "lowerdir=/etc,upperdir=$own/upper,workdir=$own/work" /etc
  mkdir -p /etc/xen/vm /etc/xensan
  ln -sfn "$xen/xl" /usr/sbin/xl
}

give_etc_back() {
  umount -l /etc
  rm -f /usr/sbin/xl
}

begin() {
  unset "${!OCF_RESKEY_@}" OCF_CHECK_LEVEL
  export OCF_ROOT=/usr/lib/ocf OCF_RESOURCE_INSTANCE=guest
  export OCF_RESKEY_CRM_meta_timeout=20000 OCF_RESKEY_name=nfs1
  "$xen/stop" "$XENSAN_XEN_STATE"
  rm -rf /run/xensan /var/lib/xensan/operations
  guest_config nfs1 >/etc/xen/nfs1.cfg
  cluster_file none nfs1 /etc/xen/nfs1.cfg
  mkdir -p "$XENSAN_XEN_STATE/faults"
}

guest_config() { # NAME
  printf '%s\n' "name = \"$1\"" 'type = "pvh"' 'kernel = "/boot/vmlinuz"' 'memory = 128' 'vcpus = 1'
}

cluster_file() { # LEASE GUEST CONFIG [GUEST CONFIG]...
  {
    printf '%s\n' 'nodes:' '  - name: host1' '    addresses: { cluster: 192.168.10.1 }' 'dialect: pacemaker'
    printf '%s\n' "lease: $1" 'guests:'
    shift
    while [ $# -gt 0 ]; do
      printf '%s\n' "  - { name: $1, config: $2 }"
      shift 2
    done
  } >/etc/xensan/cluster.yaml
}

# permit ACTION SECONDS: as an administrator gives one, by the file that it comes to.
permit() {
  local now
  now=$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)
  (
    umask 077
    mkdir -p /run/xensan/permits
    printf '{"guest":"nfs1","action":"%s","bootId":"%s","issuedMs":%d,"expiresMs":%d,"issuer":"root"}\n' \
      "$1" "$(cat /proc/sys/kernel/random/boot_id)" "$now" "$((now + $2 * 1000))" >"/run/xensan/permits/$1.nfs1"
  )
}

fault() { # COMMAND LINE
  printf '%s\n' "$2" >"$XENSAN_XEN_STATE/faults/$1"
}

runs() { # GUEST
  xl list "$1" >/dev/null 2>&1 || fail "$1 does not run"
}

runs_not() { # GUEST
  ! xl list "$1" >/dev/null 2>&1 || fail "$1 runs"
}
