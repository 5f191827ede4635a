import type { RunCommand } from "../../../lib/system/command.ts";
import { describeFailure } from "../../../lib/system/command-failure.ts";

/** What this host is looked at with. */
export type LookEffects = {
  readonly run: RunCommand;
  readonly isInstalled: (program: string) => boolean;
  /** "" but in tests: what stands before every path. */
  readonly root: string;
  /** Milliseconds that one tool may take. */
  readonly toolMs: number;
};

export type Printed =
  | { readonly kind: "printed"; readonly stdout: string }
  /** One clause. */
  | { readonly kind: "unknown"; readonly reason: string };

/** What a tool prints that must end with 0. */
export async function printedBy(
  { run, toolMs }: Pick<LookEffects, "run" | "toolMs">,
  file: string,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<Printed> {
  const result = await run(file, args, { timeoutMs: toolMs, ...(env === undefined ? {} : { env }) });
  if (result.kind === "exited" && result.exitCode === 0) return { kind: "printed", stdout: result.stdout };
  return { kind: "unknown", reason: describeFailure([file, ...args.slice(0, 2)].join(" "), result) };
}
