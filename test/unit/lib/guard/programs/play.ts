import { expect } from "vitest";
import type { Message, Patience, Program, Reply, Step, Steps } from "../../../../../lib/guard/step.ts";
import type { Presence } from "../../../../../lib/xen/presence.ts";
import { absent, present, says } from "../surveys.ts";

/** A step that a program must take next, and what it is answered. */
export type Line = { readonly [kind in Step["kind"]]: LineOf<kind> }[Step["kind"]];

type LineOf<Kind extends Step["kind"]> = {
  readonly step: { readonly kind: Kind } & Partial<Steps[Kind]["asks"]>;
  readonly answer: Steps[Kind]["answer"];
};

/** Plays a program against a script; a step that the script does not have next, or one left over, fails the test. */
export function play<Result>(program: Program<Result>, script: readonly Line[]): Result {
  let turn = program.next();
  for (const { step, answer } of script) {
    if (turn.done === true) throw new Error(`the program ended before ${JSON.stringify(step)}`);
    expect(turn.value).toMatchObject(step);
    turn = program.next(answer);
  }
  if (turn.done !== true) throw new Error(`the program goes on with ${JSON.stringify(turn.value)}`);
  return turn.value;
}

const none = undefined;

/** Lines that many scripts have. */
export const opens = { step: { kind: "open-operation" }, answer: { kind: "opened" } } as const;
export const closes = { step: { kind: "close-operation", id: "0d4c" }, answer: none } as const;
export const waits = { step: { kind: "wait" }, answer: none } as const;
export const looks = (answer: Presence = present()): Line => ({ step: { kind: "look" }, answer });
export const gone: Line = awaits(absent, "brief");
export const held: Line = { step: { kind: "holding" }, answer: { kind: "held", version: 5, holder: 800 } };
export const releases: readonly Line[] = [
  held,
  { step: { kind: "view-lease" }, answer: { kind: "owned", version: 5, owner: "host1" } },
  { step: { kind: "release" }, answer: { kind: "released", version: 5 } },
];

export function tells(host: string, message: Partial<Message>, answer: Reply): Line {
  return { step: { kind: "tell", host, message: message as Message }, answer };
}

export const done = { kind: "done" } as const;
export const order = { guest: "nfs1", here: "host1", id: "0d4c", sinceMs: 0, leased: true } as const;

export function reports(changes: Parameters<typeof says>[0] = {}): Line {
  return { step: { kind: "report" }, answer: reportOf(changes) };
}

export function glances(changes: Parameters<typeof says>[0] = {}): Line {
  return { step: { kind: "glance" }, answer: reportOf(changes) };
}

export function awaits(presence: Presence, patience?: Patience): Line {
  const asks = patience === undefined ? {} : { patience };
  return { step: { kind: "await-absence", ...asks }, answer: reportOf({ presence }) };
}

function reportOf(changes: Parameters<typeof says>[0]) {
  const answer = says(changes);
  if (answer.kind === "silent") throw new Error("it answers");
  return answer.report;
}
