/**
 * What may stand for volumes: a container or volume group ("san2", "lvm2/san2"), or a device path
 * ("/dev/evms/san2/vm2"). Letters as LVM2 allows them in names; no "..", so that no name leads out of /dev/evms, and no
 * "-" in front, as of an option.
 */
export const volumeNamePattern =
  /^(?!-)\/?(?!\.{1,2}(\/|$))[A-Za-z0-9_+.-]+(\/(?!\.{1,2}(\/|$))[A-Za-z0-9_+.-]+)*$/;
