import { deadlineAfter } from "../../system/deadline.ts";
import type { Holding, LeaseView, SignOfLife } from "../lease.ts";
import { readClaimAt, readHostRecord, readVolume, viewOf } from "./claim.ts";
import { holdingOf, readStatus } from "./holding.ts";
import type { LeaseHost } from "./host.ts";
import { type IndexEntry, parseIndex } from "./index-entries.ts";
import type { Geometry } from "./place.ts";
import { readVolumeBy } from "./program.ts";
import { readSignsOfLife } from "./signs-of-life.ts";

/** The lease volume as this host sees it, for a person. */
export type Shown =
  | {
      readonly kind: "shown";
      readonly geometry: Geometry;
      /** As the daemon calls this host; undefined: it does not answer. */
      readonly daemonName: string | undefined;
      readonly hosts: readonly ShownHost[];
      /** In the order of the index, those of guests that the cluster file does not have included. */
      readonly claims: readonly ShownClaim[];
    }
  | { readonly kind: "unknown"; readonly reason: string };

export type ShownHost = {
  readonly name: string;
  readonly leaseId: number;
  readonly sign: SignOfLife;
  /** What the last daemon with this number called itself: another name than the host's is worth a look. */
  readonly nameOnVolume: string | undefined;
};

export type ShownClaim = {
  readonly guest: string;
  readonly view: LeaseView;
  /** What this host's daemon has of it; undefined: nothing. */
  readonly holding: Holding | undefined;
};

export async function showVolume(host: LeaseHost, timeoutMs: number): Promise<Shown> {
  const deadline = deadlineAfter(host.clock, timeoutMs);
  const volume = await readVolume(host, timeoutMs);
  if (volume.kind === "unknown") return volume;
  const entries = await readIndex(host, volume.geometry, deadline.remainingMs());
  if (entries === undefined) return { kind: "unknown", reason: `the index of ${host.path} cannot be read` };
  const status = await readStatus(host, deadline.remainingMs());
  const signs = await readSignsOfLife(host, deadline.remainingMs());
  const hosts: ShownHost[] = [];
  for (const [name, leaseId] of host.nodes) {
    const record = await readHostRecord(host, leaseId, deadline.remainingMs());
    const nameOnVolume =
      record.kind === "record" && record.leader.name !== "" ? record.leader.name : undefined;
    hosts.push({ name, leaseId, sign: signs.get(name) ?? "unknown", nameOnVolume });
  }
  const claims: ShownClaim[] = [];
  for (const { guest, offset } of entries) {
    const claim = await readClaimAt(host, guest, offset, deadline.remainingMs());
    const view = claim.kind === "unknown" ? claim : viewOf(host, claim);
    claims.push({
      guest,
      view,
      holding: status.kind === "status" ? holdingOf(host, status, guest) : undefined,
    });
  }
  const daemonName = status.kind === "status" ? status.daemonName : undefined;
  return { kind: "shown", geometry: volume.geometry, daemonName, hosts, claims };
}

/** The index alone: a dump of the whole volume would read all of it. */
async function readIndex(
  host: LeaseHost,
  { sectorBytes, alignBytes }: Geometry,
  timeoutMs: number,
): Promise<readonly IndexEntry[] | undefined> {
  const where = `${host.path}:${alignBytes}:${alignBytes}`;
  const sizes = ["-Z", String(sectorBytes), "-A", `${alignBytes / (1024 * 1024)}M`];
  const said = await readVolumeBy(host, ["dump", where, "-f", "1", ...sizes], timeoutMs);
  return said.kind === "said" ? parseIndex(said.text) : undefined;
}
