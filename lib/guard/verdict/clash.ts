import type { DiskUse } from "../facts.ts";

/**
 * Whether a guest may not have a disk while this use of it lasts. Readers share among themselves, and who writes is
 * alone, as in Xen's own block script (check_sharing in Linux/block of Xen 4.17). Xen's `w!` shares with readers and with
 * other `w!`: both sides took it on themselves. What is not known writes.
 */
export function clashes({ wanted, access }: DiskUse): boolean {
  return access === undefined || wanted === "write" || access === "write";
}
