import { applyChange } from "../../files/apply-change.ts";
import type { TargetFacts } from "../../files/facts.ts";
import { explained } from "../../files/failure.ts";
import { type Holders, isLocked, locked } from "../../files/lock.ts";
import { realRoot } from "../../files/look.ts";
import type { Perform } from "../../files/perform.ts";
import type { Held } from "../held.ts";
import type { HostFile } from "../host-file.ts";
import type { Decision } from "./decision.ts";
import { lookAtHost, readBackup, readRecord } from "./look.ts";
import { type Plan, planApply } from "./plan-apply.ts";
import { planRevert } from "./plan-revert.ts";
import { changeSteps } from "./steps.ts";

export type Effects = { readonly perform: Perform; readonly holders: Holders };

export type Outcome = { readonly root: string; readonly decisions: readonly Decision[] };

export type ApplyOrder = {
  readonly files: readonly HostFile[];
  readonly force: boolean;
  readonly held: Held;
};

/** What apply would do with each file. @throws AdminError refused, where the host cannot be looked at */
export function preview(root: string, order: ApplyOrder): Outcome {
  return explained(() => {
    const real = realRoot(root);
    return { root: real, decisions: applyNow(real, order).decisions };
  });
}

/** Writes what differs and is ours. @throws AdminError refused, where it could not be done */
export function apply(root: string, order: ApplyOrder, effects: Effects): Outcome {
  return carryOut(root, effects, (real) => applyNow(real, order));
}

/** Takes the last apply back; undefined: there is none. @throws AdminError refused, where it could not be done */
export function revert(root: string, force: boolean, effects: Effects): Outcome | undefined {
  const begun = explained(() => readRecord(realRoot(root)).backups.length > 0);
  return begun ? carryOut(root, effects, (real) => revertNow(real, force)) : undefined;
}

type Planned = Plan & { readonly facts: TargetFacts };

function carryOut(root: string, { perform, holders }: Effects, look: (root: string) => Planned): Outcome {
  return explained(() => {
    const real = realRoot(root);
    const first = look(real);
    // Who has nothing to do needs neither the lock nor leave to write.
    if (isIdle(first) && !isLocked(real)) return { root: real, decisions: first.decisions };
    return locked(real, holders, () => {
      const now = look(real);
      if (now.change !== undefined) applyChange(real, changeSteps(now.change, now.facts), perform);
      else for (const path of now.facts.leftovers) perform(real, { kind: "remove-tree", path });
      return { root: real, decisions: now.decisions };
    });
  });
}

function isIdle({ change, facts }: Planned): boolean {
  return change === undefined && facts.leftovers.length === 0;
}

function applyNow(root: string, { files, force, held }: ApplyOrder): Planned {
  const record = readRecord(root);
  const paths = files.map(({ path }) => path.slice(1));
  const facts = lookAtHost(root, record, paths);
  return { ...planApply(files, { record, facts, force, held }), facts };
}

function revertNow(root: string, force: boolean): Planned {
  const record = readRecord(root);
  const facts = lookAtHost(root, record, []);
  const backup = record.backups.at(-1);
  if (backup === undefined) return { decisions: [], change: undefined, facts };
  return { ...planRevert(backup, { record, facts, force, contents: readBackup(root, backup) }), facts };
}
