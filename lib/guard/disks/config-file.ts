import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { disksOfConfig } from "../../xen/disk-config.ts";
import { largestConfig, parseDomainConfig } from "../../xen/domain-config.ts";
import { type WantedDisks, wantedOf } from "./wanted.ts";

/**
 * The disks that a guest's configuration gives it; unknown where others than root may write that file, or where it is
 * another guest's: then other disks would be looked at, and another lease taken, than belong to what is created.
 */
export function disksOfConfigFile(path: string, guest: string): WantedDisks {
  try {
    const read = readConfig(path);
    if (typeof read === "string") return unknown(`${path} ${read}`);
    const parsed = parseDomainConfig(path, read);
    if (parsed.kind === "failed") return unknown(parsed.reason);
    const name = parsed.config.settings.get("name");
    const called = name?.kind === "string" ? name.text : undefined;
    if (called !== guest) {
      return unknown(
        `${path} is not ${guest}'s: ${called === undefined ? "it has no name" : `its name is ${called}`}`,
      );
    }
    const found = disksOfConfig(parsed.config);
    if (found.kind === "failed") return unknown(found.reasons[0]);
    return { kind: "known", disks: wantedOf(found.disks) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return unknown(code === "ENOENT" ? `${path} does not exist` : `${path} cannot be read (${code})`);
  }
}

/** What is wrong with the file, as the end of a clause, or its bytes; one byte more than a configuration may have. */
function readConfig(path: string): Uint8Array | string {
  // Not to wait for the writer of a pipe.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return "is not a regular file";
    if (stat.uid !== 0) return `decides whose disks are looked at, but user ${stat.uid} owns it and not root`;
    if ((stat.mode & 0o022) !== 0)
      return "decides whose disks are looked at, but others than root may write to it";
    const buffer = new Uint8Array(largestConfig + 1);
    let length = 0;
    for (let count = -1; count !== 0 && length < buffer.length; length += count) {
      count = readSync(file, buffer, length, buffer.length - length, null);
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function unknown(reason: string): WantedDisks {
  return { kind: "unknown", reason: reason.replace(/\.$/, "") };
}
