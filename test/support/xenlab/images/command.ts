import { realpathSync } from "node:fs";
import { runCommand } from "../../../../lib/system/command.ts";
import { describeFailure } from "../../../../lib/system/command-failure.ts";

/** The Node.js that goes into the dom0: the one that runs this. */
export const nodeHere = realpathSync(process.execPath);

/**
 * Runs a tool that makes a part of the images, at low priority.
 * @returns its standard output
 * @throws Error where it fails or takes more than ten minutes
 */
export async function make(file: string, args: readonly string[], input?: string): Promise<string> {
  const result = await runCommand("nice", ["-n", "10", file, ...args], {
    timeoutMs: 600_000,
    ...(input === undefined ? {} : { input }),
  });
  if (result.kind === "exited" && result.exitCode === 0) return result.stdout;
  throw new Error(`The lab's images cannot be made: ${describeFailure(file, result)}.`);
}
