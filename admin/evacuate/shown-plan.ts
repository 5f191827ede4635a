import type { GuestHere } from "../../lib/evacuation/facts/guests-here.ts";
import type { Leftover, Plan, RunningGuest } from "../../lib/evacuation/plan/situation.ts";

/** A plan that says of nobody what is not known. */
export type ShownPlan = Omit<Plan, "leftovers"> & {
  readonly leftovers: readonly (Omit<Leftover, "memoryMiB"> & {
    /** Absent: no domain of it is seen here, or nobody can tell. */
    readonly memoryMiB?: number;
  })[];
};

/** Everything that is here or may be, and why it cannot be moved where that is known before anybody is asked. */
export function guestsIn(here: ReadonlyMap<string, GuestHere>): readonly RunningGuest[] {
  return [...here].flatMap(([name, state]): RunningGuest[] => {
    if (state.kind === "absent") return [];
    if (state.kind === "runs") return [state.guest];
    const obstacle =
      state.kind === "unclear" ? `whether it is here cannot be told: ${state.reason}` : state.reason;
    // What cannot be moved needs no room, whatever its size.
    return [{ name, memoryMiB: sizeOf(state) ?? 0, vcpus: 1, priority: 0, pins: [], obstacle }];
  });
}

/** Of which nobody can tell whether they are here, each with why. */
export function unclearIn(here: ReadonlyMap<string, GuestHere>): ReadonlyMap<string, string> {
  return new Map(
    [...here].flatMap(([name, state]): [string, string][] =>
      state.kind === "unclear" ? [[name, state.reason]] : [],
    ),
  );
}

export function shownPlan(plan: Plan, here: ReadonlyMap<string, GuestHere>): ShownPlan {
  const leftovers = plan.leftovers.map(({ memoryMiB, ...each }) => {
    const state = here.get(each.guest);
    const isKnown = state === undefined || state.kind === "runs" || sizeOf(state) !== undefined;
    const { guest, ...rest } = each;
    return { guest, ...(isKnown ? { memoryMiB } : {}), ...rest };
  });
  return { ...plan, leftovers };
}

function sizeOf(state: GuestHere): number | undefined {
  return "memoryMiB" in state ? state.memoryMiB : undefined;
}
