#!/usr/bin/env bats
# EvmsSCC with Debian's real LVM2 on a loop device. Kernels without device-mapper, as on machines that run tests, can
# list volumes but not activate them.
bats_require_minimum_version 1.5.0

setup() {
  load EvmsSCC.bash
  begin
  export OCF_RESKEY_backend=lvm OCF_RESKEY_CRM_meta_timeout=10000
  export LVM_SYSTEM_DIR=$BATS_TEST_TMPDIR LVM_SUPPRESS_FD_WARNINGS=1
  loop=$(head -n 1 "$XENSAN_CONTRACT/loops")
  cat >"$LVM_SYSTEM_DIR/lvm.conf" <<CONFIG
devices { filter=["a|^$loop\$|", "r|.*|"] use_devicesfile=0 }
activation { udev_sync=0 udev_rules=0 }
CONFIG
  vgcreate --quiet --yes SAN "$loop"
  for name in nfs1 vm2; do
    lvcreate --quiet --yes --driverloaded n -an -Zn -Wn -L 4M -n "$name" SAN
  done
}

teardown() {
  vgremove --quiet --yes --driverloaded n SAN
  pvremove --quiet --yes "$loop"
}

@test "a volume group stands for its volumes; those that LVM2 cannot activate are named with its last error" {
  export OCF_RESKEY_volumes=SAN
  run_agent 1 start
  reason_contains "missing on host1: /dev/SAN/nfs1, /dev/SAN/vm2; lvm lvchange exited with 5: "
  reason_contains "check the SAN and LVM2 on host1, then run: crm_resource --cleanup -r evmsclone"
  run_agent 7 monitor
}

@test "what lvm.conf puts before each line, and what LVM2 says beside its report, keeps no volume from being seen" {
  printf 'log { prefix="LVM: " command_names=1 verbose=1 }\n' >>"$LVM_SYSTEM_DIR/lvm.conf"
  # It prints on standard output where nothing tells it otherwise.
  [[ $(lvm lvs --reportformat json 2>/dev/null) == *LVM:* ]]
  export OCF_RESKEY_volumes=SAN
  run_agent 1 start
  reason_contains "missing on host1: /dev/SAN/nfs1, /dev/SAN/vm2; lvm lvchange exited with 5: "
}

@test "one volume of a group may be asked for by name or path" {
  export OCF_RESKEY_volumes=SAN/nfs1
  run_agent 1 start
  reason_contains "missing on host1: /dev/SAN/nfs1; lvm lvchange"
  export OCF_RESKEY_volumes=/dev/SAN/nfs1
  run_agent 1 start
  reason_contains "missing on host1: /dev/SAN/nfs1; lvm lvchange"
}

@test "an empty list is all that LVM2 lists, but for what an administrator set to be skipped" {
  lvchange --quiet --driverloaded n --setactivationskip y SAN/vm2
  run_agent 1 start
  reason_contains "missing on host1: /dev/SAN/nfs1; lvm lvchange"
}

@test "a name that LVM2 does not know is said so, by start and by validate-all at level 10" {
  export OCF_RESKEY_volumes="SAN9"
  run_agent 1 start
  reason_contains "missing on host1: SAN9 (LVM2 lists nothing there)"
  run_agent 0 validate-all
  export OCF_CHECK_LEVEL=10
  run_agent 5 validate-all
  reason_is "LVM2 on host1 does not know SAN9; correct volumes or LVM2's filter there."
  export OCF_RESKEY_volumes="SAN SAN/vm2"
  run_agent 0 validate-all
}

@test "a stop that may deactivate takes no failure for its own" {
  export OCF_RESKEY_deactivate_on_stop=true OCF_RESKEY_volumes=SAN
  run_agent 0 stop
  run_agent 7 monitor
}
