import type { Stats } from "node:fs";
import { readBoundedFile } from "../../system/bounded-file.ts";
import { disksOfConfig } from "../../xen/disk-config.ts";
import { type DomainConfig, largestConfig, parseDomainConfig } from "../../xen/domain-config.ts";
import { type WantedDisks, wantedOf } from "./wanted.ts";

/**
 * The disks that a guest's configuration gives it; unknown where others than root may write that file, or where it is
 * another guest's: then other disks would be looked at, and another lease taken, than belong to what is created.
 */
export function disksOfConfigFile(path: string, guest: string): WantedDisks {
  const read = readGuestConfig(path, guest);
  if (read.kind === "unknown") return read;
  const found = disksOfConfig(read.config);
  if (found.kind === "failed") return unknown(found.reasons[0]);
  return { kind: "known", disks: wantedOf(found.disks) };
}

export type GuestConfig =
  | { readonly kind: "config"; readonly config: DomainConfig; readonly bytes: Uint8Array }
  /** One clause without the final stop. */
  | { readonly kind: "unknown"; readonly reason: string };

/** A guest's configuration, if it is the guest's and nobody but root can have written it. */
export function readGuestConfig(path: string, guest: string): GuestConfig {
  try {
    const file = readBoundedFile(path, largestConfig);
    if (file === undefined) return unknown(`${path} is not a regular file`);
    const wrong = distrust(file.stat);
    if (wrong !== undefined) return unknown(`${path} ${wrong}`);
    const parsed = parseDomainConfig(path, file.bytes);
    if (parsed.kind === "failed") return unknown(parsed.reason);
    const { config } = parsed;
    const name = config.settings.get("name");
    const called = name?.kind === "string" ? name.text : undefined;
    if (called === guest) return { kind: "config", config, bytes: file.bytes };
    const found = called === undefined ? "it has no name" : `its name is ${called}`;
    return unknown(`${path} is not ${guest}'s: ${found}`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return unknown(code === "ENOENT" ? `${path} does not exist` : `${path} cannot be read (${code})`);
  }
}

/** What is wrong with the file, as the end of a clause; undefined: it may be trusted. */
function distrust({ uid, mode }: Stats): string | undefined {
  if (uid !== 0) return `decides whose disks are looked at, but user ${uid} owns it and not root`;
  if ((mode & 0o022) !== 0) return "decides whose disks are looked at, but others than root may write to it";
  return undefined;
}

function unknown(reason: string): { readonly kind: "unknown"; readonly reason: string } {
  return { kind: "unknown", reason: reason.replace(/\.$/, "") };
}
