import type { MigrationEnd } from "../xen/migration-end.ts";
import type { Presence } from "../xen/presence.ts";
import type { Outcome } from "../xen/toolstack.ts";
import type { HostReport, Survey } from "./facts.ts";
import type { Acquisition, Holding, LeaseView, Release } from "./lease.ts";
import type { Operation } from "./operation.ts";

/**
 * Everything that a program of the guard can do to the world or ask of it, on the host where it runs. One step is one
 * effect: the real one carries it out (run-program.ts), the model plays it against a world in which anything can fail
 * between two steps.
 */
export type Steps = {
  /** Durable when it says so. "taken": another operation is open here, and stays. */
  readonly "open-operation": { readonly asks: { readonly operation: Operation }; readonly answer: Opened };
  /** Nothing happens where another operation is open, or none. */
  readonly "close-operation": { readonly asks: { readonly id: string }; readonly answer: undefined };
  /**
   * Durably another id for what is open here: whoever knows it by the old one has no part in it any more. It fails where it
   * is not open.
   */
  readonly "rename-operation": {
    readonly asks: { readonly id: string; readonly as: string };
    readonly answer: undefined;
  };
  /** Everybody's answers. */
  readonly survey: { readonly asks: Nothing; readonly answer: Survey };
  /** This host's own answer. */
  readonly report: { readonly asks: Nothing; readonly answer: HostReport };
  /**
   * The same in one moment, while a guest waits for it: an absence is seen in two forms, but not twice with time between.
   * It says nothing of a guest that may reboot.
   */
  readonly glance: { readonly asks: Nothing; readonly answer: HostReport };
  /** One look at this host. */
  readonly look: { readonly asks: Nothing; readonly answer: Presence };
  /**
   * Looks until the guest is absent twice, longer apart than a guest that reboots is gone, and then reports.
   * `patience`: "stop" waits as long as guests get to shut down; "brief" only for two looks and what is just ending.
   */
  readonly "await-absence": { readonly asks: { readonly patience: Patience }; readonly answer: HostReport };
  /** Leaves it paused. */
  readonly create: { readonly asks: Nothing; readonly answer: Outcome };
  readonly "shut-down": { readonly asks: { readonly domid: number }; readonly answer: Outcome };
  readonly destroy: { readonly asks: { readonly domid: number }; readonly answer: Outcome };
  readonly pause: { readonly asks: { readonly domid: number }; readonly answer: Outcome };
  readonly unpause: { readonly asks: { readonly domid: number }; readonly answer: Outcome };
  /** Lets a source that was left suspended go on, under its own name. */
  readonly resume: { readonly asks: { readonly domid: number }; readonly answer: Outcome };
  /** Until the guest may be sent: where several are to go to one host, others go first. */
  readonly "await-turn": { readonly asks: Nothing; readonly answer: Turn };
  /** Live, and leaves the copy paused. */
  readonly migrate: {
    readonly asks: { readonly domid: number; readonly destination: string };
    readonly answer: MigrationEnd;
  };
  /** Asked only where there are leases, as are the next four. */
  readonly "view-lease": { readonly asks: Nothing; readonly answer: LeaseView };
  readonly holding: { readonly asks: Nothing; readonly answer: Holding };
  /** `from`: a host that is dead by all evidence; its claim passes to this host. */
  readonly acquire: {
    readonly asks: { readonly version: number; readonly from?: string };
    readonly answer: Acquisition;
  };
  readonly release: { readonly asks: Nothing; readonly answer: Release };
  /** Gets this host ready to take leases, which takes some 20 s where it never took one: before a guest waits for that. */
  readonly "join-lease": { readonly asks: Nothing; readonly answer: Outcome };
  /** Has the destination of a hand-over run a program of its own. */
  readonly tell: {
    readonly asks: { readonly host: string; readonly message: Message };
    readonly answer: Reply;
  };
  /** Lets a second pass before the next look. */
  readonly wait: { readonly asks: Nothing; readonly answer: undefined };
};

type Nothing = Record<never, never>;

export type Patience = "stop" | "brief";

export type Turn =
  | { readonly kind: "at-once" }
  /** What was seen before it waited may be otherwise by now. */
  | { readonly kind: "after-others" }
  /** One clause. */
  | { readonly kind: "never"; readonly reason: string };

export type Step = { [kind in keyof Steps]: { readonly kind: kind } & Steps[kind]["asks"] }[keyof Steps];

export type Opened =
  | { readonly kind: "opened" }
  | { readonly kind: "taken"; readonly by: Operation }
  | { readonly kind: "failed"; readonly reason: string };

/** From the source of a hand-over to its destination. */
export type Message =
  | { readonly kind: "prepare"; readonly id: string; readonly claim: number | undefined }
  /** Sent only when the source is gone and its claim given up, with this version: the copy may run. */
  | { readonly kind: "take"; readonly id: string; readonly claim: number | undefined }
  /** The copy must go, and this hand-over never comes back. */
  | { readonly kind: "cancel"; readonly id: string };

export type Reply =
  | { readonly kind: "done" }
  /** One clause without the final stop. */
  | { readonly kind: "refused"; readonly reason: string }
  /** It may have been done, or be done later. */
  | { readonly kind: "silent"; readonly reason: string };

/**
 * A guarded operation: it yields one described step after the other and is given the answers, so that the order of
 * effects stands in one readable place, and a test or the model can stop it between any two.
 */
export type Program<Result> = Generator<Step, Result, unknown>;

/** Yields one step and gives its answer back under its own type. */
export function* perform<Kind extends keyof Steps>(
  step: { readonly kind: Kind } & Steps[Kind]["asks"],
): Program<Steps[Kind]["answer"]> {
  return (yield step as Step) as Steps[Kind]["answer"];
}

/** How a program ended. Sentences for people. */
export type Ending =
  /** What was wanted is so. */
  | { readonly kind: "done"; readonly text: string }
  /** Nothing was changed. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Tried, and undone: all is as before, or the guest is stopped; the sentence says which. */
  | { readonly kind: "failed"; readonly reason: string }
  /** Something is left, and its operation stays open for `repair`. */
  | { readonly kind: "unfinished"; readonly reason: string };
