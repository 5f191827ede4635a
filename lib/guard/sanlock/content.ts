import { describeFailure } from "../../system/command-failure.ts";
import { deadlineAfter } from "../../system/deadline.ts";
import type { LeaseHost } from "./host.ts";

/** What stands where something is to be written. */
export type Content =
  | { readonly kind: "blank" }
  /** `what` completes "it holds …". */
  | { readonly kind: "other"; readonly what: string }
  | { readonly kind: "unknown"; readonly reason: string };

type Runner = Pick<LeaseHost, "run" | "clock" | "path">;

/** Whether a part of the volume is all zeros, and what it is by its signature where it is not. */
export async function lookAtContent(
  { run, clock, path }: Runner,
  fromBytes: number,
  bytes: number,
  timeoutMs: number,
): Promise<Content> {
  const deadline = deadlineAfter(clock, timeoutMs);
  const args = ["-c", compare, "sh", path, String(fromBytes / mebibyte), String(bytes / mebibyte)];
  const compared = await run("sh", args, { timeoutMs });
  if (compared.kind !== "exited") return unknown(path, describeFailure("dd", compared));
  if (compared.stdout === "blank\n") return { kind: "blank" };
  if (compared.stdout === "short\n") return unknown(path, "not all of it was there to read");
  if (compared.stdout !== "other\n") return unknown(path, describeFailure("dd", compared));
  const probe = ["--probe", "--output", "value", "--match-tag", "TYPE", "--match-tag", "PTTYPE", path];
  const probed = await run("blkid", probe, { timeoutMs: deadline.remainingMs() });
  const [word] = probed.kind === "exited" ? (/^[A-Za-z0-9_]+/.exec(probed.stdout) ?? []) : [];
  return { kind: "other", what: word === undefined ? "data" : `data of the type ${word}` };
}

export const mebibyte = 1024 * 1024;

/** Past the page cache, which could show an older state than another host has written. Whole parts only. */
const compare =
  'part=$(dd if="$1" bs=1M skip="$2" count="$3" iflag=direct,fullblock status=none | tr -d "\\000" | head -c 1 | od -An -tx1) ' +
  '&& size=$(dd if="$1" bs=1M skip="$2" count="$3" iflag=direct,fullblock status=none | wc -c) && ' +
  'if [ -n "$part" ]; then echo other; elif [ "$size" -eq $(($3 * 1048576)) ]; then echo blank; else echo short; fi';

function unknown(path: string, why: string): Content {
  return { kind: "unknown", reason: `${path} could not be read to see whether it is empty: ${why}` };
}
