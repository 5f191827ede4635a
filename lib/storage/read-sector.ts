import type { RunCommand } from "../system/command.ts";
import { describeFailure } from "../system/command-failure.ts";
import type { Process } from "../system/processes.ts";

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
  const input = `if=${path}`;
  const hanging = listProcesses().find(
    (process) => process.name === "dd" && process.arguments.includes(input),
  );
  if (hanging) {
    return { kind: "failed", reason: `an earlier read still hangs (process ${hanging.pid})` };
  }
  const result = await run("dd", [input, "of=/dev/null", `bs=${sectorBytes}`, "count=1", "iflag=direct"], {
    timeoutMs,
  });
  return result.kind === "exited" && result.exitCode === 0
    ? { kind: "read" }
    : { kind: "failed", reason: describeFailure("a read with dd", result) };
}
