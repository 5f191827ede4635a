import type { Place } from "../../lib/guard/disks/uses.ts";
import type { WantedDisks } from "../../lib/guard/disks/wanted.ts";
import { allow, refuse, unknown, type Verdict } from "../../lib/guard/verdict/verdict.ts";

/** What Xen is asked to open. */
export type AskedDisk = {
  /** As the toolstack wrote it into xenstore. */
  readonly target: string;
  readonly writes: boolean;
};

/**
 * Is this one of the guest's disks by its configuration, which the lease and the records stand for? By device and not by
 * text, because paths are many.
 */
export function isItsDisk(
  asked: AskedDisk,
  wanted: WantedDisks,
  config: string,
  placeOf: (path: string) => Place,
): Verdict {
  if (wanted.kind === "unknown") return unknown(wanted.reason);
  const { target, writes } = asked;
  if (!target.startsWith("/")) return refuse("what is to be opened is no path");
  const place = placeOf(target);
  if (place.kind === "absent") return refuse(`${target} is not there`);
  if (place.kind === "unclear") return unknown(`${target} ${place.why}`);
  const same = wanted.disks.filter((disk) => {
    const at = disk.target.startsWith("/") ? placeOf(disk.target) : undefined;
    return at?.kind === "thing" && at.thing === place.thing;
  });
  if (same.length === 0) return refuse(`it is none of its disks by ${config}`);
  if (writes && same.every(({ access }) => access === "read")) {
    return refuse(`by ${config} it may only be read`);
  }
  return allow;
}
