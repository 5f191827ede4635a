import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { oneLine } from "../../ocf/one-line.ts";
import { deviceNumber } from "../../storage/block-device.ts";
import type { Clock } from "../../system/clock.ts";
import { belongsTo, type Domain, mayExecute } from "../../xen/domain.ts";
import type { Listing } from "../../xen/presence.ts";
import type { Toolstack } from "../../xen/toolstack.ts";
import type { DiskUses } from "../facts.ts";
import { btrfsUsers } from "./btrfs.ts";
import { readMountTables } from "./mount-tables.ts";
import { parseSwaps } from "./mounts.ts";
import { fileThing, readDevices } from "./read-devices.ts";
import { type DiskFacts, type Place, type User, usesOf } from "./uses.ts";
import { type WantedDisks, withAttached } from "./wanted.ts";

export type DiskEffects = {
  readonly toolstack: Pick<Toolstack, "listWithDisks">;
  /** "/proc" and "/sys", but in tests. */
  readonly proc: string;
  readonly sys: string;
  /** By its configuration here, what a guest has that is on its way to this host; unknown where that is no guest's. */
  readonly disksOfArriving: (guest: string) => WantedDisks;
  readonly clock: Clock;
  /** Milliseconds that a domain gets of which the toolstack does not say yet what disks it has. 0: nobody can wait. */
  readonly patienceMs: number;
};

/**
 * Who on this host has one of these disks, or of those that the guest has here besides, by what the kernel and the toolstack show; nothing is opened. Never throws for
 * what it finds: what cannot be looked at makes the answer unknown.
 */
export async function lookAtDisks(
  effects: DiskEffects,
  guest: string,
  wanted: WantedDisks,
  timeoutMs: number,
): Promise<DiskUses> {
  const { proc, sys, patienceMs } = effects;
  const asked = listWhole(effects, guest, timeoutMs);
  // Nobody waits for anything then, and the toolstack's program runs meanwhile.
  if (patienceMs === 0) await setImmediate();
  const early = patienceMs === 0 ? hostDisks(proc, sys) : undefined;
  const listing = await asked;
  if (listing.kind === "unknown") return listing;
  const { domains } = listing;
  const all = withAttached(
    wanted,
    domains.filter(({ name }) => belongsTo(guest, name)),
  );
  if (all.kind === "unknown") return all;
  const host = early ?? hostDisks(proc, sys);
  if (host.kind === "unknown") return host;
  try {
    return usesOf(guest, all.disks, { ...host, domains, placeOf });
  } catch (error) {
    return unknown(error);
  }
}

type HostDisks =
  | ({ readonly kind: "known" } & Pick<DiskFacts, "devices" | "users">)
  | { readonly kind: "unknown"; readonly reason: string };

function hostDisks(proc: string, sys: string): HostDisks {
  try {
    const users = [...mountUsers(proc), ...btrfsUsers(sys), ...swapUsers(proc)];
    return { kind: "known", devices: readDevices(sys), users };
  } catch (error) {
    return unknown(error);
  }
}

function unknown(error: unknown): { readonly kind: "unknown"; readonly reason: string } {
  return { kind: "unknown", reason: `the disks of this host cannot be looked at (${messageOf(error)})` };
}

/**
 * A domain that is being created tells its disks once it is complete, and one that ends may tell none any more: both
 * pass, so they are waited for. The guest itself is in the way whatever its disks are, so nobody waits for it.
 */
async function listWhole(
  { toolstack, disksOfArriving, clock, patienceMs }: DiskEffects,
  guest: string,
  timeoutMs: number,
): Promise<Listing> {
  const end = clock.nowMs() + patienceMs;
  for (;;) {
    const listing = await toolstack.listWithDisks(timeoutMs);
    if (listing.kind === "unknown") return listing;
    const domains = listing.domains.map((domain) => withArrivingDisks(domain, disksOfArriving));
    const untold = domains.filter(({ disks }) => disks === undefined);
    const passes = untold.length > 0 && !untold.some(({ name }) => belongsTo(guest, name));
    if (!passes || clock.nowMs() >= end) return { kind: "listed", domains };
    await clock.sleep(betweenMs);
  }
}

/** Between two looks at domains that are being created. */
const betweenMs = 500;

const incoming = "--incoming";

/**
 * The toolstack does not say what disks a copy has that is still being filled: libxl keeps a domain's configuration once it
 * is complete (domcreate_complete() of Xen 4.17). It executes nothing until then, and what its source has there every
 * survey hears from that host; here its configuration speaks for it, so that one arrival does not hold up the next.
 */
function withArrivingDisks(domain: Domain, disksOf: DiskEffects["disksOfArriving"]): Domain {
  const { name, disks, state } = domain;
  if (disks !== undefined || name?.endsWith(incoming) !== true || mayExecute(state)) return domain;
  const known = disksOf(name.slice(0, -incoming.length));
  if (known.kind === "unknown") return domain;
  return { ...domain, disks: known.disks.map((disk) => ({ ...disk, vdev: "" })) };
}

/** Follows symbolic links, as whoever opens the path does: two paths to one device are one. */
export function placeOf(path: string): Place {
  try {
    const stat = statSync(path, { bigint: true });
    if (stat.isBlockDevice()) return { kind: "thing", thing: deviceNumber(stat.rdev) };
    if (stat.isFile()) return { kind: "thing", thing: fileThing(stat) };
    return { kind: "unclear", why: "is neither a block device nor a file" };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENXIO") return { kind: "absent" };
    return { kind: "unclear", why: `cannot be looked at (${code})` };
  }
}

function mountUsers(proc: string): readonly User[] {
  return readMountTables(proc).flatMap(({ mounts, elsewhere }) =>
    mounts.flatMap(({ number, mountPoint, source, access }) => {
      const where = elsewhere === undefined ? "" : ` of process ${elsewhere}`;
      const who = oneLine(`a mount on ${mountPoint}${where}`);
      const place = number.startsWith("0:") && source.startsWith("/dev/") ? placeOf(source) : undefined;
      const second = place?.kind === "thing" ? [{ thing: place.thing, who, access }] : [];
      return [{ thing: number, who, access }, ...second];
    }),
  );
}

function swapUsers(proc: string): readonly User[] {
  const paths = parseSwaps(readFileSync(join(proc, "swaps"), "utf8"));
  if (paths === undefined) throw new Error("the list of swap spaces is not understood");
  return paths.flatMap((path) => {
    const place = placeOf(path);
    return place.kind === "thing"
      ? [{ thing: place.thing, who: "this host's swap", access: "write" as const }]
      : [];
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? oneLine(error.message) : String(error);
}
