import { type Geometry, geometryFor } from "./place.ts";
import { resultOf } from "./result-code.ts";

/** A leader record: the lockspace has one for each host, its sign of life; each claim has one, with its owner. */
export type Leader = {
  readonly of: "host" | "claim";
  readonly geometry: Geometry;
  /** 0: nobody ever. */
  readonly ownerId: number;
  /** Who wrote a claim's record: of two hosts that try at once, one may write that the other has won. 0 for a host. */
  readonly writerId: number;
  /** Grows each time that host joins. */
  readonly ownerGeneration: number;
  /** Grows with each acquisition of a claim; 0 for a host. */
  readonly version: number;
  readonly lockspace: string;
  /** The claim's name, or the daemon's name of the host. */
  readonly name: string;
  /** Seconds of the owner's own clock; 0: free, or left in order. */
  readonly timestamp: number;
};

export type LeaderAnswer =
  | { readonly kind: "leader"; readonly leader: Leader }
  | { readonly kind: "failed"; readonly code: number }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Reads `sanlock direct read_leader`. All lines in their order, or it is not known: after a failure sanlock prints the
 * same lines with zeros (as if the claim were free) or with whatever was in its memory.
 */
export function parseLeader(printed: string): LeaderAnswer {
  const code = resultOf("read_leader", printed);
  if (code !== undefined && code !== 0) return { kind: "failed", code };
  const found = code === 0 ? record.exec(printed)?.groups : undefined;
  const leader = found === undefined ? undefined : leaderOf(found);
  return leader === undefined
    ? { kind: "unknown", reason: "sanlock's read_leader printed something other than a record" }
    : { kind: "leader", leader };
}

const number = "\\d{1,16}";
const record = new RegExp(
  [
    "^read_leader done 0",
    "magic (?<magic>0x12212010|0x6152010)",
    "version 0x[0-9a-f]{1,8}",
    "flags 0x(?<flags>[0-9a-f]{1,8})",
    "sector_size (?<sector>512|4096)",
    `num_hosts ${number}`,
    `max_hosts ${number}`,
    `owner_id (?<ownerId>\\d{1,4})`,
    `owner_generation (?<generation>${number})`,
    `lver (?<version>${number})`,
    "space_name (?<space>[!-~]{1,48})",
    "resource_name (?<name>[!-~]{0,48})",
    `timestamp (?<timestamp>${number})`,
    "checksum 0x[0-9a-f]{1,8}",
    "io_timeout \\d{1,5}",
    `(?:extra1 \\d+\nextra2 \\d+\nextra3 \\d+|write_id (?<writerId>\\d{1,4})\nwrite_generation \\d+\nwrite_timestamp \\d+)\n$`,
  ].join("\n"),
);

/** LFL_ALIGN_* of leader.h; records of before sanlock 3.7 have none. */
const aligns: ReadonlyMap<number, number> = new Map([
  [0x10, 1],
  [0x20, 2],
  [0x40, 4],
  [0x80, 8],
]);

function leaderOf(found: Readonly<Record<string, string>>): Leader | undefined {
  const sectorBytes = Number(found["sector"]);
  const alignFlag = Number.parseInt(found["flags"] ?? "", 16) & 0xf0;
  const alignMiB = aligns.get(alignFlag);
  if (alignFlag !== 0 && alignMiB === undefined) return undefined;
  const leader: Leader = {
    of: found["magic"] === "0x12212010" ? "host" : "claim",
    geometry:
      alignMiB === undefined ? geometryFor(sectorBytes) : { sectorBytes, alignBytes: alignMiB * 1024 * 1024 },
    ownerId: Number(found["ownerId"]),
    writerId: Number(found["writerId"] ?? 0),
    ownerGeneration: Number(found["generation"]),
    version: Number(found["version"]),
    lockspace: found["space"] ?? "",
    name: found["name"] ?? "",
    timestamp: Number(found["timestamp"]),
  };
  return isContradictory(leader) ? undefined : leader;
}

/** What is owned has an owner, and what was ever acquired has a version. */
function isContradictory({ of, ownerId, timestamp, version }: Leader): boolean {
  if (timestamp > 0 && ownerId === 0) return true;
  return of === "claim" && (version === 0) !== (ownerId === 0);
}
