import { isDeepStrictEqual } from "node:util";
import type { RunCommand } from "../../lib/system/command.ts";
import { describeFailure } from "../../lib/system/command-failure.ts";
import type { Process } from "../../lib/system/processes.ts";

export type ReadOutcome = { readonly kind: "read" } | { readonly kind: "failed"; readonly reason: string };

type Effects = { readonly run: RunCommand; readonly listProcesses: () => readonly Process[] };

/**
 * Reads the first sector past the page cache, in a process of its own: on a path that hangs, the read cannot be
 * taken back, and only a child can be left behind. One such child per device is enough; while it hangs, no further
 * read is tried.
 */
export async function readSector(
  { run, listProcesses }: Effects,
  path: string,
  sectorBytes: number,
  timeoutMs: number,
): Promise<ReadOutcome> {
  const args = [`if=${path}`, "of=/dev/null", `bs=${sectorBytes}`, "count=1", "iflag=direct"];
  // All arguments, not only the device: an administrator may be copying it with a dd of their own.
  const hanging = listProcesses().find(
    (process) => process.name === "dd" && isDeepStrictEqual(process.arguments.slice(1), args),
  );
  if (hanging) {
    return { kind: "failed", reason: `an earlier read still hangs (process ${hanging.pid})` };
  }
  const result = await run("dd", args, { timeoutMs });
  if (result.kind !== "exited" || result.exitCode !== 0) {
    return { kind: "failed", reason: describeFailure("a read with dd", result) };
  }
  // dd also succeeds at the end of a device, and a device that lost its medium has its end at once.
  return /^1\+0 records in$/m.test(result.stderr)
    ? { kind: "read" }
    : { kind: "failed", reason: "a read with dd found the device empty" };
}
