import { wordsFor } from "../../lib/guard/guarded-run.ts";
import type { Rehearsed } from "../../lib/guard/rehearse.ts";
import type { Ending } from "../../lib/guard/step.ts";
import { AdminError, type AdminExit, adminExit, type Terminal } from "../terminal.ts";
import type { Done } from "./work.ts";

/** How an operation ended, or would end, as it is printed with --json. */
export type Conclusion = {
  readonly command: string;
  readonly guest: string;
  readonly host: string;
  readonly dryRun: boolean;
  /** "would-change": a dry run found nothing against it; `first` is its first change. */
  readonly outcome: Ending["kind"] | "would-change";
  /** One sentence, or a few. */
  readonly text: string;
  readonly first: string | null;
  readonly downtimeMs: number | null;
  /** What of that the lease's passage took, after the guest's memory had arrived. */
  readonly handOverMs: number | null;
};

export type Subject = Pick<Conclusion, "command" | "guest" | "host">;

export function conclusionOf(subject: Subject, { ending, downtimeMs, handOverMs }: Done): Conclusion {
  const ofIt =
    handOverMs === undefined ? "" : `, the last ${(handOverMs / 1_000).toFixed(2)} s for its lease`;
  const stood =
    downtimeMs === undefined
      ? ""
      : ` It stood still for at most ${(downtimeMs / 1_000).toFixed(1)} s${ofIt}.`;
  const text = ending.kind === "done" ? `${ending.text}${stood}` : ending.reason;
  return {
    ...{ ...subject, dryRun: false, outcome: ending.kind, text },
    ...{ first: null, downtimeMs: downtimeMs ?? null, handOverMs: handOverMs ?? null },
  };
}

export function rehearsalConclusion(
  subject: Subject,
  deed: string,
  rehearsed: Rehearsed<Ending>,
): Conclusion {
  const { guest, host } = subject;
  const base = { ...subject, dryRun: true, first: null, downtimeMs: null, handOverMs: null };
  switch (rehearsed.kind) {
    case "goes-on": {
      const first = wordsFor(rehearsed.with);
      const text = `${guest} would be ${deed}; the first change would be ${first}. Nothing was changed.`;
      return { ...base, outcome: "would-change", first, text };
    }
    case "ends": {
      const { result } = rehearsed;
      return { ...base, outcome: result.kind, text: result.kind === "done" ? result.text : result.reason };
    }
    case "unknown":
      return {
        ...base,
        outcome: "refused",
        text: `${guest} cannot be judged on ${host}: ${rehearsed.reason}.`,
      };
  }
}

const codes: { readonly [outcome in Conclusion["outcome"]]: AdminExit } = {
  done: adminExit.done,
  "would-change": adminExit.done,
  refused: adminExit.refused,
  failed: adminExit.refused,
  unfinished: adminExit.needsRepair,
};

export function codeOf({ outcome }: Conclusion): AdminExit {
  return codes[outcome];
}

/** Prints it and ends with its exit code. @throws AdminError with the sentence, where it is no success */
export function conclude(terminal: Terminal, conclusion: Conclusion, json: boolean): void {
  if (json) terminal.out(`${JSON.stringify(conclusion, undefined, 2)}\n`);
  const code = codeOf(conclusion);
  if (code !== adminExit.done) throw new AdminError(code, conclusion.text);
  if (!json) terminal.out(`${conclusion.text}\n`);
}
