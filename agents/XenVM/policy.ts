import type { Found } from "../../lib/guard/permit/permit-store.ts";
import type { Ending } from "../../lib/guard/step.ts";
import { type ExitCode, exitCode } from "../../lib/ocf/exit-code.ts";

/**
 * Who may act, and what the cluster is told when it may not. Everything here is decided from facts alone. Reasons say
 * what was refused and what to do in their first 127 characters: crm_mon of Pacemaker 2.1.5 shows no more (measured).
 */

export type ChangingAction = "start" | "stop" | "migrate_to";

export type Decision =
  | { readonly kind: "go" }
  | { readonly kind: "refuse"; readonly code: ExitCode; readonly reason: string };

export type Asked = {
  readonly action: ChangingAction;
  readonly guest: string;
  readonly node: string;
  /** Of a migration. */
  readonly target?: string;
};

/** With the policy manual: whether the cluster may do what it asks for, by the permit that was found. */
export function byPermit(asked: Asked, permit: Found): Decision {
  switch (permit.kind) {
    case "valid":
      return { kind: "go" };
    case "none":
      return refuse(asked, `${asked.guest} is ${deeds[asked.action]} by hand only`);
    case "expired":
      return refuse(asked, `the permit to ${verbs[asked.action]} ${asked.guest} has run out`);
    case "unusable":
      return refuse(
        asked,
        `${asked.guest} was not ${deeds[asked.action]}, its permit is void`,
        ` The permit: ${permit.reason}.`,
      );
  }
}

/**
 * 6 keeps Pacemaker from trying a refused start on any other node, until an administrator cleans up. A stop or a
 * migration that is refused is not tried elsewhere, and 1 says that the guest is as it was.
 */
export function refusalCode(action: ChangingAction): ExitCode {
  return action === "start" ? exitCode.notConfigured : exitCode.generic;
}

/**
 * The exit code for how a guarded program ended. What speaks against a start speaks against it on every node, since all of
 * them, their disks and the lease were asked, or did not answer: no other node is to be tried. The same holds while
 * something is left half done. But a start that was tried, failed and was undone may succeed on another node.
 */
export function codeOf(action: ChangingAction, ending: Ending): ExitCode {
  switch (ending.kind) {
    case "done":
      return exitCode.success;
    case "refused":
    case "unfinished":
      return refusalCode(action);
    case "failed":
      return exitCode.generic;
  }
}

const verbs = { start: "start", stop: "stop", migrate_to: "move" } as const;
const deeds = { start: "started", stop: "stopped", migrate_to: "moved" } as const;

/** The permit's name for an action. */
export const permitFor = { start: "start", stop: "stop", migrate_to: "migrate" } as const;

function refuse(asked: Asked, what: string, more = ""): Decision {
  const { action, guest, node, target } = asked;
  const word = permitFor[action];
  const command = `xensan ${word} ${guest}${target === undefined ? "" : ` ${target}`}`;
  return {
    kind: "refuse",
    code: refusalCode(action),
    reason: `${what}: run ${command} on ${node}. (Or let the cluster: xensan permit ${guest} ${word}.)${more}`,
  };
}
