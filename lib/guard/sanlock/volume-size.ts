import type { CommandResult } from "../../system/command.ts";
import { describeFailure } from "../../system/command-failure.ts";
import { deadlineAfter } from "../../system/deadline.ts";
import type { LeaseHost } from "./host.ts";
import { type Geometry, geometryFor } from "./place.ts";

export type VolumeSize =
  | { readonly kind: "size"; readonly bytes: number; readonly geometry: Geometry }
  | { readonly kind: "unknown"; readonly reason: string };

/** How large the volume is, and how sanlock would divide it. On a file sanlock takes 512 bytes for a sector. */
export async function readVolumeSize(
  { run, clock, path }: LeaseHost,
  timeoutMs: number,
): Promise<VolumeSize> {
  const deadline = deadlineAfter(clock, timeoutMs);
  const looked = await run("stat", ["--dereference", "--format=%F:%s", path], { timeoutMs });
  const [, type, bytes] = /^([a-z ]+):(\d{1,15})\n$/.exec(printedBy(looked)) ?? [];
  if (type === "regular file" || type === "regular empty file") return size(Number(bytes), 512);
  if (type !== undefined && type !== "block special file") {
    return unknown(`${path} is a ${type}: give a block device or a file`);
  }
  if (type === undefined) return unknown(`${path} cannot be looked at: ${describeFailure("stat", looked)}`);
  const args = ["--getsize64", "--getss", path];
  const measured = await run("blockdev", args, { timeoutMs: deadline.remainingMs() });
  const [, total, sector] = /^(\d{1,15})\n(\d{1,6})\n$/.exec(printedBy(measured)) ?? [];
  if (total === undefined)
    return unknown(`${path} cannot be measured: ${describeFailure("blockdev", measured)}`);
  if (sector !== "512" && sector !== "4096") {
    return unknown(
      `${path} has sectors of ${sector} bytes, and sanlock knows 512 and 4096: give another volume`,
    );
  }
  return size(Number(total), Number(sector));
}

function printedBy(result: CommandResult): string {
  return result.kind === "exited" && result.exitCode === 0 ? result.stdout : "";
}

function size(bytes: number, sectorBytes: number): VolumeSize {
  return { kind: "size", bytes, geometry: geometryFor(sectorBytes) };
}

function unknown(reason: string): VolumeSize {
  return { kind: "unknown", reason };
}
