/**
 * What goes into the machines of the Xen lab. The cache of images is keyed by this and by all files beside it, so that
 * whoever changes a word here gets new images.
 */

export const suite = "bookworm";

/** The userland of the dom0, as `apt-get install --no-install-recommends` on a Xen host. */
export const dom0Packages = [
  ...["systemd", "systemd-sysv", "udev", "kmod", "procps", "e2fsprogs", "libstdc++6"],
  ...["xen-utils-4.17", "xen-utils-common", "xenstore-utils", "bridge-utils"],
  ...["openssh-server", "openssh-client", "iproute2", "iputils-ping"],
  ...["lvm2", "sanlock", "corosync", "pacemaker", "pacemaker-cli-utils", "resource-agents"],
];

/** Extracted and not configured, whatever this machine has of them: a boot loader and the making of an initrd would only take time. */
export const kernelPackages = [
  "xen-hypervisor-4.17-amd64",
  "linux-image-amd64",
  "linux-image-cloud-amd64",
  "busybox-static",
];

/** Kernel modules of the dom0; a whole /lib/modules is 400 MiB. */
export const dom0Modules = [
  ...["xen-evtchn", "xen-gntdev", "xen-gntalloc", "xen-privcmd", "xenfs", "xen-blkback", "xen-netback"],
  ...["bridge", "loop", "dm-mod", "dm-snapshot", "virtio_net", "virtio_blk", "virtio_pci", "ext4", "sctp"],
  ...["configfs", "fuse", "efivarfs", "autofs4", "dm-mirror", "nbd", "tun"],
];

/** Units that have nothing to do in a machine that lives for minutes. */
export const maskedUnits = [
  ...[
    "apt-daily.timer",
    "apt-daily-upgrade.timer",
    "dpkg-db-backup.timer",
    "e2scrub_all.timer",
    "fstrim.timer",
  ],
  ...["e2scrub_reap.service", "logd.service", "systemd-pstore.service", "systemd-firstboot.service"],
  ...["systemd-logind.service", "getty.target", "systemd-binfmt.service", "systemd-update-utmp.service"],
  ...["dm-event.socket", "lvm2-monitor.service", "lvm2-lvmpolld.socket", "proc-sys-fs-binfmt_misc.automount"],
  ...["systemd-update-utmp-runlevel.service", "dbus.service", "dbus.socket", "man-db.timer"],
];

/**
 * Debian's hypervisor has no shadow paging, so its guests are PVH, on the SVM that QEMU emulates. Without -smap dom0
 * dies at its first iretq; the other features are those with which Xen 4.17 does not start a PVH guest under TCG.
 */
export const cpu = "max,-smap,-rdtscp,-avx,-avx2,-f16c,-fma,-xsavec,-xsaves,-xsaveopt,-xsave,-mpx,-pku";

export const hypervisorOptions = (dom0MiB: number): string =>
  `com1=115200,8n1 console=com1 dom0_mem=${dom0MiB}M,max:${dom0MiB}M loglvl=warning guest_loglvl=warning ` +
  "smt=1 spec-ctrl=eager-fpu";

/** Of one machine; what the dom0 does not have is for its guests. */
export const machineMiB = 1152;
export const dom0MiB = 640;
