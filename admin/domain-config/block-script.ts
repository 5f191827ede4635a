/** The name by which a guest's configuration has Xen run our script for a disk; it is in /etc/xen/scripts. */
export const blockScript = "block-xensan";
