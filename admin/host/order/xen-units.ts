/** Of Debian's, Xen's own and old ones, whichever the host has. */
export const xenUnits: readonly string[] = [
  "xen.service",
  "xend.service",
  "xenstored.service",
  "xenconsoled.service",
  "xen-init-dom0.service",
  "xen-qemu-dom0-disk-backend.service",
];
