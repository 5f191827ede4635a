import { constants } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "../../system/atomic-file.ts";
import { readBoundedFile } from "../../system/bounded-file.ts";
import { guestNameProblem } from "../../xen/guest-name.ts";
import { prepareStore } from "../operation-folder.ts";
import { decodeStay, encodeStay, type Stay } from "./stay.ts";

export const staysFolder = "/var/lib/xensan/stays";

/** Since when guests run on this host, one file for each guest, written by the programs that let it run. */
export type StayStore = {
  /** A stay that is on record already keeps its beginning. @throws the system's errors */
  readonly note: (guest: string, domid: number, by: string) => void;
  /** Of the domain that has this id now; undefined: it is not known, as where it was started by hand. */
  readonly read: (guest: string, domid: number) => Stay | undefined;
};

/** What a store needs besides its folder. */
export type StayTime = { readonly bootId: () => string; readonly wallClockMs: () => number };

/** Bytes. A record has some two hundred. */
const largest = 4_096;

export function stayStore(folder: string, { bootId, wallClockMs }: StayTime): StayStore {
  const pathOf = (guest: string) => join(folder, `${guest}.json`);
  const read = (guest: string, domid: number) => {
    const stay = guestNameProblem(guest) === undefined ? readStay(pathOf(guest), guest) : undefined;
    return stay?.domid === domid && stay.bootId === bootId() ? stay : undefined;
  };
  return {
    read,
    note: (guest, domid, by) => {
      if (guestNameProblem(guest) !== undefined || read(guest, domid) !== undefined) return;
      prepareStore(folder);
      const stay = { guest, domid, bootId: bootId(), sinceMs: wallClockMs(), by };
      writeFileAtomically(pathOf(guest), encodeStay(stay), 0o600);
    },
  };
}

/** What cannot be read or understood tells nothing, and does no harm. */
function readStay(path: string, guest: string): Stay | undefined {
  try {
    const file = readBoundedFile(path, largest, constants.O_NOFOLLOW);
    return file === undefined || file.bytes.length > largest
      ? undefined
      : decodeStay(file.bytes.toString("utf8"), guest);
  } catch {
    return undefined;
  }
}
