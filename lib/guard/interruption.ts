import type { Step } from "./step.ts";

/** Pure: what of a program can be left when a person interrupts it. */

/**
 * Whether a step changes anything beyond what was written down. A destination that is prepared has written down too, and
 * strikes it out when it is told.
 */
export function changes(step: Step): boolean {
  switch (step.kind) {
    case "open-operation":
    case "close-operation":
    case "survey":
    case "report":
    case "glance":
    case "look":
    case "await-absence":
    case "view-lease":
    case "join-lease":
    case "holding":
    case "await-turn":
    case "wait":
      return false;
    case "tell":
      return step.message.kind !== "prepare";
    case "rename-operation":
    case "create":
    case "shut-down":
    case "destroy":
    case "pause":
    case "unpause":
    case "resume":
    case "migrate":
    case "acquire":
    case "release":
      return true;
  }
}

/**
 * Whether a step may be left in its midst: a guest was asked to shut down and gets minutes for that. Its operation stays
 * open, and repair goes by what is there then.
 */
export function mayBeLeft(step: Step): boolean {
  return step.kind === "await-absence" && step.patience === "stop";
}

/** What takes back the steps of a program that changed nothing, the hand-over's other end first. */
export function withdrawals(done: readonly Step[]): readonly Step[] {
  // Told to prepare twice, a destination has prepared once.
  const hosts = new Map(
    done.flatMap((step): [string, string][] =>
      step.kind === "tell" && step.message.kind === "prepare" ? [[step.host, step.message.id]] : [],
    ),
  );
  const told = [...hosts].map(
    ([host, id]): Step => ({ kind: "tell", host, message: { kind: "cancel", id } }),
  );
  const opened = done.flatMap((step): Step[] =>
    step.kind === "open-operation" ? [{ kind: "close-operation", id: step.operation.id }] : [],
  );
  return [...told, ...opened];
}
