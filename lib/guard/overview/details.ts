import type { EvacuationRecord } from "../../evacuation/record/record.ts";

/** What a host says of itself only where it is asked for it: it takes longer, and no decision needs it. */
export type HostDetails = {
  /** Of that host, the latest; undefined: none is on record. Of a very large one, the first moves. */
  readonly evacuation: EvacuationRecord | undefined;
  readonly volumes: HostVolumes;
};

/** The volumes that the host's volume manager knows of. */
export type HostVolumes =
  /** Neither EVMS nor LVM2 is installed. */
  | { readonly kind: "none" }
  | { readonly kind: "known"; readonly title: "EVMS" | "LVM2"; readonly volumes: readonly HostVolume[] }
  /** One clause. */
  | { readonly kind: "unknown"; readonly reason: string };

export type HostVolume = {
  /** "container/volume" or "volume group/logical volume". */
  readonly name: string;
  readonly path: string;
  readonly state: VolumeState;
};

/** "inactive": no device is at its path; "dead": a device without a kernel device or a table behind it. */
export const volumeStates = ["active", "inactive", "dead", "unknown"] as const;
export type VolumeState = (typeof volumeStates)[number];

/** An answer has to stay well below a mebibyte. */
const mostMoves = 400;
const longestReason = 300;
export const mostVolumes = 1_000;

/** What fits into an answer of a record of hundreds of guests. */
export function inBrief(record: EvacuationRecord): EvacuationRecord {
  const shorter = <T extends { readonly reason: string | undefined }>(entries: readonly T[]): readonly T[] =>
    entries.slice(0, mostMoves).map((each) => ({ ...each, reason: each.reason?.slice(0, longestReason) }));
  return {
    ...record,
    planned: record.planned.slice(0, mostMoves),
    moves: shorter(record.moves),
    shutdowns: shorter(record.shutdowns),
    left: record.left
      .slice(0, mostMoves)
      .map(({ guest, reason }) => ({ guest, reason: reason.slice(0, longestReason) })),
  };
}
