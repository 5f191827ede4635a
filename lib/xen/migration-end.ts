import type { CommandResult } from "../system/command.ts";
import { describeFailure } from "../system/command-failure.ts";

/**
 * How a migration ended for the toolstack. It is a hint where to look first, never a fact about a guest: xl exits with 1
 * for every failure, its loudest errors appear while the source runs on untouched, and xend destroys the source
 * without hearing of the destination. What is true is what both hosts say of the guest afterwards.
 */
export type MigrationEnd =
  /** Exit 0. With xm this says nothing of the destination. */
  | { readonly kind: "said-done" }
  | { readonly kind: "said-failed"; readonly suggests: Suggestion; readonly reason: string };

export type Suggestion =
  /** Nothing was sent: no such domain, no way to the destination, or it gave no sign of life. */
  | "not-begun"
  /** It failed before the source was stopped, or the source says that it goes on. */
  | "source-goes-on"
  /** The destination may run its copy or not, and the source stands still: nobody knows. */
  | "either"
  /** Cut off, or in words that are not known here. */
  | "unclear";

/** Sorts what `xl migrate` of Xen 4.17 left behind. All its text is on standard error. */
export function xlMigrationEnd(result: CommandResult): MigrationEnd {
  if (result.kind === "exited" && result.exitCode === 0) return { kind: "said-done" };
  const suggests = result.kind === "exited" ? suggestionOf(result.stderr) : "unclear";
  const neverRan = result.kind === "not-found" || result.kind === "failed-to-start";
  const printed = neverRan ? "" : result.stderr;
  const cause = causes.find(([sign]) => sign.test(printed))?.[1] ?? refusedDisk(printed);
  return {
    kind: "said-failed",
    suggests: neverRan ? "not-begun" : suggests,
    reason: cause === undefined ? describeFailure("xl migrate", result) : cause,
  };
}

/** In the order in which xl_migrate.c of Xen 4.17 passes them: the last point that was reached decides. */
function suggestionOf(stderr: string): Suggestion {
  if (stderr.includes("Domain state is now undefined")) return "either";
  if (stderr.includes("migration sender: Resumed OK.")) return "source-goes-on";
  // Asked back, but not resumed.
  if (stderr.includes("migration sender: Giving target permission to start.")) return "either";
  const wentBack = stderr.includes("Migration failed, resuming at sender.");
  // Then the resume found the source never stopped; without this line it was stopped and should go on now.
  if (wentBack || stderr.includes("Migration failed, failed to suspend at sender.")) return "source-goes-on";
  if (/reading banner from migration receiver stream/.test(stderr)) return "not-begun";
  if (/is an invalid domain identifier/.test(stderr)) return "not-begun";
  return "unclear";
}

/** libxl repeats what a block script wrote for it; ours begins with xensan's name. */
function refusedDisk(printed: string): string | undefined {
  const [, sentence] = /\bscript: xensan: (.*?)\.?\s*$/m.exec(printed) ?? [];
  return sentence === undefined ? undefined : `the destination's block script says: ${sentence}`;
}

/** What the people who migrate can do something about, in the words of captures and of libxl's sources. */
const causes: readonly (readonly [RegExp, string])[] = [
  [/Domain with name ".*" already exists/, "the destination already has a domain of this name"],
  [/Failed to populate physmap/, "the destination has not enough free memory"],
  [/Could not resolve hostname/, "the destination's name cannot be resolved"],
  [/No route to host|Connection refused|Connection timed out/, "the destination cannot be reached by ssh"],
  [/Host key verification failed/, "ssh does not know the destination's host key"],
  [/Permission denied \(/, "the destination does not accept this host's ssh key"],
  [/is an invalid domain identifier/, "xl does not know the domain"],
  [
    /Failed to enable logdirty/,
    "this hypervisor cannot migrate a paravirtual guest (it is built without shadow paging)",
  ],
  // The last lines are then those of a resume that finds the source never stopped, and only frighten.
  [
    /^(?!.*Failed to read Record Header).*migration target: Domain creation failed/s,
    "the destination could not build its copy of the domain",
  ],
  [
    /^(?!.*Target has acknowledged transfer).*Saving domain .*migration transport process \[\d+\] exited with error status/s,
    "the connection to the destination ended before all of the domain was there",
  ],
];

/**
 * Sorts what `xm migrate` of Xen 3.0.4 left behind: exit 1 whatever failed (main.py). XendCheckpoint.save() gives a
 * guest that was stopped no way to go on, so only what fails before the sending suggests anything.
 */
export function xmMigrationEnd(result: CommandResult): MigrationEnd {
  if (result.kind === "exited" && result.exitCode === 0) return { kind: "said-done" };
  const neverRan = result.kind === "not-found" || result.kind === "failed-to-start";
  const refused =
    result.kind === "exited" &&
    /can't connect: |Domain '.*' does not exist|Unable to connect to xend/.test(result.stderr);
  return {
    kind: "said-failed",
    suggests: neverRan || refused ? "not-begun" : "unclear",
    reason: describeFailure("xm migrate", result),
  };
}
