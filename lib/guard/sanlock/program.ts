import type { CommandResult } from "../../system/command.ts";
import { describeFailure } from "../../system/command-failure.ts";
import type { LeaseHost } from "./host.ts";

/** What sanlock printed, in all: what it means stands in the text, and not in its exit code. */
export type Said =
  | { readonly kind: "said"; readonly text: string }
  | { readonly kind: "unknown"; readonly reason: string };

type Runner = Pick<LeaseHost, "run" | "runDirectory">;

/** Runs sanlock(8), e.g. `direct read_leader -s …`. */
export async function sanlock(host: Runner, args: readonly string[], timeoutMs: number): Promise<Said> {
  const result = await host.run("sanlock", args, { timeoutMs, ...environment(host) });
  return saidBy(`sanlock ${args.slice(0, 2).join(" ")}`, result);
}

/**
 * Reads the volume past the daemon, e.g. by `read_leader -r …`. By plain reads (`-a 0`): each call would wait some 25 ms longer for the
 * kernel to take a queue for asynchronous ones away, while a guest may stand still. A path that hangs is given up by the cap here, as
 * it would be with a queue.
 */
export function readVolumeBy(host: Runner, args: readonly string[], timeoutMs: number): Promise<Said> {
  return sanlock(host, ["direct", ...args, "-a", "0"], timeoutMs);
}

export function saidBy(what: string, result: CommandResult): Said {
  if (result.kind === "exited") return { kind: "said", text: result.stdout };
  if (result.kind === "not-found") return { kind: "unknown", reason: notInstalled };
  return { kind: "unknown", reason: describeFailure(what, result) };
}

export function environment({ runDirectory }: Runner): { readonly env?: Readonly<Record<string, string>> } {
  return runDirectory === undefined ? {} : { env: { SANLOCK_RUN_DIR: runDirectory } };
}

const notInstalled = "sanlock is not installed on this host: install the package sanlock";

export const noDaemon = "sanlock's daemon does not run on this host: start it (systemctl start sanlock)";
