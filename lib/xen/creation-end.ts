import type { CommandResult } from "../system/command.ts";
import { describeFailure } from "../system/command-failure.ts";
import type { Outcome } from "./toolstack.ts";

/**
 * How `xl create` of Xen 4.17 ended. Its last words after a failure are about what it clears away ("Destruction of domain
 * failed"): the cause is what a script said, or else its first error (both seen on real Xen).
 */
export function creationOutcome(result: CommandResult): Outcome {
  if (result.kind === "exited" && result.exitCode === 0) return { kind: "done" };
  const cause = result.kind === "exited" ? causeIn(result.stderr) : undefined;
  const plain = describeFailure("xl create", result);
  if (result.kind !== "exited" || cause === undefined) return { kind: "failed", reason: plain };
  return { kind: "failed", reason: `xl create exited with ${result.exitCode}: ${cause}` };
}

const longest = 300;

function causeIn(stderr: string): string | undefined {
  const script = /: script: (.+)$/m.exec(stderr)?.[1];
  // "libxl: error: libxl_dom.c:594:libxl__build_dom: …", "xc: error: panic: xg_dom_core.c:536: …"
  const first = /^(?:libxl|xc): error: (?:panic: )?(?:\S+\.c:\d+: ?\S+: )?(.+)$/m.exec(stderr)?.[1];
  return (script ?? first)?.trim().slice(0, longest);
}
